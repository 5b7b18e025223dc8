"""What the oracle reads of the generated table: rows with names instead of bit fields, and compositions as a dictionary."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from coinguard.text import table as t
from coinguard.text.undone import UNDONE

KINDS = ("other", "letter", "digit", "mark", "space", "punctuation", "symbol", "emoji", "invisible", "bidi", "control")
SCRIPTS = (
    "common", "latin", "greek", "cyrillic", "lookalike", "other_alphabet", "joining", "hebrew", "east_asian", "hangul", "indic",
)  # fmt: skip
_WORD_SCRIPTS = {"latin", "greek", "cyrillic", "lookalike", "other_alphabet", "east_asian", "hangul"}


class Element(NamedTuple):
    """One code point of a view and the code points of the original it stands for."""

    char: str
    start: int
    end: int


class Row(NamedTuple):
    """What the table knows of a code point."""

    kind: str
    script: str
    combining: int
    value: int
    styled: bool
    loose: bool
    pictured: bool
    readable: str
    skeleton: str
    looks_like: str

    @property
    def in_word(self) -> bool:
        """Whether nothing invisible belongs next to it."""
        return self.kind == "digit" or (self.kind == "letter" and self.script in _WORD_SCRIPTS)


@cache
def row(char: str) -> Row:
    """Return the row of a code point."""
    table = t.unicode_table()
    code = ord(char)
    info, readable, skeleton, looks_like = table.rows[int(table.pages[code >> 8]) * 256 + (code & 255)].tolist()

    def cell(value: int) -> str:
        if value == t.ITSELF:
            return char
        if value > 0:
            return chr(value)
        if value == 0:
            return ""
        length = int(table.sequences[-value])
        return "".join(map(chr, table.sequences[1 - value : 1 - value + length].tolist()))

    return Row(
        kind=KINDS[info & t.KIND_MASK],
        script=SCRIPTS[info >> t.SCRIPT_SHIFT & t.SCRIPT_MASK],
        combining=info >> t.CCC_SHIFT & t.CCC_MASK,
        value=info >> t.VALUE_SHIFT & t.VALUE_MASK,
        styled=bool(info & t.STYLED),
        loose=bool(info & t.LOOSE),
        pictured=bool(info & t.PICTURED),
        readable=cell(readable),
        skeleton=cell(skeleton),
        looks_like=chr(looks_like) if looks_like else "",
    )


def _compositions() -> dict[tuple[str, str], str]:
    table = t.unicode_table()
    pairs = {}
    for key, value in zip(table.compose_keys.tolist(), table.compose_values.tolist(), strict=True):
        if key:
            pairs[chr(key >> 21), chr(key & 0x1FFFFF)] = chr(value)
    for syllable in range(11_172):
        initial, rest = divmod(syllable, 588)
        vowel, final = divmod(rest, 28)
        if final:
            pairs[chr(0xAC00 + syllable - final), chr(0x11A7 + final)] = chr(0xAC00 + syllable)
        else:
            pairs[chr(0x1100 + initial), chr(0x1161 + vowel)] = chr(0xAC00 + syllable)
    return pairs


COMPOSITIONS = _compositions()


class Undone:
    """Counts of what was undone; the first of a kind keeps its place."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.merged: dict[str, int] = {}

    def count(self, name: str, start: int, end: int) -> None:
        """Count one."""
        self.found.setdefault(name, []).append((start, end))

    def merge(self, name: str, number: int, start: int, end: int) -> None:
        """Count several found on the side, of which the first may come before those counted already."""
        found = self.found.get(name, [])
        first = min([(start, end), *found[:1]], key=lambda span: span[0])
        self.found[name] = [first, *[first] * (number + len(found) - 1)]

    def table(self) -> dict[str, tuple[int, int, int]]:
        """Return number, start and end by name, for what occurred."""
        return {name: (len(self.found[name]), *self.found[name][0]) for name in UNDONE if name in self.found}
