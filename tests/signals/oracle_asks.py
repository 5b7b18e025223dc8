"""A slow reading of asks: cut the text into what it says, then look back from each saying over all that came before."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from coinguard.links.find import find_links
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.lexicon import STEMS, code_sorts, phrases
from coinguard.signals.contacts.lexicon import folded, steps_of
from tests.signals.oracle_words import run_at, unspaced

STOPS = {"forbid", "void"}
OWNED = {"credential", "code", "worth", "fee"}
OFFERED = {"code", "worth"}
REACHES = {
    (p.PARTS[a], p.PARTS[b]): ((*p.SIGNALS, *p.TOPICS)[signal], reach) for a, b, signal, reach in p.PAIRS.tolist()
}
UNBARRED = {"ask.urgency", "ask.secrecy", "warning.words", *p.TOPICS}


@dataclass
class Lexicon:
    whole: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    short: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    is_short: set[str] = field(default_factory=set)
    begins: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    known = Lexicon()
    for phrase, part, _ in phrases():
        steps = [folded(step) for step in steps_of(phrase.removesuffix("*"))]
        key = "".join(steps)
        known.begins.update("".join(steps[:size]) for size in range(1, len(steps)))
        if phrase.endswith("*"):
            known.whole[key + "*"].add(part)
        elif len(steps) == 1 and len(key) < 5:
            known.is_short.add(key)
            known.short[unicodedata.normalize("NFC", phrase).lower()].add(part)
        else:
            known.whole[key].add(part)
    return known


def sort_of(character: str) -> int:
    code = ord(character)
    return int(code_sorts()[code]) if code < len(code_sorts()) else p.GAP


def lowered(text: str) -> str:
    return "".join(low if len(low := x.lower()) == 1 else x for x in text)


def longest(text: str, at: int, end: int, spaced: bool) -> tuple[int, set[str]]:
    """The longest entry whose first step is ``text[at:end]``, and what it means."""
    known, first = lexicon(), text[at:end]
    key = folded(first[:32])
    begins = key in known.begins
    best = (end, known.short.get(lowered(first), set()) if key in known.is_short else known.whole.get(key, set()))
    at = end
    for _ in range(24):
        if not begins or at >= len(text):
            break
        if unspaced(text[at]):
            key, at, spaced = key + folded(text[at]), at + 1, False
        else:
            if spaced and text[at] in " -.'’*\u200c" and at + 1 < len(text):
                at += 1
            run = run_at(text, at).split("_")[0][:32]
            if not run:
                break
            key, at, spaced = key + folded(run), at + len(run), True
        begins = key in known.begins
        if known.whole.get(key):
            best = (at, known.whole[key])
    return best


def starred(run: str) -> set[str]:
    known = lexicon().whole
    for size in reversed(STEMS):
        if len(run) >= size and known.get(folded(run[:size]) + "*"):
            return known[folded(run[:size]) + "*"]
    return set()


@dataclass
class Saying:
    parts: set[str]
    start: int
    end: int
    begins: int
    ends: int
    clause: int
    question: bool = False


def sayings(text: str) -> Iterator[Saying]:
    """What a text says, in order; a sentence that ends as a question says so."""
    links = {link.start: link.end for link in find_links(text)}
    at, units, clause = 0, 0, 0
    while at < len(text):
        if at in links:
            at, units = max(at + 1, links[at]), units + p.PER_WORD
            continue
        sort = sort_of(text[at])
        if sort == p.RUN:
            end = at
            while end < len(text) and sort_of(text[end]) == p.RUN:
                end += 1
            stop, parts = longest(text, at, end, True)
            parts, long = parts or starred(text[at:end]), p.PER_WORD
            stop = stop if parts else end
        elif sort == p.UNSPACED:
            stop, parts = longest(text, at, at + 1, False)
            stop = stop if parts else at + 1
            long = p.PER_CHARACTER * (stop - at)
        else:
            ends = sort == p.CLAUSE
            if sort == p.POINT:
                ends = at + 1 == len(text) or sort_of(text[at + 1]) != p.RUN
            if ends:
                yield Saying(set(), at, at, units, units, clause, question=text[at] in "?؟？")
                units, clause = units + 1, clause + 1
            at += 1
            continue
        if parts:
            yield Saying(set(parts), at, stop, units, units + long, clause)
        units, at = units + long, stop


class Reader:
    def __init__(self) -> None:
        self.heard: list[Saying] = []
        self.found: dict[str, tuple[int, int, Saying]] = {}
        self.stop: Saying | None = None

    def before(self, part: str, now: Saying) -> Saying | None:
        """What was said last of a part in this clause; what is handed is forgotten once something is given."""
        for old in reversed(self.heard):
            if old.clause != now.clause or (part == "hand" and "give" in old.parts):
                return old if part in old.parts and old.clause == now.clause else None
            if part in old.parts:
                return old
        return None

    def within(self, part: str, now: Saying, reach: int) -> bool:
        old = next((old for old in reversed(self.heard) if part in old.parts), None)
        return old is not None and old.clause == now.clause and now.begins - old.ends <= reach

    def note(self, signal: str, start: int, now: Saying) -> None:
        stop = self.stop
        barred = stop is not None and stop.clause == now.clause and now.ends - stop.ends <= p.FORWARD
        if signal not in UNBARRED and barred:
            if signal != "ask.login" or stop is None or "forbid" not in stop.parts:
                return
            signal = "warning.words"
        self.found.setdefault(signal, (start, now.end, now))

    def bar(self, now: Saying) -> None:
        for signal, (start, end, then) in list(self.found.items()):
            if signal in UNBARRED or then.clause != now.clause or now.ends - then.ends > p.BACKWARD:
                continue
            if signal == "ask.login" and "forbid" in now.parts:
                self.found.setdefault("warning.words", (start, end, then))
            del self.found[signal]
        self.stop = now

    def hear(self, now: Saying) -> None:
        if now.question and "claim.staff" in self.found and self.found["claim.staff"][2].clause == now.clause:
            del self.found["claim.staff"]
        if self.within("mine", now, p.NEAR):
            now.parts -= OWNED
        if self.within("give", now, p.OFFERED):
            now.parts -= OFFERED
        if now.parts & STOPS:
            self.bar(now)
        if "give" in now.parts and "ask.send" in self.found:
            then = self.found["ask.send"][2]
            if then.clause == now.clause and then.ends >= now.begins - p.OFFERED // 2:
                del self.found["ask.send"]
        self.pair(now)
        for part in p.ALONE:
            if part in now.parts:
                self.note(p.SIGNALS[p.ALONE.index(part)], now.start, now)
        self.heard.append(now)

    def pair(self, now: Saying) -> None:
        given = "give" in now.parts
        for (first, second), (signal, reach) in REACHES.items():
            for other, part in ((first, second), (second, first)):
                old = None if given and other == "hand" else self.before(other, now)
                if part in now.parts and old is not None and now.begins - old.ends <= reach:
                    self.note(signal, old.start, now)


def asks(text: str) -> dict[str, tuple[int, int]]:
    """Each signal with where it was first found."""
    reader = Reader()
    brand = False
    for saying in sayings(text):
        brand = brand or "brand" in saying.parts
        reader.hear(saying)
    found = {signal: (start, end) for signal, (start, end, _) in reader.found.items()}
    if "ask.login" in found and brand:
        found["mix.login_brand"] = found["ask.login"]
    return {signal: span for signal, span in found.items() if signal in p.SIGNALS}
