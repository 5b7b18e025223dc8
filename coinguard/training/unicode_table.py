"""Generate the Unicode table that the fold reads: ``python -m coinguard.training.unicode_table``.

Sources: ``unicodedata2`` (the Unicode Character Database), the scripts and confusables of Unicode Technical Standard 39 as
packaged by ``confusable-homoglyphs``, and the named character references of HTML as in the standard library. The result is
`data/unicode/fold.safetensors`; its Unicode version lies in it.
"""

from __future__ import annotations

import html.entities
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from coinguard.resources import asset_root
from coinguard.text import table as t
from coinguard.training.drawn_letters import (
    DRAWN_AS_LATIN,
    LETTER_EMOJI,
    NUMBERED,
    PICTURED,
    PLAIN_LATIN,
    SIGNS_AS_LETTERS,
    SIGNS_INSIDE,
    TATWEEL,
)

_PAGE: Final = 256
_LIMIT: Final = 0x110000
_LONGEST_SEQUENCE: Final = 3

_SCRIPTS: Final = {
    "LATIN": t.LATIN, "GREEK": t.GREEK, "CYRILLIC": t.CYRILLIC, "ARMENIAN": t.LOOKALIKE, "CHEROKEE": t.LOOKALIKE,
    "COPTIC": t.LOOKALIKE, "LISU": t.LOOKALIKE, "OLD_ITALIC": t.LOOKALIKE, "GOTHIC": t.LOOKALIKE, "TIFINAGH": t.LOOKALIKE,
    "VAI": t.LOOKALIKE, "CANADIAN_ABORIGINAL": t.LOOKALIKE, "WARANG_CITI": t.LOOKALIKE, "GEORGIAN": t.OTHER_ALPHABET,
    "ARABIC": t.JOINING, "SYRIAC": t.JOINING, "HEBREW": t.HEBREW, "HAN": t.EAST_ASIAN, "HIRAGANA": t.EAST_ASIAN,
    "KATAKANA": t.EAST_ASIAN, "BOPOMOFO": t.EAST_ASIAN, "HANGUL": t.HANGUL,
}  # fmt: skip
"""Scripts that the fold tells apart; every other script with letters of its own is INDIC (marks are kept, joiners are
ordinary)."""

_IGNORABLE: Final = frozenset(
    itertools.chain(
        [0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0],
        *(range(0x180B, 0x1810), range(0x200B, 0x200E), range(0x2060, 0x2066), range(0x206A, 0x2070)),
        *(range(0xFE00, 0xFE10), range(0xE0000, 0xE1000), range(0x1D173, 0x1D17B)),
    )
)
_BIDI: Final = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_PICTOGRAPHS: Final = ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF), (0x3030, 0x3030), (0x303D, 0x303D))

_NAMED_LETTER: Final = re.compile(
    r"^(?:LATIN|MODIFIER LETTER|LATIN SUBSCRIPT|SUPERSCRIPT LATIN|(?:NEGATIVE )?(?:CIRCLED|SQUARED)|PARENTHESIZED|TORTOISE)"
    r"\b.*?\b(?:LETTER|CAPITAL|SMALL|TURNED|REVERSED|OPEN|MODIFIER LETTER)\b.*?\b([A-Z])(?: WITH .*)?$"
)


