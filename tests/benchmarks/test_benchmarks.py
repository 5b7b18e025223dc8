"""The benchmark's ingredients; nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.benchmarks import baselines, dumps, table
from tests.benchmarks.measures import Finished


def test_chat_rows_are_distinct_and_as_long_and_as_bad_as_said() -> None:
    rows = dumps.chat(20_000)
    assert len(set(rows.texts)) == len(rows.texts) == len(rows.scams) == 20_000
    mean = sum(len(text.encode()) for text in rows.texts) / 20_000
    assert 110 < mean < 130
    assert 0.025 < sum(rows.scams) / 20_000 < 0.035


def test_one_chat_row_in_ten_has_a_link_or_a_contact() -> None:
    texts = dumps.chat(20_000).texts
    referring = sum("@" in text or "/" in text or ".com" in text for text in texts)
    assert 0.08 < referring / 20_000 < 0.12


def test_every_lure_is_distinct_and_names_a_host() -> None:
    rows = dumps.all_lures(5_000)
    assert len(set(rows.texts)) == 5_000
    assert all("." in text for text in rows.texts)
    assert all(rows.scams)


def test_a_dump_is_the_same_every_time() -> None:
    assert dumps.chat(500) == dumps.chat(500)
    assert dumps.all_lures(500) == dumps.all_lures(500)


def test_the_baselines_keep_every_row(tmp_path: Path) -> None:
    rows = dumps.chat(600)
    size = dumps.write(rows, tmp_path / "chat.parquet")
    assert size == sum(len(text.encode()) for text in rows.texts)
    assert baselines.rewrite_seconds(tmp_path / "chat.parquet", tmp_path / "out.parquet") > 0
    written = pq.read_table(tmp_path / "out.parquet")
    assert written["text"].to_pylist() == rows.texts
    assert "cg_probability" in written.column_names
    assert baselines.fit_pipeline(rows, features=2**12).predict_proba(rows.texts[:5]).shape == (5, 2)


def test_the_table_states_ratios_and_takes_the_start_off() -> None:
    figures = table.DumpFigures(
        name="chat",
        rows=1_000_000,
        text_bytes=120_000_000,
        scan=Finished(seconds=6.0, peak_bytes=300_000_000),
        one_row_seconds=1.0,
        pipeline_rows=100_000,
        pipeline_seconds=5.0,
        rewrite_seconds=1.0,
    )
    others = table.OtherFigures(
        one_row_scan=1.0, median_latency=3e-5, p99_latency=9e-5, import_seconds=0.05, load_seconds=0.5
    )
    text = table.markdown([figures], others)
    assert "| `coinguard scan`, messages/s | 200,000 |" in text
    assert "**10.0 times**" in text
    assert "**0.20 times**" in text
    assert "| one message checked, median | 30 µs |" in text
