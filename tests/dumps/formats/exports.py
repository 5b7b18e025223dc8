"""The example exports, and what is read out of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from coinguard.dumps.cells import valid_text
from coinguard.dumps.formats import format_of, open_reader
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Batch, Bounds, BrokenInputError, Reader, Reject
from coinguard.dumps.sources import Source

EXPORTS = Path(__file__).parents[3] / "data" / "examples" / "exports"
EXPECTED = Path(__file__).parent / "expected"

FORMATS = {
    "WhatsApp Chat - Luna Coins Group.zip": "whatsapp",
    "chat_downloader.json": "chat-downloader",
    "discord_channel.csv": "discord",
    "discord_channel.json": "discord",
    "mailbox.mbox": "mbox",
    "reddit_dump.zst": "reddit",
    "slack_export.zip": "slack",
    "telegram_account.json": "telegram",
    "telegram_chat.json": "telegram",
    "tiktok_user_data.json": "tiktok",
    "twitch_chat.json": "twitch",
    "whatsapp_android.txt": "whatsapp",
    "youtube_comment_threads.json": "youtube",
    "youtube_takeout_comments.csv": "youtube",
}
"""Every example export and its format."""

Message = dict[str, Any]


class Pipe(io.BytesIO):
    """Bytes that can be read once."""

    def seekable(self) -> bool:
        return False


def data_of(name: str) -> bytes:
    """Return an example export's bytes."""
    return (EXPORTS / name).read_bytes()


def expected_of(name: str) -> list[Message]:
    """Return the messages of an example export, without what it says nothing of."""
    return [json.loads(line) for line in (EXPECTED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@contextmanager
def opened(
    data: bytes, name: str = "-", *, kind: str | None = None, pipe: bool = False, bounds: Bounds | None = None
) -> Iterator[Reader]:
    """Open an export as a scan does."""
    options = ScanOptions(format=kind)  # type: ignore[arg-type]
    with closing(Source(name, Pipe(data) if pipe else io.BytesIO(data))) as source:
        yield open_reader(source, format_of(source, options), options, bounds or Bounds.of(options))


class Result:
    """Everything that is read out of an export."""

    def __init__(self, data: bytes, name: str = "-", **how: Any) -> None:
        self.messages: list[Message] = []
        self.rejects: list[Reject] = []
        self.sizes: list[int] = []
        """Rows of each batch."""
        self.broken: str | None = None
        with opened(data, name, **how) as reader:
            try:
                for batch in reader.batches(None):
                    self.messages += messages_of(batch)
                    self.rejects += batch.rejects
                    self.sizes.append(batch.table.num_rows)
            except BrokenInputError as error:
                self.broken = str(error)


def messages_of(batch: Batch) -> list[Message]:
    """Return a batch's messages without their nulls."""
    names = batch.table.column_names
    columns = [valid_text(column.combine_chunks()).to_pylist() for column in batch.table.columns]
    rows = zip(*columns, strict=True)
    return [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
