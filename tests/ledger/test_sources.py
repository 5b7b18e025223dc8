"""Where ledgers come from, and what is said of files that are none."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from coinguard.errors import InputError
from coinguard.ledger.sources.open import split_table
from coinguard.ledger.tables import workspace

from .rows import BUY, GIVE, column, csv_file, event, ledger_of, parquet_file, texts

ROWS = [event("a", **BUY), event("b", "2025-06-02", "José", **GIVE), event("c", "2025-06-03", note='say "hi", all')]
HEADER = "event_id,ts,type,account_id,coins\n"
LINE = "a,2025-06-01,gift,ann,5\n"


def ids(source: Any) -> list[str]:
    with ledger_of(source) as (ledger, told):
        assert told.findings == ()
        return column(ledger, "event_id")


def spreadsheet_csv(rows: list[dict[str, Any]], delimiter: str) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    quoted = [['"' + str(row.get(name, "")).replace('"', '""') + '"' for name in names] for row in rows]
    return "".join(delimiter.join(cells) + "\r\n" for cells in [names, *quoted])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_separates_its_fields(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "events.csv").write_text(spreadsheet_csv(ROWS, delimiter), encoding="utf-8", newline="")
    assert ids(tmp_path / "events.csv") == ["a", "b", "c"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "events.csv").write_bytes(spreadsheet_csv(ROWS, ",").encode(encoding))
    with ledger_of(str(tmp_path / "events.csv")) as (ledger, _):
        assert column(ledger, "account_id") == ["ann", "José", "ann"]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_packed_csv_is_unpacked(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / f"events.csv{suffix}").write_bytes(pack(spreadsheet_csv(ROWS, ",").encode()))
    assert ids(tmp_path / f"events.csv{suffix}") == ["a", "b", "c"]


def test_parquet_and_csv_of_the_same_rows_are_the_same_ledger(tmp_path: Path) -> None:
    tables = []
    for path in (csv_file(tmp_path / "events.csv", ROWS[:2]), parquet_file(tmp_path / "events.parquet", ROWS[:2])):
        with ledger_of(path) as (ledger, _):
            tables.append(ledger.con.execute("FROM events ORDER BY k").fetchall())
    assert tables[0] == tables[1]


@pytest.mark.parametrize("write", [csv_file, parquet_file])
def test_a_folder_is_all_its_files(tmp_path: Path, write: Callable[..., Path]) -> None:
    suffix = write.__name__.split("_")[0]
    for number, row in enumerate(ROWS[:2]):  # the second file has columns that the first lacks
        write(tmp_path / f"part{number}.{suffix}", [row])
    (tmp_path / ".hidden.csv").write_text("x", encoding="utf-8")
    assert ids(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("name", ["events[1]", 'it\'s "odd"', "what?", "all*", "événements 1;--"])
def test_a_file_is_found_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    csv_file(tmp_path / "events1.csv", [event("another")])
    assert ids(csv_file(tmp_path / f"{name}.csv", [event("a")])) == ["a"]
    assert ids(parquet_file(tmp_path / f"{name}.parquet", [event("a")])) == ["a"]


def test_a_column_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    rows = [{"id": "a", 'x"); DROP TABLE events; --': "2025-06-01", "it's": "login", "who ": "ann", "": "nothing"}]
    columns = {"event_id": "id", "ts": 'x"); DROP TABLE events; --', "type": "it's", "account_id": "who"}
    for source in (texts(rows), csv_text(tmp_path / "events.csv", rows)):
        with ledger_of(source, events={"columns": columns}) as (ledger, told):
            assert column(ledger, "event_id") == ["a"]
        assert told.findings == ()


def csv_text(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text(spreadsheet_csv(rows, ","), encoding="utf-8", newline="")
    return path


def test_standard_input_is_csv_or_parquet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for path in (csv_file(tmp_path / "events.csv", ROWS[:2]), parquet_file(tmp_path / "events.parquet", ROWS[:2])):
        handle = os.open(path, os.O_RDONLY)
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=lambda handle=handle: handle))
        assert ids("-") == ["a", "b"]
        os.close(handle)


def test_damaged_lines_are_set_aside_with_their_numbers_and_words(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(
        HEADER.encode() + LINE.encode() + b"b,2025-06-01,gift\n" + b"c,2025-06-02,gift,ann,5,6\n" + b'd,"2025,gift\n'
    )
    with ledger_of(path) as (ledger, told):
        assert column(ledger, "event_id") == ["a"]
        stored = ledger.con.execute("SELECT row, content FROM findings ORDER BY row").fetchall()
    assert stored == [(3, "b,2025-06-01,gift"), (4, "c,2025-06-02,gift,ann,5,6"), (5, 'd,"2025,gift\n')]
    assert (told.count("unparsed_line"), told.bad) == (3, 3)


def test_damaged_lines_of_a_folder_name_their_file(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(HEADER + LINE.replace("a,", f"{name},") + "broken\n", encoding="utf-8")
    with ledger_of(tmp_path) as (ledger, told):
        assert sorted(column(ledger, "event_id")) == ["one.csv", "two.csv"]
    assert [each.note for each in told.findings[0].examples] == [
        f"{name}: Expected Number of Columns: 5 Found: 1: broken" for name in ("one.csv", "two.csv")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n", "the file is empty"),
        (b"PK\x03\x04rest", "the input is a ZIP archive or a spreadsheet"),
        (bytes(range(256)) * 20, "the file is neither CSV nor Parquet"),
        (b"event_id,ts,ts,type\n", "the column 'ts' is there twice"),
        (gzip.compress((HEADER + LINE * 5000).encode())[:150], "cannot be read to its end: its gzip data breaks off"),
        (b"PAR1 and nothing else", "the Parquet file is damaged"),
    ],
)
def test_files_that_are_no_ledger_say_what_they_are(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "events.csv").write_bytes(content)
    with pytest.raises(InputError, match=said) as raised, ledger_of(tmp_path / "events.csv"):
        pass
    assert str(tmp_path / "events.csv") in str(raised.value.where)
    assert raised.value.hint


def test_parquet_that_breaks_in_the_middle_is_an_error_not_a_part(tmp_path: Path) -> None:
    path = parquet_file(tmp_path / "events.parquet", [event(f"e{n}", **BUY) for n in range(1000)])
    content = bytearray(path.read_bytes())
    content[40:200] = os.urandom(160)
    path.write_bytes(content)
    with pytest.raises(InputError), ledger_of(path) as (ledger, told):
        assert told.rows["events"] < 0, column(ledger, "event_id")


@pytest.mark.parametrize("nothing", ["there-is-no-such.csv", "there-is-no-such.duckdb::events"])
def test_a_path_that_is_not_there_says_so(nothing: str) -> None:
    with pytest.raises(InputError, match="there is no such file"), ledger_of(nothing):
        pass


def test_a_folder_without_tables_or_with_both_kinds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no Parquet and no CSV file"), ledger_of(tmp_path):
        pass
    csv_file(tmp_path / "a.csv", ROWS)
    parquet_file(tmp_path / "b.parquet", ROWS)
    with pytest.raises(InputError, match="holds Parquet and CSV files"), ledger_of(tmp_path):
        pass


@pytest.mark.parametrize("thing", [[1, 2], 42, {"event_id": "a"}, io.BytesIO()])
def test_what_is_no_table_is_refused(thing: Any) -> None:
    from coinguard.ledger.read import read_ledger

    with pytest.raises(InputError, match="is no table that coinguard reads"), read_ledger(thing):
        pass


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE SCHEMA sales")
        con.execute(
            "CREATE TABLE sales.log AS SELECT 'a' AS event_id, TIMESTAMP '2025-06-01 12:00' AS ts, 'login'::ENUM('login', 'gift')"
            " AS type, 7 AS account_id"
        )
        con.execute("CREATE VIEW events AS FROM sales.log")
    return path


def test_a_table_or_view_of_a_duckdb_file_is_read(shop: Path) -> None:
    assert ids(f"{shop}::sales.log") == ["a"]
    assert ids(str(shop)) == ["a"]  # without a name: the table that is called as ours
    with duckdb.connect(str(shop)) as con:  # nothing was left open or written
        assert con.execute("SELECT count(*) FROM sales.log").fetchall() == [(1,)]


def test_a_duckdb_table_that_is_not_there_is_told_with_the_nearest_one(shop: Path) -> None:
    with pytest.raises(InputError, match="there is no table 'evnts'") as raised, ledger_of(f"{shop}::evnts"):
        pass
    assert raised.value.hint == "Did you mean 'events'?"
    (shop.parent / "fake.duckdb").write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match="this is no DuckDB file"), ledger_of(f"{shop.parent}/fake.duckdb::events"):
        pass


def test_a_relation_of_another_connection_is_read() -> None:
    con = duckdb.connect()
    relation = con.sql("SELECT 'a' AS event_id, now() AS ts, 'login' AS type, 'u' AS account_id")
    assert ids(relation) == ["a"]


def test_bytes_that_are_no_text_are_told_and_bytes_that_are_are_read() -> None:
    table = pa.table(
        {
            "event_id": pa.array([b"a", b"b"]),
            "ts": ["2025-06-01", "2025-06-02"],
            "type": pa.array([b"login", b"login"]),
            "account_id": pa.array([b"ann", b"\xff\xfe"]),
        }
    )
    with ledger_of(table) as (ledger, told):
        assert column(ledger, "account_id") == ["ann"]
    assert told.count("unusable_row") == 1


def test_nested_values_are_no_numbers(tmp_path: Path) -> None:
    table = pa.table(
        {"event_id": ["a"], "ts": ["2025-06-01"], "type": ["gift"], "account_id": ["u"], "coins": [{"x": 1}]}
    )
    pq.write_table(table, tmp_path / "events.parquet")
    with ledger_of(tmp_path / "events.parquet") as (ledger, told):
        assert column(ledger, "coins") == [None]
    assert told.count("unreadable_value") == 1


def test_no_copies_are_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress((HEADER + LINE).encode()))
    assert ids(tmp_path / "events.csv.gz") == ["a"]
    with pytest.raises(InputError), ledger_of([{"nothing": "1"}]):
        pass
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.duckdb::t", ("a.duckdb", "t")),
        ("a.duckdb::s.t", ("a.duckdb", "s.t")),
        ("a.csv", ("a.csv", None)),
        ("postgresql://u:p@h:5/db::public.t", ("postgresql://u:p@h:5/db", "public.t")),
        ("postgresql://[::1]/db", ("postgresql://[::1]/db", None)),
        ("postgresql://[::1]/db::t", ("postgresql://[::1]/db", "t")),
    ],
)
def test_the_table_stands_behind_two_colons(text: str, parts: tuple[str, str | None]) -> None:
    assert split_table(text) == parts


@pytest.mark.parametrize(
    ("failure", "means"),
    [
        (RuntimeError("Query interrupted"), KeyboardInterrupt),
        (duckdb.InterruptException("INTERRUPT Error: Interrupted!"), KeyboardInterrupt),
        (duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block"), MemoryError),
        (duckdb.IOException("IO Error: Could not write all bytes to file: No space left on device"), InputError),
        (RuntimeError("something else"), RuntimeError),
    ],
)
def test_what_is_not_the_ledger_s_fault_is_not_said_of_it(failure: Exception, means: type[BaseException]) -> None:
    with pytest.raises(means), workspace():
        raise failure


def test_a_ledger_larger_than_its_memory_goes_to_disk() -> None:
    with workspace(64 << 20) as con:
        con.execute("CREATE TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(2_000_000)")
        [(count,)] = con.execute("SELECT count(*) FROM (SELECT b FROM t ORDER BY b)").fetchall()
    assert count == 2_000_000
