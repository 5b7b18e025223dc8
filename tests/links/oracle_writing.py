"""How the oracle reads writing: letters, dots, and where a path ends."""

from __future__ import annotations

import re

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
SCHEME = re.compile(r"h(?:tt|xx)ps?\Z", re.IGNORECASE)
SLASH = rf"(?:[/\\／]|{wrapped('[/／]')})"
SEPARATOR = re.compile(rf"(?:(?:[:：]|{wrapped('[:：]')}){SLASH}{{1,8}}|{wrapped('://')}{SLASH}{{0,6}}|{SLASH}{{2,8}})")
DOT_IN_BRACKETS = wrapped(rf" ?(?:[.{WIDE_DOTS}]|(?i:{WORDS})) ?")
SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000]")
TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|si|"
    r"ref_src|ref_url|_ga|_gl|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|s_cid|wickedid|rb_clickid",
    re.IGNORECASE,
)


def lowered(text: str) -> str:
    return "".join(LOWER.get(c, c) for c in text)


def capital(character: str) -> bool:
    return character in LOWER


def small(character: str) -> bool:
    return (
        bool(re.fullmatch(rf"[{SPACED}]", character))
        and not re.fullmatch("[0-9]", character)
        and not capital(character)
    )


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


def port_at(text: str, at: int) -> tuple[int, set[str]]:
    found = re.match(rf"(?:([:])|([：])|{wrapped('[:：]')})[0-9]{{1,5}}(?![0-9]|[{SPACED}_-])", text[at:])
    if not found:
        return at, set()
    return at + found.end(), {"port", *(["wide"] if found[2] else [] if found[1] else ["defanged"])}


def path_follows(text: str, at: int) -> bool:
    return bool(re.match(rf"(?:[/／]|\\/|{wrapped('[/／]')})[{LETTERS}_@+?#%~-]", text[at:]))


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
        elif not re.match(rf"[\x21-\x7e{LETTERS}]", c) or (
            re.match(f"[{UNSPACED}]", c) and re.match("[0-9A-Za-z]", before)
        ):
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
