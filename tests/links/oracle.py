"""A slow, plain reading of what a link is, to hold the kernel against: regular expressions over strings.

It covers ASCII, the Latin, Cyrillic, Thai, Han, Kana and Hangul letters and the marks that the tests are made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from coinguard.links.suffixes import FILE, MEDIUM, STRONG, WEAK, suffix_strengths

SPACED = "0-9A-Za-zÀ-ÖØ-öø-ÿĀ-žА-Яа-яЁё"
UNSPACED = "ก-ฺเ-๎ぁ-ゖ一-龥가-힣"
LETTERS = SPACED + UNSPACED
LOWER = {c: c.lower() for c in map(chr, range(0x80)) if c.lower() != c} | {
    chr(c): chr(c).lower()
    for c in (*range(0xC0, 0x180), *range(0x400, 0x460))
    if len(chr(c).lower()) == 1 and chr(c).lower() != chr(c)
}
LOWER["İ"] = "i"
WIDE_DOTS = "．。｡﹒․"
WORDS = "dot|punto|ponto|punkt|nokta|titik|point|точка|chấm|cham"


def wrapped(inner: str) -> str:
    return rf"(?:\[{inner}\]|\({inner}\)|\{{{inner}\}})"


RUN = re.compile(rf"[{SPACED}][{SPACED}_-]*(?![{SPACED}_-])|[{UNSPACED}][{UNSPACED}_-]*(?![{UNSPACED}_-])")
LABEL = re.compile(rf"(?:[{LETTERS}_-]|%[2-7][0-9A-Fa-f])+")
SCHEME = re.compile(r"h(?:tt|xx)ps?\Z", re.IGNORECASE)
SLASH = rf"(?:[/\\／]|{wrapped('[/／]')})"
SEPARATOR = re.compile(
    rf"(?:(?:[:：]|{wrapped('[:：]')}){SLASH}{{1,8}}|{wrapped('://')}{SLASH}{{0,6}}|{SLASH}{{2,8}})"
)
DOT_IN_BRACKETS = wrapped(rf" ?(?:[.{WIDE_DOTS}]|(?i:{WORDS})) ?")
SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000]")
TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|si|"
    r"ref_src|ref_url|_ga|_gl|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|s_cid|wickedid|rb_clickid",
    re.IGNORECASE,
)
REDIRECT = re.compile(
    r"q|u|url|uri|to|target|dest|destination|redirect|redirect_to|redirect_uri|redirect_url|redir|return|return_to|"
    r"returnurl|continue|next|goto|go|link|out|href|l|r",
    re.IGNORECASE,
)


def lowered(text: str) -> str:
    return "".join(LOWER.get(c, c) for c in text)


def capital(character: str) -> bool:
    return character in LOWER


def small(character: str) -> bool:
    return bool(re.fullmatch(rf"[{SPACED}]", character)) and not re.fullmatch("[0-9]", character) and not capital(character)


@dataclass
class Found:
    start: int
    end: int
    url: str
    flags: set[str]

    @property
    def host(self) -> str:
        return re.split("[/?]", self.url)[0]


@dataclass
class Label:
    start: int
    end: int
    text: str
    joined: set[str] = field(default_factory=set)


def strength(text: str) -> int:
    return suffix_strengths().get(text, 0)


def dot_after(text: str, at: int, loose: bool) -> tuple[int, set[str]] | None:
    """Where the label after a dot at ``at`` starts, and how the dot was written."""
    here = text[at:]
    if re.match(rf"\.[{LETTERS}]", here):
        return at + 1, set()
    if re.match(rf"[．﹒․][{LETTERS}]", here):
        return at + 1, {"wide"}
    if re.match("[。｡][0-9A-Za-z]", here) and re.match("[0-9A-Za-z]", text[at - 1]):
        return at + 1, {"wide"}
    if found := re.match(rf" ?{DOT_IN_BRACKETS} ?(?=[{LETTERS}])", here):
        return at + found.end(), {"defanged"}
    if re.match(rf" ?{DOT_IN_BRACKETS}", here) or not loose:
        return None
    if re.match(rf" \.[{LETTERS}]", here):
        return at + 2, {"split", "tight"}
    if re.match(rf" \. [{LETTERS}]", here):
        return at + 3, {"split"}
    if re.match(rf" [dD][oO][tT] [{LETTERS}]", here):
        return at + 5, {"defanged", "spoken"}
    return None


def unescaped(text: str) -> str:
    return re.sub("%([0-7][0-9A-Fa-f])", lambda found: chr(int(found[1], 16)), text)


def opens_label(text: str, at: int) -> bool:
    return bool(re.match(f"[{LETTERS}]", text[at:]) or re.fullmatch("[0-9A-Za-z]", unescaped(text[at : at + 3])))


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


def port_at(text: str, at: int) -> tuple[int, set[str]]:
    found = re.match(rf"(?:([:])|([：])|{wrapped('[:：]')})[0-9]{{1,5}}(?![0-9]|[{SPACED}_-])", text[at:])
    if not found:
        return at, set()
    return at + found.end(), {"port", *(["wide"] if found[2] else [] if found[1] else ["defanged"])}


def path_follows(text: str, at: int) -> bool:
    return bool(re.match(rf"(?:[/／]|\\/|{wrapped('[/／]')})[{LETTERS}_@+?#%~-]", text[at:]))


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
            if last >= 2 and capitalised and not capital(text[labels[last - 1].end - 1]) and strength(labels[last - 1].text):
                continue
            return last
        given_back = last < len(labels) - 1
        if given_back and power != STRONG and not capital(text[labels[last + 1].start]):
            continue
        if meant(text, labels, last, power, path and not given_back, explicit or (labels[0].text == "www" and last >= 2)):
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


def tail_end(text: str, start: int, emphasis: bool) -> tuple[int, set[str]]:
    """Where path, query and fragment end in running text."""
    at = start
    flags: set[str] = set()
    depth = {")": 0, "]": 0}
    while at < len(text):
        here, before = text[at:], text[at - 1]
        c = here[0]
        if SPACE.match(c) or c in '"<>^`|}' or (c == "\\" and not here.startswith("\\/") and at > start):
            break
        if re.match(wrapped(f"[.:/：／{WIDE_DOTS}]"), here):
            flags.add("defanged")
            at += 3
            continue
        if here.startswith("\\/"):
            at += 2
            continue
        if c == "{" or here.startswith("[/"):
            break
        if c in "([":
            depth[")" if c == "(" else "]"] += 1
        elif c in ")]":
            depth[c] -= 1
            if depth[c] < 0:
                break
        elif at > start and re.match("https?://", here, re.IGNORECASE) and re.match("[0-9A-Za-z]", before):
            break
        elif c in WIDE_DOTS + "：":
            if not re.match("[0-9A-Za-z]", here[1:2]) or not re.match("[0-9A-Za-z]", before):
                break
            flags.add("wide")
        elif c == "／":
            flags.add("wide")
        elif ord(c) >= 0x80 and not re.match(f"[{LETTERS}]", c):
            break
        elif re.match(f"[{UNSPACED}]", c) and re.match("[0-9A-Za-z]", before):
            break
        at += 1
    trimmed = text[start:at].rstrip(".,;:!?'*~([&" + ("_" if emphasis else ""))
    return start + len(trimmed), flags


def plain(tail: str) -> str:
    """A path or parameter with the writing of its marks undone."""
    marks = wrapped("([.:/：／．。｡﹒․])") + r"|(\\)/?"
    tail = re.sub(marks, lambda found: "/" if found[4] else found[1] or found[2] or found[3], tail)
    return re.sub(f"[{WIDE_DOTS}]", ".", tail).replace("：", ":").replace("／", "/")


def canonical_tail(tail: str) -> str:
    tail = tail.partition("#")[0]
    path, _, query = tail.partition("?")
    path = plain(path)
    kept = [plain(p) for p in query.split("&") if p and not TRACKING.fullmatch(p.partition("=")[0])]
    return ("" if path == "/" else path) + ("?" + "&".join(kept) if kept else "")


def rest_at(text: str, at: int, scheme: bool, emphasis: bool) -> tuple[int, int, set[str]]:
    dot = text[at : at + 1] == "."
    start, flags = port_at(text, at + dot)
    slash = r"[/／\\]" if scheme else r"[/／]|\\/"
    follows = re.match(rf"{slash}|{wrapped('[/／]')}|[?#]", text[start:])
    if not follows:
        return (at, at, set()) if dot and not flags else (start, start, flags)
    if not scheme and re.match(r"\?(?![0-9A-Za-z_-]{1,32}=)", text[start:]):
        return start, start, flags
    if not scheme and text[start] == "#" and not re.match("[0-9A-Za-z]", text[start + 1 : start + 2]):
        return start, start, flags
    end, more = tail_end(text, start, emphasis)
    return start, end, flags | more


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
    if isinstance(found, int) and host_at > at and opens_label(text, at):
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
        spaced = bool(SPACE.match(text[authority : authority + 1])) and bool(re.match("[0-9A-Za-z]", text[authority + 1 : authority + 2]))
        if spaced:
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
            if re.match("h(?:tt|xx)p", text[at + 1 :], re.IGNORECASE) or (named and re.match("[0-9A-Za-z]", text[at + 1])):
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
        quote = re.search(r"(?:(href)|(\[url))=[\"']?\Z", text[: link.start], re.IGNORECASE)
        if quote:
            link.flags.add("target")
            close, reopen = (">", "<") if quote[1] else ("]", "[")
            later = [o.start for o in outer if o.start > link.start and re.search(r"(?:href|\[url)=[\"']?\Z", text[: o.start], re.IGNORECASE)]
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
