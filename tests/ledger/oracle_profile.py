"""The slow, obvious twin of what triage compares accounts by."""

from __future__ import annotations

from tests.ledger.oracle_features import DAY, Features, Row, grouped, ms_of, total
from tests.ledger.oracle_standing import amount_deviations, shared_links


def account_profile(features: Features) -> list[Row]:
    """Return the twin of ``account_profile``: one row an account that bought, gave, got or was paid."""
    purchases, returns, payouts = (
        grouped(rows, "account_id") for rows in (features.purchases(), features.returns(), features.payouts())
    )
    rounds, pairs = grouped(features.rounds(), "account_id"), features.gift_pairs()
    gave, got = grouped(pairs, "giver"), grouped(pairs, "receiver")
    deviations, links = grouped(amount_deviations(features), "account_id", "kind"), shared_links(features)
    rows = []
    for key, events in grouped(features.events, "account_id").items():
        bought, undone, paid = purchases.get(key, []), returns.get(key, []), payouts.get(key, [])
        given, received, spent = gave.get(key, []), got.get(key, []), rounds.get(key, [])
        if not (bought or given or received or paid):
            continue
        rows.append(
            {
                "account_id": key[0],
                "events": len(events),
                "devices": len({row["device_id"] for row in events} - {None}),
                "countries": len({row["ip_country"] for row in events} - {None}),
                "purchases": len(bought),
                "usd": (total(row["usd_cents"] for row in bought) or 0) / 100,
                "cards": len({row["card_fp"] for row in bought} - {None}),
                "returns": len(undone),
                "chargebacks": sum(row["kind"] == "chargeback" for row in undone),
                "coins_given": sum(row["coins"] for row in given),
                "receivers": len(given),
                "coins_got": sum(row["coins"] for row in received),
                "givers": len(received),
                "purchases_given_whole": sum(row["emptied"] for row in spent),
                "purchases_given_to_strangers": sum(row["emptied_on_strangers"] for row in spent),
                "payouts": len(paid),
                "paid_out_usd": (total(row["usd_cents"] for row in paid) or 0) / 100,
                "most_purchases_24h": max((len(_lately(bought, row, DAY)) for row in bought), default=0),
                "most_cards_7d": max((len(_cards(_lately(bought, row, 7 * DAY))) for row in bought), default=0),
                "largest_purchase_to_own_mean": _largest(deviations.get((*key, "purchase"), [])),
                "largest_gift_to_own_mean": _largest(deviations.get((*key, "gift"), [])),
                "linked_accounts": sum(key[0] in (link["account_id"], link["other_id"]) for link in links),
            }
        )
    return rows


def _lately(rows: list[Row], row: Row, window_ms: int) -> list[Row]:
    return [each for each in rows if each["k"] <= row["k"] and ms_of(row["k"]) - ms_of(each["k"]) < window_ms]


def _cards(rows: list[Row]) -> set[str]:
    return {row["card_fp"] for row in rows} - {None}


def _largest(deviations: list[Row]) -> float:
    return max((row["times_own_mean"] for row in deviations if row["times_own_mean"] is not None), default=0)
