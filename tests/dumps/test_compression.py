"""Packed inputs, whole and broken."""

from __future__ import annotations

import gzip
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.compression import compression_of, unpacked
from coinguard.dumps.rows import BrokenInputError
from tests.dumps.files import packed

WORDS = random.Random(1)
TEXT = "".join(f"{WORDS.randrange(10**9)} is the number\n" for _ in range(20_000)).encode()


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def until_broken(data: bytes) -> tuple[bytes, str]:
    """Return everything that could be unpacked, and what was wrong then."""
    good = b""
    problem = ""
    try:
        for block in unpacked(pieces(data, 4096), compression_of(data)):
            good += block
    except BrokenInputError as error:
        problem = str(error)
    return good, problem


@pytest.mark.parametrize("packing", [".gz", ".zst", ""])
@given(data=st.binary(max_size=5_000), size=st.integers(1, 500))
def test_bytes_come_back_whatever_the_pieces(packing: str, data: bytes, size: int) -> None:
    kind = {".gz": "gzip", ".zst": "zstd", "": None}[packing]
    assert b"".join(unpacked(pieces(packed(data, packing), size), kind)) == data  # type: ignore[arg-type]


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_several_packed_files_one_behind_the_other_are_one(packing: str) -> None:
    assert until_broken(packed(b"one\n", packing) + packed(TEXT, packing) + packed(b"", packing)) == (
        b"one\n" + TEXT,
        "",
    )


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_a_stream_that_breaks_off_gives_what_it_had(packing: str) -> None:
    data = packed(TEXT, packing)
    good, problem = until_broken(data[: len(data) * 3 // 4])
    assert "breaks off" in problem
    assert len(good) > len(TEXT) // 3
    assert TEXT.startswith(good)


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_damage_is_told_behind_what_came_before_it(packing: str) -> None:
    data = bytearray(packed(TEXT, packing))
    data[len(data) // 2 : len(data) // 2 + 40] = b"\xaa" * 40
    good, problem = until_broken(bytes(data))
    assert "damaged" in problem or "breaks off" in problem
    assert len(good) > len(TEXT) // 4
    assert good[: len(TEXT) // 4] == TEXT[: len(TEXT) // 4]


def test_a_wrong_checksum_keeps_the_content() -> None:
    data = bytearray(packed(TEXT, ".gz"))
    data[-6] ^= 1
    good, problem = until_broken(bytes(data))
    assert good == TEXT
    assert "damaged" in problem


def test_zeros_behind_gzip_are_padding_and_anything_else_is_told() -> None:
    data = packed(TEXT, ".gz")
    assert until_broken(data + b"\0" * 600) == (TEXT, "")
    good, problem = until_broken(data + b"garbage")
    assert good == TEXT
    assert "damaged" in problem


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_unpacked_in_bounded_blocks(pack: object) -> None:
    data = pack(b"\0" * (64 << 20))  # type: ignore[operator]
    assert len(data) < 1 << 17
    sizes = [len(block) for block in unpacked([data], compression_of(data))]
    assert sum(sizes) == 64 << 20
    assert max(sizes) <= 33 << 20


def test_plain_bytes_are_not_packed() -> None:
    assert compression_of(b"text\nhello\n") is None
