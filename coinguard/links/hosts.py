"""Reading a host, label by label, and judging whether people would have meant it as one."""

from __future__ import annotations

from typing import Any, Final

from coinguard.links.characters import (
    JOINER,
    OTHER,
    UNSPACED,
    ZERO,
    hexadecimal,
    host_kind,
    is_alphanumeric,
    is_capital,
    is_digit,
    is_small,
    lower,
)
from coinguard.links.flags import DEFANGED, SPLIT, WIDE
from coinguard.links.joins import SPOKEN, TIGHT, join, scheme_end, scheme_start, starts_label
from coinguard.links.suffixes import FILE, MEDIUM, STRONG, WEAK, suffix_strength
from coinguard.text.kernel import inlined

MAX_HOST: Final = 253
"""Code points of a host, as the domain name system has it."""
MAX_LABELS: Final = 127
"""Labels of a host, likewise."""
MAX_LABEL: Final = 63
"""Code points of one label, likewise."""

START: Final = 0
END: Final = 1
WRITTEN: Final = 2
JOINED: Final = 3

# Code points of a label that is probably a name before a medium suffix, and before a weak one.
_LIKELY_NAME: Final = 6
_UNLIKELY_WORD: Final = 9
# The same where a space stands before the dot.
_UNLIKELY_TIGHT: Final = 8
# So many dots without a suffix that settles it are somebody writing dots for spaces.
_SENTENCE: Final = 4


@inlined
def escaped(view: Any, stop: int, at: int) -> int:
    """Return the ASCII code point that ``%XX`` at ``at`` stands for, -1 if none does."""
    if at + 2 >= stop or view[at] != 37:
        return -1
    high = hexadecimal(view[at + 1])
    low = hexadecimal(view[at + 2])
    return -1 if high < 0 or low < 0 or high > 7 else high * 16 + low


@inlined
def opens_label(view: Any, stop: int, at: int) -> bool:
    """Return true if a host label behind a scheme can start at ``at``, percent-encoded or not."""
    return starts_label(view, stop, at) or is_alphanumeric(escaped(view, stop, at))


@inlined
def read_label(
    view: Any, stop: int, at: int, scheme: bool, first: bool, suffixes: Any, canon: Any, out: int, limit: int
) -> tuple[int, int]:
    """Write the label at ``at``, lower-cased, to ``canon[out:limit]``; return where it ends in both.

    The label ends where a script that writes spaces meets one that does not: words are glued to links there. Behind a scheme
    that holds only once a top-level domain is complete. The second value is ``limit + 1`` for a label that does not fit.
    """
    start_out = out
    unspaced = host_kind(view[at]) == UNSPACED
    tested = False
    while at < stop:
        code = view[at]
        width = 1
        kind = host_kind(code)
        if kind == OTHER:
            value = escaped(view, stop, at) if scheme else -1
            if not (is_alphanumeric(value) or value == 45 or value == 95):
                break
            code = value
            width = 3
        elif kind != JOINER and (kind == UNSPACED) != unspaced:
            if not scheme:
                break
            if not unspaced and not tested and not first and out <= limit:
                tested = True
                if suffix_strength(canon, start_out, out, suffixes) != 0:
                    break
            unspaced = not unspaced
        if out < limit and out - start_out < MAX_LABEL:
            canon[out] = lower(code)
            out += 1
        else:
            out = limit + 1
        at += width
    return at, out


@inlined
def is_www(canon: Any, base: int, stop: int) -> bool:
    """Return true if ``canon[base:stop]`` is ``www``."""
    return stop - base == 3 and canon[base] == 119 and canon[base + 1] == 119 and canon[base + 2] == 119


@inlined
def read_host(
    view: Any, stop: int, at: int, scheme: bool, suffixes: Any, labels: Any, canon: Any, base: int
) -> tuple[int, int]:
    """Read the chain of labels at ``at``; return how many there are and where it ends.

    ``labels`` gets a row for each: start and end in the view, end in ``canon``, and how it was joined to the one before. The
    host is written to ``canon`` from ``base``. A chain that cannot be a host has no labels, but is still read to its end.
    """
    limit = min(base + MAX_HOST, canon.size)
    count = ZERO
    out = base
    joined = 0
    fits = True
    while True:
        start = at
        at, out = read_label(view, stop, start, scheme, count == 0, suffixes, canon, out, limit)
        if out > limit or count >= MAX_LABELS:
            fits = False
            out = base
        if at < stop and not is_alphanumeric(view[at]):
            begins, _ = scheme_start(view, start, at)
            if begins >= 0 and scheme_end(view, stop, at)[0] >= 0:
                return (count if fits else 0), start
        if fits:
            labels[count, START] = start
            labels[count, END] = at
            labels[count, WRITTEN] = out
            labels[count, JOINED] = joined
            count += 1
        loose = fits and (count == 1 or (count == 2 and is_www(canon, base, labels[0, WRITTEN])))
        next_start, joined = join(view, stop, at, loose)
        if next_start < 0 and scheme and at < stop:
            width = 1 if view[at] == 46 else 3 if escaped(view, stop, at) == 46 else 0
            if width > 0 and opens_label(view, stop, at + width):
                next_start = at + width
        if next_start < 0:
            break
        at = next_start
        if fits and out < limit:
            canon[out] = 46
            out += 1
        else:
            fits = False
            out = base
    if not fits:
        return 0, at
    while host_kind(view[at - 1]) == JOINER and at - 1 > labels[count - 1, START]:
        at -= 1
        out -= 1
    labels[count - 1, END] = at
    labels[count - 1, WRITTEN] = out
    return count, at


