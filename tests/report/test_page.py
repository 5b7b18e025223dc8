"""The page says what was found, and nothing that others wrote can act in it."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.report.messages import MessageReport
from coinguard.report.page import page
from coinguard.report.safe import defang, highlighted, printable
from tests.report.pages import HOSTILE, hostile_report, message, report
from tests.strategies import TEXTS

_OWN_TAGS: Final = {"script": 1, "style": 1, "link": 1}
_LOADING: Final = ("src", "srcset", "action", "formaction", "background", "poster", "data", "xlink:href", "style")


class Elements(HTMLParser):
    """Every element of a page with its attributes, and all text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("shown", [report(), hostile_report()], ids=["ordinary", "hostile"])
def test_the_page_loads_runs_and_sends_nothing_but_its_own(shown: MessageReport) -> None:
    elements = Elements(page(shown)).found
    tags = [tag for tag, _ in elements]
    assert {tag: tags.count(tag) for tag in _OWN_TAGS} == _OWN_TAGS
    assert not {"img", "iframe", "object", "embed", "video", "audio", "base", "template", "foreignobject"} & set(tags)
    for tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on") or name in _LOADING], (tag, attributes)
        assert (attributes.get("href") or "#").startswith(("#", "data:,")), (tag, attributes)


def test_the_policy_names_the_hashes_of_the_pages_own_style_and_script() -> None:
    content = page(report())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', content)
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (own,) = re.findall(f"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy


def test_the_hostile_page_has_exactly_the_elements_of_a_tame_one() -> None:
    """Every hostile text is a text: with letters in its place the page has the same elements, one by one."""
    hostile = Elements(page(hostile_report())).found
    assert {tag for tag, _ in hostile} <= {tag for tag, _ in Elements(page(report())).found} | {"details", "summary"}
    assert not [1 for tag, _ in hostile if tag in ("b", "img")]


def test_nothing_in_the_page_hides_or_reorders_text() -> None:
    hidden = [
        character for character in page(hostile_report()) if unicodedata.category(character) in ("Cf", "Cs", "Co")
    ]
    assert hidden == []
    assert not set(page(hostile_report())) & {chr(code) for code in range(32) if chr(code) not in "\n\t"}


def test_template_braces_are_text() -> None:
    text = "".join(Elements(page(hostile_report())).text)
    assert "{{ 7 * 7 }}" in text
    assert "${7*7}" in text


def test_links_are_defanged_everywhere() -> None:
    content = page(report())
    assert "win-coins.top" not in content
    assert "hxxps://win-coins[.]top/a" in content
    assert "https://" not in content.replace("http://www.w3.org", "")


def test_the_evidence_is_marked() -> None:
    assert "<mark>free</mark> coins" in page(report())


def test_what_was_not_scored_is_told_with_its_reason() -> None:
    text = " ".join("".join(Elements(page(report())).text).split())
    for told in ("3 rows: text is missing", "1 lines could not be parsed", "chat.csv, line 9", "Not run: bursts"):
        assert told in text


def test_an_empty_report_says_that_there_is_nothing() -> None:
    empty = report(
        rows=0, levels={"clear": 0, "review": 0, "scam": 0}, timeline=None, kinds=[], languages=[], channels=[],
        campaigns=[], campaign_count=0, campaign_messages=0, messages=[], wordings=0, first_seen=None, last_seen=None,
        errors={}, error_rows=0, rejected=0, rejected_lines=[], not_run=[],
    )  # fmt: skip
    text = "".join(Elements(page(empty)).text)
    assert "Nothing was flagged" in text
    assert "every row was read and scored" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_highlighting_shows_what_printing_and_defanging_show(text: str) -> None:
    pieces = highlighted(text, [(3, 9)], longest=10_000)
    assert "".join(piece for piece, _ in pieces) == defang(printable(text))


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), st.integers(1, 60))
def test_highlighting_any_text_never_fails_and_never_grows(text: str, start: int, end: int, longest: int) -> None:
    whole = highlighted(text, [(start, end)], longest=10_000)
    assert "".join(piece for piece, _ in whole) == defang(printable(text))[:]
    cut = highlighted(text, [(start, end)], longest)
    assert sum(len(piece) for piece, _ in cut) <= 3 * longest + 2


def test_a_cut_keeps_the_evidence() -> None:
    text = "so much chatter " * 200 + "free coins at win.top" + " and more" * 200
    start = text.index("free coins")
    pieces = highlighted(text, [(start, start + 10)], longest=200)
    assert ("free coins", True) in pieces
    assert pieces[0][0].startswith("…")
    assert pieces[-1][0].endswith("…")


def test_the_message_with_hostile_bidi_text_reads_in_its_own_order() -> None:
    content = page(report(messages=[message("\u202emoc.live\u202c free coins")]))
    assert "moc[.]live free coins" in re.sub(r"</?mark>", "", content)
