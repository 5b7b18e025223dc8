"""Thirty campaigns planted among real chat: senders whose promises, times, channels and hosting overlap, under disguises."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from coinguard.training.disguises import DISGUISES

_WRITTEN: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8"))
CAMPAIGNS: Final[list[list[str]]] = _WRITTEN["campaigns"]
START: Final = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
DAYS: Final = 7
_DAY: Final = 86_400
_CHANNELS: Final = 200
_DISGUISED: Final = 0.5
_PADDED: Final = 0.15
_SHORTENERS: Final = ("bit.ly", "tinyurl.com", "cutt.ly", "is.gd")
_ENDINGS: Final = ("top", "xyz", "site", "click", "shop", "online", "pages.dev", "web.app", "com", "gift")
_SYLLABLES: Final = tuple(_WRITTEN["syllables"].split())
_LETTERS: Final = list("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the planted world."""

    text: str
    author_id: str
    author_name: str
    channel_id: str
    seconds: float
    campaign: int
    """-1 for honest people."""


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def name(self, syllables: int) -> str:
        return "".join(self.random.choice(_SYLLABLES, syllables))

    def code(self, letters: int) -> str:
        return "".join(self.random.choice(_LETTERS, letters))

    def pick(self, options: Any) -> Any:
        return options[int(self.random.integers(len(options)))]

    def host(self) -> str:
        return f"{self.name(2)}-{self.name(2)}.{self.pick(_ENDINGS)}"


class _Sender:
    """One sender: moves from domain to domain, hides behind shared shorteners, and changes accounts."""

    def __init__(self, number: int, maker: _Maker) -> None:
        self.number = number
        self._maker = maker
        self._wordings = CAMPAIGNS[number]
        self._hosts = [maker.host() for _ in range(int(maker.random.integers(2, 6)))]
        self._contact = f"t.me/{maker.name(3)}{int(maker.random.integers(10, 99))}"
        stem = maker.name(3)
        names = [f"{stem}_{int(maker.random.integers(100, 9999))}" for _ in range(3)]
        self._accounts = [*names, *(maker.name(3) for _ in range(int(maker.random.integers(3, 30))))]
        self._channels = maker.random.choice(_CHANNELS, int(maker.random.integers(2, 25)), replace=False)
        first = float(maker.random.uniform(0, DAYS - 3))
        self._span = (first, float(maker.random.uniform(first + 1, min(DAYS, first + 4))))

    def said(self, messages: int) -> Iterator[Said]:
        random = self._maker.random
        for moment in np.sort(random.uniform(*self._span, messages)).tolist():
            done = (moment - self._span[0]) / (self._span[1] - self._span[0])
            account = self._maker.pick(self._accounts)
            yield Said(
                self._disguised(self._written(self._link(done))),
                f"s{self.number}-{account}",
                account,
                f"channel {self._maker.pick(self._channels)}",
                moment * _DAY,
                self.number,
            )

    def _link(self, done: float) -> str:
        random = self._maker.random
        kind = random.random()
        if kind < 0.2:
            return f"{self._maker.pick(_SHORTENERS)}/{self._maker.code(6)}"
        if kind < 0.3:
            return self._contact
        if kind < 0.4:
            return ""
        # Yesterday's domain is burnt, so each has its time; a little overlap, as when posts are scheduled.
        place = min(len(self._hosts) - 1, max(0, int(done * len(self._hosts) + random.normal(0, 0.25))))
        scheme = self._maker.pick(["https://", "", "www."])
        path = self._maker.pick(["", f"/{self._maker.code(5)}", f"/claim?id={self._maker.code(4)}"])
        return f"{scheme}{self._hosts[place]}{path}"

    def _written(self, link: str) -> str:
        random = self._maker.random
        return str(self._maker.pick(self._wordings)).format(
            link=link,
            amount=int(random.integers(2, 99)) * int(self._maker.pick([5, 100, 1000])),
            percent=int(random.integers(20, 80)),
            name=self._maker.name(2),
            code=self._maker.code(6).upper(),
        )

    def _disguised(self, text: str) -> str:
        random = self._maker.random
        if random.random() < _PADDED:
            said = self._maker.pick(_WRITTEN["padding"])
            text = f"{said} {text}" if random.random() < 0.5 else f"{text} {said}"
        if random.random() < _DISGUISED:
            text = DISGUISES[self._maker.pick(list(DISGUISES))].function(text, random)
        return text


