"""Exports of any size, made up message by message in the layout of the example exports."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import zstandard

from tests.dumps.formats.exports import data_of


def _json_of(name: str, path: tuple[str, ...], index: int = 0) -> Callable[[int], bytes]:
    """Return a maker of a JSON export whose array under ``path`` holds one message of the example again and again."""

    def make(messages: int) -> bytes:
        document = json.loads(data_of(name).replace(rb"\x08", rb"\b").split(b"\n}\n{")[0].rstrip() or b"")
        holder: Any = document
        for key in path[:-1]:
            holder = holder[key]
        array = holder[path[-1]] if path else document
        one = array[index]
        if path:
            holder[path[-1]] = ["@@"]
            front, back = json.dumps(document).split('"@@"')
        else:
            front, back = "[", "]"
        return (front + ", ".join([json.dumps(one)] * messages) + back).encode()

    return make


def _reddit(messages: int) -> bytes:
    line = zstandard.ZstdDecompressor().decompressobj().decompress(data_of("reddit_dump.zst")).split(b"\n")[0]
    # Lines that are all alike would unpack a thousand at a time.
    digests = (hashlib.sha256(str(number).encode()).hexdigest() for number in range(messages))
    return zstandard.compress("".join(line.decode().replace("lzabc1", digest) + "\n" for digest in digests).encode())


def _youtube(messages: int) -> bytes:
    first = data_of("youtube_comment_threads.json").split(b"\n}\n{")[1]
    page = json.loads(b"{" + first)
    page["items"] = ["@@"]
    front, back = json.dumps(page).split('"@@"')
    thread = json.loads(b"{" + first)["items"][0]
    return (front + ",".join([json.dumps(thread)] * messages) + back).encode()


def _csv(name: str) -> Callable[[int], bytes]:
    def make(messages: int) -> bytes:
        rows = list(csv.reader(io.StringIO(data_of(name).decode(), newline="")))
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([rows[0], *[rows[1]] * messages])
        return out.getvalue().encode()

    return make


def _whatsapp(messages: int) -> bytes:
    return ("20/11/2026, 18:01 - Dee: evening all\n" + "made it on time\n" * 15).encode() * messages


def _mbox(messages: int) -> bytes:
    second = data_of("mailbox.mbox").split(b"\nFrom MAILER")[1].split(b"\nFrom - ")[0]
    return (b"From MAILER" + second + b"\n\n") * messages


def _slack(messages: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data_of("slack_export.zip"))) as example, zipfile.ZipFile(out, "w") as archive:
        archive.writestr("users.json", example.read("users.json"))
        one = json.loads(example.read("general/2026-11-20.json"))[1]
        for day in range(10):
            archive.writestr(f"general/2026-01-{day + 1:02}.json", json.dumps([one] * (messages // 10)))
    return out.getvalue()


LARGE: dict[str, Callable[[int], bytes]] = {
    "chat_downloader.json": _json_of("chat_downloader.json", ()),
    "discord_channel.csv": _csv("discord_channel.csv"),
    "discord_channel.json": _json_of("discord_channel.json", ("messages",), 3),
    "mailbox.mbox": _mbox,
    "reddit_dump.zst": _reddit,
    "slack_export.zip": _slack,
    "telegram_chat.json": _json_of("telegram_chat.json", ("messages",), 2),
    "tiktok_user_data.json": _json_of("tiktok_user_data.json", ("Comment", "Comments", "CommentsList")),
    "twitch_chat.json": _json_of("twitch_chat.json", ("comments",)),
    "whatsapp_android.txt": _whatsapp,
    "youtube_comment_threads.json": _youtube,
    "youtube_takeout_comments.csv": _csv("youtube_takeout_comments.csv"),
}
"""A maker for each export: how many messages in, bytes out."""
