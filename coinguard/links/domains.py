"""Where in a host the registrable domain and the public suffix start, by the whole public suffix list, for kernels.

The same list and the same rules as :mod:`coinguard.links.parts`: the longest rule counts, an exception beats a wildcard, and a
host that no rule names ends in its last label.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coinguard.links.suffixes import hash_step, suffix_rules, text_hash
from coinguard.text.kernel import inlined

_SLOTS: Final = 1 << 15
_PLAIN, _PRIVATE, _WILDCARD, _EXCEPTION = 1, 2, 4, 8
_BITS: Final = 4
_DOT: Final = 46


@inlined
def _rule(value: int, rules: Any) -> int:
    """Return the bits of the rule with that hash, 0 if there is none."""
    slot = (value ^ (value >> 20)) & (_SLOTS - 1)
    while rules[slot] != 0:
        entry = int(rules[slot])
        if entry >> _BITS == value:
            return entry & ((1 << _BITS) - 1)
        slot = (slot + 1) & (_SLOTS - 1)
    return 0


@inlined
def domain_bounds(canon: Any, start: int, end: int, rules: Any) -> tuple[int, int, bool]:
    """Return where the registrable domain and its suffix start in the host ``canon[start:end]``, and if that suffix is private.

    Both are ``start`` for a host that is nothing but a suffix.

    Parameters
    ----------
    canon
        int32, code points in lower case.
    start, end
        Where the host lies.
    rules
        :func:`domain_rules`.
    """
    suffix = end
    private = False
    value = 0
    wildcard = 0
    label = end
    for at in range(end - 1, start - 2, -1):
        if at >= start and canon[at] != _DOT:
            value = hash_step(value, int(canon[at]))
            continue
        bits = _rule(value, rules)
        if bits & _EXCEPTION:
            suffix = label
            private = bool(bits & _PRIVATE)
            break
        label = at + 1
        if bits & _PLAIN or wildcard or suffix == end:
            suffix = at + 1
            private = bool((bits if bits & _PLAIN else wildcard) & _PRIVATE)
        wildcard = bits if bits & _WILDCARD else 0
        if at >= start:
            value = hash_step(value, _DOT)
    domain = suffix
    if suffix > start:
        domain = suffix - 1
        while domain > start and canon[domain - 1] != _DOT:
            domain -= 1
    return domain, suffix, private


@lru_cache(maxsize=1)
def domain_rules() -> npt.NDArray[np.uint64]:
    """Return the public suffix list as :func:`domain_bounds` reads it: ``hash << 4 | bits``, open addressing, 0 where empty."""
    bits: dict[str, int] = {}
    for rule, private in suffix_rules():
        name = rule.lstrip("*!").lstrip(".")
        kind = _WILDCARD if rule[0] == "*" else _EXCEPTION if rule[0] == "!" else _PLAIN
        for form in {name, ".".join(_encoded(label) for label in name.split("."))}:
            bits[form] = bits.get(form, 0) | kind | (_PRIVATE if private else 0)
    table = np.zeros(_SLOTS, np.uint64)
    for name, kinds in bits.items():
        value = text_hash(name[::-1])
        slot = (value ^ (value >> 20)) & (_SLOTS - 1)
        while table[slot]:
            slot = (slot + 1) & (_SLOTS - 1)
        table[slot] = value << _BITS | kinds
    table.flags.writeable = False
    return table


def _encoded(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
