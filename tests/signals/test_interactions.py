"""Interactions are made of hits that stand in one text, and only of those."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from coinguard.signals.catalogue import CATALOGUE, NUMBER
from coinguard.signals.hits import ONE, OWNER, ROW, SIGNAL, START
from coinguard.signals.interactions import mixed


def raw(*hits: tuple[int, int, str]) -> NDArray[np.int64]:
    """Hits as text, link and code; each stands where its number says."""
    rows = [(row, link, NUMBER[code], place, place + 1, -1, ONE) for place, (row, link, code) in enumerate(hits)]
    return np.array(rows, np.int64).reshape(-1, 7)


def made(hits: NDArray[np.int64]) -> list[tuple[int, str]]:
    found = mixed(hits)[len(hits) :]
    return [(int(row), CATALOGUE[signal].code) for row, signal in found[:, [ROW, SIGNAL]]]


def test_staff_beside_an_unofficial_link() -> None:
    hits = raw((3, -1, "claim.staff"), (3, 0, "link.host"), (4, 0, "link.host"))
    assert made(hits) == [(3, "mix.staff_unofficial")]


def test_staff_beside_an_official_link_is_no_interaction() -> None:
    hits = raw((3, -1, "claim.staff"), (3, 0, "link.host"), (3, 0, "scope.official"))
    assert made(hits) == []


def test_an_official_link_does_not_vouch_for_another() -> None:
    hits = raw((3, -1, "claim.staff"), (3, 0, "link.host"), (3, 0, "scope.official"), (3, 1, "link.host"))
    found = mixed(hits)[-1]
    assert (found[OWNER], found[START]) == (-1, 3)
    assert made(hits) == [(3, "mix.staff_unofficial")]


def test_a_warning_without_a_way_out_is_a_warning() -> None:
    assert made(raw((0, -1, "warning.words"), (0, 0, "link.host"), (0, -1, "ask.urgency"))) == []


@pytest.mark.parametrize("call", ["ask.login", "ask.install", "ask.survey", "ask.send", "ask.move_off"])
def test_a_warning_beside_a_call_is_told(call: str) -> None:
    assert made(raw((0, -1, "warning.words"), (1, -1, call))) == []
    assert made(raw((0, -1, "warning.words"), (0, -1, call))) == [(0, "mix.warning_call")]


@pytest.mark.skipif("offer.free" not in NUMBER, reason="offers are not read yet")
def test_offers_beside_a_way_out_are_told() -> None:
    assert made(raw((0, -1, "offer.free"), (0, 0, "link.host"))) == [(0, "mix.free_unofficial")]
    assert made(raw((0, -1, "offer.below_official"), (0, -1, "contact.telegram"))) == [(0, "mix.cheap_contact")]


def test_a_text_is_told_once_however_often() -> None:
    hits = raw(*[(0, -1, "warning.words")] * 3, *[(0, -1, "ask.login")] * 3)
    assert made(hits) == [(0, "mix.warning_call")]


def test_nothing_comes_of_nothing() -> None:
    assert made(raw()) == []
    assert made(raw((0, 0, "link.host"))) == []
