"""The Python door: loading, checking, scoring tables of any kind."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import coinguard
from coinguard import InputError, Message
from coinguard.limits import MAX_TEXT_BYTES
from coinguard.scoring.columns import SCORED_SCHEMA
from tests.guards import guard

LURE = "FREE ROBUX GENERATOR 2026! get 10,000 robux in 2 minutes, no password, click here https://free-robux-gen.top"
CHAT = "haha that last round was so close, same time tomorrow?"
COLUMNS = SCORED_SCHEMA.names


def test_the_public_names_are_those_that_are_listed() -> None:
    assert len(coinguard.__all__) <= 15
    assert all(getattr(coinguard, name) is not None for name in coinguard.__all__)


def test_a_lure_is_a_scam_and_chat_is_clear() -> None:
    lure, chat = guard().check(LURE), guard().check(CHAT)
    assert (lure.level, chat.level) == ("scam", "clear")
    assert lure.kind == "free_generator"
    assert lure.probability > 0.5 > chat.probability


def test_a_verdict_is_that_of_the_strongest_field() -> None:
    verdict = guard().check(Message(text="look at this", forwarded=LURE))
    assert verdict.level == "scam"
    assert all(reason.text.startswith("In forwarded: ") for reason in verdict.reasons)
    assert all(reason.start is None for reason in verdict.reasons)
    assert sum(reason.points for reason in verdict.reasons) == verdict.score


def test_fields_of_a_table_count_as_those_of_a_message() -> None:
    table = pa.table({"text": ["look at this", CHAT, LURE], "embeds": [LURE, None, ""]})
    rows = guard().score(table).to_pylist()
    assert [row["cg_level"] for row in rows] == ["scam", "clear", "scam"]
    assert rows[0]["cg_score"] == guard().check(Message(text="look at this", embeds=LURE)).score
    assert rows[0]["cg_reasons"][0]["text"].startswith("In embeds: ")
    assert rows[2]["cg_reasons"][0]["start"] is not None


def test_pandas_in_pandas_out_with_index_and_dtypes_untouched() -> None:
    frame = pd.DataFrame(
        {"content": [LURE, CHAT, None], "n": np.array([1, 2, 3], np.int8), "kind": pd.Categorical(["a", "b", "a"])},
        index=pd.Index([7, 7, 3], name="id"),
    )
    before = frame.copy()
    scored = guard().score(frame)
    assert isinstance(scored, pd.DataFrame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(scored[["content", "n", "kind"]], before)
    assert list(scored.columns) == ["content", "n", "kind", *COLUMNS]
    assert scored["cg_level"].iloc[:2].tolist() == ["scam", "clear"]
    assert scored["cg_error"].iloc[2] == "text is missing"
    assert pd.isna(scored["cg_level"].iloc[2])
    assert scored["cg_probability"].dtype == np.float64
    assert scored["cg_reasons"].iloc[0][0]["code"] == "text.wording"


def test_polars_in_polars_out() -> None:
    scored = guard().score(pl.DataFrame({"message": [LURE, CHAT], "n": [1, 2]}))
    assert isinstance(scored, pl.DataFrame)
    assert scored.columns == ["message", "n", *COLUMNS]
    assert scored["cg_level"].to_list() == ["scam", "clear"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_arrow_in_arrow_out_for_every_type_of_text(kind: pa.DataType) -> None:
    texts = pa.array([LURE, CHAT, None]) if kind != pa.binary() else pa.array([LURE.encode(), CHAT.encode(), None])
    table = pa.table({"text": texts.cast(kind)})
    scored = guard().score(table)
    assert isinstance(scored, pa.Table)
    assert scored.schema.field("text").type == kind
    assert scored.column("cg_level").to_pylist() == ["scam", "clear", None]


def test_a_record_batch_comes_back_as_one() -> None:
    scored = guard().score(pa.record_batch({"text": [CHAT]}))
    assert isinstance(scored, pa.RecordBatch)
    assert scored.column("cg_level").to_pylist() == ["clear"]


def test_an_empty_table_is_scored_to_an_empty_table() -> None:
    scored = guard().score(pa.table({"text": pa.array([], pa.string())}))
    assert scored.num_rows == 0
    assert scored.column_names == ["text", *COLUMNS]


def test_broken_utf8_costs_only_its_own_row() -> None:
    broken = pa.array([LURE.encode(), b"caf\xe9 free", b"\xf0\x9f", CHAT.encode()], pa.binary())
    rows = guard().score(pa.table({"text": broken})).to_pylist()
    assert [row["cg_level"] for row in rows] == ["scam", None, None, "clear"]
    assert rows[1]["cg_error"] == "text is not valid UTF-8 at byte 3"
    assert rows[1]["cg_score"] is None
    assert rows[1]["cg_reasons"] is None


def test_broken_utf8_that_calls_itself_a_string_is_found_too() -> None:
    lying = pa.StringArray.from_buffers(2, pa.array([0, 2, 4], pa.int32()).buffers()[1], pa.py_buffer(b"\xc3\x28ok"))
    rows = guard().score(pa.table({"text": lying})).drop(["text"]).to_pylist()
    assert rows[0]["cg_error"].startswith("text is not valid UTF-8")
    assert rows[1]["cg_level"] == "clear"


def test_a_text_over_the_limit_is_an_error_never_clear() -> None:
    rows = guard().score(pa.table({"text": ["a" * (MAX_TEXT_BYTES + 1), CHAT]})).to_pylist()
    assert rows[0]["cg_error"] == "text is longer than 1,048,576 bytes"
    assert rows[0]["cg_level"] is None
    with pytest.raises(InputError, match="longer than"):
        guard().check("a" * (MAX_TEXT_BYTES + 1))


@pytest.mark.parametrize(
    "text",
    [
        "\u0301" * 500_000,
        "." * 1_000_000,
        "&amp;" * 200_000,
        "f r e e " * 100_000,
        "\ud800" * 100_000,
        "\x00" * 1_000_000,
        "http://a.top " * 10_000,
        "((((" * 200_000,
        "a" * 1_000_000,
        "🇫" * 200_000,
        "",
    ],
    ids=[
        "marks",
        "dots",
        "entities",
        "spread",
        "surrogates",
        "nul",
        "links",
        "brackets",
        "one letter",
        "flags",
        "nothing",
    ],
)
def test_hostile_text_gets_a_verdict(text: str) -> None:
    verdict = guard().check(text)
    assert verdict.level in coinguard.LEVELS
    assert sum(reason.points for reason in verdict.reasons) == verdict.score


def test_existing_columns_are_refused_unless_replaced() -> None:
    once = guard().score(pa.table({"text": [LURE]}))
    with pytest.raises(InputError, match="cg_probability"):
        guard().score(once)
    assert guard().score(once, replace=True).equals(once)


def test_a_missing_text_column_lists_the_columns_there_are() -> None:
    with pytest.raises(InputError, match="there are 'words', 'who'"):
        guard().score(pa.table({"words": ["a"], "who": ["b"]}))
    with pytest.raises(InputError, match="holds int64, not text"):
        guard().score(pa.table({"text": [1]}))
    with pytest.raises(InputError, match="no table"):
        guard().score(["free coins"])


def test_columns_can_be_renamed_to_message_fields() -> None:
    table = pa.table({"was_sagte_er": ["hi"], "anhang": [LURE]})
    scored = guard().score(table, columns={"text": "was_sagte_er", "embeds": "anhang"})
    assert scored.column("cg_level").to_pylist() == ["scam"]
    with pytest.raises(InputError, match="no field 'texts'"):
        guard().score(table, columns={"texts": "anhang"})


def test_flagged_reasons_leave_clear_rows_empty() -> None:
    rows = guard().score(pa.table({"text": [LURE, CHAT]}), reasons="flagged").to_pylist()
    assert len(rows[0]["cg_reasons"]) > 1
    assert rows[1]["cg_reasons"] == []


def test_a_base_rate_shifts_probabilities_and_no_level() -> None:
    table = pa.table({"text": [LURE, CHAT]})
    low, high = (guard().score(table, base_rate=rate) for rate in (0.0001, 0.5))
    assert low.column("cg_level") == high.column("cg_level")
    assert all(
        a < b for a, b in zip(low["cg_probability"].to_pylist(), high["cg_probability"].to_pylist(), strict=True)
    )
    with pytest.raises(InputError, match="no probability"):
        guard().score(table, base_rate=1.5)


def test_links_are_scored_on_their_own() -> None:
    links = ["free-robux-generator.top", "https://www.youtube.com/watch?v=1", None, "  "]
    rows = guard().score(pa.table({"url": links}), links=True).to_pylist()
    assert rows[0]["cg_level"] in ("review", "scam")
    assert rows[1]["cg_level"] == "clear"
    assert [row["cg_error"] for row in rows[2:]] == ["text is missing", "the row holds no link or domain"]
    assert guard().check_link(links[0]).score == rows[0]["cg_score"]


def test_one_guard_serves_many_threads() -> None:
    expected = [guard().check(LURE), guard().check(CHAT)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: guard().check(text), [LURE, CHAT] * 100))
    assert found == expected * 100


def test_a_message_that_is_none_is_refused_with_a_remedy() -> None:
    with pytest.raises(InputError, match="a NoneType is no message"):
        guard().check(None)
    with pytest.raises(InputError, match="no text"):
        guard().check(Message(text=None))


def test_a_checking_process_imports_no_scikit_learn_or_pandas() -> None:
    code = (
        "import sys, coinguard; assert 'numba' not in sys.modules and 'numpy' not in sys.modules; "
        "coinguard.load().check('hello'); "
        "print(sorted({'sklearn', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout == "[]\n"


def test_a_checking_command_imports_neither_scikit_learn_nor_scipy_nor_pandas() -> None:
    code = (
        "import sys; from coinguard.cli.application import application; "
        "application(['check', 'hello'], standalone_mode=False); "
        "print(sorted(name for name in ('sklearn', 'scipy', 'pandas') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_kernels_keep_one_signature_after_every_kind_of_input() -> None:
    from coinguard.scoring import batch, evidence

    guard().score(pd.DataFrame({"text": [LURE]}))
    guard().score(pl.DataFrame({"text": [LURE]}).slice(0, 1))
    guard().score(pa.table({"text": pa.array([LURE, CHAT]).slice(1)}))
    for kernel in (batch._measure, evidence._evidence, evidence._slices):
        assert len(kernel.signatures) == 1
