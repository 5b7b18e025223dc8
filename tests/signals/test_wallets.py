"""Wallets are told from other words by their checksums."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.signals.contacts import find_contacts
from tests.signals.oracle_wallets import BASE58, BECH32, bech32_checksum, keccak256


def found(word: str) -> list[str]:
    return [contact.service for contact in find_contacts(f"send to {word} now")]


def base58(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    word = ""
    while number:
        number, digit = divmod(number, 58)
        word = BASE58[digit] + word
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + word


def checked(version: int, body: bytes) -> str:
    data = bytes([version]) + body
    return base58(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])


def other(word: str, at: int, alphabet: str) -> str:
    """The word with one letter changed for the next of the alphabet."""
    place = at % len(word)
    letter = alphabet[(alphabet.index(word[place]) + 1) % len(alphabet)]
    return word[:place] + letter + word[place + 1 :]


def segwit(version: int, program: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in program)
    bits += "0" * (-len(bits) % 5)
    values = [version, *(int(bits[i : i + 5], 2) for i in range(0, len(bits), 5))]
    constant = 1 if version == 0 else 0x2BC830A3
    checksum = bech32_checksum([3, 3, 0, 2, 3, *values, *[0] * 6]) ^ constant
    return "bc1" + "".join(BECH32[v] for v in [*values, *(checksum >> 5 * (5 - i) & 31 for i in range(6))])


def mixed(body: bytes) -> str:
    digits = body.hex()
    nibbles = keccak256(digits.encode()).hex()
    return "0x" + "".join(d.upper() if int(n, 16) >= 8 else d for d, n in zip(digits, nibbles, strict=False))


BODIES = st.binary(min_size=20, max_size=20)


def test_the_oracles_keccak_is_that_of_ethereum() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"


@pytest.mark.parametrize(("version", "service"), [(0, "bitcoin"), (5, "bitcoin"), (0x41, "tron")])
@given(body=BODIES, at=st.integers(1, 40))
def test_base58_addresses_count_only_with_their_checksum(version: int, service: str, body: bytes, at: int) -> None:
    word = checked(version, body)
    usual = len(word) >= 26 and word not in (word.lower(), word.upper()) and any(c.isdigit() for c in word)
    if usual:
        assert found(word) == [service]
        assert service not in found(other(word, at, BASE58))


@given(body=BODIES, at=st.integers(4, 41))
def test_segwit_addresses_count_only_with_their_checksum(body: bytes, at: int) -> None:
    word = segwit(0, body)
    assert found(word) == found(word.upper()) == ["bitcoin"]
    changed = word[:at] + BECH32[(BECH32.index(word[at]) + 1) % 32] + word[at + 1 :]
    assert found(changed) == []
    assert found(word[:20] + word[20:].upper()) == [] or word[20:].isdigit()


@given(body=st.binary(min_size=32, max_size=32))
def test_taproot_addresses_have_the_later_checksum(body: bytes) -> None:
    assert found(segwit(1, body)) == ["bitcoin"]


@given(body=BODIES, at=st.integers(0, 39))
def test_ethereum_addresses_in_mixed_case_count_only_with_their_checksum(body: bytes, at: int) -> None:
    word = mixed(body)
    assert found(word) == found(word.lower()) == ["ethereum"]
    wrong = word[: 2 + at] + word[2 + at].swapcase() + word[3 + at :]
    if wrong not in (word, "0x" + word[2:].lower(), "0x" + word[2:].upper()):
        assert found(wrong) == []


@given(body=st.binary(min_size=32, max_size=32))
def test_keys_of_solana_are_32_bytes(body: bytes) -> None:
    word = base58(body)
    if 32 <= len(word) <= 44 and word not in (word.lower(), word.upper()) and any(c.isdigit() for c in word):
        assert found(word) == ["solana"]
        assert found(word[:-3]) == []
