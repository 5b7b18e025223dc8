"""What a link says about who wrote it."""

from __future__ import annotations

import pytest

from coinguard.dumps.context.indicators import Indicator, of_link


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("free-coins.top/claim?id=7", ("domain", "free-coins.top")),
        ("a.b.free-coins.co.uk", ("domain", "free-coins.co.uk")),
        ("freecoins.pages.dev/x", ("domain", "freecoins.pages.dev")),
        ("203.0.113.9/login", ("domain", "203.0.113.9")),
        ("t.me/CoinShop", ("contact", "t.me/coinshop")),
        ("t.me/@CoinShop/12", ("contact", "t.me/coinshop")),
        ("wa.me/15550100?text=hi", ("contact", "wa.me/15550100")),
        ("discord.gg/AbC", ("contact", "discord.gg/AbC")),
        ("discord.com/invite/AbC", ("contact", "discord.gg/AbC")),
        ("bit.ly/3xYz", ("link", "bit.ly/3xYz")),
        ("sites.google.com/view/win/a/b", ("link", "sites.google.com/view/win/a")),
        ("winner.carrd.co", ("link", "winner.carrd.co")),
        ("bit.ly", None),
        ("t.me", None),
        ("youtube.com/watch?v=1", None),
        ("m.youtube.com/c/somebody", None),
        ("discord.com/terms", None),
        ("tiktok.com/coin", None),
        ("linktr.ee", None),
    ],
)
def test_links(url: str, expected: tuple[str, str] | None) -> None:
    assert of_link(url) == (Indicator(*expected) if expected else None)