def _honest_repeats(maker: _Maker) -> Iterator[Said]:
    honest = _WRITTEN["honest"]
    people = [f"viewer{number}" for number in range(3_000)]

    def said(text: str, who: str, channel: int) -> Said:
        return Said(text, who, who, f"channel {channel}", float(maker.random.uniform(0, DAYS * _DAY)), -1)

    for text in honest["everybody"]:
        yield from (said(text, maker.pick(people), int(maker.random.integers(_CHANNELS))) for _ in range(400))
    for text in honest["streamer"]:
        yield from (said(text, "emberbot", 7) for _ in range(150))
    for text in honest["copypasta"]:
        yield from (said(text, maker.pick(people), 7) for _ in range(80))
    for _ in range(40):
        host, wording = f"{maker.name(4)}.net", maker.pick(honest["sharing"])
        for _ in range(int(maker.random.integers(2, 12))):
            text = wording.format(host=host, path=maker.name(3))
            yield said(text, maker.pick(people), int(maker.random.integers(_CHANNELS)))


def planted_world(chat: pd.Series, rows: int = 200_000, seed: int = 0) -> pa.Table:
    """Return messages with the column ``campaign``: -1, or the number of the sender.

    Parameters
    ----------
    chat
        Texts of real honest chat, of which ``rows`` are taken.
    rows
        Honest messages, real ones and the written repeats together.
    seed
        Of everything drawn.
    """
    maker = _Maker(seed)
    said = list(_honest_repeats(maker))
    for number in range(len(CAMPAIGNS)):
        said += _Sender(number, maker).said(int(maker.random.integers(15, 250)))
    real = chat.sample(rows - sum(one.campaign < 0 for one in said), random_state=seed)
    people = maker.random.zipf(1.3, len(real)) % 30_000
    channels, moments = maker.random.integers(0, _CHANNELS, len(real)), maker.random.uniform(0, DAYS * _DAY, len(real))
    said += [
        Said(text, f"p{person}", f"person {person}", f"channel {channel}", moment, -1)
        for text, person, channel, moment in zip(
            real, people.tolist(), channels.tolist(), moments.tolist(), strict=True
        )
    ]
    said.sort(key=lambda one: one.seconds)
    return pa.table(
        {
            "message_id": [f"m{number}" for number in range(len(said))],
            "ts": pa.array([START + dt.timedelta(seconds=one.seconds) for one in said], pa.timestamp("us", "UTC")),
            "channel_id": [one.channel_id for one in said],
            "author_id": [one.author_id for one in said],
            "author_name": [one.author_name for one in said],
            "text": [one.text for one in said],
            "campaign": [one.campaign for one in said],
        }
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two groupings agree, counted in pairs of messages."""

    precision: float
    """Of the pairs found together, the share planted together."""
    recall: float
    """Of the pairs planted together, the share found together."""
    found: int
    """Campaigns found."""
    honest: int
    """Honest messages in them."""


def agreement(planted: list[int], found: list[str | None]) -> Agreement:
    """Compare what was planted with what was found; an honest message in a campaign costs precision all its pairs."""
    frame = pd.DataFrame({"planted": planted, "found": found})

    def pairs(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    in_found = frame.dropna(subset="found")
    together = in_found[in_found["planted"] >= 0].groupby(["planted", "found"]).size()
    return Agreement(
        pairs(together) / max(1, pairs(in_found.groupby("found").size())),
        pairs(together) / max(1, pairs(frame[frame["planted"] >= 0].groupby("planted").size())),
        in_found["found"].nunique(),
        int((in_found["planted"] < 0).sum()),
    )
