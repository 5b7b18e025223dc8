"""Population baselines: what coins usually cost in each country, and how much people usually buy and give.

Measured once on a reference ledger and then frozen: a versioned file that a batch run and a stream both read, so that the same
account gets the same points in both. Without one, a run measures its own and says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coinguard.errors import ConfigurationError
from coinguard.prices import LEDGER_CURRENCY, PriceBook

if TYPE_CHECKING:
    import duckdb

FORMAT: Final = 1
MIN_SUPPORT: Final = 10
"""Purchases a country's price is measured on at least; with fewer, the price over all countries stands in."""
ANYWHERE: Final = "*"
"""The key of the prices over all countries."""
MIN_COINS: Final = 100
"""Purchases below so many coins are left out: rounding to cents hides their unit price."""
PERCENTILES: Final = (0.5, 0.95, 0.99, 0.999)

_STORE_SQL = """
SELECT {place}, round(median(usd_cents * 1.0 / coins), 4) FROM purchases
WHERE store_country IS NOT NULL AND coins >= ? AND usd_cents > 0 GROUP BY 1 HAVING count(*) >= ? ORDER BY 1"""
_CHANNEL_SQL = """
SELECT {place}, channel, round(median(usd_cents * 1.0 / coins), 4) FROM purchases
WHERE home_country IS NOT NULL AND channel IS NOT NULL AND coins >= ? AND usd_cents > 0
  AND (store_country IS NULL OR store_country = home_country)
GROUP BY 1, 2 HAVING count(*) >= ? ORDER BY 1, 2"""
_SPREAD_SQL: Final = {
    "purchases_per_account": "SELECT count(*) AS x FROM purchases GROUP BY account_id",
    "usd_cents_per_account": "SELECT sum(usd_cents) AS x FROM purchases GROUP BY account_id",
    "coins_given_per_account": "SELECT sum(coins) AS x FROM gift_pairs GROUP BY giver",
    "coins_got_per_account": "SELECT sum(coins) AS x FROM gift_pairs GROUP BY receiver",
}


@dataclass(frozen=True)
class Baselines:
    """What is usual in a population."""

    store_prices: Mapping[str, float]
    """Usual US cents a coin in the app stores of a country."""
    bulk_prices: Mapping[str, float]
    """US cents a coin in the cheapest channel that a country's people commonly buy in."""
    percentiles: Mapping[str, tuple[float, ...]]
    """The percentiles of :data:`PERCENTILES` of some amounts an account."""

    @property
    def version(self) -> str:
        """A hash of the content."""
        return hashlib.sha256(self._json().encode()).hexdigest()[:12]

    @classmethod
    def measure(cls, con: duckdb.DuckDBPyConnection) -> Baselines:
        """Measure them on a connection that has the feature tables ``purchases`` and ``gift_pairs``."""
        store = _by_country(con, _STORE_SQL, "store_country")
        bulk = _bulk(con)
        spread: dict[str, tuple[float, ...]] = {}
        for name, sql in _SPREAD_SQL.items():
            values = ", ".join(f"quantile_cont(x, {share})" for share in PERCENTILES)
            row = con.execute(f"SELECT {values} FROM ({sql})").fetchone()
            if row is not None and row[0] is not None:
                spread[name] = tuple(float(value) for value in row)
        return cls(store, bulk, spread)

    def save(self, path: Path) -> None:
        """Write them to a file; the same content gives the same bytes."""
        path.write_text(self._json() + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Baselines:
        """Read a file that :meth:`save` wrote.

        Raises
        ------
        ConfigurationError
            It is no such file, or one of another version.
        """
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise ConfigurationError(f"it has format {content['format']}, not {FORMAT}", where=str(path))
            spread = {name: tuple(map(float, values)) for name, values in content["percentiles"].items()}
            return cls(content["store_prices"], content["bulk_prices"], spread)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as failure:
            raise ConfigurationError(f"the baselines cannot be read ({failure})", where=str(path)) from failure

    def install(self, con: duckdb.DuckDBPyConnection, prices: PriceBook) -> None:
        """Make the tables ``store_prices`` and ``official_prices`` that detectors read.

        A country's official price is the book's cheapest offer while it holds; where the book knows none, the country's
        own bulk price stands in.
        """
        con.execute("CREATE OR REPLACE TEMP TABLE store_prices (country VARCHAR, unit_cents DOUBLE)")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE official_prices"
            " (country VARCHAR, from_ms BIGINT, to_ms BIGINT, unit_cents DOUBLE, from_book BOOLEAN)"
        )
        homes = [
            home
            for (home,) in con.execute(
                "SELECT DISTINCT home_country FROM purchases WHERE home_country IS NOT NULL"
            ).fetchall()
        ]
        usual = self.store_prices.get(ANYWHERE)
        stores = [(home, self.store_prices.get(home, usual)) for home in sorted(homes)]
        if usual is not None and stores:
            con.executemany("INSERT INTO store_prices VALUES (?, ?)", stores)
        rows = _official(prices, self.bulk_prices, homes)
        if rows:
            con.executemany("INSERT INTO official_prices VALUES (?, ?, ?, ?, ?)", rows)

    def _json(self) -> str:
        content = {
            "format": FORMAT,
            "store_prices": dict(self.store_prices),
            "bulk_prices": dict(self.bulk_prices),
            "percentiles": {name: list(values) for name, values in self.percentiles.items()},
        }
        return json.dumps(content, indent=1, sort_keys=True)


