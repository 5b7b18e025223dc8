"""A slow, obvious twin of the fold: the same two views from the same table, with strings, lists and regular expressions."""

from __future__ import annotations

import html.entities
import re
from typing import NamedTuple

from coinguard import limits
from tests.text.oracle_rows import COMPOSITIONS, Element, Row, Undone, row
from tests.text.oracle_words import skeleton

_NAMES = {name[:-1]: value for name, value in html.entities.html5.items() if name.endswith(";") and len(value) == 1}
_ENTITY = re.compile(r"&#[xX](?P<hex>[0-9a-fA-F]+)|&#(?P<decimal>[0-9]+)|&(?P<name>[\x27-\x3a\x3c-\x7f]+)(?=;)")
_SMALL_PRINT = re.compile("[\u1d00-\u1dbf\ua730-\ua7ff\u2070-\u209f]")
_ACCENTS = "\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u032e\u0330\u0331"
_ACCENT = re.compile(f"[{_ACCENTS}]")
_SELECTOR = re.compile("[\ufe00-\ufe0f]")
_EMOJI_JOINT = re.compile("[\u200d\ufe00-\ufe0f\U000e0020-\U000e007f]")


class Folded(NamedTuple):
    """Both views and what was undone, as :func:`coinguard.text.views.fold` gives them."""

    readable: list[Element]
    skeleton: list[Element]
    undone: dict[str, tuple[int, int, int]]


def fold(text: str) -> Folded:
    """Return both views of a text without surrogates."""
    undone = Undone()
    elements = [Element(char, place, place + 1) for place, char in enumerate(text)]
    for _ in range(limits.MAX_ENTITY_DEPTH):
        elements = _decode_entities(elements, undone)
    readable = _Reader(elements, undone).read()
    return Folded(readable, skeleton(readable, _letter_counts(elements), undone), undone.table())


def _decode_entities(elements: list[Element], undone: Undone) -> list[Element]:
    text = "".join(element.char for element in elements)
    out = []
    i = 0
    while i < len(text):
        char, end = _entity(text, i) if text[i] == "&" else (text[i], i + 1)
        out.append(Element(char, elements[i].start, elements[end - 1].end))
        if text[i] == "&" and (char, end) != ("&", i + 1) and re.match("[A-Za-z0-9\u0250-\u1fff]", char):
            undone.count("character_entities", out[-1].start, out[-1].end)
        i = end
    return out


def _entity(text: str, i: int) -> tuple[str, int]:
    """Return what the ampersand at ``i`` stands for and where that ends; itself where it begins no entity."""
    found = _ENTITY.match(text[i : i + limits.MAX_ENTITY_CODE_POINTS])
    if found is None:
        return "&", i + 1
    end = i + found.end()
    if found["name"] is not None:
        value = _NAMES.get(found["name"], "")
        return (value, end + 1) if value else ("&", i + 1)
    number = int(found["hex"], 16) if found["hex"] else int(found["decimal"])
    if number == 0 or number > 0x10FFFF or 0xD800 <= number < 0xE000:
        return "&", i + 1
    return chr(number), end + (text[end : end + 1] == ";")


def _letter_counts(elements: list[Element]) -> dict[str, int]:
    """Count Latin letters, exact look-alikes and other letters of the alphabets that have look-alikes.

    Jamo that compose and what composes with marks count once; none of them is of these alphabets.
    """
    counts = {"latin": 0, "exact": 0, "other": 0}
    for element in elements:
        known = row(element.char)
        if known.kind == "letter" and known.script == "latin":
            counts["latin"] += 1
        elif known.kind == "letter" and known.script in ("greek", "cyrillic", "lookalike"):
            counts["exact" if known.looks_like and not known.loose else "other"] += 1
    return counts


