"""Fold once, two views: what a person reads, and what is left of it when every disguise is undone.

One pass over a message's code points gives

- the *readable* view: entities decoded, styled letters plain, letters and marks composed (NFC), invisible characters and
  piled-up marks gone; digits, case and the marks of every language kept. Links and offers are read from it.
- the *skeleton* view: words of bare lower-case letters with one space between them. Case, marks that are decoration,
  stretched letters and punctuation are gone, ``l`` and ``i`` are one letter, a number is ``0``, an amount's currency ``$``;
  letters of other alphabets in a Latin word, digits inside a word and letters spread apart are what they are drawn as.
  N-grams and disguise-proof rules are read from it.

Each element of a view knows the code points of the original text it stands for, and what had to be undone is counted:
non-Latin writing is never suspicious in itself, a word that mixes alphabets is.

A view is an ``int32[3, n]`` table: code points, first code point of the original, one past the last.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.text.entities import decode_entities
from coinguard.text.entities import lookup as lookup
from coinguard.text.kernel import expanded
from coinguard.text.readable import readable_view
from coinguard.text.skeleton import fold_words

_SPARE: Final = 16


@expanded
def capacity(size: int) -> int:
    """Return how many elements the views of a text of ``size`` UTF-8 bytes can have at most.

    A code point of k bytes folds to at most k skeleton letters; a space before a word or sign needs a byte that ended the one
    before it, or is the sign itself.
    """
    return 2 * size + _SPARE


@expanded
def _decode(buffer: Any, start: int, end: int, raw: Any) -> tuple[int, bool, bool]:
    """Decode valid UTF-8; return the number of code points, and whether there are ampersands and letters of small print.

    Small print: small capitals and raised letters from outside the phonetic alphabet.
    """
    n = 0
    ampersand = small_print = False
    i = start
    while i < end:
        byte = int(buffer[i])
        if byte < 0x80:
            code = byte
            ampersand |= byte == 0x26
            i += 1
        elif byte < 0xE0:
            code = (byte & 0x1F) << 6 | (int(buffer[i + 1]) & 0x3F)
            i += 2
        elif byte < 0xF0:
            code = (byte & 0x0F) << 12 | (int(buffer[i + 1]) & 0x3F) << 6 | (int(buffer[i + 2]) & 0x3F)
            small_print |= 0x1D00 <= code < 0x1DC0 or 0xA730 <= code < 0xA800 or 0x2070 <= code < 0x20A0
            i += 3
        else:
            code = (
                (byte & 0x07) << 18
                | (int(buffer[i + 1]) & 0x3F) << 12
                | (int(buffer[i + 2]) & 0x3F) << 6
                | (int(buffer[i + 3]) & 0x3F)
            )
            i += 4
        raw[0, n] = code
        raw[1, n] = n
        raw[2, n] = n + 1
        n += 1
    return n, ampersand, small_print


@expanded
def _plain(buffer: Any, start: int, end: int, view: Any) -> bool:
    """Write a message that is its own readable view, as most are: ASCII without control characters and ampersands."""
    for i in range(start, end):
        byte = buffer[i]
        if byte >= 0x7F or byte == 0x26 or (byte < 0x20 and byte not in (0x09, 0x0A, 0x0D)):
            return False
    for k in range(end - start):
        view[0, k] = buffer[start + k]
        view[1, k] = k
        view[2, k] = k + 1
    return True


@expanded
def fold_row(
    buffer: Any, start: int, end: int, tables: Any, raw: Any, view: Any, skeleton: Any, undone: Any
) -> tuple[int, int]:
    """Fold the message in ``buffer[start:end]`` (valid UTF-8); return the lengths of its readable and skeleton views.

    Parameters
    ----------
    tables
        The arrays of :class:`coinguard.text.table.UnicodeTable`.
    raw, view, skeleton
        ``int32[3, capacity(end - start)]``: room for the decoded message and its two views.
    undone
        ``int32[len(UNDONE), 3]``, overwritten.
    """
    undone[:] = 0
    counts = raw[2, len(raw[2]) - _SPARE :]  # beyond any code point, so that nothing is allocated for a message
    counts[:] = 0
    n_view = end - start
    if not _plain(buffer, start, end, view):
        n, ampersand, small_print = _decode(buffer, start, end, raw)
        if ampersand:
            n = decode_entities(raw, n, tables[5], tables[6], undone)
        n_view = readable_view(raw, n, small_print, tables, view, undone, counts)
    n_skeleton = fold_words(view, n_view, tables[0], tables[1], tables[2], counts, skeleton, undone)
    return n_view, n_skeleton
