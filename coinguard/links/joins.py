"""How people write what stands between the parts of a link: dots between labels, and ``://`` after a scheme."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import (
    ALPHANUMERIC,
    JOINER,
    OTHER,
    closer_of,
    host_kind,
    is_alphanumeric,
    is_space,
    lower,
    unwrapped,
    wide_dot,
)
from coinguard.links.flags import DEFANGED, SCHEME, SPLIT, WIDE
from coinguard.text.kernel import inlined

SPOKEN: Final = 1 << 20
"""The dot was the bare word ``dot`` between spaces. Never leaves the kernel."""
TIGHT: Final = 1 << 21
"""There was a space before the dot and none after it. Never leaves the kernel."""

# "dot" as people write it in brackets, one word a row, padded with 0: English, Spanish and Italian, Portuguese and Filipino,
# German and Polish, Turkish, Indonesian, French, Russian, Vietnamese with its marks and without.
_WORDS: Final = ("dot", "punto", "ponto", "punkt", "nokta", "titik", "point", "точка", "chấm", "cham")
DOT_WORDS: Final = np.array([[ord(c) for c in word.ljust(5, "\0")] for word in _WORDS], dtype=np.int32)


@inlined
def dot_word(view: Any, stop: int, at: int) -> int:
    """Return the length of the word for ``dot`` that stands at ``at`` as a whole word, or 0."""
    for word in range(DOT_WORDS.shape[0]):
        length = 0
        while length < 5 and DOT_WORDS[word, length] != 0:
            if at + length >= stop or lower(view[at + length]) != DOT_WORDS[word, length]:
                break
            length += 1
        else:
            if at + length >= stop or host_kind(view[at + length]) == OTHER:
                return length
    return 0


@inlined
def wrapped_dot(view: Any, stop: int, at: int) -> int:
    """Return where ``[.]``, ``( dot )`` or the like that opens at ``at`` ends, or -1."""
    closer = closer_of(view[at])
    if closer == 0:
        return -1
    at += 1
    if at < stop and view[at] == 32:
        at += 1
    if at >= stop:
        return -1
    length = 1 if view[at] == 46 or wide_dot(view[at]) else dot_word(view, stop, at)
    if length == 0:
        return -1
    at += length
    if at < stop and view[at] == 32:
        at += 1
    return at + 1 if at < stop and view[at] == closer else -1


@inlined
def starts_label(view: Any, stop: int, at: int) -> bool:
    """Return true if a host label can start at ``at``."""
    if at >= stop:
        return False
    kind = host_kind(view[at])
    return kind != OTHER and kind != JOINER


@inlined
def join(view: Any, stop: int, at: int, loose: bool) -> tuple[int, int]:
    """Return where the next label starts if a dot in some writing stands at ``at``, the end of a label; else -1.

    The second value says how the dot was written: ``WIDE``, ``DEFANGED``, ``SPLIT`` (with ``TIGHT``) or ``SPOKEN`` bits.
    Dots between spaces are read only if ``loose``. Looks at a bounded number of code points.
    """
    if at >= stop:
        return -1, 0
    mark = view[at]
    if mark == 46:
        return (at + 1, 0) if starts_label(view, stop, at + 1) else (-1, 0)
    if wide_dot(mark):
        if not starts_label(view, stop, at + 1):
            return -1, 0
        # An ideographic stop ends sentences in scripts that write no spaces.
        sentence = mark == 0x3002 or mark == 0xFF61
        if sentence and not (is_alphanumeric(view[at - 1]) and is_alphanumeric(view[at + 1])):
            return -1, 0
        return at + 1, WIDE
    spaced = mark == 32
    if spaced:
        at += 1
        if at >= stop:
            return -1, 0
        mark = view[at]
    closed = wrapped_dot(view, stop, at)
    if closed >= 0:
        if closed < stop and view[closed] == 32:
            closed += 1
        return (closed, DEFANGED) if starts_label(view, stop, closed) else (-1, 0)
    if not spaced or not loose:
        return -1, 0
    if mark == 46:
        if starts_label(view, stop, at + 1):
            return at + 1, SPLIT | TIGHT
        if at + 1 < stop and view[at + 1] == 32 and starts_label(view, stop, at + 2):
            return at + 2, SPLIT
        return -1, 0
    spoken = lower(mark) == 100 and dot_word(view, stop, at) == 3 and at + 3 < stop and view[at + 3] == 32
    return (at + 4, DEFANGED | SPOKEN) if spoken and starts_label(view, stop, at + 4) else (-1, 0)


@inlined
def scheme_start(view: Any, start: int, stop: int) -> tuple[int, int]:
    """Return where ``http``, ``https``, ``hxxp`` or ``hxxps`` starts that ends ``view[start:stop]``, else -1; and flags."""
    at = stop - 1
    if at >= start and lower(view[at]) == 115:
        at -= 1
    at -= 3
    if at < start or lower(view[at]) != 104 or lower(view[at + 3]) != 112:
        return -1, 0
    first = lower(view[at + 1])
    second = lower(view[at + 2])
    if first == 116 and second == 116:
        return at, SCHEME
    if first == 120 and second == 120:
        return at, SCHEME | DEFANGED
    return -1, 0


@inlined
def wrapped_marks(view: Any, stop: int, at: int) -> bool:
    """Return true if ``[://]`` stands at ``at``, in brackets of any kind."""
    if at + 4 >= stop or view[at + 1] != 58 or view[at + 2] != 47 or view[at + 3] != 47:
        return False
    return closer_of(view[at]) != 0 and view[at + 4] == closer_of(view[at])


@inlined
def scheme_end(view: Any, stop: int, at: int) -> tuple[int, int]:
    """Return where the authority starts after the ``://``, in some writing, that stands at ``at``, else -1; and flags.

    Read are ``:`` with at least one slash, or two slashes alone; backslashes, full-width and wrapped marks (``[:]``,
    ``[://]``) count, and one space may follow.
    """
    flags = 0
    slashes = 0
    colon = False
    if at >= stop:
        return -1, 0
    if view[at] == 58:
        colon = True
        at += 1
    elif view[at] == 0xFF1A:
        colon = True
        flags |= WIDE
        at += 1
    elif unwrapped(view, stop, at) == 58:
        colon = True
        flags |= DEFANGED
        at += 3
    elif wrapped_marks(view, stop, at):
        colon = True
        flags |= DEFANGED
        slashes = 2
        at += 5
    while at < stop and slashes < 8:
        if view[at] == 47 or view[at] == 92:
            at += 1
        elif view[at] == 0xFF0F:
            flags |= WIDE
            at += 1
        elif unwrapped(view, stop, at) == 47:
            flags |= DEFANGED
            at += 3
        else:
            break
        slashes += 1
    if slashes == 0 or (not colon and slashes < 2):
        return -1, 0
    if at + 1 < stop and is_space(view[at]) and host_kind(view[at + 1]) == ALPHANUMERIC:
        return at + 1, flags | SPLIT
    return at, flags
