"""Slow, obvious twins of how an account stands: what it is first seen with, linked to, used to, and holding."""

from __future__ import annotations

from collections import defaultdict
from math import floor
from typing import Any, Final

from tests.ledger.oracle_features import DAY, Features, Row, grouped, ms_of

HUB_ACCOUNTS: Final = 12


def account_entities(features: Features) -> list[Row]:
    """Return the twin of ``account_entities``."""
    uses = [
        (kind, row[column], row["account_id"], row["k"])
        for kind, column in (("card", "card_fp"), ("device", "device_id"), ("ip", "ip_hash"), ("country", "ip_country"))
        for row in features.events
    ]
    uses += [("receiver", gift["receiver"], gift["giver"], gift["k"]) for gift in features.gifts()]
    uses += [("destination", row["payout_fp"], row["account_id"], row["k"]) for row in features.payouts()]
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for kind, entity, account, k in uses:
        if entity is not None:
            found[kind, entity, account].append(k)
    return [
        {"kind": kind, "entity": entity, "account_id": account, "uses": len(ks), "first_k": min(ks), "last_k": max(ks)}
        for (kind, entity, account), ks in found.items()
    ]


def first_seen(features: Features) -> list[Row]:
    """Return the twin of ``first_seen``."""
    first = {(row["kind"], row["entity"], row["account_id"]): row["first_k"] for row in account_entities(features)}
    receivers = {gift["k"]: gift["receiver"] for gift in features.gifts()}
    destinations = {row["k"]: row["payout_fp"] for row in features.payouts()}
    rows = []
    for event in features.events:
        named = {
            "card": event["card_fp"],
            "device": event["device_id"],
            "ip": event["ip_hash"],
            "country": event["ip_country"],
            "receiver": receivers.get(event["k"]),
            "destination": destinations.get(event["k"]),
        }
        row: Row = {"k": event["k"], "account_id": event["account_id"]}
        for kind, entity in named.items():
            since = first.get((kind, entity, event["account_id"]))
            row[f"new_{kind}"] = None if since is None else int(since == event["k"])
            row[f"{kind}_ms"] = None if since is None else ms_of(event["k"]) - ms_of(since)
        rows.append(row)
    return rows


def shared_links(features: Features) -> list[Row]:
    """Return the twin of ``shared_links``."""
    links: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for (kind, _), users in grouped(account_entities(features), "kind", "entity").items():
        if kind in ("card", "device", "ip", "destination") and len(users) <= HUB_ACCOUNTS:
            for one in users:
                for other in users:
                    if one["account_id"] < other["account_id"]:
                        since = max(one["first_k"], other["first_k"])
                        links[one["account_id"], other["account_id"]].append((kind, since))
    return [
        {
            "account_id": one,
            "other_id": other,
            "entities": len(shared),
            "since_k": min(k for _, k in shared),
            "newest_k": max(k for _, k in shared),
        }
        | {f"{kind}s": sum(each == kind for each, _ in shared) for kind in ("card", "device", "ip", "destination")}
        for (one, other), shared in links.items()
    ]


def account_links(features: Features) -> list[Row]:
    """Return the twin of ``account_links``."""
    links = shared_links(features)
    return [
        {
            "account_id": event["account_id"],
            "k": event["k"],
            "linked": sum(
                event["account_id"] in (link["account_id"], link["other_id"]) and link["since_k"] <= event["k"]
                for link in links
            ),
        }
        for event in features.events
    ]


def _mean(values: list[int]) -> float | None:
    return sum(values) / len(values) if values else None


def _over(value: float, usual: float | None) -> float | None:
    return None if usual is None else value / usual


def _peers(features: Features, account: str) -> tuple[Any, Any]:
    about = features.accounts.get(account, {})
    return about.get("home_country"), about.get("age_band")