class _Database:
    """What is known of each code point."""

    def __init__(self) -> None:
        import confusable_homoglyphs
        import unicodedata2

        self.ucd = unicodedata2
        folder = Path(confusable_homoglyphs.__file__).parent
        categories = json.loads((folder / "categories.json").read_text("utf8"))
        self.script: dict[int, str] = {}
        names = categories["iso_15924_aliases"]
        for start, end, alias, _category in categories["code_points_ranges"]:
            for code in range(start, end + 1):
                self.script[code] = names[alias]
        self.confusables = json.loads((folder / "confusables.json").read_text("utf8"))

    def kind(self, code: int) -> int:
        category = self.ucd.category(chr(code))
        if code in _BIDI:
            return t.BIDI
        if code in _IGNORABLE:
            return t.INVISIBLE
        if code in (0x9, 0xA, 0xD, 0x85) or category[0] == "Z":
            return t.SPACE
        if category == "Cc":
            return t.CONTROL
        if category[0] == "L" or category == "Nl":
            return t.LETTER
        if category == "Nd":
            return t.DIGIT
        if category[0] == "M":
            return t.MARK
        if code in LETTER_EMOJI:
            return t.LETTER
        if self.styled(code):
            return t.LETTER if self.styled(code).isalpha() else t.DIGIT
        if category[0] == "S" and any(low <= code <= high for low, high in _PICTOGRAPHS):
            return t.EMOJI
        if category[0] in "SN":
            return t.SYMBOL
        return t.PUNCTUATION if category[0] == "P" or category == "Cf" else t.OTHER

    def styled(self, code: int) -> str:
        """Return the plain ASCII letter or digit that this one is a styled form of, or nothing."""
        char = chr(code)
        if code < 0x80 or code in (0xAA, 0xBA, 0xB2, 0xB3, 0xB9) or 0x2460 <= code <= 0x249B:
            return ""
        compatible = self.ucd.normalize("NFKD", char)
        if len(compatible) == 3 and compatible[0] == "(" and compatible[1].isalpha():
            compatible = compatible[1]
        if len(compatible) == 1 and compatible.isascii() and compatible.isalnum():
            ordinary = compatible.isdigit() and not (0xFF10 <= code <= 0xFF19 or 0x1D7CE <= code <= 0x1D7FF)
            return "" if ordinary else compatible
        name = self.ucd.name(char, "")
        drawn = "SMALL CAPITAL" in name or "TURNED" in name or "MODIFIER LETTER" in name or "NEGATIVE" in name
        letter = _NAMED_LETTER.match(name) if drawn else None
        return letter.group(1).lower() if letter else ""

    def script_of(self, code: int, kind: int) -> int:
        if kind not in (t.LETTER, t.MARK):
            return t.COMMON
        if self.styled(code) or code in LETTER_EMOJI:
            return t.LATIN
        name = self.script.get(code, "COMMON")
        if name in ("COMMON", "INHERITED", "UNKNOWN"):
            return t.COMMON
        return _SCRIPTS.get(name, t.INDIC)

    def readable(self, code: int) -> str:
        return self.styled(code) or self.ucd.normalize("NFC", chr(code))

    def skeleton(self, code: int, kind: int) -> str:
        """Return what n-grams read: decomposed, without case and (where they are decoration) without marks."""
        char = chr(code)
        if code in LETTER_EMOJI:
            return LETTER_EMOJI[code]
        if code == TATWEEL:
            return ""
        if kind == t.SYMBOL and any(low <= code <= high for low, high in NUMBERED):
            return "0"
        if kind == t.SYMBOL:
            return "$" if self.ucd.category(char) == "Sc" else ""
        if kind == t.PUNCTUATION:
            return "%" if char in "%٪﹪％" else ""
        if kind == t.MARK:
            return char if self.keeps_mark(code) else ""
        if kind != t.LETTER:
            return ""
        letters = []
        for part in self.ucd.normalize("NFKD", self.styled(code) or char).casefold():
            part_kind = self.kind(ord(part))
            if part in PLAIN_LATIN:
                letters.append(PLAIN_LATIN[part])
            elif part_kind == t.LETTER:
                named = _NAMED_LETTER.match(self.ucd.name(part, "")) if ord(part) > 0x7F else None
                letters.append(named.group(1).lower() if named else part)
            elif part_kind == t.MARK and self.keeps_mark(ord(part)):
                letters.append(part)
        composed: str = self.ucd.normalize("NFC", "".join(letters))
        return composed.replace("l", "i")[:_LONGEST_SEQUENCE]

    def keeps_mark(self, code: int) -> bool:
        return self.script_of(code, t.MARK) in (t.INDIC, t.EAST_ASIAN)

    def looks_like(self, code: int) -> str:
        """Return the Latin letter that this one is drawn like, folded; nothing for Latin letters themselves."""
        char = chr(code)
        if char in SIGNS_AS_LETTERS or char in SIGNS_INSIDE:
            return SIGNS_AS_LETTERS.get(char) or SIGNS_INSIDE[char]
        if self.script_of(code, self.kind(code)) in (t.LATIN, t.COMMON):
            return ""
        if char in DRAWN_AS_LATIN:
            return DRAWN_AS_LATIN[char][:1].replace("l", "i")
        candidates = [
            self.skeleton(ord(other["c"]), t.LETTER)
            for other in self.confusables.get(char, ())
            if len(other["c"]) == 1 and self.script_of(ord(other["c"]), self.kind(ord(other["c"]))) == t.LATIN
        ]
        plain = sorted(letter for letter in candidates if len(letter) == 1 and letter.isascii())
        return plain[0] if plain else ""

    def loose(self, code: int) -> bool:
        """Return whether no ASCII letter itself is listed as confusable with this one."""
        if chr(code) in SIGNS_AS_LETTERS or chr(code) in SIGNS_INSIDE:
            return chr(code) in SIGNS_INSIDE
        listed = (other["c"] for other in self.confusables.get(chr(code), ()))
        return bool(self.looks_like(code)) and not any(len(c) == 1 and c.isascii() and c.isalpha() for c in listed)


