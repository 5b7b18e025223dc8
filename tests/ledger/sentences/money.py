"""Sentences about cards, purchases, prices, refunds and payouts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.ledger import oracle_windows
from tests.ledger.oracle_features import WINDOWS, day_of, ms_of
from tests.ledger.oracle_windows import Row as Keyed
from tests.ledger.sentences.scene import HOUR_MS, Scene, middle

Figures = dict[str, Any]


def card_testing(scene: Scene) -> Figures:
    """Recompute the figures of tried cards."""
    account, rows = scene.owner(), scene.rows
    assert all(row["type"] == "purchase_attempt" for row in rows)
    declined = [row for row in rows if row["status"] == "declined"]
    home = scene.home(account)
    return {
        "cards": len({row["card_fp"] for row in rows}),
        "attempts": len(rows),
        "typical_cents": middle([row["usd_cents"] for row in rows]),
        "declines": len(declined),
        "declined_cards": len({row["card_fp"] for row in declined}),
        "stolen_cards": len({row["card_fp"] for row in declined if row["decline_code"] in scene.value("stolen_codes")}),
        "foreign_cards": len({row["card_fp"] for row in rows if row["bin_country"] not in (None, home)}),
        "chargebacks": sum(row["card_fp"] is not None for row in scene.book.returns(account, "chargeback")),
    }


def many_instruments(scene: Scene) -> Figures:
    """Recompute the figures of paying cards."""
    account, rows = scene.owner(), scene.rows
    assert all(row["type"] == "purchase" for row in rows)
    home = scene.home(account)
    keyed = [Keyed(row["k"], account, row["card_fp"]) for row in rows]
    week = oracle_windows.windowed_distinct(keyed, WINDOWS["7d"])
    return {
        "cards": len({row["card_fp"] for row in rows}),
        "purchases": len(rows),
        "foreign_cards": len({row["card_fp"] for row in rows if row["bin_country"] not in (None, home)}),
        "cards_week": max(n for _, _, n in week),
        "chargebacks": sum(row["card_fp"] is not None for row in scene.book.returns(account, "chargeback")),
    }


def purchase_burst(scene: Scene) -> Figures:
    """Recompute the figures of a burst."""
    account, rows = scene.owner(), scene.rows
    assert all(row["type"] == "purchase" for row in rows)
    keyed = [Keyed(row["k"], account) for row in rows]
    most = {
        name: max(n for _, _, n in oracle_windows.windowed_count(keyed, window)) for name, window in WINDOWS.items()
    }
    sums = [row["usd_cents"] for row in rows if (row["usd_cents"] or 0) > 0]
    enough = range(int(scene.value("own_buys")), len(sums))
    jumps = [sums[place] / (sum(sums[:place]) / place) for place in enough]
    return {
        "purchases": len(rows),
        "buys_1h": most["1h"],
        "buys_24h": most["24h"],
        "buys_7d": most["7d"],
        "times_own_mean": max(jumps, default=0),
        "chargebacks": len(scene.book.returns(account, "chargeback")),
    }


def reseller_funding(scene: Scene) -> Figures:
    """Recompute the figures of one card's accounts."""
    rows, book = scene.rows, scene.book
    (card,) = {row["card_fp"] for row in rows}
    assert card is not None
    members = {row["account_id"] for row in rows}
    first = {member: min(ms_of(row["k"]) for row in rows if row["account_id"] == member) for member in members}
    fresh_ms = scene.value("fresh_hours") * HOUR_MS
    aimed: dict[str, int] = defaultdict(int)
    for member in members:
        for receiver in {gift["receiver"] for gift in book.given[member]}:
            aimed[receiver] += book.share_out(member, receiver) >= scene.value("aimed_share")
    captive = scene.value("captive_share")
    held = [n for receiver, n in aimed.items() if n >= 2 and n * 1000 >= book.givers(receiver) * captive]
    disputed = [row for member in members for row in book.returns(member, "chargeback") if row["card_fp"] == card]
    return {
        "purchases": len(rows),
        "accounts": len(members),
        "countries": len({scene.home(member) for member in members} - {None}),
        "fresh": sum(scene.created_ms(member) >= first[member] - fresh_ms for member in members),
        "one_receiver": max(held, default=0),
        "chargebacks": len(disputed),
    }


