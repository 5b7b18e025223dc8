"""Sentences about gifts, devices and who is behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median
from typing import Any

from tests.ledger.oracle_features import Row, day_of, grouped, ms_of
from tests.ledger.oracle_gift_paths import PATH_MS, sittings
from tests.ledger.sentences.scene import DAY_MS, HOUR_MS, Book, Scene, middle, quantile

Figures = dict[str, Any]


def account_takeover(scene: Scene) -> Figures:
    """Recompute the figures of what left on a new device."""
    account, rows, book = scene.owner(), scene.rows, scene.book
    ((device, receiver),) = {(row["device_id"], row["counterparty_id"]) for row in rows}
    first = next(row["k"] for row in book.own[account] if row["device_id"] == device)
    last = ms_of(first) + scene.value("window_days") * DAY_MS
    assert ms_of(first) - ms_of(book.own[account][0]["k"]) >= scene.value("lived_days") * DAY_MS or any(
        row["device_id"] is None for row in book.own[account]
    )
    assert book.between(account, receiver)[0]["k"] >= first
    gifts = [row for row in book.given[account] if row["device_id"] == device and ms_of(row["k"]) <= last]
    coins = sum(row["coins"] for row in rows)
    purchases = book.features(account).purchases()
    here = [row for row in purchases if row["device_id"] == device and first <= row["k"] and ms_of(row["k"]) <= last]
    seen = {row["card_fp"] for row in purchases if row["k"] < first}
    return {
        "coins": coins,
        "gifts": len(rows),
        "share_percent": coins * 100 // sum(row["coins"] for row in gifts),
        "givers": book.givers(receiver),
        "purchases": len(here),
        "new_cards": len({row["card_fp"] for row in here} - seen - {None}),
        "chargebacks": len(book.returns(account, "chargeback")),
    }


def bot_farm(scene: Scene) -> Figures:
    """Recompute the figures of regular gifts."""
    account, rows, book = scene.owner(), scene.rows, scene.book
    gaps = _gaps(scene, rows)
    crowds = [len(book.crowds[row["device_id"]]) for row in book.own[account] if row["device_id"] is not None]
    favoured = _favoured(scene, account)
    bots = sum(_favoured(scene, giver) == favoured for giver in {gift["giver"] for gift in book.got[favoured or ""]})
    alone = favoured is None or bots * 1000 < book.givers(favoured) * scene.value("company_share")
    return {
        "gifts": len(rows),
        "coins": sum(row["coins"] for row in rows),
        "gap_minutes": quantile(gaps, 0.5) / 60_000,
        "spread": quantile(gaps, 0.9) / max(quantile(gaps, 0.1), 1),
        "bots": 1 if alone else bots,
        "device_accounts": max((crowd for crowd in crowds if crowd <= scene.value("hub_accounts")), default=1),
    }


def _gaps(scene: Scene, gifts: list[Row]) -> list[float]:
    gaps = [ms_of(after["k"]) - ms_of(before["k"]) for before, after in pairwise(gifts)]
    return [float(gap) for gap in gaps if gap <= scene.value("session_hours") * HOUR_MS]


def _favoured(scene: Scene, giver: str) -> str | None:
    """Return whom an account that gives like a machine favours."""
    gifts = scene.book.given[giver]
    gaps = _gaps(scene, gifts)
    if len(gifts) < scene.value("min_gifts") or len(gaps) < scene.value("min_gaps"):
        return None
    spread = quantile(gaps, 0.9) / max(quantile(gaps, 0.1), 1)
    few = sum(gift["coins"] for gift in gifts) <= len(gifts) * scene.value("small_coins")
    if not few or quantile(gaps, 0.5) < scene.value("min_gap_s") * 1000 or spread > scene.value("max_spread"):
        return None
    got: Counter[str] = Counter()
    for gift in gifts:
        got[gift["receiver"]] += gift["coins"]
    favourite = min(got, key=lambda receiver: (-got[receiver], receiver))
    return favourite if scene.book.share_out(giver, favourite) >= scene.value("favourite_share") else None


def circular_gifting(scene: Scene) -> Figures:
    """Recompute the figures of a loop, and that its rows are whole turns, each leg after the leg before."""
    legs = grouped(scene.rows, "account_id", "counterparty_id")
    after = dict(legs.keys())
    path = [min(after)]
    while after[path[-1]] != path[0]:
        path.append(after[path[-1]])
    assert sorted(path) == sorted(after) == list(scene.accounts)
    told: dict[str, list[list[Row]]] = {}
    for giver, receiver in legs:
        on = [gift["k"] for gift in scene.book.given[receiver]]
        told[giver] = sittings(scene.book.between(giver, receiver), on)
    turns = [turn for start in path for first in told[start] if (turn := _turn(scene, told, after, start, first))]
    within = {gift["k"]: giver for turn in turns for giver, sitting in turn for gift in sitting}
    assert sorted(within) == [row["k"] for row in scene.rows]
    distinct = {(giver, sitting[0]["k"]) for turn in turns for giver, sitting in turn}
    return {
        "coins": sum(row["coins"] for row in scene.rows),
        "hops": len(path),
        "turns": min(Counter(giver for giver, _ in distinct).values()),
        "slowest_days": max(ms_of(turn[-1][1][0]["k"]) - ms_of(turn[0][1][0]["k"]) for turn in turns) / DAY_MS,
        "least_coins": min(sum(row["coins"] for row in leg) for leg in legs.values()),
        "weakest_percent": min(scene.book.share_out(*pair) for pair in legs) // 10,
    }


def _turn(
    scene: Scene, told: dict[str, list[list[Row]]], after: dict[str, str], start: str, first: list[Row]
) -> list[tuple[str, list[Row]]] | None:
    """Return the earliest turn that begins with a sitting: who gave in it and what, leg after leg; null if it does not close."""
    turn, giver = [(start, first)], after[start]
    while giver != start:
        later = [sitting for sitting in told[giver] if sitting[0]["k"] > turn[-1][1][-1]["k"]]
        if not later:
            return None
        turn.append((giver, later[0]))
        giver = after[giver]
    begun = ms_of(first[0]["k"])
    in_time = ms_of(turn[-1][1][0]["k"]) - begun <= scene.value("turn_days") * DAY_MS
    return turn if in_time and ms_of(turn[-1][1][-1]["k"]) - begun < PATH_MS else None


def gift_funnel(scene: Scene) -> Figures:
    """Recompute the figures of a funnel of either shape."""
    if scene.finding.figures.get("variant") == "split":
        return _split_gifts(scene)
    rows, book = scene.rows, scene.book
    donors = {row["account_id"] for row in rows}
    (receiver,) = set(scene.accounts) - donors
    begun = {row["k"] for row in rows}
    handed = [row for donor in donors for row in book.features(donor).rounds() if row["first_buy"] in begun]
    for row in handed:
        assert row["top_receiver"] == receiver
        assert row["top_coins"] * 1000 >= row["bought"] * scene.value("handed_share")
        assert row["dwell_ms"] <= scene.value("dwell_hours") * HOUR_MS
    coins = sum(row["top_coins"] for row in handed)
    young = scene.value("young_days") * DAY_MS
    return {
        "donors": len(donors),
        "coins": coins,
        "rounds": len(handed),
        "coins_a_donor": coins // len(donors),
        "share_percent": coins * 100 // sum(gift["coins"] for gift in book.got[receiver]),
        "young_donors": sum(
            scene.created_ms(donor) >= ms_of(book.between(donor, receiver)[0]["k"]) - young for donor in donors
        ),
        "viewers": middle(book.viewers[receiver]) if book.viewers[receiver] else -1,
        "chargebacks": sum(len(book.returns(donor, "chargeback")) for donor in donors),
    }


def _split_gifts(scene: Scene) -> Figures:
    rows = scene.rows
    assert all(row["type"] == "gift" and row["stream_id"] is None for row in rows)
    (receiver,) = {row["counterparty_id"] for row in rows}
    outside = [gift for gift in scene.book.got[receiver] if gift["stream_id"] is None]
    days: dict[tuple[str, int], list[int]] = defaultdict(list)
    for gift in outside:
        days[gift["giver"], day_of(gift["k"])].append(gift["coins"])
    usual = median(coins[0] for coins in days.values() if len(coins) == 1)
    own = {(row["account_id"], day_of(row["k"])) for row in rows}
    return {
        "donors": len({row["account_id"] for row in rows}),
        "gifts": len(rows),
        "coins": sum(row["coins"] for row in rows),
        "small": sum(max(days[day]) <= usual * scene.value("far_below") for day in own),
    }


def quick_cashout(scene: Scene) -> Figures:
    """Recompute the figures of money that is out within hours."""
    book = scene.book
    payouts = [row for row in scene.rows if row["type"] == "payout"]
    begun = {row["k"] for row in scene.rows if row["type"] == "purchase"}
    (creator,), (giver,) = ({row["account_id"] for row in payouts}, {book.events[k]["account_id"] for k in begun})
    rounds = [row for row in book.features(giver).rounds() if row["first_buy"] in begun]
    waits = []
    for row in rounds:
        assert row["top_receiver"] == creator
        after = [ms_of(p["k"]) - ms_of(row["top_last_gift"]) for p in payouts if p["k"] > row["top_last_gift"]]
        assert min(after) <= scene.value("payout_hours") * HOUR_MS
        waits.append(min(after))
    party = _party(book, creator, int(scene.value("hub_accounts")))
    known = [each for each in party if book.between(giver, each)]
    given = sum(gift["coins"] for each in known for gift in book.between(giver, each))
    got = sum(gift["coins"] for each in known for gift in book.got[each])
    return {
        "cycles": len(payouts),
        "buys": sum(row["buys"] for row in rounds),
        "wait_hours": median(waits) / HOUR_MS,
        "share_out_percent": min(sum(book.share_out(giver, each) for each in known), 1000) // 10,
        "share_in_percent": given * 100 // got,
    }


def _party(book: Book, creator: str, most: int) -> set[str]:
    """Return the creators that are paid out like this one: each counts as the least who shares one of its destinations."""
    users: dict[str, set[str]] = defaultdict(set)
    takers = set()
    for account, rows in book.own.items():
        for row in rows:
            if row["type"] == "payout" and row["status"] != "declined":
                takers.add(account)
                if row["payout_fp"] is not None:
                    users[row["payout_fp"]].add(account)

    def head(account: str) -> str:
        shown = [row for row in book.own[account] if row["type"] == "payout" and row["status"] != "declined"]
        crowds = [users.get(row["payout_fp"], {account}) for row in shown]
        return min(min(crowd) if len(crowd) <= most else account for crowd in crowds)

    return {account for account in takers if head(account) == head(creator)}


def promo_abuse(scene: Scene) -> Figures:
    """Recompute the figures of a family of referrals."""
    rows, book = scene.rows, scene.book
    assert all(row["type"] == "promo" and row["referrer_id"] is not None for row in rows)
    recruits = {row["account_id"] for row in rows}
    family = recruits | {row["referrer_id"] for row in rows}
    least = scene.value("min_on_device")
    shared = 0
    for recruit in recruits:
        devices = {row["device_id"] for row in book.own[recruit]} - {None}
        crowds = [len(book.crowds[device] & family) for device in devices]
        shared += any(crowd >= least for crowd in crowds) and 1 not in crowds
    back: dict[str, list[Row]] = defaultdict(list)
    for recruit in recruits:
        for gift in book.given[recruit]:
            back[gift["receiver"]].append(gift)
    ranked = [
        (len({gift["giver"] for gift in gifts}), sum(gift["coins"] for gift in gifts))
        for receiver, gifts in back.items()
        if len({gift["giver"] for gift in gifts}) * 1000 >= book.givers(receiver) * scene.value("collector_share")
    ]
    givers, coins = max(ranked, default=(0, 0))
    return {
        "recruits": len(recruits),
        "coins": sum(row["coins"] for row in rows),
        "only_shared": shared,
        "givers_back": givers,
        "back_coins": coins,
    }
