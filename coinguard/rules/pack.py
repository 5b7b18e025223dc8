"""A pack of rules: one TOML file, each rule with the phrases it looks for.

::

    reaches = "review"          # how far its rules may lift a message by themselves: review, or scam
    threshold = 90              # of each rule that has none of its own
    language = "en"             # likewise

    [[rule]]
    name = "half-price robux"
    kind = "discount_reseller"  # what sort of scam its phrases are typical of
    phrases = ["selling (cheap|half price) robux dm me", "robux from stock, pay after"]
    threshold = 92              # how similar a text must be, in percent
    weight = 4.0                # log-odds it adds; without one it lifts its message to the level that its pack reaches
    shadow = true               # on trial: told, but counts nothing

Alternatives stand in brackets, ``(a|b|c)``; one of them may be empty. Case, marks, look-alike letters, emoji and spaces make no
difference, and any number is the same as any other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

DEFAULT_THRESHOLD: Final = 90.0
FEWEST_LETTERS: Final = 5
"""Letters of the shortest phrase that a rule may have; in Chinese these are a sentence."""
MOST_ALTERNATIVES: Final = 64
"""Ways that the alternatives of one phrase may be written out in."""
MOST_WEIGHT: Final = 20.0
"""Log-odds; more than any doubt there is."""
REACHES: Final = ("review", "scam")

CHOICE: Final = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
"""Alternatives in a phrase."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a pack, or deserves a second look."""

    line: int
    """Counted from 1."""
    text: str
    """What is wrong, without a full stop."""
    hint: str
    """What to do about it."""
    fatal: bool = True
    """Whether the pack can't be used with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule."""

    name: str
    kind: str
    """One of :data:`coinguard.verdict.KINDS`."""
    language: str
    """What language its phrases are in, such as ``pt``; empty where nobody said."""
    phrases: tuple[str, ...]
    """As they were written."""
    letters: tuple[str, ...]
    """The same as texts are compared with them, alternatives written out, each once; what can't be looked for is left out."""
    threshold: float
    weight: float | None
    shadow: bool
    line: int
    """Where it stands in its pack, counted from 1."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One file of rules."""

    place: str
    """What to call it: its path."""
    reaches: str
    """One of :data:`REACHES`."""
    rules: tuple[Rule, ...]
    digest: str
    """The SHA-256 of the file, in hex."""


def alternatives(phrase: str) -> Iterator[str]:
    """Yield the ways to write a phrase out.

    Examples
    --------
    >>> list(alternatives("buy (cheap|) coins"))
    ['buy cheap coins', 'buy  coins']
    """
    pieces = CHOICE.split(phrase)
    choices = [[piece] if at % 2 == 0 else piece.split("|") for at, piece in enumerate(pieces)]
    for chosen in product(*choices):
        yield "".join(chosen)


def count_alternatives(phrase: str) -> int:
    """Return how many ways there are."""
    return math.prod(piece.count("|") + 1 for piece in CHOICE.findall(phrase))
