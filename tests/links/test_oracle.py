"""The compiled finder equals a slow reading with regular expressions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.links.find import find_links
from tests.links import oracle
from tests.links.pieces import LINKS, MARKS, PIECES, TEXTS


def found(text: str) -> list[tuple[int, int, str, frozenset[str]]]:
    return [(link.start, link.end, link.url, frozenset(link.flags)) for link in find_links(text)]


@settings(max_examples=1500)
@given(TEXTS)
def test_kernel_equals_oracle_on_pieces_in_any_order(text: str) -> None:
    assert found(text) == oracle.find(text)


@settings(max_examples=1000)
@given(st.lists(st.one_of(LINKS, PIECES), min_size=1, max_size=6), st.sampled_from(["", *MARKS]))
def test_kernel_equals_oracle_on_links_between_marks(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert found(text) == oracle.find(text)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=6).map("".join))
def test_links_of_a_line_do_not_depend_on_the_lines_before(first: str, second: str) -> None:
    """Only what is said about links (shown, target, mismatch) may reach across a line; where they are may not."""
    before = len(first) + 3
    alone = [(start + before, end + before, url) for start, end, url, _ in found(second)]
    together = [(start, end, url) for start, end, url, _ in found(f"{first}\n.\n{second}") if start >= before]
    assert together == alone
