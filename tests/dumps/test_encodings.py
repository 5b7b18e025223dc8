"""Which encoding an input has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.dumps.encodings import as_utf8, encoding_of, named_encoding
from coinguard.errors import InputError

RUSSIAN = "Привет всем! Сегодня играем вечером, кто с нами? Вчера было очень весело, спасибо за стрим.\n" * 4
JAPANESE = "こんにちは、今日の配信はとても楽しかったです。また明日も見に来ますね。よろしくお願いします。\n" * 4
CZECH = "Ahoj všem, kdo hraje dnes večer? Včerejší přenos byl skvělý, děkuji moc, těším se na další.\n" * 4
FRENCH = "Salut à tous, le créateur a été génial hier soir, où est le prochain événement prévu déjà ?\n" * 4


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (FRENCH, "latin-1"),
        (CZECH, "cp1250"),
        (RUSSIAN, "utf-8"),
        (JAPANESE, "utf-8"),
    ],
)
def test_an_unlabelled_encoding_is_told_from_a_sample(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert b"".join(as_utf8([data], encoding_of(data))).decode() == text


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, FRENCH, "text\nplain ASCII\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_told_with_and_without_a_byte_order_mark(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert b"".join(as_utf8([data], encoding_of(data))).decode() == text


def test_big_endian_utf16_with_its_mark_is_read() -> None:
    data = ("\ufeff" + RUSSIAN).encode("utf-16-be")
    assert b"".join(as_utf8([data], encoding_of(data))).decode() == RUSSIAN


def test_utf8_with_a_few_broken_bytes_is_still_utf8() -> None:
    data = (RUSSIAN * 20).encode() + b"broken \xff here\n" + RUSSIAN.encode()
    assert encoding_of(data) == "utf-8"
    assert b"".join(as_utf8([data], "utf-8")) == data


def test_utf8_cut_within_a_character_at_the_end_of_the_sample_is_utf8() -> None:
    assert encoding_of("é".encode()[:1]) == "utf-8"


def test_zeros_alone_do_not_make_utf16() -> None:
    assert encoding_of(b"text\nzeros \x00\x00\x00 here\nand there\n") == "utf-8"


def test_bytes_that_the_encoding_does_not_know_are_not_valid_utf8_either() -> None:
    data = b"".join(as_utf8([b"good \x98 bad"], "cp1251"))
    assert data == b"good \xff bad"


@given(st.text(), st.sampled_from(["utf-8", "utf-16-le", "utf-32-be", "gb18030"]), st.integers(1, 7))
def test_where_the_blocks_are_cut_does_not_matter(text: str, encoding: str, size: int) -> None:
    text = text.removeprefix("\ufeff")
    data = text.encode(encoding)
    blocks = [data[start : start + size] for start in range(0, len(data), size)]
    assert b"".join(as_utf8(blocks, encoding)).decode() == text


@pytest.mark.parametrize("name", ["klingon", "base64", "utf_9"])
def test_an_encoding_that_does_not_exist_is_an_error_with_a_suggestion(name: str) -> None:
    with pytest.raises(InputError, match=f"no encoding '{name}'"):
        named_encoding(name)


def test_an_encoding_has_many_names() -> None:
    assert named_encoding("Windows-1251") == "cp1251"
