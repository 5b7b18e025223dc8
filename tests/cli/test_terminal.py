from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.cli.terminal import quoted
from coinguard.report.safe import defang, printable

HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x07\r\n\t\u200b\u202e\u2066\u0301\ufeff.:/htp")))


@given(HOSTILE)
def test_nothing_unprintable_remains(text: str) -> None:
    categories = {unicodedata.category(character) for character in printable(text)}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@given(HOSTILE)
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == " ".join(once.split())


@given(HOSTILE, st.integers(2, 80))
def test_a_quotation_keeps_to_its_length(text: str, longest: int) -> None:
    assert len(quoted(text, longest)) <= longest + 2


def test_marks_are_not_stacked_without_end() -> None:
    assert printable("e" + "\u0301" * 50) == "e" + "\u0301" * 4
    assert printable("Tiếng Việt، العَرَبِيَّة ภาษาไทยที่นี่") == "Tiếng Việt، العَرَبِيَّة ภาษาไทยที่นี่"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://free-coins.top/x?a=1", "hxxps://free-coins[.]top/x?a=1"),
        ("HTTP://A.B.XYZ", "HXXP://A[.]B[.]XYZ"),
        ("see gems.click now", "see gems[.]click now"),
        ("монеты.рф", "монеты[.]рф"),
        ("gems[.]click", "gems[.]click"),
        ("costs 1.41 cents.", "costs 1.41 cents."),
    ],
)
def test_links_cannot_be_clicked(link: str, shown: str) -> None:
    assert defang(link) == shown


@given(st.from_regex(r"https?://[a-z]{2,8}\.(com|top|xyz)/[a-z]{0,5}", fullmatch=True))
def test_defanging_twice_changes_nothing_more(link: str) -> None:
    assert defang(defang(link)) == defang(link)
    assert "http" not in defang(link)
