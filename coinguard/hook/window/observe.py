"""What is remembered of one message: numbers that tell whether others are like it, and what it carries. No text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coinguard.dumps.context.indicators import Indicator, of_link, of_text
from coinguard.dumps.context.spool import AUTHORED, MAY_HOLD_CONTACT, NAME_LETTERS, SUSPICION
from coinguard.dumps.sketches.sketch import Sketches, sketch
from coinguard.message import SCORED_FIELDS, Message
from coinguard.text.views import utf8
from coinguard.verdict import LEVELS, Verdict

_OTHERS: Final = tuple(name for name in SCORED_FIELDS if name not in AUTHORED)
_WORTH_READING: Final = re.compile(MAY_HOLD_CONTACT)
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """One message as the window knows it."""

    at: float
    """When it came, in steady time."""
    level: int
    """Index into ``LEVELS``."""
    suspect: bool
    """Whether it may found a campaign."""
    author: str | None
    channel: str | None
    template: int
    """Equal where the wordings are, slots and disguise apart."""
    weight: int
    """Letters in the wording."""
    bands: bytes
    """Its sketch: 16 numbers of 32 bits."""
    stem: int
    """The author's name without digits; 0 where it is too short to tell."""
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at a batch of messages found in their texts."""

    sketches: Sketches
    """Two texts a message: what the author sent, then names, bio and quotes."""
    texts: Sequence[str]
    """What each author sent."""
    urls: tuple[tuple[str, ...], ...]
    """The canonical links of each message, wherever in it."""

    def observe(self, row: int, message: Message, verdict: Verdict, review: float, at: float) -> Observation:
        """Return what is remembered of a message once its verdict is known.

        Parameters
        ----------
        row
            Its place in the batch.
        message, verdict
            It, and what was found.
        review
            The least log-odds of the level ``review``.
        at
            When it came, in steady time.
        """
        suspect = verdict.score >= review - SUSPICION
        text = self.texts[row]
        found = dict.fromkeys(one for url in self.urls[row] if (one := of_link(url)) is not None)
        if suspect or _WORTH_READING.search(text):
            found |= dict.fromkeys(of_text(text))
        return Observation(
            at=at,
            level=LEVELS.index(verdict.level),
            suspect=suspect,
            author=next((a for a in (message.author_id, message.author_handle, message.author_name) if a), None),
            channel=message.channel_id,
            template=int(self.sketches.templates[2 * row]),
            weight=int(self.sketches.weights[2 * row]),
            bands=self.sketches.bands[2 * row].tobytes(),
            stem=_stem(message) if suspect else 0,
            indicators=tuple(found),
        )


def see(messages: Sequence[Message]) -> Seen:
    """Fold and sketch the texts of a batch, once for whoever asks about them."""
    texts = ["\n".join(filter(None, (getattr(one, name) for name in AUTHORED))) for one in messages]
    others = ["\n".join(filter(None, (getattr(one, name) for name in _OTHERS))) for one in messages]
    found = _sketched([part for pair in zip(texts, others, strict=True) for part in pair])
    urls: list[list[str]] = [[] for _ in messages]
    for part, url in zip(found.link_rows.tolist(), found.links, strict=True):
        urls[part // 2].append(url)
    return Seen(found, texts, tuple(tuple(dict.fromkeys(one)) for one in urls))


def _sketched(texts: Sequence[str]) -> Sketches:
    parts = [utf8(text) for text in texts]
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return sketch(np.frombuffer(b"".join(parts), np.uint8), offsets)


def _stem(message: Message) -> int:
    """Return the hash of the author's name without digits, 0 for one without digits or with few letters."""
    name = (message.author_name or message.author_handle or "").replace("@", "")
    if not _DIGIT.search(name):
        return 0
    found = _sketched([name])
    return int(found.templates[0]) if found.weights[0] >= NAME_LETTERS else 0
