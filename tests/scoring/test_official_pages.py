"""The brands' own pages are clear: alone, in a sentence, and however the link is written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from coinguard.links.authority import scope_of_link
from coinguard.links.brands import brands
from coinguard.links.canonical import canonicalise
from coinguard.links.scope import FIRST_PARTY, UNVERIFIED, official_table
from tests.guards import guard

_GOLDEN: Final = Path(__file__).parent.parent / "golden"
_OWN: Final = ("purchase", "help")
"""Pages that are the brand's own words; on the others people speak for themselves."""


class Page(NamedTuple):
    brand: str
    use: str
    link: str


def read(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_GOLDEN / name).read_text("utf8"))


PAGES: Final = tuple(
    Page(brand, use, link)
    for brand, uses in read("official_pages.toml").items()
    for use, links in uses.items()
    for link in links
)
SENTENCES: Final[dict[str, list[str]]] = {
    use: list(sentences) for use, sentences in read("official_sentences.toml").items()
}

HELD: Final[dict[str, str]] = {
    link: why
    for why, links in tomllib.loads((_GOLDEN / "official_pages_held.toml").read_text("utf8")).items()
    for link in links
}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.link)
each_page_but_held = pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.link, marks=[pytest.mark.xfail(reason=HELD[page.link])] if page.link in HELD else [])
        for page in PAGES
    ],
)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isalnum() and c.isascii() else c for c in text)


def rewritten(link: str) -> dict[str, str]:
    """The link as people and trackers write it, each the same link."""
    host, slash, rest = link.removeprefix("https://").partition("/")
    tracked = f"{link}{'&' if '?' in link else '?'}utm_source=share&utm_medium=copy&fbclid=x1"
    return {
        "tracked": tracked,
        "trailing dot": f"https://{host}.{slash}{rest}",
        "capital host": f"HTTPS://{host.upper()}{slash}{rest}",
        "http": f"http://{host}{slash}{rest}",
        "no scheme": f"{host}{slash}{rest}",
        "full width": f"https://{full_width(host)}{slash}{rest}",
        "angle brackets": f"<{link}>",
        "quotes": f"“{link}”",
        "brackets": f"({link})",
        "full stop": f"{link}.",
        "exclamation": f"{link}!!",
        "fragment": f"{link}#top",
    }


def test_every_brand_has_pages() -> None:
    assert {page.brand for page in PAGES} <= {brand.key for brand in brands()}
    assert all(any(page.brand == brand for page in PAGES if page.use == "help") for brand in {p.brand for p in PAGES})


@each_page
def test_page_is_found_in_the_brands_own_table(page: Page) -> None:
    scope, brand, _ = scope_of_link(canonicalise(page.link), official_table())
    assert brand >= 0
    assert (scope in (FIRST_PARTY, UNVERIFIED)) == (page.use in _OWN) or page.use in ("live", "profile")


def test_only_pages_without_a_first_partys_word_are_held() -> None:
    assert set(HELD) <= {page.link for page in PAGES}
    assert all(scope_of_link(canonicalise(link), official_table())[0] != FIRST_PARTY for link in HELD)


@each_page_but_held
def test_page_is_clear_on_its_own(page: Page) -> None:
    verdict = guard().check_link(page.link)
    assert verdict.level == "clear", verdict


@each_page
def test_page_is_the_same_however_it_is_written(page: Page) -> None:
    plain = guard().check_link(page.link).score
    scores = {way: guard().check_link(link).score for way, link in rewritten(page.link).items()}
    assert scores == dict.fromkeys(scores, plain)


@each_page_but_held
def test_page_is_clear_in_a_sentence(page: Page) -> None:
    texts = [sentence.replace("{link}", page.link) for sentence in SENTENCES[page.use]]
    flagged = [
        (text, v.level, v.score) for text, v in zip(texts, guard().check_many(texts), strict=True) if v.level != "clear"
    ]
    assert not flagged


@each_page_but_held
def test_page_is_clear_in_a_sentence_however_it_is_written(page: Page) -> None:
    sentence = SENTENCES[page.use][0]
    texts = [sentence.replace("{link}", link) for link in rewritten(page.link).values()]
    flagged = [
        (text, v.level, v.score) for text, v in zip(texts, guard().check_many(texts), strict=True) if v.level != "clear"
    ]
    assert not flagged
