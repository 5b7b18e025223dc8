"""The compiled scan for asks equals a slow reading that looks back over everything said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.signals.asks import find_asks
from coinguard.signals.asks.lexicon import phrases
from coinguard.text.views import fold
from tests.signals import oracle_asks

PHRASES = sorted({phrase.removesuffix("*") for phrase, _, _ in phrases()})
PLAIN = [
    "",
    "hello",
    "x",
    "my",
    "не",
    "5000",
    "tiktok",
    "roblox",
    "a.b",
    "https://free-coins.top/a",
    "te mando",
    "coins",
    "_",
    "\u200c",
]
BETWEEN = [" ", " ", " ", ". ", ", ", "! ", "? ", "؟", "。", "\n", "-", ".", ""]
TEXTS = st.lists(
    st.tuples(st.one_of(st.sampled_from(PHRASES), st.sampled_from(PLAIN)), st.sampled_from(BETWEEN)),
    min_size=1,
    max_size=14,
).map(lambda parts: "".join(word + sign for word, sign in parts))


def found(text: str) -> dict[str, tuple[int, int]]:
    return {ask.code: (ask.start, ask.end) for ask in find_asks(text)}


def expected(text: str) -> dict[str, tuple[int, int]]:
    view = fold(text).readable
    return {code: view.span(start, end) for code, (start, end) in oracle_asks.asks(view.text).items()}


@settings(max_examples=1500)
@given(TEXTS)
def test_kernel_equals_oracle_on_phrases_in_any_order(text: str) -> None:
    assert found(text) == expected(text)


@settings(max_examples=500)
@given(st.text(max_size=60))
def test_kernel_equals_oracle_on_any_text(text: str) -> None:
    assert found(text) == expected(text)
