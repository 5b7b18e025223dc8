"""Wallet addresses of Bitcoin, Ethereum, Tron and Solana, with their checksums where they have one.

A word of Solana's alphabet has no checksum; it counts if it decodes to a key of exactly 32 bytes and mixes letters of both
cases with digits, as all but one in a thousand do.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import ZERO
from coinguard.signals.contacts.digests import keccak256, sha256
from coinguard.signals.contacts.words import HAS_DIGIT, HAS_LOWER, HAS_UPPER
from coinguard.text.kernel import borrowed

SHORTEST_WALLET: Final = 26
LONGEST_WALLET: Final = 62

NO_WALLET, BITCOIN, ETHEREUM, TRON, SOLANA = range(5)
WALLETS: Final = ("bitcoin", "ethereum", "tron", "solana")
"""The services of the numbers from 1 on."""

_BASE58_BYTES: Final = 25
_KEY_BYTES: Final = 32
_DIGEST, _REST = 40, 72
"""Places in the room to work in."""


def _values(alphabet: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the value of each ASCII character in an alphabet, -1 for those not in it."""
    table = np.full(128, -1, np.int64)
    for value, character in enumerate(alphabet):
        table[ord(character)] = value
    return table


_BASE58: Final = _values("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
_BECH32: Final = _values("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
_BECH32_FACTORS: Final = np.array([0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3], dtype=np.int64)
_BECH32_CONSTANT: Final = 1
_BECH32M_CONSTANT: Final = 0x2BC830A3


@borrowed
def _base58(view: Any, start: int, end: int, out: Any) -> int:
    """Write what base-58 text stands for to the end of ``out``; return how many bytes, -1 if it is none or has no room."""
    size = len(out)
    used = ZERO
    for at in range(start, end):
        carry = _BASE58[view[at]] if view[at] < 128 else ZERO - 1
        if carry < 0:
            return -1
        i = ZERO
        while i < used or carry > 0:
            if i >= size:
                return -1
            carry += 58 * out[size - 1 - i] if i < used else 0
            out[size - 1 - i] = carry & 0xFF
            carry >>= 8
            i += 1
        used = i
    at = start
    while at < end and view[at] == 0x31:
        used += 1
        if used > size:
            return -1
        out[size - used] = 0
        at += 1
    return int(used)


@borrowed
def _base58_check(view: Any, start: int, end: int, work: Any) -> int:
    """Return the version byte of a Base58Check address of 20 bytes, -1 if it is none."""
    data = work[:_BASE58_BYTES]
    if _base58(view, start, end, data) != _BASE58_BYTES:
        return -1
    digest = work[_DIGEST : _DIGEST + 32]
    sha256(data, _BASE58_BYTES - 4, digest, work[_REST:])
    sha256(digest, 32, digest, work[_REST:])
    for i in range(4):
        if digest[i] != data[_BASE58_BYTES - 4 + i]:
            return -1
    return int(data[0])


@borrowed
def _bech32_step(checksum: int, value: int) -> int:
    top = checksum >> 25
    checksum = (checksum & 0x1FFFFFF) << 5 ^ value
    for i in range(5):
        if top >> i & 1:
            checksum ^= _BECH32_FACTORS[i]
    return checksum


@borrowed
def _is_bech32(view: Any, start: int, end: int, bits: int) -> bool:
    """Return true for a segregated-witness address of Bitcoin (BIP 173, BIP 350): ``bc1`` and a right checksum."""
    if bits & HAS_LOWER and bits & HAS_UPPER:
        return False
    checksum = ZERO + 1
    for value in (3, 3, 0, 2, 3):  # "bc", expanded
        checksum = _bech32_step(checksum, value)
    for at in range(start + 3, end):
        code = view[at] | 0x20 if 0x41 <= view[at] <= 0x5A else view[at]
        value = _BECH32[code] if code < 128 else ZERO - 1
        if value < 0:
            return False
        checksum = _bech32_step(checksum, value)
    version = _BECH32[view[start + 3] | 0x20 if view[start + 3] >= 0x41 else view[start + 3]]
    length = end - start
    if version == 0:
        return checksum == _BECH32_CONSTANT and length in (42, 62)
    return bool(version <= 16 and checksum == _BECH32M_CONSTANT)


@borrowed
def _is_ethereum(view: Any, start: int, work: Any) -> bool:
    """Return true for ``0x`` and 40 hexadecimal digits, with a right checksum if they mix cases (EIP-55)."""
    plain = work[:40]
    lower = False
    upper = False
    for i in range(40):
        code = view[start + 2 + i]
        if 0x41 <= code <= 0x46:
            upper = True
        elif 0x61 <= code <= 0x66:
            lower = True
        elif code < 0x30 or code > 0x39:
            return False
        plain[i] = code | 0x20 if code >= 0x41 else code
    if not (lower and upper):
        return True
    digest = work[_DIGEST : _DIGEST + 32]
    keccak256(plain, 40, digest, work[_REST:])
    for i in range(40):
        high = digest[i >> 1] >> (0 if i & 1 else 4) & 8 != 0
        if plain[i] >= 0x61 and high != (view[start + 2 + i] < 0x61):
            return False
    return True


@borrowed
def wallet_of(view: Any, start: int, end: int, bits: int, work: Any) -> int:
    """Return whose address the run ``[start, end)`` of ASCII letters and digits is, :data:`NO_WALLET` for none.

    ``work[:144]`` is room to work in.
    """
    length = end - start
    if length < SHORTEST_WALLET or length > LONGEST_WALLET or not bits & HAS_DIGIT:
        return NO_WALLET
    first = view[start]
    if length == 42 and first == 0x30 and view[start + 1] | 0x20 == 0x78:
        return ETHEREUM if _is_ethereum(view, start, work) else NO_WALLET
    if first | 0x20 == 0x62 and view[start + 1] | 0x20 == 0x63 and view[start + 2] == 0x31:
        return BITCOIN if _is_bech32(view, start, end, bits) else NO_WALLET
    if length > 44 or not bits & HAS_UPPER or not bits & HAS_LOWER:
        return NO_WALLET
    if length <= 35 and (first == 0x31 or first == 0x33 or first == 0x54):
        version = _base58_check(view, start, end, work)
        if version == (0x41 if first == 0x54 else 0 if first == 0x31 else 5):
            return TRON if first == 0x54 else BITCOIN
    if length >= 32 and _base58(view, start, end, work[:_KEY_BYTES]) == _KEY_BYTES:
        return SOLANA
    return NO_WALLET
