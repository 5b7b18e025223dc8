"""A slow, plain reading of what a link is, to hold the kernel against: regular expressions over strings.

It covers ASCII, the Latin, Cyrillic, Thai, Han, Kana and Hangul letters and the marks that the tests are made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.links.oracle_hosts import name_at
from tests.links.oracle_writing import (
    LETTERS,
    RUN,
    SCHEME,
    SEPARATOR,
    SPACE,
    canonical_tail,
    dot_after,
    lowered,
    opens_label,
    rest_at,
    unescaped,
    wrapped,
)

TAG = re.compile(r"(?:(href)|(\[url))=[\"']?\Z", re.IGNORECASE)
REDIRECT = re.compile(
    r"q|u|url|uri|to|target|dest|destination|redirect|redirect_to|redirect_uri|redirect_url|redir|return|return_to|"
    r"returnurl|continue|next|goto|go|link|out|href|l|r",
    re.IGNORECASE,
)


@dataclass
class Found:
    start: int
    end: int
    url: str
    flags: set[str]

    @property
    def host(self) -> str:
        return re.split("[/?]", self.url)[0]


def url_at(text: str, at: int, before: int, scheme: bool, strict: bool) -> Found | int:
    """The link whose authority starts at ``at``, or where to go on."""
    host_at = at
    if scheme:
        authority = re.match(r"[^/\\?#／<>\"`]*", text[at : at + 256])
        assert authority
        upto = SPACE.split(authority[0])[0]
        host_at = at + upto.rfind("@") + 1
    found: tuple[int, set[str], str] | int = at
    address = re.match(r"\[([0-9A-Fa-f.:]{0,46})\]", text[host_at:]) if scheme else None
    if address:
        if address[1].count(":") >= 2:
            found = host_at + address.end(), {"ip"}, lowered(address[0])
    elif opens_label(text, host_at) if scheme else re.match(f"[{LETTERS}]", text[host_at : host_at + 1]):
        found = name_at(text, host_at, scheme, strict)
        if isinstance(found, int) and not scheme and poses_as_host(text, at, found):
            host_at = found + 1
            found = name_at(text, host_at, True, True)
    if isinstance(found, int) and host_at > at and scheme and opens_label(text, at):
        found = name_at(text, at, scheme, strict)
    elif not isinstance(found, int) and host_at > at:
        found[1].add("userinfo")
    if isinstance(found, int):
        return max(found, at)
    end, flags, host = found
    if "ip" not in flags:
        host = re.sub(r"^(?:www\.)+(?=.*\.)", "", host)
        while host.startswith("www.") and "." in host[4:]:
            host = host[4:]
    url = host
    if "cut" not in flags:
        start, end, more = rest_at(text, end, scheme, text[before - 1 : before] == "_")
        flags |= more
        url += canonical_tail(text[start:end])
    return Found(before, end, url[:2048], flags - {"cut"})


def poses_as_host(text: str, at: int, end: int) -> bool:
    """Something that ends in .com, and an @ sign with another host behind it."""
    return bool(
        re.search(r".\.com\Z", text[at:end], re.IGNORECASE | re.DOTALL) and re.match(f"@[{LETTERS}]", text[end:])
    )


def link_after(text: str, at: int, end: int, strict: bool = False) -> Found | int:
    """The link that the run ``text[at:end]`` begins or ends with, or where to go on."""
    scheme = SCHEME.search(text[at:end])
    separator = SEPARATOR.match(text, end) if scheme else None
    if scheme and separator:
        authority = separator.end()
        flags = {"scheme"}
        if scheme[0][1] in "xX" or re.search(r"[\[({]", separator[0]):
            flags.add("defanged")
        if re.search("[：／]", re.sub(wrapped("[:：/／]"), "", separator[0])):
            flags.add("wide")
        if re.match(SPACE.pattern + "[0-9A-Za-z]", text[authority:]):
            flags.add("split")
            authority += 1
        found = url_at(text, authority, at + scheme.start(), True, strict or text[authority - 1] == " ")
        if isinstance(found, int):
            return end
        found.flags |= flags
        return found
    if dot_after(text, end, True) is None:
        return end
    found = url_at(text, at, at, False, True)
    return max(found, end) if isinstance(found, int) else found


def values(text: str) -> list[tuple[int, int, bool]]:
    """The parts of a link that may hold another: bounds, and whether the parameter's name says so."""
    found = []
    at = 0
    name = 0
    while at < len(text) - 4:
        c = text[at]
        if c in "=/?&":
            named = c == "=" and bool(REDIRECT.fullmatch(text[name:at]))
            if re.match("h(?:tt|xx)p", text[at + 1 :], re.IGNORECASE) or (
                named and re.match("[0-9A-Za-z]", text[at + 1])
            ):
                stop = re.search("[&#]", text[at + 1 :]) if c != "/" else None
                end = at + 1 + stop.start() if stop else len(text)
                found.append((at + 1, end, named))
                at = name = end
                continue
            if c != "=":
                name = at + 1
        at += 1
    return found


