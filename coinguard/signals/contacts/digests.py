"""SHA-256 (FIPS 180-4) and Keccak-256 (as Ethereum uses it) of one short message, for the checksums of wallets."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.text.kernel import borrowed

_SHA_ROUNDS: Final = np.array(
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ],
    dtype=np.int64,
)  # fmt: skip
_SHA_START: Final = np.array(
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], dtype=np.int64
)
_WORD: Final = 0xFFFFFFFF

_KECCAK_ROUNDS: Final = np.array(
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
        0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
        0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
        0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ],
    dtype=np.uint64,
).view(np.int64)  # fmt: skip
_LAST_BIT: Final = np.int64(-0x8000000000000000)
_TURNS: Final = np.array(
    [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44], dtype=np.int64
)
_LANES: Final = np.array(
    [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1], dtype=np.int64
)


@borrowed
def _turned(value: int, by: int) -> int:
    return (value >> by | value << (32 - by)) & _WORD


@borrowed
def sha256(message: Any, length: int, digest: Any, words: Any) -> None:
    """Write the SHA-256 of ``message[:length]``, at most 55 bytes, to ``digest[:32]``; ``words[:72]`` is room to work in."""
    words[:64] = 0
    for i in range(length):
        words[i >> 2] |= np.int64(message[i]) << (24 - 8 * (i & 3))
    words[length >> 2] |= 0x80 << (24 - 8 * (length & 3))
    words[15] = 8 * length
    for i in range(16, 64):
        a = words[i - 15]
        b = words[i - 2]
        low = _turned(a, 7) ^ _turned(a, 18) ^ a >> 3
        high = _turned(b, 17) ^ _turned(b, 19) ^ b >> 10
        words[i] = (words[i - 16] + low + words[i - 7] + high) & _WORD
    state = words[64:72]
    for k in range(8):
        state[k] = _SHA_START[k]
    for i in range(64):
        e = state[4]
        a = state[0]
        choice = (e & state[5]) ^ (~e & _WORD & state[6])
        first = state[7] + (_turned(e, 6) ^ _turned(e, 11) ^ _turned(e, 25)) + choice + _SHA_ROUNDS[i] + words[i]
        majority = (a & state[1]) ^ (a & state[2]) ^ (state[1] & state[2])
        second = (_turned(a, 2) ^ _turned(a, 13) ^ _turned(a, 22)) + majority
        for k in range(7, 0, -1):
            state[k] = state[k - 1]
        state[4] = (state[4] + first) & _WORD
        state[0] = (first + second) & _WORD
    for i in range(32):
        word = (state[i >> 2] + _SHA_START[i >> 2]) & _WORD
        digest[i] = word >> (24 - 8 * (i & 3)) & 0xFF


@borrowed
def _spun(value: int, by: int) -> int:
    """Return 64 bits, kept as a signed number, rotated to the left."""
    low = (1 << by) - 1
    return value << by | (value >> (64 - by) & low)


@borrowed
def _keccak_round(lanes: Any, columns: Any, number: int) -> None:
    """Do one round of Keccak-f[1600] (Bertoni, Daemen, Peeters and Van Assche); lanes are kept as signed numbers."""
    for x in range(5):
        columns[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]
    for x in range(5):
        mixed = columns[(x + 4) % 5] ^ _spun(columns[(x + 1) % 5], 1)
        for y in range(0, 25, 5):
            lanes[x + y] ^= mixed
    moving = lanes[1]
    for i in range(24):
        held = lanes[_LANES[i]]
        lanes[_LANES[i]] = _spun(moving, _TURNS[i])
        moving = held
    for y in range(0, 25, 5):
        for x in range(5):
            columns[x] = lanes[y + x]
        for x in range(5):
            lanes[y + x] = columns[x] ^ (~columns[(x + 1) % 5] & columns[(x + 2) % 5])
    lanes[0] ^= _KECCAK_ROUNDS[number]


@borrowed
def keccak256(message: Any, length: int, digest: Any, work: Any) -> None:
    """Write the Keccak-256 (not SHA3-256: other padding) of ``message[:length]``, under 128 bytes, to ``digest[:32]``.

    ``work[:30]`` is room to work in.
    """
    lanes = work[:25]
    columns = work[25:30]
    lanes[:] = 0
    for i in range(length):
        lanes[i >> 3] ^= np.int64(message[i]) << (8 * (i & 7))
    lanes[length >> 3] ^= 1 << (8 * (length & 7))
    lanes[16] ^= _LAST_BIT
    for number in range(24):
        _keccak_round(lanes, columns, number)
    for i in range(32):
        digest[i] = lanes[i >> 3] >> (8 * (i & 7)) & 0xFF