class _Reader:
    """Reads elements one by one into the readable view."""

    def __init__(self, elements: list[Element], undone: Undone) -> None:
        self.elements = elements
        self.undone = undone
        self.view: list[Element] = []
        self.base: Row | None = None
        """The last character that is no mark and not invisible."""
        self.starter: int | None = None
        """Where in the view the character lies that a following mark may compose with."""
        self.blocking = 0
        """The highest combining class of the marks since; only a higher one still composes."""
        self.marks = 0
        self.hidden: int | None = None
        self.small_print = any(_SMALL_PRINT.match(x.char) for x in elements if x.end == x.start + 1)

    def read(self) -> list[Element]:
        wide: list[Element] = []
        for place, element in enumerate(self.elements):
            known = row(element.char)
            after = self.elements[place + 1].char if place + 1 < len(self.elements) else " "
            if known.kind in ("invisible", "bidi", "control"):
                self._invisible(element, known, after, place)
            elif known.kind == "mark":
                self._mark(element, known)
            elif not self._jamo(element, known):
                self._character(element, known, after, place, wide)
        far_east = any(
            row(x.char).script in ("east_asian", "hangul") and row(x.char).kind == "letter" for x in self.elements
        )
        if wide and not far_east:
            self.undone.merge("styled_letters", len(wide), wide[0].start, wide[0].end)
        return self.view

    def _append(self, text: str, element: Element) -> None:
        self.view.extend(Element(char, element.start, element.end) for char in text)

    def _invisible(self, element: Element, known: Row, after: str, place: int) -> None:
        if self._stays(element.char, known, after):
            self._append(known.readable, element)
            return
        if element.char in "\u202d\u202e":
            self.undone.count("direction_override", element.start, element.end)
        if self.hidden is None and known.kind != "control":
            self.hidden = place

    def _stays(self, char: str, known: Row, after: str) -> bool:
        before = self.view[-1].char if self.view else " "
        script = self.base.script if self.base else "common"
        if _EMOJI_JOINT.match(char):
            if (self.base and self.base.kind == "emoji") or _EMOJI_JOINT.match(before):
                return True
            signs = self.base and (self.base.kind in ("symbol", "punctuation", "mark") or self.base.pictured)
            if _SELECTOR.match(char) and (after == "\u20e3" or signs):
                return True
        if char in "\u200c\u200d":
            return script in ("joining", "indic")
        if char == "\u200b":
            return script == "indic"
        ascii_around = before.isascii() and after.isascii()
        return known.kind == "bidi" and char not in "\u202d\u202e" and not ascii_around

    def _mark(self, element: Element, known: Row) -> None:
        if self.starter is not None:
            next_to_it = self.blocking == 0 and len(self.view) == self.starter + 1
            composed = COMPOSITIONS.get((self.view[self.starter].char, element.char))
            if composed and (self.blocking < known.combining or next_to_it):
                self.view[self.starter] = self.view[self.starter]._replace(char=composed, end=element.end)
                return
        self.blocking = max(self.blocking, known.combining)
        self.marks += 1
        if known.script == "common" and element.char != "\u20e3" and self.base and self.base.in_word:
            if self.marks > 1 or not _ACCENT.match(element.char):
                self.undone.count("stacked_marks", element.start, element.end)
            if self.marks > 2:
                return
        elif self.marks > 8:
            return
        if known.combining == 0:
            self.starter = len(self.view)
            self.blocking = 0
        self._append(known.readable, element)
        if self.marks > 1 and len(known.readable) == 1:
            self._order()

    def _order(self) -> None:
        """Put the last mark where canonical ordering has it, stably; marks that change places share their originals."""
        first = len(self.view) - 1
        combining = row(self.view[-1].char).combining
        floor = 0 if self.starter is None else self.starter + 1
        while combining and first > floor and row(self.view[first - 1].char).combining > combining:
            first -= 1
        moved = self.view[first:]
        if len(moved) > 1:
            chars = [moved[-1].char, *(x.char for x in moved[:-1])]
            self.view[first:] = [Element(char, moved[0].start, moved[-1].end) for char in chars]

    def _jamo(self, element: Element, known: Row) -> bool:
        """Compose a conjoining vowel or final with the syllable before it."""
        if known.kind != "letter" or not "\u1161" <= element.char <= "\u11c2" or self.starter is None:
            return False
        last = self.view[-1]
        composed = COMPOSITIONS.get((last.char, element.char))
        if composed is None or self.starter != len(self.view) - 1:
            return False
        self.view[-1] = last._replace(char=composed, end=element.end)
        return True

    def _character(self, element: Element, known: Row, after: str, place: int, wide: list[Element]) -> None:
        if self.hidden is not None and known.in_word and self.base and self.base.in_word:
            self.undone.count("invisible_characters", self.elements[self.hidden].start, self.elements[place - 1].end)
        text = known.readable
        if known.styled:
            emoji = known.pictured and after == "\ufe0f"
            phonetic = not known.pictured and "\u0250" <= element.char <= "\u02ff" and not self.small_print
            if emoji or phonetic:
                text = element.char
            elif "\uff01" <= element.char <= "\uff5e":
                wide.append(element)
            else:
                self.undone.count("styled_letters", element.start, element.end)
        self.starter = len(self.view)
        self.blocking = self.marks = 0
        self.hidden = None
        self.base = known
        self._append(text, element)