def nested(text: str, start: int, end: int) -> list[Found]:
    found = []
    for a, b, named in values(text[start:end]):
        value = unescaped(text[start + a : start + b])
        for _ in range(2):
            for _ in range(2):
                if re.match("h(?:tt|xx)ps?%|h(?:tt|xx)p.%", value, re.IGNORECASE) and len(value) > 5:
                    value = unescaped(value)
            run = re.match("[0-9A-Za-z]*", value)
            assert run
            separator = SEPARATOR.match(value, run.end())
            link: Found | int = 0
            if re.fullmatch("h(?:tt|xx)ps?", run[0], re.IGNORECASE) and separator:
                link = link_after(value, 0, run.end(), strict=True)
                link = 0 if isinstance(link, int) else link
            elif named and value:
                link = url_at(value, 0, 0, False, True)
            if isinstance(link, int):
                break
            found.append(Found(start + a, start + b, link.url, link.flags | {"nested"}))
            deeper = values(value[: link.end])
            if not deeper:
                break
            c, d, named = deeper[0]
            value = unescaped(value[c:d])
    return found


def relate(text: str, found: list[Found], marks: list[int]) -> None:
    """Mark shown links and their targets."""
    outer = [link for link in found if "nested" not in link.flags]

    def pair(shown: Found, target: Found) -> None:
        shown.flags.add("shown")
        if shown.host != target.host:
            shown.flags.add("mismatch")
            target.flags.add("mismatch")

    for link in outer:
        opening = [m for m in marks if text[m : m + 2] == "](" and m + 2 in (link.start, link.start - 1)]
        for m in opening:
            since = [k for k in marks if k < m and (text[k] == "[" or text[k : k + 2] == "](")]
            if since and text[since[-1]] == "[":
                link.flags.add("target")
                for shown in outer:
                    if since[-1] < shown.start < m:
                        pair(shown, link)
        quote = TAG.search(text[: link.start])
        if quote:
            link.flags.add("target")
            close, reopen = (">", "<") if quote[1] else ("]", "[")
            later = [o.start for o in outer if o.start > link.start and TAG.search(text[: o.start])]
            begin = next((m for m in marks if m >= link.end and text[m] == close), None)
            if begin is None or (later and later[0] < begin):
                continue
            stop = next((m for m in marks if m > begin and text[m] == reopen), len(text))
            for shown in outer:
                if begin < shown.start < stop and (not later or shown.start <= later[0]):
                    pair(shown, link)


def find(text: str) -> list[tuple[int, int, str, frozenset[str]]]:
    """The links of a text: start, end, canonical URL and names of flags."""
    found: list[Found] = []
    marks: list[int] = []
    at = 0
    while at < len(text) and len(found) < 64:
        run = RUN.match(text, at)
        if not run:
            marks.append(at)
            at += 1
            continue
        link = link_after(text, at, run.end())
        if isinstance(link, int):
            at = link
            continue
        found.append(link)
        at = link.end
        found.extend(nested(text, link.start, link.end))
    del found[64:]
    relate(text, found, marks)
    return [(link.start, link.end, link.url, frozenset(link.flags)) for link in found]
