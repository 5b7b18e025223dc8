"""Whose wallet a word is, in plain Python: hashlib, whole numbers of any size, and Keccak as its paper writes it."""

from __future__ import annotations

import hashlib
import re

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
MASK = (1 << 64) - 1


def rotated(value: int, by: int) -> int:
    return (value << by | value >> (64 - by)) & MASK if by else value


def keccak_f(state: list[list[int]]) -> None:
    """The permutation, with its constants made as the reference makes them."""
    shift = 1
    for _ in range(24):
        parity = [state[x][0] ^ state[x][1] ^ state[x][2] ^ state[x][3] ^ state[x][4] for x in range(5)]
        for x in range(5):
            mixed = parity[(x - 1) % 5] ^ rotated(parity[(x + 1) % 5], 1)
            state[x] = [lane ^ mixed for lane in state[x]]
        x, y, current = 1, 0, state[1][0]
        for turn in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, state[x][y] = state[x][y], rotated(current, (turn + 1) * (turn + 2) // 2 % 64)
        for y in range(5):
            row = [state[x][y] for x in range(5)]
            for x in range(5):
                state[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & MASK)
        for j in range(7):
            shift = (shift << 1 ^ (shift >> 7) * 0x71) % 256
            if shift & 2:
                state[0][0] ^= 1 << ((1 << j) - 1)


def keccak256(message: bytes) -> bytes:
    padded = bytearray(message.ljust(136, b"\0"))
    padded[len(message)] ^= 1
    padded[135] ^= 0x80
    state = [[0] * 5 for _ in range(5)]
    for lane in range(17):
        state[lane % 5][lane // 5] ^= int.from_bytes(padded[8 * lane : 8 * lane + 8], "little")
    keccak_f(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def base58_bytes(word: str) -> bytes | None:
    if any(character not in BASE58 for character in word):
        return None
    number = 0
    for character in word:
        number = number * 58 + BASE58.index(character)
    zeros = len(word) - len(word.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def is_checked(word: str, version: int) -> bool:
    data = base58_bytes(word)
    if data is None or len(data) != 25 or data[0] != version:
        return False
    return hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:]


def bech32_checksum(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for i, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= factor if top >> i & 1 else 0
    return checksum


def is_bech32(word: str) -> bool:
    data = word.lower()[3:]
    if word not in (word.lower(), word.upper()) or any(character not in BECH32 for character in data):
        return False
    values = [BECH32.index(character) for character in data]
    checksum = bech32_checksum([3, 3, 0, 2, 3, *values])
    if values[0] == 0:
        return checksum == 1 and len(word) in (42, 62)
    return values[0] <= 16 and checksum == 0x2BC830A3


def is_ethereum(word: str) -> bool:
    if not re.fullmatch("0[xX][0-9A-Fa-f]{40}", word):
        return False
    digits = word[2:]
    if digits in (digits.lower(), digits.upper()):
        return True
    nibbles = keccak256(digits.lower().encode()).hex()
    return all(d.isdigit() or d.isupper() == (int(n, 16) >= 8) for d, n in zip(digits, nibbles, strict=False))


def wallet_of(word: str) -> str:
    """The chain whose address the word is, or nothing."""
    if not 26 <= len(word) <= 62 or not re.search("[0-9]", word):
        return ""
    if re.fullmatch("0[xX].{40}", word):
        return "ethereum" if is_ethereum(word) else ""
    if re.match("[bB][cC]1", word):
        return "bitcoin" if is_bech32(word) else ""
    if len(word) > 44 or word in (word.lower(), word.upper()):
        return ""
    if len(word) <= 35:
        for first, version, chain in (("1", 0, "bitcoin"), ("3", 5, "bitcoin"), ("T", 0x41, "tron")):
            if word[0] == first and is_checked(word, version):
                return chain
    data = base58_bytes(word)
    return "solana" if len(word) >= 32 and data is not None and len(data) == 32 else ""
