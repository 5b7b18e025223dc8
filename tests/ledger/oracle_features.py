"""A slow, obvious twin of the feature tables: lists, dictionaries and loops over all events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from tests.ledger.oracle_windows import MILLISECOND_RANKS

Row = dict[str, Any]
DAY: Final = 86_400_000
LABEL_MS: Final = 30 * DAY
WINDOWS: Final = {"10m": 600_000, "1h": 3_600_000, "24h": DAY, "7d": 7 * DAY}
_AROUND: Final = 7
"""Days before and after a pair's gifts that count for its shares."""


def day_of(k: int) -> int:
    """Return the day, counted from 1970, that an order key lies in."""
    return k // MILLISECOND_RANKS // DAY


def ms_of(k: int) -> int:
    """Return the millisecond that an order key lies in."""
    return k // MILLISECOND_RANKS


def total(values: Iterable[int | None]) -> int | None:
    """Return what SQL's sum returns: null when there is nothing to add."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def grouped(rows: Iterable[Row], *keys: str) -> dict[tuple[Any, ...], list[Row]]:
    """Return rows by what they hold in the keys, each group in the order of its rows."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return groups


class Features:
    """Every feature table of one ledger, each as a list of rows."""

    def __init__(self, events: list[Row], accounts: list[Row]) -> None:
        self.events = sorted(events, key=lambda row: row["k"])
        self.accounts = {row["account_id"]: row for row in accounts}

    def _about(self, row: Row, what: str) -> Any:
        return self.accounts.get(row["account_id"], {}).get(what)

    def purchases(self) -> list[Row]:
        kept = ("event_id", "k", "account_id", "coins", "usd_cents", "currency", "channel", "card_fp", "bin_country")
        kept += ("device_id", "ip_country", "store_country")
        return [
            {name: row[name] for name in kept} | {name: self._about(row, name) for name in ("home_country", "age_band")}
            for row in self.events
            if row["type"] == "purchase" and row["status"] in (None, "approved", "pending")
        ]

    def card_attempts(self) -> list[Row]:
        kept = ("k", "account_id", "card_fp", "usd_cents", "status", "decline_code", "device_id")
        rows = []
        for row in self.events:
            if row["type"] == "purchase_attempt" and row["card_fp"] is not None:
                home = self._about(row, "home_country")
                abroad = None not in (row["bin_country"], home) and row["bin_country"] != home
                rows.append({name: row[name] for name in kept} | {"abroad": int(abroad)})
        return rows

    def card_declines(self) -> list[Row]:
        kept = ("k", "account_id", "card_fp")
        return [{name: row[name] for name in kept} for row in self.card_attempts() if row["status"] == "declined"]

    def gifts(self) -> list[Row]:
        kept = ("k", "event_id", "coins", "stream_id", "device_id", "ip_country")
        return [
            {name: row[name] for name in kept} | {"giver": row["account_id"], "receiver": row["counterparty_id"]}
            for row in self.events
            if row["type"] == "gift" and row["counterparty_id"] is not None and (row["coins"] or 0) > 0
        ]

    def gift_pairs(self) -> list[Row]:
        return [
            {
                "giver": giver,
                "receiver": receiver,
                "coins": sum(gift["coins"] for gift in gifts),
                "gifts": len(gifts),
                "first_k": gifts[0]["k"],
                "last_k": gifts[-1]["k"],
                "active_days": len({day_of(gift["k"]) for gift in gifts}),
            }
            for (giver, receiver), gifts in grouped(self.gifts(), "giver", "receiver").items()
        ]

    def bonds(self) -> list[Row]:
        gifts, rows = self.gifts(), []
        for pair in self.gift_pairs():
            first, last = day_of(pair["first_k"]) - _AROUND, day_of(pair["last_k"]) + _AROUND
            near = [gift for gift in gifts if first <= day_of(gift["k"]) <= last]
            given = sum(gift["coins"] for gift in near if gift["giver"] == pair["giver"])
            got = [gift for gift in gifts if gift["receiver"] == pair["receiver"]]
            got_near = sum(gift["coins"] for gift in near if gift["receiver"] == pair["receiver"])
            rows.append(
                pair
                | {
                    "givers": len({gift["giver"] for gift in got}),
                    "got_coins": sum(gift["coins"] for gift in got),
                    "share_out": pair["coins"] * 1000 // given,
                    "share_in": pair["coins"] * 1000 // got_near,
                }
            )
        return rows

    def spending(self) -> list[Row]:
        moves = [
            {"account_id": row["account_id"], "k": row["k"], "move": "buy", "receiver": None}
            | {name: row[name] for name in ("coins", "usd_cents")}
            for row in self.purchases()
            if (row["coins"] or 0) > 0
        ]
        moves += [
            {"account_id": row["giver"], "k": row["k"], "move": "gift", "usd_cents": None}
            | {name: row[name] for name in ("coins", "receiver")}
            for row in self.gifts()
        ]
        rows = []
        for own in grouped(sorted(moves, key=lambda row: row["k"]), "account_id").values():
            number, before = 0, "gift"
            for move in own:
                if move["move"] == "buy" and before == "gift":
                    number += 1
                before = move["move"]
                rows.append(move | {"round": number})
        return rows

    def round_receivers(self) -> list[Row]:
        first_gift = {(pair["giver"], pair["receiver"]): pair["first_k"] for pair in self.gift_pairs()}
        given = [row for row in self.spending() if row["move"] == "gift" and row["round"] > 0]
        rows = []
        for (account, number), moves in grouped(given, "account_id", "round").items():
            got = grouped(moves, "receiver")
            ranked = sorted(got, key=lambda key: (-sum(row["coins"] for row in got[key]), key[0]))
            for place, (receiver,) in enumerate(ranked, start=1):
                own = got[receiver,]
                rows.append(
                    {
                        "account_id": account,
                        "round": number,
                        "receiver": receiver,
                        "coins": sum(row["coins"] for row in own),
                        "gifts": len(own),
                        "first_k": own[0]["k"],
                        "last_k": own[-1]["k"],
                        "is_new": int(own[0]["k"] == first_gift[account, receiver]),
                        "place": place,
                    }
                )
        return rows

    def rounds(self) -> list[Row]:
        received = grouped(self.round_receivers(), "account_id", "round")
        bought = [row for row in self.spending() if row["move"] == "buy"]
        rows = []
        for key, buys in grouped(bought, "account_id", "round").items():
            given = sorted(received.get(key, []), key=lambda row: int(row["place"]))
            coins = sum(row["coins"] for row in buys)
            gifted = sum(row["coins"] for row in given)
            to_strangers = sum(row["coins"] for row in given if row["is_new"])
            emptied = coins >= 60 and coins * 75 <= gifted * 100 <= coins * 130
            top = given[0] if given else None
            rows.append(
                {
                    "account_id": key[0],
                    "round": key[1],
                    "bought": coins,
                    "usd_cents": total(row["usd_cents"] for row in buys),
                    "buys": len(buys),
                    "first_buy": buys[0]["k"],
                    "last_buy": buys[-1]["k"],
                    "gifted": gifted,
                    "gifted_new": to_strangers,
                    "receivers": len(given),
                    "first_gift": min((row["first_k"] for row in given), default=None),
                    "last_gift": max((row["last_k"] for row in given), default=None),
                    "top_receiver": top and top["receiver"],
                    "top_coins": top["coins"] if top else 0,
                    "top_last_gift": top and top["last_k"],
                    "dwell_ms": top and ms_of(top["last_k"]) - ms_of(buys[-1]["k"]),
                    "emptied": int(emptied),
                    "emptied_on_strangers": int(emptied and to_strangers * 100 >= gifted * 75),
                }
            )
        return rows

    def returns(self) -> list[Row]:
        purchases = {row["event_id"]: row for row in self.purchases()}
        rows = []
        for row in self.events:
            undone = purchases.get(row["ref_event_id"])
            if row["type"] in ("refund", "chargeback") and row["status"] != "declined" and undone is not None:
                rows.append(
                    {
                        "k": row["k"],
                        "kind": row["type"],
                        "account_id": row["account_id"],
                        "purchase_k": undone["k"],
                        "delay_ms": ms_of(row["k"]) - ms_of(undone["k"]),
                    }
                    | {name: undone[name] for name in ("card_fp", "device_id", "coins", "usd_cents")}
                )
        return rows

    def entity_returns(self) -> list[Row]:
        uses: list[tuple[str, str, int, int]] = []
        for row in self.purchases():
            known = {"card": row["card_fp"], "device": row["device_id"], "bundle": row["coins"]}
            uses += [(kind, str(entity), row["k"], row["k"]) for kind, entity in known.items() if entity is not None]
        rounds = {(row["account_id"], row["round"]): row for row in self.rounds()}
        for row in self.spending():
            handed = rounds.get((row["account_id"], row["round"]))
            if row["move"] == "buy" and handed is not None and handed["top_receiver"] is not None:
                uses.append(("creator", handed["top_receiver"], handed["top_last_gift"], row["k"]))
        asked = [(kind, entity, k, 0) for kind, entity, k, _ in uses]
        asked += [(kind, entity, self.events[-1]["k"], 1) for kind, entity in {use[:2] for use in uses}]
        return [self._returned(uses, *question) for question in asked]

    def _returned(self, uses: list[tuple[str, str, int, int]], kind: str, entity: str, at: int, final: int) -> Row:
        mine = [use for use in uses if use[:2] == (kind, entity)]
        known = [
            back
            for back in self.returns()
            for *_, k, bought in mine
            if back["purchase_k"] == bought and max(back["k"], k) <= at
        ]
        matured = [use for use in mine if (ms_of(use[2]) + LABEL_MS) * MILLISECOND_RANKS <= at]

        def rate(what: str) -> float | None:
            undone = {back["purchase_k"] for back in self.returns() if back["kind"] == what and back["k"] <= at}
            return sum(bought in undone for *_, bought in matured) / len(matured) if matured else None

        return {
            "kind": kind,
            "entity": entity,
            "k": at,
            "final": final,
            "matured": len(matured),
            "chargebacks": sum(back["kind"] == "chargeback" for back in known),
            "refunds": sum(back["kind"] == "refund" for back in known),
            "chargeback_rate": rate("chargeback"),
            "refund_rate": rate("refund"),
        }

    def logins(self) -> list[Row]:
        kept = ("k", "account_id", "device_id", "ip_hash", "ip_country")
        return [{name: row[name] for name in kept} for row in self.events if row["type"] == "login"]

    def promos(self) -> list[Row]:
        kept = ("k", "account_id", "coins", "promo_id", "referrer_id")
        return [
            {name: row[name] for name in kept}
            for row in self.events
            if row["type"] == "promo" and row["status"] != "declined"
        ]

    def payouts(self) -> list[Row]:
        kept = ("k", "account_id", "diamonds", "usd_cents", "payout_fp")
        before: dict[str, int] = {}
        rows = []
        for row in self.events:
            if row["type"] == "payout" and row["status"] != "declined":
                rows.append({name: row[name] for name in kept} | {"previous_k": before.get(row["account_id"])})
                before[row["account_id"]] = row["k"]
        return rows

    def account_devices(self) -> list[Row]:
        known = [row for row in self.events if row["device_id"] is not None]
        return [
            {
                "account_id": account,
                "device_id": device,
                "uses": len(rows),
                "first_k": rows[0]["k"],
                "last_k": rows[-1]["k"],
            }
            for (account, device), rows in grouped(known, "account_id", "device_id").items()
        ]

    def device_crowds(self) -> list[Row]:
        return [
            {"device_id": device, "accounts": len(rows)}
            for (device,), rows in grouped(self.account_devices(), "device_id").items()
        ]
