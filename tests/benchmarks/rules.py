"""``python -m tests.benchmarks.rules``: what rules cost, with ten phrases and with five thousand.

The five thousand are the shipped ones and sentences of their words put together anew, in all their languages, so that they are
like real ones and few of them stand in the dump; the ten are drawn from them. Everything but the rules is the same.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from coinguard.rules.book import RuleBook, rule_book
from coinguard.rules.load import shipped_packs
from coinguard.rules.pack import Pack, Rule
from coinguard.scoring.batch import measure
from coinguard.scoring.bundle import load_bundle
from coinguard.scoring.segments import segments_of_messages
from coinguard.signals.similarity.bound import LONGEST_PHRASE, lowest_threshold
from coinguard.signals.similarity.table import letters_of_each
from tests.benchmarks import dumps

MANY: Final = 5_000
FEW: Final = 10
_REPEATS: Final = 7


def packs(phrases: int, seed: int = 6) -> list[Pack]:
    """Return packs like the shipped ones with so many phrases in all."""
    source = random.Random(seed)
    listed = [(pack, rule) for pack in shipped_packs() for rule in pack.rules]
    letters = [(at, way) for at, (_, rule) in enumerate(listed) for way in rule.letters]
    seen = {way for _, way in letters}
    while len(letters) < phrases:
        at = source.randrange(len(listed))
        sentence = " ".join(source.choices(" ".join(listed[at][1].phrases).replace("(", "").split(), k=5))
        made = letters_of_each([sentence.split("|", 1)[0]])[0][:LONGEST_PHRASE]
        if made not in seen and len(made) > 10 and lowest_threshold(len(made)) <= listed[at][1].threshold:
            seen.add(made)
            letters.append((at, made))
    chosen = source.sample(letters, phrases)
    rules: list[Rule] = [
        replace(rule, letters=tuple(way for number, way in chosen if number == at))
        for at, (_, rule) in enumerate(listed)
    ]
    return [replace(listed[0][0], rules=tuple(rules))]


def seconds(texts: list[str], book: RuleBook) -> float:
    """Return how much processor time the kernels and comparisons take of one core; the least of several runs."""
    bundle, segments = load_bundle(), segments_of_messages(texts)

    def work() -> None:
        measure(segments.buffer, segments.offsets, bundle.text_weights, bundle.links, bundle.tables, rules=book)

    return min(_processor_seconds(work) for _ in range(_REPEATS))


def _processor_seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    few, many = rule_book(packs(FEW)), rule_book(packs(MANY))
    nobody = rule_book([])
    for name, texts in (("chat", dumps.chat(20_000).texts), ("all lures", dumps.all_lures(10_000).texts)):
        ratios = []
        for _ in range(3):
            none, small, large = (seconds(texts, book) for book in (nobody, few, many))
            ratios.append(large / small)
            per = 1e6 / len(texts)
            print(
                f"{name}: no rules {none * per:.2f}, {FEW} {small * per:.2f}, {MANY:,} {large * per:.2f} µs a message"
            )
        print(f"{name}: {MANY:,} phrases cost {statistics.median(ratios):.2f} times what {FEW} do")


if __name__ == "__main__":
    main()
