"""The parts of canonical URLs."""

from __future__ import annotations

import socket

import pytest

from coinguard.links import parts as module
from coinguard.links.parts import LinkParts, parts


def test_path_and_query_are_kept_apart() -> None:
    assert parts("free.coins.co.uk/Claim/x?a=1?b") == LinkParts(
        host="free.coins.co.uk",
        subdomain="free",
        registrable_domain="coins.co.uk",
        public_suffix="co.uk",
        private_suffix=False,
        path="/Claim/x",
        query="a=1?b",
        is_ip=False,
        punycode_decoded="free.coins.co.uk",
    )


@pytest.mark.parametrize(
    ("url", "domain", "suffix", "private"),
    [
        ("coins.top", "coins.top", "top", False),
        ("coins.pages.dev", "coins.pages.dev", "pages.dev", True),
        ("a.coins.github.io/x", "coins.github.io", "github.io", True),
        ("github.io", "", "github.io", True),
        ("coins.web.app", "coins.web.app", "web.app", True),
        ("localhost", "", "", False),
        ("coins.notatld", "", "", False),
        ("co.uk", "", "co.uk", False),
    ],
)
def test_registrable_domain_follows_the_suffix_list(url: str, domain: str, suffix: str, private: bool) -> None:
    found = parts(url)
    assert (found.registrable_domain, found.public_suffix, found.private_suffix) == (domain, suffix, private)


@pytest.mark.parametrize("host", ["192.168.0.1", "[2001:db8::1]", "3627732462"])
def test_address_has_no_domain(host: str) -> None:
    found = parts(f"{host}/x")
    assert found.is_ip
    assert (found.host, found.registrable_domain, found.public_suffix) == (host, "", "")


@pytest.mark.parametrize(
    ("host", "decoded"),
    [
        ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("a.xn--zzzzzzzzzzzz99999.com", None),
        ("xn--.com", ".com"),
        ("a.com", "a.com"),
    ],
)
def test_punycode_is_decoded_and_broken_punycode_is_not_an_error(host: str, decoded: str | None) -> None:
    assert decoded in (None, parts(host).punycode_decoded)
    assert parts(host).host == host


def test_network_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    module._extractor.cache_clear()
    module._host_parts.cache_clear()
    assert parts("never.seen.before.example.com").registrable_domain == "example.com"
