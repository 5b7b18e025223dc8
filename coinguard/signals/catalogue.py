"""Every signal there is: its code, its group, and the sentence a reader gets.

A signal is named evidence. What cannot be said in a sentence is not a signal; what a sentence claims must be true of any text
that has it, so it says *resembles*, never *is*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coinguard.text.undone import UNDONE


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of evidence."""

    code: str
    """Stable; what programs compare."""
    group: str
    """Signals of one group saturate together."""
    sentence: str
    """For a reader; ``{evidence}`` is the piece of the original text."""
    sign: int
    """The direction in which it may count: 1 towards scam, -1 away from it, 0 either way."""
    vague: str = ""
    """The sentence where it has no place in the text."""
    quiet: str = ""
    """The sentence where it speaks against a scam, for signals that count both ways."""


_UNDONE_SENTENCES: Final = {
    "styled_letters": "Letters are written in a decorative Unicode alphabet: “{evidence}”.",
    "lookalike_letters": "A word mixes alphabets, with letters that look like others: “{evidence}”.",
    "invisible_characters": "Invisible characters stand inside a word.",
    "direction_override": "A character reverses the direction of writing.",
    "stacked_marks": "Marks that no spelling calls for are laid over letters: “{evidence}”.",
    "split_letters": "A word is written with its letters spread apart: “{evidence}”.",
    "stretched_letters": "A word is stretched by repeating a letter: “{evidence}”.",
    "digits_as_letters": "Digits stand for letters inside a word: “{evidence}”.",
    "character_entities": "Letters are written as HTML character codes: “{evidence}”.",
}

BIAS, WORDING, LENGTH, LINK = range(4)
FIRST_UNDONE: Final = 4

CATALOGUE: Final = (
    Signal("base.rate", "base", "Most messages are no scams, so doubt comes first.", 0),
    Signal(
        "text.wording",
        "text",
        "The wording resembles scam messages, most of all here: “{evidence}”.",
        0,
        vague="A little of the wording occurs in scam messages too.",
        quiet="The wording does not resemble scam messages.",
    ),
    Signal("text.length", "text", "The message is long, and any long text has a stretch that looks odd by chance.", -1),
    Signal(
        "link.host",
        "link",
        "A link's address resembles those of scam sites: “{evidence}”.",
        0,
        quiet="The address does not resemble those of scam sites.",
    ),
    *(Signal(f"obfuscation.{name}", "obfuscation", _UNDONE_SENTENCES[name], 1) for name in UNDONE),
)
"""All signals, in the order of the hit table's numbers."""

GROUPS: Final = tuple(dict.fromkeys(signal.group for signal in CATALOGUE))
"""The groups, in order of first appearance."""
