"""The window macros' feature tables: how often and how many different, in the last ten minutes, hour, day and week.

Each table has its key, the order key ``k`` of the event that is looked back from, and ``n_10m``, ``n_1h``, ``n_24h``, ``n_7d``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coinguard.ledger.windows import windowed_count, windowed_distinct


@dataclass(frozen=True, slots=True)
class Family:
    """One table of windows."""

    source: str
    """The table whose rows are counted: a feature table, or ``events``."""
    key: str = "account_id"
    """The column whose values are counted apart."""
    value: str | None = None
    """The column whose distinct values are counted; rows are, without one."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The feature tables it reads."""
        return () if self.source == "events" else (self.source,)

    @property
    def about(self) -> str:
        """What it holds, in a sentence."""
        what = f"rows of {self.source}" if self.value is None else f"different {self.value} in {self.source}"
        return f"At each row: {what} with the same {self.key} in the last 10 minutes, hour, 24 hours and 7 days."

    def sql(self) -> str:
        """Return its SELECT."""
        if self.value is None:
            return windowed_count(self.source, self.key)
        return windowed_distinct(self.source, self.key, self.value)


FAMILIES: Final[dict[str, Family]] = {
    # How often
    "velocity_events": Family("events"),
    "velocity_logins": Family("logins"),
    "velocity_purchases": Family("purchases"),
    "velocity_attempts": Family("card_attempts"),
    "velocity_declines": Family("card_declines"),
    "velocity_returns": Family("returns"),
    "velocity_promos": Family("promos"),
    "velocity_gifts": Family("gifts", "giver"),
    "velocity_gifts_got": Family("gifts", "receiver"),
    "velocity_payouts": Family("payouts"),
    "velocity_card_attempts": Family("card_attempts", "card_fp"),
    "velocity_card_declines": Family("card_declines", "card_fp"),
    "velocity_card_purchases": Family("purchases", "card_fp"),
    "velocity_device_events": Family("events", "device_id"),
    "velocity_ip_events": Family("events", "ip_hash"),
    # How many different ones an account used, gave to, or was paid out to
    "distinct_cards": Family("purchases", "account_id", "card_fp"),
    "distinct_cards_tried": Family("card_attempts", "account_id", "card_fp"),
    "distinct_devices": Family("events", "account_id", "device_id"),
    "distinct_ips": Family("events", "account_id", "ip_hash"),
    "distinct_countries": Family("events", "account_id", "ip_country"),
    "distinct_receivers": Family("gifts", "giver", "receiver"),
    "distinct_destinations": Family("payouts", "account_id", "payout_fp"),
    # The reverse: how many accounts used it, gave to it, or were paid out to it
    "distinct_card_accounts": Family("purchases", "card_fp", "account_id"),
    "distinct_card_triers": Family("card_attempts", "card_fp", "account_id"),
    "distinct_device_accounts": Family("events", "device_id", "account_id"),
    "distinct_ip_accounts": Family("events", "ip_hash", "account_id"),
    "distinct_country_accounts": Family("events", "ip_country", "account_id"),
    "distinct_givers": Family("gifts", "receiver", "giver"),
    "distinct_destination_accounts": Family("payouts", "payout_fp", "account_id"),
}
"""Every table of windows by name."""