def _by_country(con: duckdb.DuckDBPyConnection, sql: str, place: str) -> dict[str, float]:
    prices: dict[str, float] = {}
    for group in (f"'{ANYWHERE}'", place):
        prices.update(con.execute(sql.format(place=group), [MIN_COINS, MIN_SUPPORT]).fetchall())
    return prices


def _bulk(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Return each country's cheapest common channel; one that few of its people use is priced as in all countries."""
    channels: dict[str, dict[str, float]] = {}
    for group in (f"'{ANYWHERE}'", "home_country"):
        for place, channel, cents in con.execute(_CHANNEL_SQL.format(place=group), [MIN_COINS, MIN_SUPPORT]).fetchall():
            channels.setdefault(place, {})[channel] = cents
    anywhere = channels.get(ANYWHERE, {})
    return {place: min({**anywhere, **prices}.values()) for place, prices in channels.items()}


_ALWAYS_MS: Final = (-(1 << 42), 1 << 42)


def _official(
    prices: PriceBook, bulk: Mapping[str, float], homes: Iterable[str]
) -> list[tuple[str, int, int, float, bool]]:
    """Return (country, from, to, cents a coin, whether from the book), one row for each span of days between price changes."""
    offers = [offer for offer in prices.offers if offer.currency == LEDGER_CURRENCY and offer.unit_usd is not None]
    changes = sorted({day for offer in offers for day in (offer.valid_from, offer.valid_to) if day is not None})
    countries = sorted({*bulk, *homes, *(offer.country for offer in offers if offer.country is not None)} - {ANYWHERE})
    rows: list[tuple[str, int, int, float, bool]] = []
    for country in countries:
        starts = [None, *changes]
        for start, end in zip(starts, [*changes, None], strict=True):
            unit = None if start is None else prices.cheapest_unit_usd(LEDGER_CURRENCY, None, country, start)
            cents = unit * 100 if unit is not None else bulk.get(country, bulk.get(ANYWHERE))
            if cents is not None:
                low = _ALWAYS_MS[0] if start is None else _ms(start)
                high = _ALWAYS_MS[1] if end is None else _ms(end)
                rows.append((country, low, high, cents, unit is not None))
    return rows


def _ms(day: dt.date) -> int:
    return (day.toordinal() - 719_163) * 86_400_000  # days from 0001-01-01 to 1970-01-01
