"""Dumps to measure on: generated, so that they can have any size, and distinct, so that no cache can help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.benchmarks.words import CURRENCIES, ENDINGS, HONEST_HOSTS, LURES, SHARES, SYLLABLES, chat_words

MEAN_BYTES: Final = 120
"""UTF-8 bytes of an average chat message."""
SCAM_SHARE: Final = 0.03
"""Share of scams among chat messages."""
LINK_SHARE: Final = 0.10
"""Share of chat messages with a link or a contact, scams among them."""
TOPIC_SHARE: Final = 0.05
"""Share of chat messages that talk about coins without offering any."""
_BLOCK: Final = 50_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Messages, and which of them are scams."""

    texts: list[str]
    scams: list[bool]


class Names:
    """Invented hosts, handles and paths, no end of them."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self._syllables: Iterator[int] = iter(())

    def name(self, syllables: int) -> str:
        """Return a word of so many syllables."""
        return "".join(SYLLABLES[self._next()] for _ in range(syllables))

    def host(self) -> str:
        """Return a host."""
        return f"{self.name(3)}-{self.name(2)}.{ENDINGS[self._next() % len(ENDINGS)]}"

    def number(self, below: int) -> int:
        """Return a number from 0."""
        return (self._next() * 29 * 29 + self._next() * 29 + self._next()) % below

    def _next(self) -> int:
        for value in self._syllables:
            return value
        self._syllables = iter(self._generator.integers(0, len(SYLLABLES), 65_536).tolist())
        return next(self._syllables)


def lure(names: Names, language: str) -> str:
    """Return an offer with a link that hardly any other row has."""
    templates, currencies = LURES[language], CURRENCIES[language]
    return templates[names.number(len(templates))].format(
        amount=100 * (1 + names.number(900)),
        currency=currencies[names.number(len(currencies))],
        percent=30 + names.number(60),
        host=names.host(),
        path=names.name(3),
        handle=f"@{names.name(3)}{names.number(1000)}",
        name=names.name(2),
    )


def all_lures(rows: int, seed: int = 1) -> Rows:
    """Return ``rows`` distinct offers, each with a link."""
    names = Names(np.random.default_rng(seed))
    languages = list(LURES)
    return Rows(_distinct(rows, lambda: lure(names, languages[names.number(len(languages))])), [True] * rows)


def chat(rows: int, seed: int = 2) -> Rows:
    """Return ``rows`` distinct messages of a chat: 3% scams, 10% with a link or contact, a dozen languages."""
    generator = np.random.default_rng(seed)
    names = Names(generator)
    texts: list[str] = []
    scams: list[bool] = []
    seen: set[str] = set()
    while len(texts) < rows:
        for text, is_scam in _chat_block(generator, names):
            if text not in seen:
                seen.add(text)
                texts.append(text)
                scams.append(is_scam)
    return Rows(texts[:rows], scams[:rows])


def write(rows: Rows, path: Path) -> int:
    """Write a dump as Parquet with pyarrow's defaults; return the UTF-8 bytes of its texts."""
    count = len(rows.texts)
    texts = pa.array(rows.texts, pa.large_string())
    size = int(pc.sum(pc.binary_length(texts)).as_py())
    numbers = np.arange(count)
    table = pa.table(
        {
            "message_id": pa.array([f"m{number}" for number in range(count)]),
            "ts": pa.array(numbers * 37 + 1_790_000_000_000, pa.timestamp("ms", "UTC")),
            "channel_id": pa.array((numbers * 2_654_435_761 % 5_000).astype(np.int32)),
            "author_id": pa.array(numbers * 40_503 % 300_000),
            "text": texts,
        }
    )
    pq.write_table(table, path)
    return size


def _chat_block(generator: np.random.Generator, names: Names) -> Iterator[tuple[str, bool]]:
    vocabularies = [chat_words(topic=False), chat_words(topic=True)]
    mean_bytes = {
        language: np.mean([len(word.encode()) + 1 for word in listed]) for language, listed in vocabularies[0].items()
    }
    languages = list(SHARES)
    chosen = generator.choice(len(languages), _BLOCK, p=np.array(list(SHARES.values())) / sum(SHARES.values()))
    lengths = generator.gamma(1.6, MEAN_BYTES / 1.6, _BLOCK)
    kinds = generator.random(_BLOCK)
    for language_number, length, kind in zip(chosen.tolist(), lengths.tolist(), kinds.tolist(), strict=True):
        language = languages[language_number]
        if kind < SCAM_SHARE:
            yield lure(names, language if language in LURES else "en"), True
            continue
        listed = vocabularies[kind > 1 - TOPIC_SHARE][language]
        count = max(1, round(length / mean_bytes[language]))
        said = " ".join([listed[names.number(len(listed))] for _ in range(count)])
        yield (f"{said} {_reference(names)}" if kind < LINK_SHARE else said), False


def _reference(names: Names) -> str:
    """Return a link or a contact as honest people share them."""
    kind = names.number(4)
    if kind == 0:
        return f"@{names.name(3)}"
    host = HONEST_HOSTS[names.number(len(HONEST_HOSTS))]
    return f"https://{host}/{names.name(4)}" if kind < 3 else f"{host}/{names.name(3)}"


def _distinct(rows: int, make: Callable[[], str]) -> list[str]:
    texts: dict[str, None] = {}
    while len(texts) < rows:
        texts[make()] = None
    return list(texts)
