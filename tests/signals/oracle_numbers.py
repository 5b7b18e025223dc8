"""A slow, plain reading of telephone numbers: regular expressions and lists, to hold the kernel against."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from coinguard.resources import asset
from tests.signals.oracle_words import in_run

DIGITS = "0-9٠-٩۰-۹०-९০-৯๐-๙"
DIGIT = re.compile(f"[{DIGITS}]")
GROUP = re.compile(f"[{DIGITS}][{DIGITS}\ufe0f\u20e3]*")
SIGNS = re.compile(r"[ \-.()\u2010-\u2014]{0,2}")
MONEY = re.compile("[$%#£¥\u20a0-\u20cf]")


@lru_cache(maxsize=1)
def lengths() -> dict[str, set[int]]:
    table = tomllib.loads(asset("data", "phrases", "calling_codes.toml").read_text("utf8"))
    return {
        str(code): {len(str(code)) + length for length in entry["lengths"]}
        for entry in table["numbers"]
        for code in entry["codes"]
    }


@dataclass
class Group:
    digits: str
    end: int
    sign: str


@dataclass
class Number:
    kind: str
    value: str
    end: int


def plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(character)) for character in text if DIGIT.match(character))


def groups_at(text: str, at: int) -> list[Group]:
    """The groups of digits at ``at``; none of a number of 20 digits or more."""
    pos = at + (text[at] == "+")
    sign = ""
    if text[pos : pos + 1] == "(":
        sign, pos = "(", pos + 1
    groups: list[Group] = []
    while len(groups) < 10 and (match := GROUP.match(text, pos)):
        # No more than 20 digits are read at all.
        digits, end = "", pos
        total = sum(len(group.digits) for group in groups)
        while end < match.end() and total + len(digits) < 20:
            digits += plain_digits(text[end])
            end += 1
        if total + len(digits) >= 20:
            return []
        groups.append(Group(digits, end, sign))
        between = SIGNS.match(text, end)
        assert between
        pos = between.end()
        if not between[0]:
            break
        sign = (between[0].replace(" ", "") or " ")[-1]
    return groups


def without_broken(text: str, groups: list[Group]) -> list[Group]:
    """Without the last group where it goes on into something else."""
    if not groups:
        return groups
    after = text[groups[-1].end :]
    broken = (
        (after and in_run(after[0]))
        or re.match(rf"[@+]|[:,/][{DIGITS}]", after)
        or MONEY.match(after)
        or (re.match(" (?!#)", after) and MONEY.match(after[1:]))
    )
    return groups[:-1] if broken else groups


def starts_number(text: str, at: int) -> bool:
    before = text[max(0, at - 2) : at]
    if not before:
        return True
    if in_run(before[-1]) or MONEY.match(before[-1]):
        return False
    if before[-1] == " ":
        return not (len(before) == 2 and MONEY.match(before[0]) and before[0] not in "#%")
    return not (len(before) == 2 and before[-1] in "-.,:/+" and DIGIT.match(before[0]))


def is_date(groups: list[Group]) -> bool:
    if len(groups) < 3 or groups[1].sign == " " or groups[1].sign != groups[2].sign:
        return False
    first, second, third = (len(group.digits) for group in groups[:3])
    return second <= 2 and ((first <= 2 and third == 4) or (first == 4 and third <= 2))


def is_trunk(group: Group) -> bool:
    return group.digits == "0" and group.sign == "("


def international(groups: list[Group], prefix: int) -> int:
    """The group with which the number ends that starts ``prefix`` digits in, -1 for none."""
    every = "".join(group.digits for group in groups)[prefix:]
    code = next((every[:size] for size in (1, 2, 3) if every[:size] in lengths() and len(every) >= size), "")
    if not code or every.startswith("0"):
        return -1
    best = -1
    for number in range(len(groups)):
        read = groups[: number + 1]
        total = sum(len(g.digits) for g in read) - prefix - any(is_trunk(g) for g in read)
        if 8 <= total <= 15 and total in lengths()[code]:
            best = number
    if best < 0:
        return -1
    digits = "".join(g.digits for g in groups[: best + 1])[prefix:]
    if len(set(digits[len(code) :])) == 1 or (code == "1" and digits[1] < "2"):
        return -1
    return best


def totals(groups: list[Group]) -> list[int]:
    return [sum(len(g.digits) for g in groups[: n + 1]) for n in range(len(groups))]


def from_zero(groups: list[Group]) -> int:
    every = "".join(g.digits for g in groups)
    if not re.match("0[1-9].{7}", every) or (len(groups[0].digits) == 1 and len(groups) > 1 and groups[1].sign == "."):
        return -1
    for number, total in enumerate(totals(groups)[:6]):
        if (number and len(groups[number].digits) < 2) or total > 13:
            return -1
        if total >= 10:
            return number
    last = min(len(groups), 6) - 1
    return last if last > 0 and totals(groups)[last] == 9 else -1


def american(groups: list[Group]) -> int:
    if len(groups) < 3 or groups[2].sign == " " or groups[0].digits[0] == "0":
        return -1
    first, second, third = (g.digits for g in groups[:3])
    if len(third) != 4 or (len(groups) > 3 and groups[3].sign != " "):
        return -1
    if len(first) == 2:
        return 2 if groups[0].sign == "(" and len(second) in (4, 5) else -1
    if len(first) != 3 or len(second) != 3 or first[0] < "2" or second[0] < "2":
        return -1
    return 2 if groups[0].sign == "(" or groups[1].sign == groups[2].sign else -1


def russian(groups: list[Group]) -> int:
    every = "".join(g.digits for g in groups)
    if len(every) < 11 or not re.match("8[3-9]", every):
        return -1
    if len(groups[0].digits) == 11:
        return 0 if every[1] == "9" else -1
    fits = [n for n, total in enumerate(totals(groups)) if n >= 2 and total == 11 and len(groups[0].digits) in (1, 4)]
    return fits[0] if fits else -1


def beside_word(groups: list[Group]) -> int:
    dotted = len(groups) > 1 and groups[1].sign == "."
    last = -1
    for number, total in enumerate(totals(groups)[:6]):
        if len(groups[number].digits) < 2 and (number or dotted):
            return -1
        if total > 13:
            break
        if total >= 8:
            last = number
        if total >= 10:
            break
    return last


def number_of(text: str, at: int, groups: list[Group]) -> Number | None:
    """What the groups read at ``at`` are: international, national, or labelled (only beside a word); none for none."""
    if not groups:
        return None
    every = "".join(g.digits for g in groups)
    kind, group, prefix = "labelled", -1, 0
    if text[at] == "+":
        kind, group = "international", international(groups, 0)
    elif len(every) < 8 or is_date(groups):
        return None
    elif every.startswith("00"):
        if every[2] == "0":
            return None
        kind, group, prefix = "international", international(groups, 2), 2
    else:
        for shape in (from_zero, american, russian):
            if (group := shape(groups)) >= 0:
                kind = "national"
                break
        else:
            group = beside_word(groups)
        if len(set("".join(g.digits for g in groups[: group + 1]))) == 1:
            return None
    if group < 0:
        return None
    if kind != "international":
        return Number(kind, "".join(g.digits for g in groups[: group + 1]), groups[group].end)
    digits = "".join("" if is_trunk(g) else g.digits for g in groups[: group + 1])
    return Number(kind, "+" + digits[prefix:], groups[group].end)
