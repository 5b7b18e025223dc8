"""Look-alikes: drawn alike or a keystroke away, and never the name itself or an ordinary word."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from coinguard.links.find import code_points
from coinguard.links.lookalike import (
    LONGEST,
    LOOKALIKE_TYPES,
    SHORTEST_NEAR,
    LookalikeTable,
    drawn_like,
    lookalike_table,
    near,
)
from coinguard.links.punycode import decode_label
from coinguard.text.kernel import INT, INT32_TABLE, OUT_INT32_TABLE, OUT_INT32S, UINT16S, kernel
from coinguard.text.table import unicode_table

NAMES = {"tiktok": 0, "roblox": 1, "discord": 2, "steamcommunity": 3}
TABLE = lookalike_table(NAMES)


@kernel(OUT_INT32S, INT, UINT16S, INT32_TABLE, *LOOKALIKE_TYPES, OUT_INT32_TABLE, returns=INT)
def _drawn(
    codes: Any, n: int, pages: Any, rows: Any, edges: Any, targets: Any, ends: Any, words: Any, slots: Any, pieces: Any,
    names: Any, drawing: Any,
) -> int:  # fmt: skip
    found, _, _ = drawn_like(codes, 0, n, pages, rows, (edges, targets, ends, words, slots, pieces, names), drawing)
    return int(found)


@kernel(OUT_INT32S, INT, *LOOKALIKE_TYPES, returns=INT)
def _near(
    codes: Any, n: int, edges: Any, targets: Any, ends: Any, words: Any, slots: Any, pieces: Any, names: Any
) -> int:
    return near(codes, n, (edges, targets, ends, words, slots, pieces, names))


@kernel(OUT_INT32S, INT, OUT_INT32S, returns=INT)
def _decoded(codes: Any, n: int, out: Any) -> int:
    return decode_label(codes, 0, n, out, 0)


def arrays(table: LookalikeTable) -> tuple[Any, ...]:
    return (*table.drawn, table.near_slots, table.pieces, table.names)


def drawn(host: str) -> str | None:
    codes, table = code_points(host), unicode_table()
    found = _drawn(codes, len(codes), table.pages, table.rows, *arrays(TABLE), np.empty((2, len(codes) + 1), np.int32))
    return None if found < 0 else list(NAMES)[found]


def neighbour(word: str) -> str | None:
    codes = code_points(word)
    found = _near(codes, len(codes), *arrays(TABLE))
    return None if found < 0 else list(NAMES)[found]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("robiox", "roblox"),
        ("dlscord", "discord"),
        ("stearncommunity", "steamcommunity"),
        ("freer0blox", "roblox"),
        ("tіktok", "tiktok"),
        ("roblox", None),
        ("wikiroblox", None),
        ("gardens", None),
    ],
)
def test_letters_that_look_alike_are_taken_for_each_other(host: str, name: str | None) -> None:
    assert drawn(host) == name


@given(st.sampled_from([*NAMES]), st.data())
def test_a_keystroke_away_is_what_the_edit_distance_says(name: str, data: st.DataObject) -> None:
    letters = list(name)
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(letters) - 1))
        way = data.draw(st.sampled_from(["add", "drop", "change", "swap"]))
        other = data.draw(st.sampled_from("abiotz"))
        if way == "add":
            letters.insert(at, other)
        elif way == "drop":
            del letters[at]
        elif way == "change":
            letters[at] = other
        elif at:
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
    word = "".join(letters)
    within = SHORTEST_NEAR - 1 <= len(word) <= LONGEST
    close = [known for known in NAMES if OSA.distance(word, known) == 1]
    found = neighbour(word)
    assert (found in close) if close and within else found is None


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=20))
def test_punycode_is_decoded_as_python_does(label: str) -> None:
    encoded = "xn--" + label.encode("punycode").decode("ascii")
    assume(encoded == encoded.lower())
    codes, out = code_points(encoded), np.empty(64, np.int32)
    length = _decoded(codes, len(codes), out)
    assert "".join(map(chr, out[:length].tolist())) == label


@given(st.text("abcxyz019-", max_size=30))
def test_no_label_breaks_the_decoder(tail: str) -> None:
    codes = code_points("xn--" + tail)
    length = _decoded(codes, len(codes), np.empty(64, np.int32))
    assert -1 <= length <= len(codes)
