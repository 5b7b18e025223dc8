"""Which cases and which honest look-alikes a world holds, and how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from coinguard.ledger.simulate.fraud import (
    account_takeover,
    bot_farm,
    card_testing,
    circular_gifting,
    gift_funnel,
    many_instruments,
    minor_spend,
    off_price_resale,
    payout_structuring,
    promo_abuse,
    purchase_burst,
    quick_cashout,
    refund_abuse,
    regional_arbitrage,
    reseller_funding,
)
from coinguard.ledger.simulate.honest import (
    agencies,
    big_creators,
    cafes,
    cancellers,
    card_trouble,
    carriers,
    families,
    fans,
    friends,
    gift_parties,
    invitations,
    new_creators,
    new_phones,
    paydays,
    prepaid,
    streaks,
    travellers,
    whales,
    young_spenders,
)
from coinguard.ledger.simulate.stage import DIFFICULTIES, Case, Planted, Stage

SCENES: Final[dict[str, Callable[[Stage, str], Case]]] = {
    "card_testing": card_testing.scene,
    "many_instruments": many_instruments.scene,
    "purchase_burst": purchase_burst.scene,
    "reseller_funding": reseller_funding.scene,
    "regional_arbitrage": regional_arbitrage.scene,
    "off_price_resale": off_price_resale.scene,
    "refund_abuse": refund_abuse.scene,
    "account_takeover": account_takeover.scene,
    "gift_funnel": gift_funnel.scene,
    "circular_gifting": circular_gifting.scene,
    "quick_cashout": quick_cashout.scene,
    "payout_structuring": payout_structuring.scene,
    "bot_farm": bot_farm.scene,
    "minor_spend": minor_spend.scene,
    "promo_abuse": promo_abuse.scene,
}
"""How each typology is played."""

_HONEST: Final = (
    big_creators,
    agencies,
    whales,
    paydays,
    families,
    cafes,
    carriers,
    travellers,
    fans,
    prepaid,
    cancellers,
    young_spenders,
    new_phones,
    friends,
    card_trouble,
    streaks,
    gift_parties,
    invitations,
    new_creators,
)
"""New creators come last: they become favourites, and no scene may give to them before they are there."""
_ACCOUNTS_A_CASE: Final = 14_000
"""Accounts for each case of a typology."""
_FEWEST: Final = len(DIFFICULTIES)
"""Cases of each typology in the smallest world: one of each difficulty."""


def plant_cases(stage: Stage) -> list[Planted]:
    """Play the planted cases and return them."""
    each = max(_FEWEST, round(stage.world.accounts / _ACCOUNTS_A_CASE))
    return [
        stage.plant(typology, DIFFICULTIES[turn % len(DIFFICULTIES)], scene)
        for turn in range(each)
        for typology, scene in SCENES.items()
    ]


def live_honestly(stage: Stage) -> None:
    """Let honest accounts look like fraud."""
    for behaviour in _HONEST:
        behaviour.live(stage)