def amount_deviations(features: Features) -> list[Row]:
    """Return the twin of ``amount_deviations``."""
    spends = [
        ("purchase", row["k"], row["account_id"], row["usd_cents"])
        for row in features.purchases()
        if (row["usd_cents"] or 0) > 0
    ]
    spends += [("gift", gift["k"], gift["giver"], gift["coins"]) for gift in features.gifts()]
    rows = []
    for kind, k, account, amount in spends:
        before = [spend for spend in spends if spend[0] == kind and spend[1] < k]
        own = [each for _, _, who, each in before if who == account]
        like = _peers(features, account)
        peers = [each for _, _, who, each in before if who != account and _peers(features, who) == like]
        rows.append(
            {
                "kind": kind,
                "k": k,
                "account_id": account,
                "amount": amount,
                "own_before": len(own),
                "own_mean": _mean(own),
                "own_most": max(own, default=None),
                "times_own_mean": _over(amount, _mean(own)),
                "peers_before": len(peers),
                "peers_mean": _mean(peers),
                "times_peers_mean": _over(amount, _mean(peers)),
            }
        )
    return rows


def pace_deviations(features: Features) -> list[Row]:
    """Return the twin of ``pace_deviations``."""
    events = [(row["k"], row["account_id"]) for row in features.events]
    lately = {
        k: sum(who == account and other <= k and ms_of(k) - ms_of(other) < DAY for other, who in events)
        for k, account in events
    }
    rows = []
    for k, account in events:
        own = [other for other, who in events if who == account and other < k]
        like = _peers(features, account)
        peers = [lately[o] for o, who in events if who != account and o < k and _peers(features, who) == like]
        usual = len(own) / (max(ms_of(k) - ms_of(own[0]), DAY) / DAY) if own else None
        rows.append(
            {
                "k": k,
                "account_id": account,
                "n_24h": lately[k],
                "own_before": len(own),
                "own_day": usual,
                "times_own_day": _over(lately[k], usual),
                "peers_day": _mean(peers),
                "times_peers_day": _over(lately[k], _mean(peers)),
            }
        )
    return rows


def _moves(features: Features) -> list[tuple[str, str, str, int, int]]:
    moves = [("coins", "purchase", row["account_id"], row["k"], row["coins"] or 0) for row in features.purchases()]
    moves += [("coins", "promo", row["account_id"], row["k"], row["coins"] or 0) for row in features.promos()]
    moves += [("coins", "gift", gift["giver"], gift["k"], -gift["coins"]) for gift in features.gifts()]
    moves += [("coins", row["kind"], row["account_id"], row["k"], -(row["coins"] or 0)) for row in features.returns()]
    moves += [
        ("diamonds", "diamond_credit", row["account_id"], row["k"], row["diamonds"] or 0)
        for row in features.events
        if row["type"] == "diamond_credit" and row["status"] != "declined"
    ]
    moves += [
        ("diamonds", "payout", row["account_id"], row["k"], -(row["diamonds"] or 0)) for row in features.payouts()
    ]
    return sorted((move for move in moves if move[-1] != 0), key=lambda move: move[3])


def balances(features: Features) -> list[Row]:
    """Return the twin of ``balances``: every single unit queues up, and those in front go out first."""
    queues: dict[tuple[str, str], list[int]] = defaultdict(list)
    gone: dict[tuple[str, str], int] = defaultdict(int)
    balance: dict[tuple[str, str], int] = defaultdict(int)
    rows = []
    for unit, move, account, k, amount in _moves(features):
        queue, held = queues[unit, account], balance[unit, account]
        since = ms_of(k) - ms_of(queue[-1]) if amount < 0 and queue else None
        front = gone[unit, account]
        lay = ms_of(k) - ms_of(queue[front]) if amount < 0 and front < len(queue) else None
        if amount > 0:
            queue += [k] * amount
        else:
            gone[unit, account] -= amount
        balance[unit, account] += amount
        rows.append(
            {
                "unit": unit,
                "move": move,
                "account_id": account,
                "k": k,
                "amount": amount,
                "balance": held + amount,
                "out_share": floor(-amount * 1000 / held) if amount < 0 < held else None,
                "since_gain_ms": since,
                "dwell_ms": lay,
            }
        )
    return rows
