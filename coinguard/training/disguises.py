"""Ways a scammer hides a message from a filter while a person still reads it.

Each is a pure function of a text and a random generator. They judge the model; the families that are not held out may
also teach it. Links and handles stay whole in every disguise but `defanged_links`, since a lure whose link does not
work earns nothing.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from coinguard.training.chat_lines import CHAT, WARNINGS
from coinguard.training.letters import CYRILLIC, DIGITS, GREEK, REGIONAL, SMALL_CAPITALS, SQUARED, alphabet

Rewrite = Callable[[str, np.random.Generator], str]

LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.])(?:[\w-]+\.)+[a-z]{2,24}\b(?:/\S*)?|@\w[\w.]*", re.IGNORECASE
)
"""What counts as a link or a handle here: wide on purpose, for what it finds is left alone."""

_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Disguise:
    """One way of hiding a message."""

    name: str
    """Key in `DISGUISES`."""
    family: str
    """What it has in common with others; a family is held out as a whole."""
    function: Rewrite
    """``(text, generator) -> text``."""
    held_out: bool
    """Whether it may only judge, never teach."""

    def rewrite(self, texts: Sequence[str], seed: int) -> list[str]:
        """Return the texts disguised, in order; the same for the same texts and seed on every machine."""
        generator = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        return [self.function(text, generator) for text in texts]


def outside_links(text: str, change: Callable[[str], str]) -> str:
    """Return the text with `change` applied to every stretch between links and handles."""
    parts, end = [], 0
    for match in LINK.finditer(text):
        parts += [change(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, change(text[end:])])


def _replace_letters(table: Mapping[str, str], share: float, text: str, generator: np.random.Generator) -> str:
    def change(piece: str) -> str:
        draws = generator.random(len(piece))
        return "".join(
            table.get(letter, letter) if draw < share else letter for letter, draw in zip(piece, draws, strict=True)
        )

    return outside_links(text, change)


def _insert(insertion: Sequence[str], share: float, text: str, generator: np.random.Generator) -> str:
    # Never before a combining mark: that would tear a Hindi or Thai syllable apart, which a person would notice.
    def change_word(match: re.Match[str]) -> str:
        word = match.group()
        draws, picks = generator.random(len(word)), generator.integers(len(insertion), size=len(word))
        pieces = [word[0]]
        for index in range(1, len(word)):
            if draws[index] < share and not unicodedata.category(word[index]).startswith("M"):
                pieces.append(insertion[picks[index]])
            pieces.append(word[index])
        return "".join(pieces)

    return outside_links(text, lambda piece: _WORD.sub(change_word, piece))


def _append(insertion: Sequence[str], share: float, text: str, generator: np.random.Generator) -> str:
    def change(piece: str) -> str:
        draws, picks = generator.random(len(piece)), generator.integers(len(insertion), size=len(piece))
        return "".join(
            letter + insertion[pick] if letter.isalpha() and draw < share else letter
            for letter, draw, pick in zip(piece, draws, picks, strict=True)
        )

    return outside_links(text, change)


def _spaced_letters(text: str, generator: np.random.Generator) -> str:
    # Wider gaps between the words, as people who type this way leave them, or nobody could tell the words apart.
    return _insert((" ",), 1.0, text.replace(" ", "   "), generator)


def _entities(pattern: str, text: str, generator: np.random.Generator) -> str:
    def change(piece: str) -> str:
        draws = generator.random(len(piece))
        return "".join(
            pattern.format(ord(letter)) if letter.isalpha() and draw < 0.7 else letter
            for letter, draw in zip(piece, draws, strict=True)
        )

    return outside_links(text, change)


def _change_words(
    shortest: int,
    share: float,
    change: Callable[[str, np.random.Generator], str],
    text: str,
    generator: np.random.Generator,
) -> str:
    def change_word(match: re.Match[str]) -> str:
        word = match.group()
        return change(word, generator) if len(word) >= shortest and generator.random() < share else word

    return outside_links(text, lambda piece: _WORD.sub(change_word, piece))


def _stretch(word: str, generator: np.random.Generator) -> str:
    at = int(generator.integers(1, len(word)))
    return word[:at] + word[at] * int(generator.integers(2, 6)) + word[at:]


def _misspell(word: str, generator: np.random.Generator) -> str:
    # The first and last letters stay: that is what keeps a misspelt word readable.
    at, way = int(generator.integers(1, len(word) - 2)), int(generator.integers(3))
    if way == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 1:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def _random_case(text: str, generator: np.random.Generator) -> str:
    def change(piece: str) -> str:
        draws = generator.random(len(piece))
        return "".join(
            # A letter whose other case is longer (ß) stays: case is all that may change.
            other if draw < 0.5 and len(other := letter.swapcase()) == 1 else letter
            for letter, draw in zip(piece, draws, strict=True)
        )

    return outside_links(text, change)


def _line_breaks(text: str, generator: np.random.Generator) -> str:
    return re.sub(r"[ \t]+", lambda gap: "\n" if generator.random() < 0.6 else gap.group(), text)


def _defang(text: str, generator: np.random.Generator) -> str:
    dot = ("[.]", "(.)", " dot ", "[dot]")[int(generator.integers(4))]

    def change(match: re.Match[str]) -> str:
        link = match.group()
        if link.startswith("@"):
            return link
        return re.sub(r"(?i)^http", "hxxp", link).replace(".", dot)

    return LINK.sub(change, text)


def _chat_padding(text: str, generator: np.random.Generator) -> str:
    languages = tuple(CHAT)
    lines: list[str] = []
    for language in generator.choice(len(languages), size=2, replace=False):
        lines += CHAT[languages[int(language)]]
    chosen = [lines[int(index)] for index in generator.permutation(len(lines))[: int(generator.integers(5, 16))]]
    chosen.insert(int(generator.integers(len(chosen) + 1)), text)
    return "\n".join(chosen)


def _warning_camouflage(text: str, generator: np.random.Generator) -> str:
    first, second = (WARNINGS[int(index)] for index in generator.permutation(len(WARNINGS))[:2])
    return f"{first} {text}\n{second}"


_MARKS: Final = tuple("\u0301\u0302\u0303\u0308\u0323\u0330\u0331")
_EMOJI: Final = tuple("🔥✨💎🎁💰⭐")


def _letters(table: Mapping[str, str], share: float = 1.0) -> Rewrite:
    return partial(_replace_letters, table, share)


_FAMILIES: Final[tuple[tuple[str, bool, dict[str, Rewrite]], ...]] = (
    (
        "look-alike letters",
        False,
        {
            "cyrillic_lookalikes": _letters(CYRILLIC, 0.7),
            "greek_lookalikes": _letters(GREEK, 0.7),
            "sparse_lookalikes": _letters(GREEK | CYRILLIC, 0.3),
        },
    ),
    (
        "mathematical alphabets",
        False,
        {
            "bold": _letters(alphabet(0x1D400, 0x1D41A, 0x1D7CE)),
            "italic": _letters(alphabet(0x1D434, 0x1D44E)),
            "sans_serif": _letters(alphabet(0x1D5A0, 0x1D5BA, 0x1D7E2)),
            "monospace": _letters(alphabet(0x1D670, 0x1D68A, 0x1D7F6)),
        },
    ),
    (
        "ornate alphabets",
        True,
        {
            "script": _letters(alphabet(0x1D4D0, 0x1D4EA)),
            "fraktur": _letters(alphabet(0x1D56C, 0x1D586)),
            "double_struck": _letters(alphabet(0x1D538, 0x1D552, 0x1D7D8)),
        },
    ),
    (
        "enclosed alphabets",
        True,
        {
            "circled": _letters(alphabet(0x24B6, 0x24D0)),
            "squared": _letters(SQUARED),
            "regional_indicators": _letters(REGIONAL),
        },
    ),
    (
        "width and small capitals",
        False,
        {"full_width": _letters(alphabet(0xFF21, 0xFF41, 0xFF10)), "small_capitals": _letters(SMALL_CAPITALS)},
    ),
    (
        "combining marks",
        True,
        {"stacked_marks": partial(_append, _MARKS, 0.7), "struck_through": partial(_append, ("\u0336",), 1.0)},
    ),
    (
        "invisible characters",
        False,
        {
            "zero_width_spaces": partial(_insert, ("\u200b",), 0.7),
            "zero_width_joiners": partial(_insert, ("\u200d", "\u200c"), 0.7),
            "soft_hyphens": partial(_insert, ("\u00ad",), 0.7),
            "word_joiners": partial(_insert, ("\u2060",), 0.7),
        },
    ),
    (
        "HTML entities",
        True,
        {"decimal_entities": partial(_entities, "&#{};"), "hexadecimal_entities": partial(_entities, "&#x{:x};")},
    ),
    (
        "split letters",
        False,
        {
            "split_by_spaces": _spaced_letters,
            "split_by_dots": partial(_insert, (".",), 1.0),
            "split_by_hyphens": partial(_insert, ("-",), 1.0),
        },
    ),
    ("emoji between letters", True, {"split_by_emoji": partial(_insert, _EMOJI, 1.0)}),
    ("stretched letters", True, {"stretched_letters": partial(_change_words, 3, 0.6, _stretch)}),
    ("digits for letters", False, {"digits_for_letters": _letters(DIGITS, 0.6)}),
    ("random case", False, {"random_case": _random_case}),
    ("line breaks", True, {"line_breaks": _line_breaks}),
    ("defanged links", False, {"defanged_links": _defang}),
    ("chat padding", True, {"chat_padding": _chat_padding}),
    ("warning camouflage", True, {"warning_camouflage": _warning_camouflage}),
    ("misspelling", False, {"misspelling": partial(_change_words, 5, 0.7, _misspell)}),
)

DISGUISES: Final[Mapping[str, Disguise]] = {
    name: Disguise(name, family, function, held_out)
    for family, held_out, members in _FAMILIES
    for name, function in members.items()
}
"""Every disguise by name, families together."""
