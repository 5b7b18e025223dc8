"""Which character encoding an input has, and its bytes as UTF-8.

Everything behind this module reads UTF-8. Bytes that the input's encoding does not know become bytes that UTF-8 does
not know either, so that the row they stand in is found by the same check as broken UTF-8.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import Final

from charset_normalizer import from_bytes

from coinguard.dumps.options import suggestion
from coinguard.errors import InputError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32's before UTF-16's, which it begins with."""

_SAMPLE_BYTES: Final = 32_768
"""Bytes of text with characters beyond ASCII that the encoding is told from."""

_ZERO_SHARE: Final = 0.02
"""UTF-16 without a mark: at least this share of half its bytes is zero: spaces, digits and line breaks."""

_WESTERN: Final = "cp1252"
_CENTRAL_LANGUAGES: Final = frozenset(("Czech", "Slovak", "Polish", "Croatian", "Slovene"))
"""Languages whose letters are in another code page than Western European ones, at the same places."""
_CHAOS_MARGIN: Final = 0.06
"""How much messier (of 1) Western European text may look than the best guess; French looks 0.056 messier than Baltic."""

_USUAL: Final = ("utf-8", "utf-16", "windows-1251", "windows-1252", "shift_jis", "gb18030", "big5", "euc-kr", "latin-1")


def named_encoding(name: str) -> str:
    """Return Python's name of an encoding.

    Raises
    ------
    InputError
        There is none of that name, or it does not hold text.
    """
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError) as error:
        raise InputError(f"there is no encoding {name!r}", hint=suggestion(name, _USUAL).rstrip(".")) from error
    return found.name


def encoding_of(head: bytes, *, guess: bool = True) -> str:
    """Return the encoding of an input by its first bytes.

    Parameters
    ----------
    head
        The first bytes.
    guess
        Whether other encodings than the Unicode ones are possible; they are not for JSON.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        if guess and not _mostly_utf8(head, error.start):
            return _guessed(head)
    return "utf-8"


def as_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the blocks as UTF-8 without a byte order mark; bytes that the encoding does not know as ``0xFF``."""
    if encoding == "utf-8":
        yield from _without_mark(blocks)
        return
    # A named utf-16 or utf-32 without its order reads the mark itself.
    decoder = codecs.getincrementaldecoder(encoding)("coinguard.unknown")
    first = True
    for block in blocks:
        text = decoder.decode(block)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        if text:
            yield text.encode("utf-8", "surrogateescape")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "surrogateescape")


def _unknown(error: UnicodeError) -> tuple[str, int]:
    """Stand in for undecodable bytes with the surrogate that ``surrogateescape`` writes as the byte 0xFF."""
    if isinstance(error, UnicodeDecodeError):
        return "\udcff", error.end
    raise error


codecs.register_error("coinguard.unknown", _unknown)


def _without_mark(blocks: Iterable[bytes]) -> Iterator[bytes]:
    start = b""
    source = iter(blocks)
    for block in source:
        start += block
        if len(start) >= len(codecs.BOM_UTF8):
            break
    if start := start.removeprefix(codecs.BOM_UTF8):
        yield start
    yield from source


def _wide(head: bytes) -> str | None:
    """Return which UTF-16 bytes without a mark are: zeros in every other byte only, and beside every line feed."""
    sample = head[: min(len(head), _SAMPLE_BYTES) & ~1]
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    line_feeds = sample.count(b"\n")
    for name, zeros, others, pair in (
        ("utf-16-le", zeros_odd, zeros_even, b"\n\0"),
        ("utf-16-be", zeros_even, zeros_odd, b"\0\n"),
    ):
        if zeros > _ZERO_SHARE * len(even) and others * 8 < zeros and sample.count(pair) == line_feeds > 0:
            return name
    return None


def _mostly_utf8(head: bytes, first_bad: int) -> bool:
    """Tell UTF-8 with a few broken bytes from another encoding: characters beyond ASCII outnumber broken bytes."""
    tail = head[max(0, first_bad - _SAMPLE_BYTES) : first_bad + _SAMPLE_BYTES]
    text = tail.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - broken > broken


def _guessed(head: bytes) -> str:
    """Return the likeliest encoding of text that is not Unicode; Western European where it is about as likely as the best."""
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    matches = from_bytes(b"\n".join(lines)[:_SAMPLE_BYTES])
    best = matches.best()
    if best is None:
        return "utf-8"
    for match in matches if best.language not in _CENTRAL_LANGUAGES else ():
        close = match.chaos <= best.chaos + _CHAOS_MARGIN and match.coherence >= best.coherence
        if match.encoding == _WESTERN and close:
            return _WESTERN
    return named_encoding(best.encoding)
