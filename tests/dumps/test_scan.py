"""A whole scan: inputs to scored files, with every way it can go wrong."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coinguard.dumps import Progress, ScanOptions, ScanSummary, scan
from coinguard.dumps.formats import format_of
from coinguard.dumps.scored import OWN_COLUMNS, SCORED_SCHEMA
from coinguard.dumps.sources import open_source
from coinguard.errors import ConfigurationError, InputError
from tests.dumps.fake_guard import FakeGuard
from tests.dumps.files import csv_bytes, jsonl_bytes, own_values, packed, parquet_bytes, read_scored, text_bytes

ROWS: list[dict[str, str]] = [
    {"id": "1", "text": "good morning", "note": "=SUM(A1)"},
    {"id": "02", "text": "free coins at http://scam.example", "note": ""},
    {"id": "3", "text": 'two\nlines, "quoted"; and\ttabs', "note": "-1"},
    {"id": "", "text": "", "note": "ключ 🎁"},
    {"id": "5", "text": "cheap coins here", "note": " spaces "},
]
INPUTS = {
    "dump.csv": csv_bytes(ROWS),
    "dump.tsv": csv_bytes(ROWS, "\t"),
    "dump.jsonl": jsonl_bytes(ROWS),
    "dump.parquet": parquet_bytes(ROWS),
    "dump.csv.gz": packed(csv_bytes(ROWS), ".gz"),
    "dump.jsonl.zst": packed(jsonl_bytes(ROWS), ".zst"),
}
OUTPUTS = ["out.csv", "out.tsv", "out.jsonl", "out.parquet", "out.csv.gz", "out.jsonl.zst", "out.tsv.zst"]


def put(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def run(folder: Path, data: bytes, guard: FakeGuard, name: str = "in.csv", **options: Any) -> ScanSummary:
    """Scan bytes into ``out.csv`` beside them."""
    return scan([put(folder, name, data)], str(folder / "out.csv"), guard, ScanOptions(**options))


@pytest.mark.parametrize(("name", "output"), [(name, output) for name in INPUTS for output in OUTPUTS])
def test_every_row_comes_out_in_order_with_its_own_values(
    tmp_path: Path, guard: FakeGuard, name: str, output: str
) -> None:
    summary = scan([put(tmp_path, name, INPUTS[name])], str(tmp_path / output), guard, ScanOptions(batch_rows=2))
    rows = read_scored(tmp_path / output)
    assert own_values(rows) == ROWS
    assert list(rows[0]) == [*ROWS[0], *SCORED_SCHEMA.names]
    assert [row["cg_level"] for row in rows] == ["clear", "scam", "clear", "clear", "review"]
    assert float(rows[0]["cg_score"]) == -3.5
    reasons = rows[1]["cg_reasons"]
    assert (json.loads(reasons) if isinstance(reasons, str) else reasons)[0] == {
        "code": "bias",
        "points": 4.25 + 33 / 1000,
        "text": 'says "=coins"',
        "start": 0,
        "end": 4,
    }
    assert (summary.rows, summary.exit_code, summary.side_files) == (5, 1, ())
    assert summary.levels == {"clear": 3, "review": 1, "scam": 1}


def test_the_schema_is_the_guards_own() -> None:
    from coinguard.scoring.columns import (
        SCORED_SCHEMA as GUARDS_SCHEMA,
    )  # compiles kernels, so nobody else waits for it

    assert GUARDS_SCHEMA.equals(SCORED_SCHEMA)


@pytest.mark.parametrize("output", OUTPUTS)
def test_plain_text_is_one_message_a_line(tmp_path: Path, guard: FakeGuard, output: str) -> None:
    texts = [{"text": text} for text in ("hello", "", "free coins", "=1+1")]
    scan([put(tmp_path, "chat.txt", text_bytes(texts))], str(tmp_path / output), guard, ScanOptions())
    assert own_values(read_scored(tmp_path / output)) == texts


def test_the_output_does_not_depend_on_batch_size_and_workers(tmp_path: Path, guard: FakeGuard) -> None:
    data = csv_bytes(ROWS * 40) + b'broken\n7,"open,x\n8,free coins,y\n'
    results = []
    for place, (rows, workers) in enumerate([(1, 1), (3, 4), (65_536, 2)]):
        folder = tmp_path / str(place)
        folder.mkdir()
        summary = run(folder, data, guard, batch_rows=rows, workers=workers)
        side = (folder / "out.csv.rejected.jsonl").read_bytes().replace(str(folder).encode(), b"")
        examples = [(one.row, one.score, one.text) for one in summary.examples]
        results.append(((folder / "out.csv").read_bytes(), side, examples))
    assert results[0] == results[1] == results[2]
    assert len(results[0][2]) == 10


def test_memory_is_bounded_by_the_batch(tmp_path: Path, guard: FakeGuard) -> None:
    run(tmp_path, csv_bytes(ROWS * 1_000), guard, batch_rows=100)
    assert max(call["rows"] for call in guard.calls) <= 100
    assert sum(call["rows"] for call in guard.calls) == 5_000


def test_parquet_types_are_kept(tmp_path: Path, guard: FakeGuard) -> None:
    table = pa.table(
        {
            "when": pa.array([dt.datetime(2024, 5, 1, tzinfo=dt.UTC), None], pa.timestamp("ms", "UTC")),
            "tags": pa.array([["a"], None], pa.list_(pa.string())),
            "kind": pa.array(["x", "y"]).dictionary_encode(),
            "raw": pa.array([b"\xff\x00", None], pa.binary()),
            "text": pa.array(["free coins", None], pa.large_string()),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    summary = scan([str(tmp_path / "in.parquet")], str(tmp_path / "out.parquet"), guard, ScanOptions())
    scored = pq.read_table(tmp_path / "out.parquet")
    assert scored.schema.equals(pa.schema([*table.schema, *SCORED_SCHEMA]))
    assert scored.select(table.column_names).equals(table)
    assert scored["cg_error"].to_pylist() == [None, "there is no text"]
    assert scored["cg_level"].to_pylist() == ["scam", None]
    assert (summary.errors, summary.exit_code) == (1, 4)


def test_parquet_values_are_readable_in_csv_and_json(tmp_path: Path, guard: FakeGuard) -> None:
    table = pa.table({"n": [1, None], "f": [0.5, float("nan")], "l": [[1, 2], None], "text": ["a", "b"]})
    pq.write_table(table, tmp_path / "in.parquet")
    for output in ("out.csv", "out.jsonl"):
        scan([str(tmp_path / "in.parquet")], str(tmp_path / output), guard, ScanOptions())
    assert own_values(read_scored(tmp_path / "out.csv")) == [
        {"n": "1", "f": "0.5", "l": "[1,2]", "text": "a"},
        {"n": "", "f": "nan", "l": "", "text": "b"},
    ]
    assert own_values(read_scored(tmp_path / "out.jsonl")) == [
        {"n": 1, "f": 0.5, "l": [1, 2], "text": "a"},
        {"n": None, "f": None, "l": None, "text": "b"},
    ]


def test_json_lines_keep_their_own_text_to_the_last_digit(tmp_path: Path, guard: FakeGuard) -> None:
    line = b'{"id": 123456789012345678901, "text": "free coins", "f":1.10, "x":{"a":[1,null]}}'
    scan([put(tmp_path, "in.jsonl", line)], str(tmp_path / "out.jsonl"), guard, ScanOptions())
    assert (tmp_path / "out.jsonl").read_bytes().startswith(line[:-1] + b',"cg_probability":')


def test_broken_utf8_is_an_error_row_and_written_as_replacement_characters(tmp_path: Path, guard: FakeGuard) -> None:
    data = b"id,text\n1,good\n2,bad \xff\n"
    summary = run(tmp_path, data, guard, encoding="utf-8")
    rows = read_scored(tmp_path / "out.csv")
    assert [(row["text"], row["cg_level"], row["cg_error"]) for row in rows] == [
        ("good", "clear", ""),
        ("bad \ufffd", "", "the text is not valid UTF-8"),
    ]
    assert (summary.errors, summary.error_sorts) == (1, {"the text is not valid UTF-8": 1})
    assert summary.exit_code == 4


def test_a_binary_parquet_column_is_scored_and_written_unchanged(tmp_path: Path, guard: FakeGuard) -> None:
    pq.write_table(pa.table({"text": pa.array([b"free coins", b"\xff"], pa.binary())}), tmp_path / "in.parquet")
    scan([str(tmp_path / "in.parquet")], str(tmp_path / "out.parquet"), guard, ScanOptions())
    scored = pq.read_table(tmp_path / "out.parquet")
    assert scored["text"].to_pylist() == [b"free coins", b"\xff"]
    assert scored["cg_level"].to_pylist() == ["scam", None]


def test_lines_that_cannot_be_parsed_are_in_the_side_file_and_a_stale_one_goes(
    tmp_path: Path, guard: FakeGuard
) -> None:
    summary = run(tmp_path, b"id,text\n1,a\n2\n3,b\n", guard)
    side = tmp_path / "out.csv.rejected.jsonl"
    assert json.loads(side.read_text()) == {
        "input": str(tmp_path / "in.csv"),
        "line": 3,
        "problem": "1 field instead of 2",
        "content": "2",
    }
    assert (summary.rejected, summary.exit_code, summary.side_files) == (1, 4, (str(side),))
    assert run(tmp_path, b"id,text\n1,a\n", guard).exit_code == 0
    assert not side.exists()


def test_without_an_output_rows_are_counted_and_nothing_is_written(tmp_path: Path, guard: FakeGuard) -> None:
    name = put(tmp_path, "in.jsonl", jsonl_bytes(ROWS) + b"broken\n" * 12)
    summary = scan([name], None, guard, ScanOptions())
    assert (summary.rows, summary.rejected, len(summary.rejected_lines)) == (5, 12, 10)
    assert summary.rejected_lines[0].line == 6
    assert list(tmp_path.iterdir()) == [Path(name)]


@pytest.mark.parametrize("name", ["in.csv", "in.jsonl", "in.parquet"])
def test_a_scored_input_is_refused_unless_it_may_be_replaced(tmp_path: Path, guard: FakeGuard, name: str) -> None:
    first = tmp_path / name
    scan([put(tmp_path, "raw.csv", csv_bytes(ROWS))], str(first), guard, ScanOptions())
    with pytest.raises(InputError, match=r"already has cg_probability.*--replace"):
        scan([str(first)], str(tmp_path / "out.csv"), guard, ScanOptions())
    guard.bundle_id = "fake-2"
    for output in ("out.csv", "out.jsonl", "out.parquet"):
        scan([str(first)], str(tmp_path / output), guard, ScanOptions(replace=True))
        rows = read_scored(tmp_path / output)
        assert own_values(rows) == ROWS
        assert {row["cg_model"] for row in rows} == {"fake-2"}


def test_only_the_names_of_the_contract_are_claimed(tmp_path: Path, guard: FakeGuard) -> None:
    run(tmp_path, b"cg_id,text\n7,a\n", guard)
    assert own_values(read_scored(tmp_path / "out.csv")) == [{"cg_id": "7", "text": "a"}]
    assert "cg_id" not in OWN_COLUMNS


@pytest.mark.parametrize(
    ("header", "options", "scored"),
    [
        ("message,text", {}, "second"),
        ("Body,id", {}, "first"),
        ("MESSAGE,comment", {}, "second"),
        ("a,b", {"text_column": "b"}, "second"),
        ("text,b", {"columns_map": {"text": "b"}}, "second"),
        ("domain,url", {"links": True}, "second"),
    ],
)
def test_which_column_is_scored(
    tmp_path: Path, guard: FakeGuard, header: str, options: dict[str, Any], scored: str
) -> None:
    cells = {"first": "free coins,x", "second": "x,free coins"}
    assert run(tmp_path, f"{header}\n{cells[scored]}\n".encode(), guard, **options).levels["scam"] == 1
    assert guard.calls[0]["links"] is options.get("links", False)


def test_an_input_without_a_text_column_lists_what_it_has(tmp_path: Path, guard: FakeGuard) -> None:
    with pytest.raises(InputError, match=r"no column is called.*--text.*'id', 'words'"):
        run(tmp_path, b"id,words\n1,a\n", guard)
    with pytest.raises(InputError, match="there is no column 'txt'"):
        run(tmp_path, b"id,text\n1,a\n", guard, text_column="txt")
    with pytest.raises(InputError, match="2 columns are called 'text'"):
        run(tmp_path, b"text,text\n1,a\n", guard)
    assert not (tmp_path / "out.csv").exists()


def test_other_message_fields_reach_the_guard_under_their_names(tmp_path: Path, guard: FakeGuard) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\ntext = "body"\nauthor_name = "who"\n', encoding="utf-8")
    run(tmp_path, b"body,who,quoted,other,text\na,b,c,d,e\n", guard, columns_map=path)
    assert sorted(guard.calls[0]["columns"]) == ["author_name", "quoted", "text"]
    lines = b'{"text":"a"}\n' * 2_000 + b'{"text":"a","quoted":"free"}\n'
    scan([put(tmp_path, "in.jsonl", lines)], None, guard, ScanOptions(batch_rows=1_000))
    # Batches are scored side by side, so the one with the late field need not be the last call.
    seen = [sorted(call["columns"]) for call in guard.calls[-3:]]
    assert sorted(seen) == [["quoted", "text"], ["text"], ["text"]]


def test_a_map_to_a_field_that_messages_lack_is_an_error_with_a_suggestion(tmp_path: Path, guard: FakeGuard) -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'author_name'"):
        run(tmp_path, b"id,text\n1,a\n", guard, columns_map={"autor_name": "id"})


def test_the_base_rate_is_handed_on_only_when_there_is_one(tmp_path: Path, guard: FakeGuard) -> None:
    run(tmp_path, csv_bytes(ROWS), guard, base_rate=0.1)
    run(tmp_path, csv_bytes(ROWS), guard)
    assert guard.calls[0]["base_rate"] == 0.1
    assert "base_rate" not in guard.calls[1]


def test_a_truncated_gzip_scores_its_good_part_and_says_so(tmp_path: Path, guard: FakeGuard) -> None:
    rows = [{"id": str(number), "text": f"{number * 7919 % 1009} free coins"} for number in range(5_000)]
    data = packed(csv_bytes(rows), ".gz")
    summary = run(tmp_path, data[: len(data) // 2], guard, name="in.csv.gz")
    scored = own_values(read_scored(tmp_path / "out.csv"))
    assert 1_000 < len(scored) < 5_000
    assert scored == rows[: len(scored)]
    assert "breaks off" in summary.broken_inputs[0].problem
    assert summary.exit_code == 4


def test_a_parquet_file_with_damaged_pages_scores_the_others(tmp_path: Path, guard: FakeGuard) -> None:
    rows = [{"text": f"{number} {number * 7919 % 1009}"} for number in range(3_000)]
    data = bytearray(parquet_bytes(rows, row_group_size=1_000))
    group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(0)
    start = group.dictionary_page_offset or group.data_page_offset
    data[start : start + 200] = b"\xff" * 200
    summary = run(tmp_path, bytes(data), guard, name="in.parquet")
    assert own_values(read_scored(tmp_path / "out.csv")) == rows[:1_000] + rows[2_000:]
    assert "row group 2 of 3" in summary.broken_inputs[0].problem
    assert summary.exit_code == 4


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("in.parquet", parquet_bytes(ROWS)[:-40], "cut short or damaged"),
        ("in.parquet", b"not parquet at all", "not a Parquet file"),
        ("in.csv", b"", "no header line"),
        ("in.xlsx", b"PK\x03\x04rest", "spreadsheet"),
        ("in.jsonl", b'[{"text":"a"}]', "one JSON document"),
    ],
)
def test_an_input_that_cannot_be_read_at_all_is_an_error(
    tmp_path: Path, guard: FakeGuard, name: str, data: bytes, problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        run(tmp_path, data, guard, name=name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_missing_input_is_an_error(tmp_path: Path, guard: FakeGuard) -> None:
    with pytest.raises(InputError, match="no such file"):
        scan([str(tmp_path / "nothing.csv")], None, guard, ScanOptions())


@pytest.mark.parametrize("output", ["out.csv", "out.jsonl", "out.parquet"])
@pytest.mark.parametrize(("name", "data"), [("in.csv", b"id,text\n"), ("in.jsonl", b""), ("in.txt", b"")])
def test_an_input_without_rows_gives_an_output_without_rows(
    tmp_path: Path, guard: FakeGuard, name: str, data: bytes, output: str
) -> None:
    summary = scan([put(tmp_path, name, data)], str(tmp_path / output), guard, ScanOptions())
    assert read_scored(tmp_path / output) == []
    assert (summary.rows, summary.exit_code) == (0, 0)


def test_zeros_do_no_harm(tmp_path: Path, guard: FakeGuard) -> None:
    run(tmp_path, b"id,text\n1,a\x00free coins\n\x00,\x00\x00\n", guard)
    assert own_values(read_scored(tmp_path / "out.csv")) == [
        {"id": "1", "text": "a\0free coins"},
        {"id": "\0", "text": "\0\0"},
    ]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "shift_jis", "latin-1", "utf-8-sig"])
def test_the_encoding_can_be_named(tmp_path: Path, guard: FakeGuard, encoding: str) -> None:
    text = {"cp1251": "Привет", "shift_jis": "こんにちは", "latin-1": "Salut à tous"}.get(encoding, "Привет こんにちは")
    run(tmp_path, f"id,text\n1,{text}\n".encode(encoding), guard, encoding=encoding)
    assert own_values(read_scored(tmp_path / "out.csv")) == [{"id": "1", "text": text}]


def test_standard_input_and_output(guard: FakeGuard) -> None:
    out = io.BytesIO()
    summary = scan(["-"], "-", guard, ScanOptions(), stdin=io.BytesIO(csv_bytes(ROWS) + b"bad\n"), stdout=out)
    assert own_values([json.loads(line) for line in out.getvalue().splitlines()]) == ROWS
    assert not out.closed
    assert (summary.outputs, summary.rejected, summary.side_files) == (("-",), 1, ())


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet"])
def test_a_format_for_standard_output_can_be_named(guard: FakeGuard, kind: Any) -> None:
    out = io.BytesIO()
    options = ScanOptions(output_format=kind)
    scan(["-"], "-", guard, options, stdin=io.BytesIO(jsonl_bytes(ROWS)), stdout=out)
    if kind == "parquet":
        assert own_values(pq.read_table(io.BytesIO(out.getvalue())).to_pylist()) == ROWS
    elif kind == "jsonl":
        assert own_values([json.loads(line) for line in out.getvalue().splitlines()]) == ROWS
    else:
        rows = csv.DictReader(
            io.StringIO(out.getvalue().decode(), newline=""), delimiter="\t" if kind == "tsv" else ","
        )
        assert own_values(list(rows)) == ROWS


def test_several_inputs_go_to_a_folder_by_their_stems(tmp_path: Path, guard: FakeGuard) -> None:
    folder = tmp_path / "dumps"
    folder.mkdir()
    for name, data in {"b.csv": csv_bytes(ROWS), "a.jsonl.gz": packed(jsonl_bytes(ROWS), ".gz")}.items():
        put(folder, name, data)
    put(folder, ".hidden.csv", b"x")
    put(folder, "notes.txt", b"free coins\n")
    put(folder, "picture.png", b"\x89PNG\r\n\x1a\n")
    summary = scan([str(folder)], str(tmp_path / "out"), guard, ScanOptions())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.jsonl.gz", "b.csv", "notes.jsonl"]
    assert own_values(read_scored(tmp_path / "out" / "a.jsonl.gz")) == ROWS
    assert (summary.rows, summary.levels["scam"]) == (11, 3)
    assert [(Path(one.input).name, one.problem.partition(".")[0]) for one in summary.broken_inputs] == [
        ("picture.png", "the input is a picture")
    ]


def test_two_inputs_of_one_stem_keep_their_whole_names(tmp_path: Path, guard: FakeGuard) -> None:
    names = [put(tmp_path, "x.jsonl", jsonl_bytes(ROWS)), put(tmp_path, "x.txt", b"hello\n")]
    scan(names, str(tmp_path / "out"), guard, ScanOptions())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["x.jsonl", "x.txt.jsonl"]


def test_several_inputs_need_a_folder(tmp_path: Path, guard: FakeGuard) -> None:
    names = [put(tmp_path, name, csv_bytes(ROWS)) for name in ("a.csv", "b.csv")]
    for output in ("-", names[0]):
        with pytest.raises(InputError, match="need a folder"):
            scan(names, output, guard, ScanOptions())


@pytest.mark.parametrize("output", ["in.csv", "./in.csv", "link.csv"])
def test_an_input_is_never_overwritten(tmp_path: Path, guard: FakeGuard, output: str) -> None:
    name = put(tmp_path, "in.csv", csv_bytes(ROWS))
    (tmp_path / "link.csv").symlink_to(name)
    with pytest.raises(InputError, match="an input as well as an output"):
        scan([name], str(tmp_path / output), guard, ScanOptions())
    assert Path(name).read_bytes() == csv_bytes(ROWS)


def test_a_missing_output_folder_and_an_unknown_suffix_are_errors(tmp_path: Path, guard: FakeGuard) -> None:
    name = put(tmp_path, "in.csv", csv_bytes(ROWS))
    with pytest.raises(InputError, match="there is no folder"):
        scan([name], str(tmp_path / "no" / "out.csv"), guard, ScanOptions())
    with pytest.raises(InputError, match=r"\.xlsx is no output format"):
        scan([name], str(tmp_path / "out.xlsx"), guard, ScanOptions())


@pytest.mark.parametrize("failure", [RuntimeError("bug"), KeyboardInterrupt()])
def test_an_interrupted_scan_leaves_no_file_that_looks_complete(
    tmp_path: Path, guard: FakeGuard, failure: BaseException
) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.rows >= 4:
            raise failure

    name = put(tmp_path, "in.csv", b"bad\n".join([csv_bytes(ROWS), b"", b""]))
    put(tmp_path, "out.csv.gz", b"the result of yesterday")
    with pytest.raises(type(failure)):
        scan([name], str(tmp_path / "out.csv.gz"), guard, ScanOptions(batch_rows=2), interrupt)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv.gz"]
    assert (tmp_path / "out.csv.gz").read_bytes() == b"the result of yesterday"


def test_progress_counts_rows_and_bytes(tmp_path: Path, guard: FakeGuard) -> None:
    seen: list[Progress] = []
    name = put(tmp_path, "in.csv", csv_bytes(ROWS))
    scan([name], None, guard, ScanOptions(batch_rows=2), seen.append)
    size = Path(name).stat().st_size
    assert [one.rows for one in seen] == sorted(one.rows for one in seen)
    assert seen[-1] == Progress(5, size, size, name)


def test_columns_of_one_name_fit_into_csv_only(tmp_path: Path, guard: FakeGuard) -> None:
    name = put(tmp_path, "in.csv", b"a,a,text\n1,2,x\n")
    scan([name], str(tmp_path / "out.csv"), guard, ScanOptions())
    assert (tmp_path / "out.csv").read_bytes().splitlines()[1].startswith(b"1,2,x,0.")
    for output in ("out.jsonl", "out.parquet"):
        with pytest.raises(InputError, match="several columns are called 'a'"):
            scan([name], str(tmp_path / output), guard, ScanOptions())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="not run: this system has no device that is always full")
@pytest.mark.parametrize("rows", [1, 20_000])
def test_a_full_disk_is_an_error_that_names_the_output(tmp_path: Path, guard: FakeGuard, rows: int) -> None:
    (tmp_path / "full.csv").symlink_to("/dev/full")
    name = put(tmp_path, "in.csv", csv_bytes(ROWS * rows))
    with pytest.raises(InputError, match=r"full\.csv.*No space left"):
        scan([name], str(tmp_path / "full.csv"), guard, ScanOptions())


def test_a_reader_of_the_output_that_has_gone_is_told_apart(guard: FakeGuard) -> None:
    class Gone(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        scan(["-"], "-", guard, ScanOptions(), stdin=io.BytesIO(csv_bytes(ROWS)), stdout=Gone())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"text":"a"}\n', "jsonl"),
        (b'\n{"text": broken\n{"text":"a"}\n', "jsonl"),
        (b'{"text":"' + b"x" * 300_000 + b'"}\n', "jsonl"),
        ('{"text":"a"}\n'.encode("utf-16"), "jsonl"),
        (b"id,text\n1,a\n", "csv"),
        (b"id;Message\n1;a\n", "csv"),
        (b"id,words\n1,a\n", "text"),
        (b"hello, text me\nfree coins\n", "text"),
        (b"{smile} hello\n", "text"),
        (b"", "text"),
        (parquet_bytes(ROWS), "parquet"),
    ],
)
def test_the_format_of_standard_input_is_told_from_its_first_bytes(data: bytes, kind: str) -> None:
    for packing in ("", ".gz", ".zst"):
        with contextlib.closing(open_source("-", io.BytesIO(packed(data, packing)))) as source:
            assert format_of(source, ScanOptions()) == kind


def test_a_named_text_column_makes_a_header(tmp_path: Path, guard: FakeGuard) -> None:
    data = io.BytesIO(b"id,words\n1,free coins\n")
    summary = scan(["-"], str(tmp_path / "out.csv"), guard, ScanOptions(text_column="words"), stdin=data)
    assert summary.levels["scam"] == 1
