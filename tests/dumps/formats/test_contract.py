"""What the reader of every export does: one contract, run over all example exports."""

from __future__ import annotations

import gzip
import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.dumps import ScanOptions, scan
from coinguard.dumps.formats.messages import Row
from coinguard.dumps.options import FORMATS as ALL_FORMATS
from coinguard.dumps.rows import Bounds, BrokenInputError
from coinguard.errors import InputError
from coinguard.message import MESSAGE_FIELDS
from tests.dumps.fake_guard import FakeGuard
from tests.dumps.files import own_values, read_scored
from tests.dumps.formats.exports import EXPORTS, FORMATS, Message, Result, data_of, expected_of, opened
from tests.dumps.formats.large import LARGE

every_export = pytest.mark.parametrize("name", FORMATS)
PACKED = (".zip", ".zst")


def drop(message: Message, *names: str) -> Message:
    """Return a message without some of its fields."""
    return {key: value for key, value in message.items() if key not in names}


def without_channel(messages: list[Message]) -> list[Message]:
    """Return messages without their channel, which some exports have in the name of their file only."""
    return [drop(message, "channel_id") for message in messages]


def test_every_example_is_in_the_contract_and_in_the_list_beside_them() -> None:
    files = {path.name for path in EXPORTS.iterdir()} - {"README.md"}
    page = (EXPORTS / "README.md").read_text(encoding="utf-8")
    assert files == set(FORMATS)
    assert [name for name in files if f"`{name}`" not in page] == []


def test_every_format_of_messages_has_an_example_and_tables_have_readers_of_their_own() -> None:
    assert set(FORMATS.values()) == set(ALL_FORMATS) - {"csv", "tsv", "jsonl", "parquet", "text"}


@every_export
def test_an_export_gives_the_messages_that_are_in_it(name: str) -> None:
    result = Result(data_of(name), name)
    assert result.messages == expected_of(name)
    assert (result.rejects, result.broken) == ([], None)


@every_export
@pytest.mark.parametrize("pipe", [False, True])
def test_the_format_is_told_from_the_content_whatever_the_name(name: str, pipe: bool) -> None:
    result = Result(data_of(name), "-", pipe=pipe)
    assert without_channel(result.messages) == without_channel(expected_of(name))


@every_export
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_an_export_may_be_packed_once_more(name: str, pack: Callable[[bytes], bytes]) -> None:
    if name.endswith(".zst"):
        return  # Nobody packs what is packed.
    assert without_channel(Result(pack(data_of(name)), "-", pipe=True).messages) == without_channel(expected_of(name))


@every_export
def test_saying_the_format_changes_nothing(name: str) -> None:
    assert Result(data_of(name), name, kind=FORMATS[name]).messages == expected_of(name)


@every_export
def test_the_columns_are_those_of_messages(name: str) -> None:
    with opened(data_of(name), name) as reader:
        assert tuple(reader.names) == reader.schema().names == MESSAGE_FIELDS == Row._fields or (
            tuple(reader.names) == tuple(reader.schema().names) == MESSAGE_FIELDS
        )
        tables = [batch.table for batch in reader.batches(["ts", "text"])]
    assert {tuple(table.column_names) for table in tables} == {("text", "ts")}


@every_export
@given(rows=st.integers(1, 9), block=st.integers(1, 5_000))
@settings(max_examples=12)
def test_messages_do_not_depend_on_where_blocks_end(name: str, rows: int, block: int) -> None:
    result = Result(data_of(name), name, bounds=Bounds(rows, block))
    assert result.messages == expected_of(name)
    assert (result.rejects, result.broken) == ([], None)
    assert max(result.sizes) <= rows


@every_export
@given(data=st.data())
@settings(max_examples=20)
def test_an_export_that_is_cut_off_gives_its_good_part(name: str, data: st.DataObject) -> None:
    content = data_of(name)
    end = data.draw(st.integers(1, len(content) - 1))
    try:
        result = Result(content[:end], name, kind=FORMATS[name])
    except InputError:
        assert end < 400 or name.endswith(PACKED)  # Not even its head is there.
        return
    whole, read = expected_of(name), result.messages
    if FORMATS[name] == "tiktok":
        # Who the account holder is stands behind the messages.
        whole, read = ([drop(message, "author_handle", "author_bio") for message in some] for some in (whole, read))
    # Formats without an end of their own cannot know that their last message is cut off.
    exact = read if name.endswith((".json", *PACKED)) else read[:-1]
    assert exact == whole[: len(exact)]
    if name.endswith((".json", *PACKED)) and content[end:].strip(b"\n "):
        assert result.broken or result.rejects