def _entities() -> Iterator[tuple[str, int]]:
    for name, value in html.entities.html5.items():
        if name.endswith(";") and len(value) == 1:
            yield name[:-1], ord(value)


def build() -> dict[str, NDArray[np.generic]]:
    """Return the table's arrays by name; shapes and meanings are in :mod:`coinguard.text.table`."""
    database = _Database()
    sequences: list[int] = [0]
    places: dict[str, int] = {}

    def cell(text: str, code: int) -> int:
        if text == chr(code):
            return t.ITSELF
        if len(text) <= 1:
            return ord(text) if text else 0
        if text not in places:
            places[text] = len(sequences)
            sequences.extend([len(text), *map(ord, text)])
        return -places[text]

    rows = np.zeros((_LIMIT, 4), np.int32)
    for code in range(_LIMIT):
        if 0xD800 <= code < 0xE000:
            rows[code] = (t.OTHER, t.ITSELF, 0, 0)
            continue
        kind = database.kind(code)
        script = database.script_of(code, kind)
        info = kind | script << t.SCRIPT_SHIFT | database.ucd.combining(chr(code)) << t.CCC_SHIFT
        info |= t.STYLED if database.styled(code) else 0
        info |= t.LOOSE if database.loose(code) else 0
        info |= t.PICTURED if code in PICTURED else 0
        if kind == t.DIGIT:
            info |= int(database.ucd.decimal(chr(code), 0)) << t.VALUE_SHIFT
        readable = "" if kind == t.CONTROL else database.readable(code)
        skeleton, drawn = database.skeleton(code, kind), database.looks_like(code)
        rows[code] = (info, cell(readable, code), cell(skeleton, code), ord(drawn) if drawn else 0)

    unique, pages = np.unique(rows.reshape(-1, _PAGE * 4), axis=0, return_inverse=True)
    pairs = sorted(set(_compositions(database)))
    names = sorted(_entities())
    keys, values = t.hash_table([(t.name_hash(name), code) for name, code in names])
    compose_keys, compose_values = t.hash_table([(first << 21 | second, code) for first, second, code in pairs])
    return {
        "pages": pages.reshape(-1).astype(np.uint16),
        "rows": unique.reshape(-1, 4).astype(np.int32),
        "sequences": np.array(sequences, np.int32),
        "compose_keys": compose_keys,
        "compose_values": compose_values,
        "entity_keys": keys,
        "entity_values": values,
        "unicode_version": np.array([int(part) for part in database.ucd.unidata_version.split(".")], np.int32),
    }


def _compositions(database: _Database) -> Iterator[tuple[int, int, int]]:
    for code in range(_LIMIT):
        parts = database.ucd.decomposition(chr(code)) if not 0xD800 <= code < 0xE000 else ""
        if parts and "<" not in parts and len(parts.split()) == 2:
            first, second = (int(part, 16) for part in parts.split())
            if database.ucd.normalize("NFC", chr(first) + chr(second)) == chr(code):
                yield first, second, code
            yield from _late_compositions(database, code)


def _late_compositions(database: _Database, code: int) -> Iterator[tuple[int, int, int]]:
    """Compose marks in an order that normalisation sorts first: a circumflex before a dot below (ê + ̣ is ệ)."""
    base, *marks = database.ucd.normalize("NFD", chr(code))
    for place, mark in enumerate(marks[:-1]):
        rest = database.ucd.normalize("NFC", base + "".join(marks[:place] + marks[place + 1 :]))
        if len(rest) == 1 and database.ucd.normalize("NFC", rest + mark) == chr(code):
            yield ord(rest), ord(mark), code


def main() -> None:
    """Write the table into the checkout's ``data/unicode``."""
    folder = asset_root() / "data" / "unicode"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fold.safetensors").write_bytes(save(build()))


if __name__ == "__main__":
    main()
