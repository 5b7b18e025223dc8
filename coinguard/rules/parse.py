"""Reading a pack of rules, and saying what is wrong with it: where, what, and what to write instead."""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from coinguard.links.tables import did_you_mean
from coinguard.rules.pack import (
    CHOICE,
    DEFAULT_THRESHOLD,
    FEWEST_LETTERS,
    MOST_ALTERNATIVES,
    MOST_WEIGHT,
    REACHES,
    Pack,
    Problem,
    Rule,
    alternatives,
    count_alternatives,
)
from coinguard.signals.similarity.bound import HIGHEST_THRESHOLD, LONGEST_PHRASE, lowest_threshold
from coinguard.signals.similarity.table import letters_of_each
from coinguard.verdict import KINDS

_PACK_KEYS: Final = ("reaches", "threshold", "language", "rule")
_RULE_KEYS: Final = ("name", "kind", "language", "phrases", "threshold", "weight", "shadow")
_HEAD: Final = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_LINE_OF_ERROR: Final = re.compile(r" \(at line (\d+), column \d+\)$")


class _Lines:
    """Where in a pack's text its rules and their entries stand."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._heads = [number for number, line in enumerate(self._lines) if _HEAD.match(line)]

    def of_pack(self, key: str) -> int:
        """Return the line of an entry before the first rule."""
        return self._find(0, self._heads[0] if self._heads else len(self._lines), key)

    def of_rule(self, rule: int, key: str = "", piece: str = "") -> int:
        """Return the line of a rule, of one of its entries, or of a text in that."""
        if rule >= len(self._heads):
            return 1
        start = self._heads[rule]
        stop = self._heads[rule + 1] if rule + 1 < len(self._heads) else len(self._lines)
        if piece:
            for number in range(start, stop):
                if piece in self._lines[number]:
                    return number + 1
        return self._find(start, stop, key) if key else start + 1

    def _find(self, start: int, stop: int, key: str) -> int:
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        for number in range(start, stop):
            if wanted.match(self._lines[number]):
                return number + 1
        return start + 1


class _Reader:
    """Reads one pack and collects what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._lines = _Lines(text)
        self._names: dict[str, int] = {}
        self._letters: dict[str, int] = {}

    def tell(self, line: int, text: str, hint: str, *, fatal: bool = True) -> None:
        self.problems.append(Problem(line, text, hint, fatal))

    def pack(self, values: Mapping[str, Any], place: str, digest: str) -> Pack:
        for key in values:
            if key not in _PACK_KEYS:
                self.tell(self._lines.of_pack(key), f"unknown key {key!r}", did_you_mean(key, _PACK_KEYS))
        reaches = values.get("reaches", REACHES[0])
        if reaches not in REACHES:
            self.tell(
                self._lines.of_pack("reaches"),
                f"reaches = {reaches!r} is no level",
                did_you_mean(str(reaches), REACHES),
            )
        tables = values.get("rule", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.tell(self._lines.of_pack("rule"), "'rule' is no list of tables", "Head each rule with [[rule]]")
            tables = []
        elif not tables:
            self.tell(1, "there is no rule", "Head each rule with [[rule]]", fatal=False)
        drafts = [self._rule(number, table, values) for number, table in enumerate(tables)]
        ways = [self._ways(number, rule) for number, rule in enumerate(drafts)]
        # All at once, which takes a tenth of the time.
        folded = iter(letters_of_each([way for of_rule in ways for _, way in of_rule]))
        rules = tuple(
            replace(
                rule,
                letters=tuple(
                    dict.fromkeys(
                        letters
                        for line, way in of_rule
                        if self._fits(number, line, way.strip(), letters := next(folded), rule.threshold)
                    )
                ),
            )
            for number, (rule, of_rule) in enumerate(zip(drafts, ways, strict=True))
        )
        return Pack(place, str(reaches), rules, digest)

    def _rule(self, number: int, values: Mapping[str, Any], pack: Mapping[str, Any]) -> Rule:
        for key in values:
            if key not in _RULE_KEYS:
                misplaced = "It is said of a whole pack: write it before the first [[rule]]"
                hint = misplaced if key in _PACK_KEYS else did_you_mean(key, _RULE_KEYS)
                self.tell(self._lines.of_rule(number, key), f"unknown key {key!r}", hint)
        kind = values.get("kind", KINDS[-1])
        if kind not in KINDS:
            self.tell(
                self._lines.of_rule(number, "kind"), f"kind = {kind!r} is unknown", did_you_mean(str(kind), KINDS)
            )
        return Rule(
            name=self._name(number, values),
            kind=str(kind),
            language=self._language(number, values, pack),
            phrases=self._phrases(number, values),
            letters=(),
            threshold=self._threshold(number, values, pack),
            weight=self._weight(number, values),
            shadow=self._flag(number, values),
            line=self._lines.of_rule(number),
        )

    def _name(self, number: int, values: Mapping[str, Any]) -> str:
        name = values.get("name")
        line = self._lines.of_rule(number, "name")
        if not isinstance(name, str) or not name.strip():
            self.tell(line, "the rule has no name", 'Add name = "…", by which reasons will call it')
            return f"rule {number + 1}"
        if "“" in name or "\n" in name:
            self.tell(line, f"the name {name!r} has a quotation mark “ or a line break", "Leave it out")
        if name in self._names:
            self.tell(line, f"the name {name!r} stands in line {self._names[name]} already", "Name one otherwise")
        self._names.setdefault(name, line)
        return name

    def _language(self, number: int, values: Mapping[str, Any], pack: Mapping[str, Any]) -> str:
        language = values.get("language", pack.get("language", ""))
        if not isinstance(language, str) or (language and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)?", language)):
            line = self._lines.of_rule(number, "language") if "language" in values else self._lines.of_pack("language")
            self.tell(line, f"language = {language!r} is no language code", "Write a code such as 'en' or 'pt'")
            return ""
        return language

    def _threshold(self, number: int, values: Mapping[str, Any], pack: Mapping[str, Any]) -> float:
        own = "threshold" in values
        value = values.get("threshold", pack.get("threshold", DEFAULT_THRESHOLD))
        if not _number(value) or not 1 < value <= HIGHEST_THRESHOLD:
            line = self._lines.of_rule(number, "threshold") if own else self._lines.of_pack("threshold")
            hint = "Write a percentage, such as 90"
            if _number(value) and 0 < value <= 1:
                hint = f"Write a percentage: {value:.0%} is {100 * value:g}"
            self.tell(line, f"threshold = {value!r} is no percentage", hint)
            return DEFAULT_THRESHOLD
        return float(value)

    def _weight(self, number: int, values: Mapping[str, Any]) -> float | None:
        if "weight" not in values:
            return None
        value = values["weight"]
        if not _number(value) or not 0 < value <= MOST_WEIGHT:
            self.tell(
                self._lines.of_rule(number, "weight"),
                f"weight = {value!r} is no number above 0 and up to {MOST_WEIGHT:g}",
                "Write log-odds: 1 makes a scam 2.7 times as likely, 4 makes it 55 times as likely",
            )
            return None
        return float(value)

    def _flag(self, number: int, values: Mapping[str, Any]) -> bool:
        value = values.get("shadow", False)
        if not isinstance(value, bool):
            self.tell(
                self._lines.of_rule(number, "shadow"), f"shadow = {value!r} is neither true nor false", "Write true"
            )
        return bool(value)

    def _phrases(self, number: int, values: Mapping[str, Any]) -> tuple[str, ...]:
        found = values.get("phrases", [])
        line = self._lines.of_rule(number, "phrases")
        if not isinstance(found, list) or not all(isinstance(phrase, str) for phrase in found):
            self.tell(line, "'phrases' is no list of texts", 'Write phrases = ["…", "…"]')
            return ()
        if not found:
            self.tell(line, "the rule has no phrases", 'Add phrases = ["…", "…"]')
        return tuple(found)

    def _ways(self, number: int, rule: Rule) -> list[tuple[int, str]]:
        """Return every way to write a rule's phrases out, each with the line of its phrase."""
        ways: list[tuple[int, str]] = []
        for phrase in rule.phrases:
            line = self._lines.of_rule(number, "phrases", phrase)
            if "|" in CHOICE.sub("", phrase):
                self.tell(
                    line,
                    f"a bar stands outside of brackets, or brackets inside of others, in {phrase!r}",
                    "Write alternatives as (one|other)",
                )
            elif (count := count_alternatives(phrase)) > MOST_ALTERNATIVES:
                self.tell(
                    line,
                    f"{phrase!r} can be written in {count:,} ways, and {MOST_ALTERNATIVES} are the most",
                    "Make two phrases of it",
                )
            else:
                ways += [(line, way) for way in alternatives(phrase)]
        return ways

    def _fits(self, number: int, line: int, way: str, letters: str, threshold: float) -> bool:
        if len(letters) < FEWEST_LETTERS:
            self.tell(
                line, f"{way!r} has {len(letters)} letters, doubled ones counted once, and ordinary words have them too",
                f"Write a phrase of {FEWEST_LETTERS} letters or more",
            )  # fmt: skip
            return False
        if len(letters) > LONGEST_PHRASE:
            self.tell(
                line,
                f"{way!r} has {len(letters)} letters, and {LONGEST_PHRASE} are the most",
                "Keep what is typical of it",
            )
            return False
        least = lowest_threshold(len(letters))
        if threshold < least:
            self.tell(
                line, f"at a threshold of {threshold:g} nothing can be ruled out for {way!r}, with {len(letters)} letters",
                f"Write threshold = {least} or more, or a longer phrase",
            )  # fmt: skip
            return False
        other = self._letters.setdefault(letters, number)
        if other != number:
            self.tell(
                line, f"{way!r} is a phrase of the rule in line {self._lines.of_rule(other)} as well",
                "Delete one of the two", fatal=False,
            )  # fmt: skip
        return True


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def parse_pack(text: str, place: str) -> tuple[Pack, list[Problem]]:
    """Read the text of a pack.

    Returns
    -------
    tuple
        The pack, of what is right in it, and what is wrong, by line.
    """
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE_OF_ERROR.search(str(error))
        problem = Problem(
            int(line[1]) if line else max(1, len(text.splitlines())),
            f"not valid TOML: {_LINE_OF_ERROR.sub('', str(error)).removesuffix(' (at end of document)').lower()}",
            "Check quotation marks, commas and brackets there",
        )
        return Pack(place, REACHES[0], (), digest), [problem]
    reader = _Reader(text)
    pack = reader.pack(values, place, digest)
    return pack, sorted(reader.problems, key=lambda problem: problem.line)
