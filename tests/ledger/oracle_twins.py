"""Every feature table's slow, obvious twin by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.ledger import oracle_gift_paths, oracle_profile, oracle_standing, oracle_windows
from tests.ledger.oracle_features import WINDOWS, Features, Row
from tests.ledger.oracle_windows import Row as Keyed

Twin = Callable[[Features], list[Row]]


def _counted(source: Twin, key: str = "account_id") -> Twin:
    def twin(features: Features) -> list[Row]:
        rows = [Keyed(row["k"], row[key]) for row in source(features)]
        return _beside(key, {name: oracle_windows.windowed_count(rows, window) for name, window in WINDOWS.items()})

    return twin


def _different(source: Twin, key: str, value: str) -> Twin:
    def twin(features: Features) -> list[Row]:
        rows = [Keyed(row["k"], row[key], row[value]) for row in source(features)]
        return _beside(key, {name: oracle_windows.windowed_distinct(rows, window) for name, window in WINDOWS.items()})

    return twin


def _beside(key: str, windows: dict[str, set[tuple[str, int, int]]]) -> list[Row]:
    """Return one row for each owner and order key, with a column for each window."""
    rows: dict[tuple[str, int], Row] = {}
    for name, found in windows.items():
        for owner, k, n in found:
            rows.setdefault((owner, k), {key: owner, "k": k})[f"n_{name}"] = n
    return list(rows.values())


def _events(features: Features) -> list[Row]:
    return features.events


TWINS: Final[dict[str, Twin]] = {
    "purchases": Features.purchases,
    "card_attempts": Features.card_attempts,
    "card_declines": Features.card_declines,
    "gifts": Features.gifts,
    "gift_pairs": Features.gift_pairs,
    "bonds": Features.bonds,
    "gift_legs": oracle_gift_paths.gift_legs,
    "gift_paths": oracle_gift_paths.gift_paths,
    "loop_legs": oracle_gift_paths.loop_legs,
    "loop_paths": oracle_gift_paths.loop_paths,
    "spending": Features.spending,
    "round_receivers": Features.round_receivers,
    "rounds": Features.rounds,
    "returns": Features.returns,
    "entity_returns": Features.entity_returns,
    "payouts": Features.payouts,
    "logins": Features.logins,
    "promos": Features.promos,
    "account_devices": Features.account_devices,
    "device_crowds": Features.device_crowds,
    "account_profile": oracle_profile.account_profile,
    "account_entities": oracle_standing.account_entities,
    "first_seen": oracle_standing.first_seen,
    "shared_links": oracle_standing.shared_links,
    "account_links": oracle_standing.account_links,
    "amount_deviations": oracle_standing.amount_deviations,
    "pace_deviations": oracle_standing.pace_deviations,
    "balances": oracle_standing.balances,
    "velocity_events": _counted(_events),
    "velocity_logins": _counted(Features.logins),
    "velocity_purchases": _counted(Features.purchases),
    "velocity_attempts": _counted(Features.card_attempts),
    "velocity_declines": _counted(Features.card_declines),
    "velocity_returns": _counted(Features.returns),
    "velocity_promos": _counted(Features.promos),
    "velocity_gifts": _counted(Features.gifts, "giver"),
    "velocity_gifts_got": _counted(Features.gifts, "receiver"),
    "velocity_payouts": _counted(Features.payouts),
    "velocity_card_attempts": _counted(Features.card_attempts, "card_fp"),
    "velocity_card_declines": _counted(Features.card_declines, "card_fp"),
    "velocity_card_purchases": _counted(Features.purchases, "card_fp"),
    "velocity_device_events": _counted(_events, "device_id"),
    "velocity_ip_events": _counted(_events, "ip_hash"),
    "distinct_cards": _different(Features.purchases, "account_id", "card_fp"),
    "distinct_cards_tried": _different(Features.card_attempts, "account_id", "card_fp"),
    "distinct_devices": _different(_events, "account_id", "device_id"),
    "distinct_ips": _different(_events, "account_id", "ip_hash"),
    "distinct_countries": _different(_events, "account_id", "ip_country"),
    "distinct_receivers": _different(Features.gifts, "giver", "receiver"),
    "distinct_destinations": _different(Features.payouts, "account_id", "payout_fp"),
    "distinct_card_accounts": _different(Features.purchases, "card_fp", "account_id"),
    "distinct_card_triers": _different(Features.card_attempts, "card_fp", "account_id"),
    "distinct_device_accounts": _different(_events, "device_id", "account_id"),
    "distinct_ip_accounts": _different(_events, "ip_hash", "account_id"),
    "distinct_country_accounts": _different(_events, "ip_country", "account_id"),
    "distinct_givers": _different(Features.gifts, "receiver", "giver"),
    "distinct_destination_accounts": _different(Features.payouts, "payout_fp", "account_id"),
}
"""Every feature table's twin."""
