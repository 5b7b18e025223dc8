"""All rules that texts are compared with, and what a text that comes close to one has as evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coinguard.errors import ConfigurationError
from coinguard.limits import MAX_RULE_PHRASES
from coinguard.rules.pack import Pack, Rule
from coinguard.signals.catalogue import NUMBER
from coinguard.signals.hits import ONE, RAW_COLUMNS
from coinguard.signals.similarity.compare import Match, compared
from coinguard.signals.similarity.table import Phrase, PhraseTable, phrase_table

OWN: Final = NUMBER["rules.own"]
DECIDES: Final = NUMBER["rules.decides"]
ADDED: Final = NUMBER["rules.added"]
SHADOW: Final = NUMBER["rules.shadow"]


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Rules, shipped ones first, and their phrases as the kernel reads them."""

    rules: tuple[Rule, ...]
    labels: tuple[str, ...]
    """What a sentence calls each rule."""
    reaches: tuple[str, ...]
    """How far each rule may lift a message by itself."""
    signals: NDArray[np.int64]
    """``[rules]``: the signal that each is."""
    values: NDArray[np.int64]
    """``[rules]``: its value, in units of 2^-20."""
    shipped: int
    """How many of the rules are coinguard's own."""
    phrases: PhraseTable
    digest: str
    """The SHA-256 of all packs, in hex."""
    base: int = 0
    """Where among the names of a bundle the labels begin."""

    def placed(self, base: int) -> RuleBook:
        """Return the book with labels that begin at another place among a bundle's names."""
        return replace(self, base=base)

    def hits(self, pairs: NDArray[np.int64], letters: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return raw hits, by text, of what the kernel let through (:mod:`coinguard.signals.similarity.scan`).

        Of the shipped rules a text has one hit for each kind of scam, the one that weighs most; of an owner's rules all.
        """
        best: dict[tuple[int, int], Match] = {}
        for match in compared(pairs, letters, self.phrases):
            key = (match.row, int(self.signals[match.rule]) if match.rule < self.shipped else -1 - match.rule)
            if key not in best or self.values[match.rule] > self.values[best[key].rule]:
                best[key] = match
        hits = np.empty((len(best), RAW_COLUMNS), np.int64)
        for at, match in enumerate(best.values()):
            about = -1 if match.rule < self.shipped else self.base + match.rule
            hits[at] = (
                match.row, -1, self.signals[match.rule], match.start, match.end, about, self.values[match.rule]
            )  # fmt: skip
        return hits[np.argsort(hits[:, 0], kind="stable")]


def _signal(rule: Rule, pack: Pack, shipped: bool) -> int:
    if rule.shadow:
        return SHADOW
    if shipped:
        return NUMBER[f"similar.{rule.kind}"]
    if rule.weight is not None:
        return ADDED
    return DECIDES if pack.reaches == "scam" else OWN


def rule_book(shipped: Sequence[Pack], owner: Sequence[Pack] = ()) -> RuleBook:
    """Return the book of packs.

    Raises
    ------
    ConfigurationError
        They have too many phrases.
    """
    packs = [*shipped, *owner]
    listed = [(rule, pack) for pack in packs for rule in pack.rules]
    count = sum(len(rule.letters) for rule, _ in listed)
    if count > MAX_RULE_PHRASES:
        raise ConfigurationError(
            f"the rules have {count:,} phrases, alternatives written out, and {MAX_RULE_PHRASES:,} are the most",
            where=packs[-1].place,
            hint="Delete rules that found nothing, as 'coinguard rules test' tells",
        )
    own = sum(len(pack.rules) for pack in shipped)
    weights = [1.0 if rule.weight is None or rule.shadow else rule.weight for rule, _ in listed]
    return RuleBook(
        rules=tuple(rule for rule, _ in listed),
        labels=tuple(f"{rule.name} ({Path(pack.place).name}, line {rule.line})" for rule, pack in listed),
        reaches=tuple(pack.reaches for _, pack in listed),
        signals=np.array([_signal(rule, pack, at < own) for at, (rule, pack) in enumerate(listed)], np.int64),
        values=np.rint(np.array(weights) * ONE).astype(np.int64),
        shipped=own,
        phrases=phrase_table(
            [Phrase(letters, rule.threshold, at) for at, (rule, _) in enumerate(listed) for letters in rule.letters]
        ),
        digest=hashlib.sha256("".join(pack.digest for pack in packs).encode()).hexdigest(),
    )


NO_RULES: Final = rule_book([])
"""What texts are compared with where rules don't matter."""