def regional_arbitrage(scene: Scene) -> Figures:
    """Recompute the figures of purchases in a cheaper store."""
    account, rows, book = scene.owner(), scene.rows, scene.book
    home = scene.home(account)
    price = book.stores[home]
    for row in rows:
        assert row["store_country"] not in (None, home)
        assert row["usd_cents"] / row["coins"] <= price * scene.value("cheap_share")
    at_home = [ms_of(row["k"]) for row in book.own[account] if row["ip_country"] == home]
    within = scene.value("jump_hours") * HOUR_MS
    abroad = [ms_of(row["k"]) for row in rows if row["ip_country"] == row["store_country"]]
    priced = [
        row for row in book.features(account).purchases() if (row["usd_cents"] or 0) > 0 and (row["coins"] or 0) > 0
    ]
    return {
        "purchases": len(rows),
        "stores": {row["store_country"] for row in rows},
        "store": {row["store_country"] for row in rows},
        "unit_cents": middle([row["usd_cents"] / row["coins"] for row in rows]),
        "home": home,
        "home_unit_cents": price,
        "home_purchases": sum(row["store_country"] == home for row in priced),
        "jumps": sum(any(abs(then - moment) <= within for then in at_home) for moment in abroad),
    }


def off_price_resale(scene: Scene) -> Figures:
    """Recompute the figures of purchases below the official price."""
    account, rows = scene.owner(), scene.rows
    home = scene.home(account)
    ratios, sources = [], set()
    for row in rows:
        (official,) = (
            each
            for each in scene.book.official
            if each["country"] == home and each["from_ms"] <= ms_of(row["k"]) < each["to_ms"]
        )
        ratios.append(row["usd_cents"] / (row["coins"] * official["unit_cents"]))
        sources.add(official["from_book"])
    assert max(ratios) < scene.value("low_ratio")
    return {
        "purchases": len(rows),
        "coins": sum(row["coins"] for row in rows),
        "percent_of_official": middle(ratios) * 100,
        "home": home,
        "from_book": int(max(sources)),
    }


def refund_abuse(scene: Scene) -> Figures:
    """Recompute the figures of refunds of coins that were spent."""
    account, rows = scene.owner(), scene.rows
    assert all(row["type"] == "refund" for row in rows)
    features = scene.book.features(account)
    moves = features.spending()
    number = {move["k"]: move["round"] for move in moves}
    spent = 0
    returns = [row for row in features.returns() if row["kind"] == "refund" and (row["usd_cents"] or 0) > 0]
    for back in returns:
        given = sum(
            move["coins"]
            for move in moves
            if move["move"] == "gift"
            and move["round"] == number.get(back["purchase_k"])
            and back["purchase_k"] < move["k"] < back["k"]
        )
        spent += given > 0 and given * 1000 >= (back["coins"] or 0) * scene.value("spent_share")
    purchases = features.purchases()
    bought = sum(row["usd_cents"] or 0 for row in purchases)
    return {
        "refunds": len(rows),
        "spent_refunds": spent,
        "purchases": len(purchases),
        "refunded_percent": sum(row["usd_cents"] for row in returns) * 100 / bought,
        "emptied": sum(row["emptied_on_strangers"] for row in features.rounds()),
    }


def payout_structuring(scene: Scene) -> Figures:
    """Recompute the figures of payouts under the limit."""
    rows, limit = scene.rows, scene.value("limit_cents")
    assert all(row["type"] == "payout" and row["usd_cents"] < limit * scene.value("exact_share") for row in rows)
    takers = {row["account_id"] for row in rows}
    every = [row for taker in takers for row in scene.book.features(taker).payouts()]
    days = {day_of(row["k"]) for row in rows}
    near = limit * scene.value("near_share")
    return {
        "near_payouts": len(rows),
        "span_days": max(days) - min(days) + 1,
        "split_days": len({day_of(row["k"]) for row in rows if row["usd_cents"] < near}),
        "payouts": len(every),
        "full_payouts": sum((row["usd_cents"] or 0) >= limit * scene.value("exact_share") for row in every),
    }


def minor_spend(scene: Scene) -> Figures:
    """Recompute the figures of a child's purchases."""
    account, rows = scene.owner(), scene.rows
    assert all(row["type"] == "purchase" for row in rows)
    within = scene.value("quick_minutes") * 60_000
    rounds = scene.book.features(account).rounds()
    return {
        "age_band": scene.book.accounts.get(account, {}).get("age_band"),
        "purchases": len(rows),
        "quick_rounds": sum(1 for row in rounds if row["emptied_on_strangers"] and row["dwell_ms"] <= within),
    }
