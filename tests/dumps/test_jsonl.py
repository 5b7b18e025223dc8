"""JSON lines, strict and not so strict."""

from __future__ import annotations

import io

import pytest

from coinguard.dumps.formats.jsonl import JsonLinesReader
from coinguard.dumps.options import ScanOptions
from coinguard.dumps.rows import Batch, Bounds, Reject
from coinguard.dumps.sources import Source
from coinguard.errors import InputError


def opened(data: bytes, rows: int = 2, line_bytes: int = 1 << 20, **options: object) -> JsonLinesReader:
    chosen = ScanOptions(**options)  # type: ignore[arg-type]
    return JsonLinesReader(Source("x.jsonl", io.BytesIO(data)), chosen, Bounds(rows, 64, line_bytes))


def columns(data: bytes, **options: object) -> dict[str, list[object]]:
    """Return every column of an input by its schema."""
    reader = opened(data, **options)
    names = reader.schema().names
    batches = list(reader.batches(names))
    return {name: [value for batch in batches for value in batch.table[name].to_pylist()] for name in names}


def rejects(batches: list[Batch]) -> list[tuple[int, str, str]]:
    return [(one.line, one.problem, one.content) for batch in batches for one in batch.rejects]


def test_columns_are_the_union_in_the_order_they_appear() -> None:
    data = b'{"b":"1"}\n{"text":"x","a":null}\n{"b":"2","text":"y"}\n'
    assert columns(data) == {"b": ["1", None, "2"], "text": [None, "x", "y"], "a": [None, None, None]}


def test_values_that_are_no_strings_become_their_json_text() -> None:
    data = b'{"text":1,"x":1.5,"y":true,"z":[1,{"k":"\xc3\xa9"}],"big":123456789012345678901234,"e":{}}\n'
    assert columns(data) == {
        "text": ["1"],
        "x": ["1.5"],
        "y": ["true"],
        "z": ['[1,{"k":"é"}]'],
        "big": ["123456789012345678901234"],
        "e": ["{}"],
    }


def test_lines_keep_their_own_text() -> None:
    lines = [b'{"id": 12345678901234567890123, "text":"x",  "f":1.10}', b"{}", b'  {"a":"\\u00e9"} ']
    batches = list(opened(b"\n".join(lines), rows=9).batches(["text"]))
    assert [line for batch in batches for line in batch.lines.to_pylist()] == [
        lines[0][:-1] + b",",
        b"{",
        b'{"a":"\\u00e9",',
    ]


def test_lines_that_are_no_objects_are_set_aside_and_blank_ones_left_out() -> None:
    data = b'{"text":"a"}\n\n{"text":\n[1]\n"s"\n  \r\n{"text":"b"}{"text":"c"}\n{"text":"d"}'
    batches = list(opened(data).batches(["text"]))
    assert [value for batch in batches for value in batch.table["text"].to_pylist()] == ["a", "d"]
    assert rejects(batches) == [
        (3, "not JSON (Expecting value)", '{"text":'),
        (4, "not a JSON object", "[1]"),
        (5, "not a JSON object", '"s"'),
        (7, "not JSON (Extra data)", '{"text":"b"}{"text":"c"}'),
    ]


def test_what_python_writes_and_the_standard_forbids_is_read() -> None:
    data = b'{"text":"a","x":NaN}\n{"text":"half \\ud83d"}\n{"text":"raw \xff"}\n'
    batches = list(opened(data, rows=9).batches(["text"]))
    assert batches[0].table["text"].to_pylist() == [b"a", b"half \xed\xa0\xbd", b"raw \xff"]
    assert batches[0].lines.to_pylist()[2] == '{"text":"raw \ufffd",'.encode()
    assert rejects(batches) == []


def test_depth_without_end_is_set_aside() -> None:
    batches = list(opened(b'{"text":' + b"[" * 200_000 + b"\n").batches(["text"]))
    assert [one.problem for batch in batches for one in batch.rejects] == ["nested too deeply"]


def test_a_line_over_the_bound_is_set_aside() -> None:
    data = b'{"text":"' + b"x" * 2_000 + b'"}\n{"text":"y"}\n'
    batches = list(opened(data, line_bytes=1_000).batches(["text"]))
    assert [value for batch in batches for value in batch.table["text"].to_pylist()] == ["y"]
    assert [(one.line, one.problem) for batch in batches for one in batch.rejects] == [(1, "longer than 1,000 bytes")]


def test_a_line_ending_of_windows_and_a_byte_order_mark_do_no_harm() -> None:
    assert columns(b'\xef\xbb\xbf{"text":"a"}\r\n{"text":"b"}\r\n') == {"text": ["a", "b"]}


def test_utf16_is_read() -> None:
    assert columns('{"text":"Привет"}\n{"text":"b"}\n'.encode("utf-16")) == {"text": ["Привет", "b"]}


def test_rows_that_an_earlier_scan_scored_are_refused_wherever_they_stand() -> None:
    data = b'{"text":"a"}\n' * 1_500 + b'{"text":"b","cg_level":"scam"}\n'
    with pytest.raises(InputError, match="already has cg_level"):
        list(opened(data, rows=100).batches(["text"]))


def test_replacing_drops_what_an_earlier_scan_added_and_nothing_else() -> None:
    data = b'{"cg_level":"scam","text":"b","cg_id":1,"n":12345678901234567890123}\n{"cg_level":"clear"}\n'
    batches = list(opened(data, rows=9, replace=True).batches(["text"]))
    assert [line for batch in batches for line in batch.lines.to_pylist()] == [
        b'{"text":"b","cg_id":1,"n":12345678901234567890123,',
        b"{",
    ]


def test_more_different_keys_than_columns_are_held_are_an_error() -> None:
    data = b"".join(b'{"k%d":1}\n' % number for number in range(20_000))
    with pytest.raises(InputError, match="more than 16,384 different keys"):
        opened(data, rows=1_000).schema()


def test_a_reject_holds_its_first_two_thousand_characters() -> None:
    assert Reject.of(1, "long", "é".encode() * 5_000).content == "é" * 2_000
