"""What is wrong with packs of rules, and what in them deserves a second look, before they are used."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from coinguard.resources import asset
from coinguard.rules.book import rule_book
from coinguard.rules.load import pack_files, read_pack, shipped_packs
from coinguard.rules.pack import Pack, Problem

_SHORT: Final = 12
"""Letters below which a phrase in an alphabet is found in much that is no scam."""


@dataclass(frozen=True, slots=True)
class Linted:
    """One pack and what was found in it."""

    pack: Pack
    problems: tuple[Problem, ...]
    """By line; those that are not fatal are advice."""

    @property
    def sound(self) -> bool:
        """Whether the pack can be used."""
        return not any(problem.fatal for problem in self.problems)


def lint(path: Path) -> list[Linted]:
    """Return what is to be said of a pack, or of each in a folder.

    Raises
    ------
    ConfigurationError
        One can't be read at all.
    """
    found = []
    for file in pack_files(path):
        pack, problems = read_pack(file)
        if not any(problem.fatal for problem in problems):
            problems = sorted([*problems, *_advice(pack)], key=lambda problem: problem.line)
        found.append(Linted(pack, tuple(problems)))
    return found


def _advice(pack: Pack) -> Iterator[Problem]:
    """Yield what a pack may be better without."""
    known = {letters: rule.name for shipped in shipped_packs() for rule in shipped.rules for letters in rule.letters}
    for rule in pack.rules:
        for letters in rule.letters:
            if letters in known:
                text = f"a phrase of {rule.name!r} is one that coinguard comes with, in its rule {known[letters]!r}"
                yield Problem(rule.line, text, "Leave it out, or keep it to be told by your own name", fatal=False)
            if letters.isascii() and len(letters) < _SHORT:
                text = f"a phrase of {rule.name!r} has only {len(letters)} letters: {letters!r}"
                yield Problem(
                    rule.line, text, "Say more of what the scam says, or try it with shadow = true", fatal=False
                )
    for number, message in _honest(pack):
        rule = pack.rules[number]
        text = f"{rule.name!r} comes close to a message that is no scam: {message!r}"
        yield Problem(rule.line, text, "Say more of what only the scam says", fatal=False)


def _honest(pack: Pack) -> Iterator[tuple[int, str]]:
    """Yield the rules that an honest message of the example chat comes close to, each with the first such message."""
    # A kernel of its own, compiled only for those who ask.
    from coinguard.signals.similarity.find import find_similar

    table = rule_book([], [pack]).phrases
    told: set[int] = set()
    for message in _honest_messages():
        for match in find_similar(message, table):
            if match.rule not in told:
                told.add(match.rule)
                yield match.rule, message


@lru_cache(maxsize=1)
def _honest_messages() -> tuple[str, ...]:
    """Return the messages of the example chat that are no scams: people who chat, ask, beg, price and warn, in many languages."""
    with asset("data", "examples", "live_chat_truth.csv").open(encoding="utf-8") as file:
        clear = {row["message_id"] for row in csv.DictReader(file) if row["label"] == "clear"}
    with asset("data", "examples", "live_chat.csv").open(encoding="utf-8") as file:
        return tuple(row["text"] for row in csv.DictReader(file) if row["message_id"] in clear)