@inlined
def is_address(canon: Any, base: int, labels: Any, count: int) -> bool:
    """Return true if the host is four numbers from 0 to 255."""
    if count != 4:
        return False
    start = base
    for label in range(4):
        stop = labels[label, WRITTEN]
        if stop - start < 1 or stop - start > 3 or labels[label, JOINED] & (SPLIT | SPOKEN):
            return False
        value = 0
        for index in range(start, stop):
            if not is_digit(canon[index]):
                return False
            value = value * 10 + canon[index] - 48
        if value > 255:
            return False
        start = stop + 1
    return True


@inlined
def plausible(
    view: Any, labels: Any, label: int, strength: int, path: bool, explicit: bool, canon: Any, base: int
) -> bool:
    """Return true if a host without a scheme that ends with ``label``, a suffix of that strength, was meant as a link."""
    join_flags = labels[label, JOINED]
    first = view[labels[label, START]]
    second = view[labels[label, START] + 1]
    capital = is_capital(first) and is_small(second)
    shouted = is_capital(first) and is_capital(second)
    start = base if label == 1 else labels[label - 2, WRITTEN] + 1
    stop = labels[label - 1, WRITTEN]
    length: int = stop - start
    digit = False
    hyphen = False
    letter = False
    for index in range(start, stop):
        if canon[index] == 95:
            return explicit or path
        if is_digit(canon[index]):
            digit = True
        elif canon[index] == 45:
            hyphen = True
        else:
            letter = True
    if join_flags & SPOKEN:
        return strength == STRONG and not capital and length >= 2
    if join_flags & SPLIT:
        if capital or shouted or strength >= WEAK:
            return False
        if path or hyphen or (digit and letter):
            return True
        if strength == STRONG:
            return length >= 4
        return bool(join_flags & TIGHT) and length >= _UNLIKELY_TIGHT
    if explicit:
        return True
    if capital:
        return strength == STRONG and is_capital(view[labels[label - 1, START]])
    if path:
        return True
    if shouted and strength != STRONG and is_small(view[labels[label - 1, END] - 1]):
        return False
    if strength == STRONG:
        return True
    if strength == FILE or not letter:
        return False
    if label >= _SENTENCE and length < _UNLIKELY_WORD and not digit and not hyphen:
        return False
    if strength == MEDIUM:
        return length >= _LIKELY_NAME or hyphen or digit or label >= 2 or join_flags & WIDE != 0
    if length >= _UNLIKELY_WORD or (digit and length >= 5) or (hyphen and length >= 6):
        return True
    return label >= 2 and length >= 5


@inlined
def judge_host(
    view: Any,
    labels: Any,
    count: int,
    scheme: bool,
    strict: bool,
    explicit: bool,
    path: bool,
    suffixes: Any,
    canon: Any,
    base: int,
) -> int:
    """Return the label that the host ends with, -1 if the chain is no link.

    Up to three labels that follow a full stop (``coins.top.It works``) are given back to the text. ``scheme`` accepts
    any plausible host, ``strict`` only those with a real suffix even so, ``explicit`` says that ``//`` came before and
    ``path`` that a path follows.
    """
    www = is_www(canon, base, labels[0, WRITTEN])
    for label in range(1, count):
        if labels[label, JOINED] & DEFANGED and not labels[label, JOINED] & SPOKEN:
            explicit = True
    for label in range(count - 1, max(0, count - 5), -1):
        start = labels[label - 1, WRITTEN] + 1
        stop = labels[label, WRITTEN]
        strength = suffix_strength(canon, start, stop, suffixes)
        if strength == 0:
            continue
        if label >= 2 and strength != STRONG:
            second = suffix_strength(canon, labels[label - 2, WRITTEN] + 1, stop, suffixes)
            if second != 0:
                strength = second
        if not scheme:
            if label < count - 1 and strength != STRONG and not is_capital(view[labels[label + 1, START]]):
                continue
            direct = path and label == count - 1
            if plausible(view, labels, label, strength, direct, explicit or (www and label >= 2), canon, base):
                return label
            continue
        first = view[labels[label, START]]
        if label >= 2 and is_capital(first) and is_small(view[labels[label, START] + 1]):
            before = view[labels[label - 1, END] - 1]
            start = labels[label - 2, WRITTEN] + 1
            if not is_capital(before) and suffix_strength(canon, start, labels[label - 1, WRITTEN], suffixes) != 0:
                continue
        return label
    if not scheme or strict:
        return -1
    start = labels[count - 2, WRITTEN] + 1 if count >= 2 else base
    stop = labels[count - 1, WRITTEN]
    if count >= 2 and stop - start >= 2 and not is_digit(canon[start]):
        return count - 1
    return -1
