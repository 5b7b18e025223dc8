"""The letters that an ``xn--`` label stands for (RFC 3492), for kernels."""

from __future__ import annotations

from typing import Any, Final

from coinguard.text.kernel import inlined

_BASE, _TMIN, _TMAX, _SKEW, _DAMP, _BIAS, _FIRST = 36, 1, 26, 38, 700, 72, 128
_HYPHEN: Final = 0x2D
_LAST: Final = 0x10FFFF
_HEAVIEST: Final = 1 << 40  # beyond any weight of a digit that a label of code points needs, and far from overflowing


@inlined
def is_encoded(canon: Any, start: int, stop: int) -> bool:
    """Return whether the label ``canon[start:stop]`` is written in punycode."""
    return (
        stop - start > 4
        and canon[start] == 120
        and canon[start + 1] == 110
        and canon[start + 2] == _HYPHEN
        and canon[start + 3] == _HYPHEN
    )


@inlined
def _adapted(delta: int, points: int, first: bool) -> int:
    delta = delta // _DAMP if first else delta // 2
    delta += delta // points
    k = 0
    while delta > (_BASE - _TMIN) * _TMAX // 2:
        delta //= _BASE - _TMIN
        k += _BASE
    return k + (_BASE - _TMIN + 1) * delta // (delta + _SKEW)


@inlined
def decode_label(canon: Any, start: int, stop: int, out: Any, at: int) -> int:
    """Write the letters of the ``xn--`` label ``canon[start:stop]`` to ``out`` from ``at``; return where they end.

    That is -1 if the label is broken.
    """
    base = start + 4
    cut = base
    for index in range(stop - 1, base - 1, -1):
        if canon[index] == _HYPHEN:
            cut = index
            break
    n = 0
    for index in range(base, cut):
        out[at + n] = canon[index]
        n += 1
    index = cut + 1 if cut > base else base
    code, delta, bias = _FIRST, 0, _BIAS
    while index < stop:
        before, weight, k = delta, 1, _BASE
        while True:
            if index >= stop:
                return -1
            mark = canon[index]
            digit = mark - 97 if 97 <= mark <= 122 else mark - 22 if 48 <= mark <= 57 else _BASE
            index += 1
            if digit >= _BASE or weight > _HEAVIEST:
                return -1
            delta += digit * weight
            least = _TMIN if k <= bias else min(k - bias, _TMAX)
            if digit < least:
                break
            weight *= _BASE - least
            k += _BASE
        if at + n + 1 > out.size:
            return -1
        bias = _adapted(delta - before, n + 1, before == 0)
        code += delta // (n + 1)
        delta %= n + 1
        if code > _LAST:
            return -1
        for place in range(n, delta, -1):
            out[at + place] = out[at + place - 1]
        out[at + delta] = code
        n += 1
        delta += 1
    return at + n
