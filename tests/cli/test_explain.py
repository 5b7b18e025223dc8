from __future__ import annotations

from collections.abc import Callable

from .conftest import Run

Cli = Callable[..., Run]


def test_explain_shows_the_views_what_was_undone_and_the_sum(cli: Cli) -> None:
    assert cli("explain", "Get free coins").lines == [
        "scam  98.2%  free_generator",
        "  “Get free coins”",
        "how it was read",
        "  readable  Get free coins",
        "  skeleton  get free coins",
        "  undone    mixed script 2",
        "links",
        "  hxxps://free[.]top/",
        "contacts",
        "  telegram: luna_coins",
        "offers",
        "  coins, quantity 10,000, free, 70% off: “free coins”",
        "windows of the text model, strongest first",
        "    +1.50  “Get free coins”",
        "    +0.50  “t free coins”",
        "words of the text model, strongest first",
        "    +1.25  “Get”",
        "    -0.50  “ree”",
        "how the score adds up",
        "    +8.00  offers coins for nothing: “free coins” [offer.free]",
        "    -4.00  how rare scams are among all messages [bias]",
        "    +4.00  in all (review from +0.00, scam from +2.00)",
        "model tests/known-answers",
    ]


def test_explaining_a_scam_is_not_a_finding(cli: Cli) -> None:
    assert cli("explain", "free coins").code == 0
