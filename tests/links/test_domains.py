"""Where the registrable domain starts, as the public suffix list has it: the kernel against tldextract."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.links.domains import domain_bounds, domain_rules
from coinguard.links.find import code_points
from coinguard.links.parts import parts
from coinguard.text.kernel import INT, OUT_INT32S, OUT_INT64S, UINT64S, kernel

LABELS = (
    "a",
    "coins",
    "www",
    "com",
    "co",
    "uk",
    "ck",
    "kawasaki",
    "jp",
    "city",
    "github",
    "io",
    "pages",
    "dev",
    "xn--p1ai",
    "s3",
)


@kernel(OUT_INT32S, INT, UINT64S, OUT_INT64S)
def _bounds(codes: Any, length: int, rules: Any, out: Any) -> None:
    out[0], out[1], private = domain_bounds(codes, 0, length, rules)
    out[2] = 1 if private else 0


def split(host: str) -> tuple[str, str, bool]:
    out = np.zeros(3, np.int64)
    codes = code_points(host)
    _bounds(codes, len(codes), domain_rules(), out)
    domain, suffix = host[out[0] :], host[out[1] :]
    return "" if domain == suffix else domain, suffix, bool(out[2])


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("shop.example.com", ("example.com", "com", False)),
        ("roblox.com.ni", ("roblox.com.ni", "com.ni", False)),
        ("coins.pages.dev", ("coins.pages.dev", "pages.dev", True)),
        ("a.b.ck", ("a.b.ck", "b.ck", False)),
        ("www.ck", ("www.ck", "ck", False)),
        ("x.city.kawasaki.jp", ("city.kawasaki.jp", "kawasaki.jp", False)),
        ("co.uk", ("", "co.uk", False)),
        ("localhost", ("", "localhost", False)),
    ],
)
def test_a_host_is_split_as_the_list_says(host: str, expected: tuple[str, str, bool]) -> None:
    assert split(host) == expected


@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6).map(".".join))
def test_the_kernel_splits_as_tldextract_does(host: str) -> None:
    known = parts(host)
    if known.public_suffix:
        assert split(host) == (known.registrable_domain, known.public_suffix, known.private_suffix)
