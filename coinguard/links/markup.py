"""Links that show one thing and lead to another: Markdown, HTML and BBCode.

What has been seen of a text's markup is a small array of numbers, one for each of the names below.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import lower
from coinguard.links.flags import MISMATCH, NESTED, SHOWN, TARGET
from coinguard.text.kernel import inlined

BRACKET: Final = 0
"""How many links there were at the last ``[``, -1 if its text has ended."""
FIRST_SHOWN: Final = 1
"""The first link of the text before the last ``](``."""
AFTER_SHOWN: Final = 2
"""The first link behind that text."""
EXPECTED: Final = 3
"""Where the target of that text starts."""
TAGGED: Final = 4
"""The link that the last tag leads to."""
AWAITED: Final = 5
"""The mark that ends that tag, 0 if there is none."""
INSIDE: Final = 6
"""1 while what is read is shown for that tag."""


@inlined
def new_markup() -> Any:
    """Return what has been seen of a text before it is read."""
    markup = np.zeros(7, dtype=np.int64)
    markup[BRACKET] = -1
    markup[EXPECTED] = -2
    return markup


@inlined
def same_host(canon: Any, spans: Any, one: int, other: int) -> bool:
    """Return true if two links found have the same host."""
    first = spans[one, 3]
    second = spans[other, 3]
    for index in range(max(spans[one, 4], spans[other, 4])):
        left = canon[first + index] if index < spans[one, 4] else 47
        right = canon[second + index] if index < spans[other, 4] else 47
        left = 47 if left == 63 else left
        right = 47 if right == 63 else right
        if left != right:
            return False
        if left == 47:
            return True
    return True


@inlined
def relate(canon: Any, spans: Any, shown: int, target: int) -> None:
    """Mark one link as shown and another as its target, and both if they lead to different hosts."""
    mark = 0 if same_host(canon, spans, shown, target) else MISMATCH
    spans[shown, 2] |= SHOWN | mark
    spans[target, 2] |= TARGET | mark


@inlined
def attribute(view: Any, start: int) -> int:
    """Return the mark that ends the tag if the link at ``start`` is the value of ``href=`` or ``[url=``, else 0."""
    at = start - 1
    if at >= 0 and (view[at] == 34 or view[at] == 39):
        at -= 1
    if at < 4 or view[at] != 61:
        return 0
    last = lower(view[at - 1])
    third = lower(view[at - 2])
    second = lower(view[at - 3])
    first = lower(view[at - 4])
    if first == 104 and second == 114 and third == 101 and last == 102:
        return 62
    return 93 if first == 91 and second == 117 and third == 114 and last == 108 else 0


@inlined
def see_mark(view: Any, n: int, at: int, count: int, markup: Any) -> None:
    """Take in the mark at ``at``, which is in no link; ``count`` links have been found before it."""
    code = view[at]
    if code == 91 or code == 60:
        if markup[INSIDE] == 1 and (code == 60) == (markup[AWAITED] == 62):
            markup[INSIDE] = 0
            markup[AWAITED] = 0
        if code == 91:
            markup[BRACKET] = count
    elif code == 93 or code == 62:
        if code == markup[AWAITED]:
            markup[INSIDE] = 1
        if code == 93 and markup[BRACKET] >= 0 and at + 1 < n and view[at + 1] == 40:
            markup[FIRST_SHOWN] = markup[BRACKET]
            markup[AFTER_SHOWN] = count
            markup[EXPECTED] = at + 2
            markup[BRACKET] = -1


@inlined
def see_link(view: Any, start: int, canon: Any, spans: Any, found: int, markup: Any) -> None:
    """Take in the link ``found``, which starts at ``start``, and mark what it shows or is shown for."""
    if start == markup[EXPECTED] or start == markup[EXPECTED] + 1:
        spans[found, 2] |= TARGET
        for shown in range(markup[FIRST_SHOWN], markup[AFTER_SHOWN]):
            if not spans[shown, 2] & NESTED:
                relate(canon, spans, shown, found)
    if markup[INSIDE] == 1:
        relate(canon, spans, found, markup[TAGGED])
    mark = attribute(view, start)
    if mark != 0:
        spans[found, 2] |= TARGET
        markup[TAGGED] = found
        markup[AWAITED] = mark
        markup[INSIDE] = 0