@every_export
@given(data=st.data())
@settings(max_examples=25)
def test_damaged_bytes_cost_an_error_or_a_message_but_never_a_crash(name: str, data: st.DataObject) -> None:
    content = bytearray(data_of(name))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        result = Result(bytes(content), name, kind=FORMATS[name], bounds=Bounds(3, 512))
    except InputError:
        return
    assert all(set(message) <= set(MESSAGE_FIELDS) for message in result.messages)
    assert all(reject.problem for reject in result.rejects)


@every_export
def test_another_formats_reader_says_so_and_does_not_crash(name: str) -> None:
    for other in set(FORMATS.values()) - {FORMATS[name]}:
        try:
            result = Result(data_of(name), name, kind=other)
        except InputError:
            continue
        assert result.messages != expected_of(name)


@pytest.mark.parametrize("kind", sorted(set(FORMATS.values())))
@pytest.mark.parametrize(
    "content", [b"", b" \n\n", b"{", b"[", b"[[[[", b'{"messages":', b"\0" * 100, b"\xff\xfe", b"From "]
)
def test_an_empty_or_hopeless_input_is_no_crash(kind: str, content: bytes) -> None:
    try:
        result = Result(content, "-", kind=kind)
    except (InputError, BrokenInputError):
        return
    assert [message for message in result.messages if message.get("ts")] == []


@pytest.mark.parametrize("name", LARGE)
def test_memory_does_not_grow_with_the_export(name: str) -> None:
    peaks = []
    few = 6_000 if name.endswith(".csv") else 1_500  # More than an input's head holds.
    for messages in (few, 4 * few):
        data = LARGE[name](messages)
        tracemalloc.start()
        with opened(data, name, bounds=Bounds(500, 1 << 16)) as reader:
            rows = sum(batch.table.num_rows for batch in reader.batches(None))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert rows >= messages
    assert peaks[1] < peaks[0] * 1.2 + (1 << 19)


@every_export
@pytest.mark.parametrize("output", ["out.csv", "out.jsonl", "out.parquet"])
def test_a_scan_writes_the_messages_and_what_was_found(tmp_path: Path, name: str, output: str) -> None:
    summary = scan([str(EXPORTS / name)], str(tmp_path / output), FakeGuard(), ScanOptions(batch_rows=2, workers=1))
    rows = own_values(read_scored(tmp_path / output))
    assert [{key: value for key, value in row.items() if value or key == "text"} for row in rows] == expected_of(name)
    assert list(rows[0]) == list(MESSAGE_FIELDS)
    assert (summary.rows, summary.rejected, summary.broken_inputs) == (len(rows), 0, ())


def test_a_folder_of_exports_is_written_as_one_table_each(tmp_path: Path) -> None:
    for name in FORMATS:
        shutil.copy(EXPORTS / name, tmp_path)
    summary = scan([str(tmp_path)], str(tmp_path / "out"), FakeGuard(), ScanOptions())
    assert summary.rows == sum(len(expected_of(name)) for name in FORMATS)
    assert (len(summary.outputs), summary.broken_inputs) == (len(FORMATS), ())
    assert {Path(output).suffix for output in summary.outputs} == {".jsonl", ".zst"}


def test_a_reject_in_one_long_line_is_found_by_its_byte(tmp_path: Path) -> None:
    export = json.loads(data_of("tiktok_user_data.json"))
    text = json.dumps(export).replace('"comment": "love this \\ud83d\\ude0d"', '"comment": love')
    (tmp_path / "user_data.json").write_text(text)
    summary = scan([str(tmp_path / "user_data.json")], str(tmp_path / "out.csv"), FakeGuard(), ScanOptions())
    side = [json.loads(line) for line in (tmp_path / "out.csv.rejected.jsonl").read_text().splitlines()]
    assert [(row["line"], row["byte"]) for row in side] == [(1, text.index('{"date": "2026-11-20 18:02:14"'))]
    assert "not JSON" in side[0]["problem"]
    assert summary.rows == len(expected_of("tiktok_user_data.json")) - 1
