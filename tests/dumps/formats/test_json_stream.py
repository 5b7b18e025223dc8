"""JSON documents cut into values: the same values as a parser that holds the whole document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.formats.json_stream import ANY_KEY, ELEMENTS, JsonCursor, Plan, Walk
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
MESSAGES: Plan = {"messages": {ELEMENTS: {}}}


def walked(
    data: bytes, plan: Plan = MESSAGES, *, block: int = 7, longest: int = 1 << 20, kept: tuple[str, ...] = ()
) -> tuple[list[Any], str | None]:
    """Return the wanted values, rejects among them as they are, and how the document is broken."""
    blocks = (data[place : place + block] for place in range(0, len(data), block))
    found: list[Any] = []
    try:
        for value in Walk(JsonCursor(blocks, Bounds(10, block, longest)), plan, frozenset(kept)):
            found += [value if isinstance(value, Reject) else json.loads(value)]
    except BrokenInputError as error:
        return found, str(error)
    return found, None


@given(
    values=st.lists(VALUES, max_size=6),
    around=st.dictionaries(st.text(max_size=5).filter(lambda key: key != "messages"), VALUES, max_size=4),
    indent=st.sampled_from([None, 1, 4]),
    ascii_only=st.booleans(),
    block=st.integers(1, 200),
)
def test_the_values_are_those_that_a_parser_of_whole_documents_finds(
    values: list[Any], around: dict[str, Any], indent: int | None, ascii_only: bool, block: int
) -> None:
    document = {**around, "messages": values, "behind": around}
    data = json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert walked(data, block=block) == (values, None)


@given(values=st.lists(VALUES, min_size=1, max_size=5), data=st.data())
def test_a_document_that_is_cut_off_gives_the_values_before_and_says_where(
    values: list[Any], data: st.DataObject
) -> None:
    text = json.dumps({"messages": values}).encode()
    end = data.draw(st.integers(1, len(text) - 1))
    found, broken = walked(text[:end])
    whole = [value for value in found if not isinstance(value, Reject)]
    assert whole == values[: len(whole)]
    assert broken is not None
    assert f"breaks off in line 1, at byte {end:,}" in broken


def test_what_stands_around_a_value_is_known() -> None:
    plan: Plan = {"chats": {"list": {ELEMENTS: {"messages": {ELEMENTS: {}}}}}, "map": {ANY_KEY: {ELEMENTS: {}}}}
    document = {
        "name": "outer",
        "chats": {"list": [{"name": "a", "messages": [1]}, {"messages": [2]}, 3, {"messages": {"messages": [4]}}]},
        "map": {"k": [5], "not an array": 6},
    }
    data = json.dumps(document).encode()
    walk = Walk(JsonCursor([data], Bounds(10, 9)), plan, frozenset(("name",)))
    seen = [(value, walk.around.keys[-2:], walk.around.kept("name")) for value in walk]
    assert seen == [
        (b"1", ["list", "messages"], "a"),
        (b"2", ["list", "messages"], "outer"),
        (b"5", ["map", "k"], "outer"),
    ]


def test_documents_behind_each_other_are_read_as_they_come() -> None:
    assert walked(b'{"messages":[1]}\n{"messages":[2,3]}[{"messages":[4]}]') == ([1, 2, 3], None)


def test_commas_too_many_or_too_few_cost_nothing() -> None:
    assert walked(b'{"messages":[{"a":1}{"a":2},,{"a":3},]}') == ([{"a": 1}, {"a": 2}, {"a": 3}], None)


def test_a_value_over_the_bound_is_set_aside_without_being_held() -> None:
    data = b'{"big":"' + b"y" * 5_000 + b'","messages":[1,\n"' + b"x" * 5_000 + b'",\n2]}'
    found, broken = walked(data, block=100, longest=1_000)
    assert broken is None
    assert (found[0], found[2]) == (1, 2)
    assert found[1].problem == "longer than 1,000 bytes"
    assert (found[1].line, found[1].byte) == (2, data.index(b'"xxx'))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"messages":[1}', "line 1, at byte 14: ] was expected"),
        (b'\n{"messages":[1],\nx:2}', "line 3, at byte 18: a key was expected"),
        (b'{"messages" [1]}', "byte 12: : was expected"),
        (b'{"messages":}', "byte 12: a value was expected"),
        (b"hello", "byte 0: an object or an array was expected"),
        (b'{"messages":[1]}]', "byte 16: an object or an array was expected"),
    ],
)
def test_damage_is_told_with_line_and_byte(data: bytes, problem: str) -> None:
    assert problem in (walked(data)[1] or "")


def test_depth_without_end_is_no_trouble() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    blocks = [b'{"messages":[', deep, b',1],"x":', deep, b"}"]
    values = list(Walk(JsonCursor(blocks, Bounds(10, 1 << 12)), MESSAGES))
    assert [len(value) for value in values if isinstance(value, bytes)] == [200_000, 1]
