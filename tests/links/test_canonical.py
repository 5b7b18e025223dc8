"""One link has one canonical form, however it is written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.errors import InputError
from coinguard.limits import MAX_LINK_CODE_POINTS
from coinguard.links.canonical import canonicalise, canonicalise_rows
from coinguard.links.find import find_links
from tests.links.pieces import PIECES, TEXTS

NAMES = st.from_regex(r"[a-z][a-z0-9]{2,12}-?[a-z0-9]{1,8}", fullmatch=True)
SUFFIXES = st.sampled_from(["top", "com", "xyz", "co.uk", "pages.dev", "gift"])
HOSTS = st.tuples(NAMES, SUFFIXES).map(".".join)
PATHS = st.from_regex(r"(/[A-Za-z0-9_-]{1,8}){0,3}", fullmatch=True)
QUERIES = st.from_regex(r"(\?[a-h]=[A-Za-z0-9]{1,5}(&[a-h]=[0-9]{1,3})?)?", fullmatch=True)


def rows(texts: list[bytes]) -> list[bytes]:
    buffer = np.frombuffer(b"".join(texts), dtype=np.uint8)
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    out = np.full(len(buffer) + 1, 255, dtype=np.uint8)
    ends = np.full(len(offsets), -1, dtype=np.int64)
    canonicalise_rows(buffer, offsets, out[:-1], ends)
    assert out[-1] == 255
    return [out[ends[row] : ends[row + 1]].tobytes() for row in range(len(texts))]


@settings(max_examples=200)
@given(HOSTS, PATHS, QUERIES)
def test_every_way_of_writing_a_link_has_one_canonical_form(host: str, path: str, query: str) -> None:
    tail = path + query
    url = host + tail
    ways = [
        f"http://{url}", f"https://{url}", f"HTTPS://{host.upper()}{tail}", f"https://www.{url}", f"https://{host}.{tail}",
        f"https://{host}:443{tail}", f"https://u:p@{url}", f"https://{url}#part", f"hxxps://{host.replace('.', '[.]')}{tail}",
        f"https[:]//{host.replace('.', '(dot)')}{tail}", f"https://{host.replace('.', '．')}{tail}", f"https：／／{url}",
        f"https:\\/\\/{url}", f"https:\\\\{url}", f"https//{url}", f"https://%{ord(host[0]):x}{host[1:]}{tail}",
        f"https://{url}{'&' if query else '?'}utm_source=a&fbclid=b",
    ]  # fmt: skip
    if not tail:
        ways.append(f"https://{host}/")
    for way in ways:
        assert canonicalise(way) == url
        assert [link.url for link in find_links(way)] == [url]
        for around in ("({})", "<{}>", '"{}"', "{}.", "{}, ", "  {}\n", "“{}”", "'{}'!"):
            assert canonicalise(around.format(way)) == url
            assert [link.url for link in find_links(around.format(way))] == [url]


@settings(max_examples=500)
@given(TEXTS)
def test_link_found_has_the_canonical_form_of_its_text(text: str) -> None:
    for link in find_links(text):
        if "nested" not in link.flags:
            assert canonicalise(link.text) == link.url


@settings(max_examples=500)
@given(st.lists(PIECES, min_size=1, max_size=8).map("".join))
def test_canonical_form_is_not_longer_than_its_row(text: str) -> None:
    (canonical,) = rows([text.encode()])
    assert len(canonical) <= len(text.encode())
    assert len(canonical.decode()) <= MAX_LINK_CODE_POINTS


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_rows_of_any_bytes_do_not_touch_each_other(texts: list[bytes]) -> None:
    together = rows(texts)
    assert together == [rows([text])[0] for text in texts]
    for canonical in together:
        canonical.decode("utf-8")


@pytest.mark.parametrize(
    ("row", "url"),
    [
        ("example.invalidtld", "example.invalidtld"),
        ("localhost:8000/x", "localhost/x"),
        ("192.168.0.1", "192.168.0.1"),
        ("[2001:db8::1]:80/a", "[2001:db8::1]/a"),
        ("ftp://Files.Example.com/A", "files.example.com/A"),
        ("//example.com/a", "example.com/a"),
        ("user_name.example.com", "user_name.example.com"),
        ("ｗｗｗ．Ｅｘａｍｐｌｅ．ｃｏｍ／ａ", "example.com/a"),
        ("https://en.example.org/wiki/A_(b)", "en.example.org/wiki/A_(b)"),
        ("(https://en.example.org/wiki/A_(b))", "en.example.org/wiki/A_(b)"),
        ("ПРИМЕР.РФ/Путь", "пример.рф/Путь"),
        ("www.com", "www.com"),
        ("www.www.example.com", "example.com"),
        ("example.com/a b", "example.com/a b"),
        ("example.com//", "example.com//"),
        ("example.com?", "example.com"),
        ("example.com/?&&a=1&&utm_medium=x#y", "example.com?a=1"),
    ],
)
def test_row_that_is_a_link_or_domain(row: str, url: str) -> None:
    assert canonicalise(row) == url
    assert canonicalise(url) == url


@pytest.mark.parametrize("row", ["", "   ", "\n\t", '"', "https://", "...", "()", "?", "/path/only", "\ud800"])
def test_row_with_nothing_in_it_is_an_error(row: str) -> None:
    with pytest.raises(InputError, match="holds no link or domain"):
        canonicalise(row)


def test_long_row_is_cut() -> None:
    assert len(canonicalise("example.com/" + "é" * 5000)) == MAX_LINK_CODE_POINTS


def test_no_rows_are_no_rows() -> None:
    assert rows([]) == []
