"""The link kernel against a slow, obvious oracle of the same features, and what a margin promises."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coinguard.errors import InstallationError
from coinguard.links.margins import CONSTANTS, LinkModel, link_features, link_parts, packed
from coinguard.links.ngrams import HOST_BUCKETS, MAX_FEATURES, MAX_HOST, MAX_PATH, MAX_TOKEN, PATH_BUCKETS
from coinguard.text import kernel as k
from coinguard.text.kernel import kernel

MASK = 0xFFFFFFFF
LOWER = {code: code + 32 for code in range(65, 91)}

links = st.one_of(
    st.text(alphabet="abcdeiou0123456789.-", min_size=1, max_size=30),
    st.builds(
        "{}{}".format,
        st.text(alphabet="abcxyzо0189.-", min_size=1, max_size=20),
        st.text(alphabet="/?=&-_.abcXYZ0123456789éß", max_size=40),
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30),
)


def mixed(value: int) -> int:
    for _ in range(2):
        value = (((value >> 16) ^ value) * 0x45D9F3B) & MASK
    return (value >> 16) ^ value


def hashed(seed: int, codes: list[int]) -> int:
    for code in codes:
        seed = ((seed ^ code) * 0x01000193) & MASK
    return seed


def in_token(character: str) -> bool:
    return re.fullmatch(r"[a-z0-9]|[^\x00-\x7f]", character, re.DOTALL) is not None


def grams(text: str) -> list[int]:
    codes = [1, *map(ord, text), 2]
    return [
        hashed(0x811C9DC5, codes[first : first + length])
        for first in range(len(codes) - 1)
        for length in (4, 5, 6)
        if first + length <= len(codes)
    ]


def tokens(text: str) -> list[str]:
    return re.findall(r"(?:[a-z0-9]|[^\x00-\x7f])+", text)


def token_hash(token: str) -> int:
    return hashed(0x1B873593, [ord(character) for character in token])


def pair_hash(left: str, right: str) -> int:
    return ((token_hash(left) ^ 0x2545F491) * 31 + token_hash(right)) & MASK


def shapes(host: str) -> list[tuple[int, int, bool]]:
    labels = host.split(".")
    dots, hyphens, digits = host.count("."), host.count("-"), sum("0" <= c <= "9" for c in host)
    label = len(labels[-2]) if len(labels) > 1 else len(host)
    longest = max((len(run) for run in re.findall(r"[bcdfghjklmnpqrstvwxz]+", host)), default=0)
    turns = sum(in_token(a) and in_token(b) and ("0" <= a <= "9") != ("0" <= b <= "9") for a, b in pairwise(host))
    return [
        (0, min(len(host), 60) // 4, True),
        (1, min(dots, 6), True),
        (2, min(hyphens, 6), True),
        (3, min(digits, 10), True),
        (4, min(label, 30), True),
        (5, min(longest, 8), False),
        (6, min(turns, 5), False),
        (7, min(dots, 4) * 8 + min(hyphens, 5), False),
        (8, min(dots, 4) * 32 + min(label, 30), False),
    ]


def host_oracle(host: str) -> list[int]:
    if not host:
        return []
    host = host.translate(LOWER)[-MAX_HOST:]
    labels = host.split(".")
    suffixes = [
        hashed(0x3C6EF372 + n - 1, list(map(ord, ".".join(labels[-n:])))) for n in range(1, min(3, len(labels)) + 1)
    ]
    features = list(suffixes)
    for measure, value, crossed in shapes(host):
        key = ((measure * 64 + value + 0x5BD1E995) * 7919) & MASK
        features.append(key)
        if crossed:
            features.append((((key ^ 0x27D4EB2F) * 0x01000193) ^ suffixes[0]) & MASK)
    features += grams(host)
    words = tokens(host)
    features += [token_hash(word) for word in words]
    features += [pair_hash(*pair) for pair in pairwise(words)]
    return sorted(mixed(feature) % HOST_BUCKETS for feature in features)


def path_oracle(path: str) -> list[int]:
    features = []
    before = None
    for token in tokens(path.translate(LOWER)[:MAX_PATH]):
        if sum("0" <= c <= "9" for c in token) >= 3 or not 2 <= len(token) <= MAX_TOKEN:
            before = None
            continue
        features += [token_hash(token), *grams(token)]
        if before is not None:
            features.append(pair_hash(before, token))
        before = token
    return sorted(mixed(feature) % PATH_BUCKETS for feature in features)


def split(link: str) -> tuple[str, str]:
    end = min((link.find(mark) for mark in "/?" if mark in link), default=len(link))
    return link[:end], link[end:]


def model(seed: int = 0, **changes: float) -> LinkModel:
    generator = np.random.default_rng(seed)
    parameters = dict(zip(CONSTANTS, (-1.0, 2.0**-10, -5.0, 2.0**-11, 0.5, 5.0), strict=True)) | changes
    return LinkModel(
        generator.integers(-30_000, 30_000, HOST_BUCKETS).astype(np.int16),
        generator.integers(-30_000, 30_000, PATH_BUCKETS).astype(np.int16),
        parameters,
    )


MODEL = model()


@kernel(k.INT32S, k.INT, k.INT, k.INT16S, k.INT16S, k.types.Array(k.types.float64, 1, "C", readonly=True), k.OUT_INT32S,
        returns=k.types.UniTuple(k.types.float64, 2))  # fmt: skip
def parts_inside_a_kernel(points, start, length, host_weights, path_weights, constants, buckets):  # type: ignore[no-untyped-def]
    return link_parts(points, start, length, host_weights, path_weights, constants, buckets)


@settings(max_examples=300, deadline=None)
@given(st.lists(links, max_size=6))
def test_kernel_features_are_the_features_of_the_oracle(batch: list[str]) -> None:
    features = link_features(*packed(batch))
    for row, link in enumerate(batch):
        host, path = split(link)
        assert sorted(features.hosts[slice(*features.host_starts[row : row + 2])].tolist()) == host_oracle(host)
        assert sorted(features.paths[slice(*features.path_starts[row : row + 2])].tolist()) == path_oracle(path)


@settings(max_examples=200, deadline=None)
@given(st.lists(links, max_size=6))
def test_serving_sums_exactly_the_weights_that_training_reads(batch: list[str]) -> None:
    margins = MODEL.margins(batch)
    features = link_features(*packed(batch))
    bias, host_scale, host_floor, path_scale, path_threshold, path_cap = MODEL.constants
    for row, _ in enumerate(batch):
        buckets = features.hosts[slice(*features.host_starts[row : row + 2])]
        host = bias
        if len(buckets):
            host += host_scale * float(MODEL.host_weights[buckets].sum(dtype=np.int64)) / math.sqrt(len(buckets))
        buckets = features.paths[slice(*features.path_starts[row : row + 2])]
        path = 0.0
        if len(buckets):
            total = float(MODEL.path_weights[buckets].sum(dtype=np.int64))
            path = min(path_cap, max(0.0, path_scale * total / math.sqrt(len(buckets)) - path_threshold))
        assert margins[row].tolist() == [host, path, max(host, host_floor) + path]


@settings(max_examples=100, deadline=None)
@given(st.lists(links, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_margins_do_not_depend_on_order_or_company(batch: list[str], random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(batch)))
    random.shuffle(order)
    together = MODEL.margins(batch)
    assert MODEL.margins([batch[i] for i in order]).tolist() == together[order].tolist()
    assert [MODEL.margins([link])[0].tolist() for link in batch] == together.tolist()


@settings(max_examples=100, deadline=None)
@given(links, st.integers(0, 5))
def test_a_link_found_inside_a_message_scores_as_it_does_alone(link: str, before: int) -> None:
    points = np.array([ord("x")] * before + [ord(character) for character in link] + [ord("y")] * 3, np.int32)
    buckets = np.empty(MAX_FEATURES, np.int32)
    parts = parts_inside_a_kernel(
        points, before, len(link), MODEL.host_weights, MODEL.path_weights, MODEL.constants, buckets
    )
    assert list(parts) == MODEL.margins([link])[0, :2].tolist()


@settings(max_examples=100, deadline=None)
@given(links, st.text(alphabet="/?=&-abc019", max_size=30))
def test_a_path_only_adds_evidence(link: str, tail: str) -> None:
    host = split(link)[0]
    bare, with_path = MODEL.margins([host, f"{host}/{tail}"])
    assert with_path[0] == bare[0]
    assert 0.0 <= with_path[1] <= MODEL.parameters["path_cap"]
    assert with_path[2] >= bare[2]


@pytest.mark.parametrize("link", ["a" * 5000, "a." * 3000, "h.com/" + "ab/" * 3000, "h.com?" + "é-" * 3000])
def test_a_hostile_link_stays_within_the_scratch_space(link: str) -> None:
    features = link_features(*packed([link]))
    assert len(features.hosts) <= MAX_FEATURES
    assert len(features.paths) <= MAX_FEATURES
    assert np.isfinite(MODEL.margins([link])).all()


def test_capitals_of_a_path_do_not_matter() -> None:
    small, capital = MODEL.margins(["example.com/free-coins", "example.com/Free-COINS"])
    assert small.tolist() == capital.tolist()


def test_identifiers_in_a_path_are_no_features() -> None:
    features = link_features(*packed(["example.com/d41d8cd98f00b204/1234567890?a=1"]))
    assert len(features.paths) == 0


def test_a_link_without_a_host_has_the_bias_for_a_margin() -> None:
    assert MODEL.margins([""])[0].tolist() == [-1.0, 0.0, -1.0]


def test_no_links_give_no_margins() -> None:
    assert MODEL.margins([]).shape == (0, 3)


def test_weights_of_the_wrong_length_are_a_broken_installation() -> None:
    with pytest.raises(InstallationError, match="path_weights should be int16"):
        LinkModel(MODEL.host_weights, MODEL.path_weights[1:], MODEL.parameters)


def test_a_missing_or_infinite_scalar_is_a_broken_installation() -> None:
    with pytest.raises(InstallationError, match="bias"):
        model(bias=math.nan)
    with pytest.raises(InstallationError, match="path_cap"):
        LinkModel(
            MODEL.host_weights,
            MODEL.path_weights,
            {name: value for name, value in MODEL.parameters.items() if name != "path_cap"},
        )
