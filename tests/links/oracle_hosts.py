"""How the oracle reads a host, and whether it takes it for a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from coinguard.links.suffixes import FILE, MEDIUM, STRONG, WEAK, suffix_strengths
from tests.links.oracle_writing import (
    LETTERS,
    RUN,
    SCHEME,
    SEPARATOR,
    SPACED,
    UNSPACED,
    capital,
    dot_after,
    lowered,
    opens_label,
    path_follows,
    port_at,
    small,
    unescaped,
)


@dataclass
class Label:
    start: int
    end: int
    text: str
    joined: set[str] = field(default_factory=set)


def strength(text: str) -> int:
    return suffix_strengths().get(text, 0)


def host_label(text: str, at: int, scheme: bool, first: bool) -> int:
    """Where the label at ``at`` ends."""
    if not scheme:
        found = RUN.match(text, at)
        assert found
        return found.end()
    end = at
    while end < len(text):
        if re.match(rf"[{LETTERS}_-]", text[end]):
            if not first and re.match(f"[{UNSPACED}]", text[end]):
                before = unescaped(text[at:end])
                if re.fullmatch(f"[{SPACED}_-]+", before) and strength(lowered(before)):
                    break
            end += 1
        elif re.fullmatch("[0-9A-Za-z_-]", unescaped(text[end : end + 3])):
            end += 3
        else:
            break
    return end


def chain_at(text: str, at: int, scheme: bool) -> tuple[list[Label], int]:
    """The labels from ``at`` on, and where they end."""
    labels: list[Label] = []
    joined: set[str] = set()
    while True:
        end = host_label(text, at, scheme, not labels)
        if SCHEME.search(text[at:end]) and SEPARATOR.match(text, end):
            return fitting(labels), at
        labels.append(Label(at, end, lowered(unescaped(text[at:end])), joined))
        loose = len(labels) == 1 or (len(labels) == 2 and labels[0].text == "www")
        following = dot_after(text, end, loose)
        dot = re.match(r"\.|%2[eE]", text[end:])
        if following is None and scheme and dot and opens_label(text, end + dot.end()):
            following = end + dot.end(), set()
        if following is None:
            break
        at, joined = following
    last = labels[-1]
    kept = last.text.rstrip("-_")
    end -= len(last.text) - len(kept)
    labels[-1] = Label(last.start, end, kept, last.joined)
    return fitting(labels), end


def fitting(labels: list[Label]) -> list[Label]:
    whole = sum(len(label.text) + 1 for label in labels) - 1
    return [] if whole > 253 or any(len(label.text) > 63 for label in labels) else labels


def meant(text: str, labels: list[Label], last: int, power: int, path: bool, explicit: bool) -> bool:
    """Whether a host without a scheme that ends with ``labels[last]`` was meant as a link."""
    suffix, name = labels[last], labels[last - 1]
    first, second = text[suffix.start], text[suffix.start + 1]
    sentence = capital(first) and small(second)
    shouted = capital(first) and capital(second)
    digit = bool(re.search("[0-9]", name.text))
    hyphen = "-" in name.text
    letter = bool(re.search("[^0-9-]", name.text))
    length = len(name.text)
    if "_" in name.text:
        return explicit or path
    if "spoken" in suffix.joined:
        return power == STRONG and not sentence and length >= 2
    if "split" in suffix.joined:
        if sentence or shouted or power in (WEAK, FILE):
            return False
        distinct = path or hyphen or (digit and letter)
        return distinct or (length >= 4 if power == STRONG else "tight" in suffix.joined and length >= 8)
    if explicit:
        return True
    if sentence:
        return power == STRONG and capital(text[name.start])
    if path:
        return True
    if power != STRONG and shouted and small(text[name.end - 1]):
        return False
    if power == STRONG:
        return True
    if power == FILE or not letter or (last >= 4 and length < 9 and not digit and not hyphen):
        return False
    if power == MEDIUM:
        return length >= 6 or hyphen or digit or last >= 2 or "wide" in suffix.joined
    return length >= 9 or (digit and length >= 5) or (hyphen and length >= 6) or (last >= 2 and length >= 5)


def last_label(text: str, labels: list[Label], scheme: bool, strict: bool, explicit: bool, path: bool) -> int | None:
    explicit = explicit or any("defanged" in label.joined and "spoken" not in label.joined for label in labels)
    for last in range(len(labels) - 1, max(0, len(labels) - 5), -1):
        suffix = labels[last]
        power = strength(suffix.text)
        if not power:
            continue
        if last >= 2 and power != STRONG:
            power = strength(f"{labels[last - 1].text}.{suffix.text}") or power
        if scheme:
            capitalised = capital(text[suffix.start]) and small(text[suffix.start + 1])
            if (
                last >= 2
                and capitalised
                and not capital(text[labels[last - 1].end - 1])
                and strength(labels[last - 1].text)
            ):
                continue
            return last
        given_back = last < len(labels) - 1
        if given_back and power != STRONG and not capital(text[labels[last + 1].start]):
            continue
        if meant(
            text, labels, last, power, path and not given_back, explicit or (labels[0].text == "www" and last >= 2)
        ):
            return last
    if scheme and not strict and len(labels) >= 2 and len(labels[-1].text) >= 2 and not labels[-1].text[0].isdigit():
        return len(labels) - 1
    return None


def name_at(text: str, at: int, scheme: bool, strict: bool) -> tuple[int, set[str], str] | int:
    """The end, flags and text of the host at ``at``, or where to go on."""
    labels, chain = chain_at(text, at, scheme)
    if not labels or (len(labels) == 1 and not scheme):
        return chain
    port_end, port = port_at(text, chain)
    path = path_follows(text, port_end)
    flags: set[str] = set()
    if not scheme:
        if text[chain : chain + 1] == "@":
            return chain
        if text[at - 1 : at] == "@":
            if not path:
                return chain
            if re.search(rf"[{LETTERS}_-]\Z", text[: at - 1]):
                flags.add("userinfo")
    explicit = not scheme and text[:at].endswith("//")
    last: int | None = len(labels) - 1
    host = ".".join(label.text for label in labels)
    address = re.fullmatch(r"(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|[01]?\d?\d)", host, re.ASCII)
    if address and not any(label.joined & {"split", "spoken"} for label in labels):
        if not (scheme or explicit or port or (path and not text[port_end + 1].isdigit())):
            return chain
        flags.add("ip")
    elif scheme and re.fullmatch("[0-9]{8,10}", host):
        flags.add("ip")
    else:
        last = last_label(text, labels, scheme, strict, explicit, path)
    if last is None:
        return chain
    for label in labels[1 : last + 1]:
        flags |= label.joined & {"wide", "defanged", "split"}
    end = labels[last].end
    if end != chain:
        flags.add("cut")
    return end, flags, ".".join(label.text for label in labels[: last + 1])
