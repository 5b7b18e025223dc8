"""The price book: dated, sourced, by channel and country, and plain about what it does not know."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from coinguard.currencies import minor_digits, shown, to_minor
from coinguard.errors import ConfigurationError
from coinguard.prices import LEDGER_CURRENCY, PRICE_CHANNELS, SCHEMA, PriceBook

DAY = dt.date(2025, 6, 12)
SOURCE = '[sources.shop]\ntitle = "The shop"\ndate = 2025-01-01\n'


def book(folder: Path, *offers: str, head: str = 'currency = "gem"\n' + SOURCE) -> PriceBook:
    (folder / "gem.toml").write_text(head + "".join(f"[[offers]]\n{offer}\n" for offer in offers), encoding="utf-8")
    return PriceBook.load(folder)


def test_every_shipped_offer_is_dated_and_says_whether_it_has_a_source() -> None:
    shipped = PriceBook.load()
    assert LEDGER_CURRENCY in shipped.names
    for offer in shipped.offers:
        assert offer.valid_from >= dt.date(2018, 1, 1)
        assert offer.verified == (offer.source is not None)
        assert offer.quantity > 0
        assert offer.price_minor > 0
    for currency in shipped.names:
        units = [offer.unit_usd for offer in shipped.offers if offer.currency == currency and offer.unit_usd]
        assert max(units) < 2 * min(units), f"one of the packs of {currency} is misprinted"


def test_the_web_is_cheaper_than_the_app_for_the_same_coins() -> None:
    shipped = PriceBook.load()
    web = shipped.cheapest_unit_usd(LEDGER_CURRENCY, "web", "US", DAY)
    app = shipped.cheapest_unit_usd(LEDGER_CURRENCY, "ios", "US", DAY)
    assert web is not None
    assert app is not None
    assert web == pytest.approx(0.74 / 70)
    assert 0.70 < web / app < 0.76
    assert shipped.cheapest_unit_usd(LEDGER_CURRENCY, None, None, DAY) == web


@pytest.mark.parametrize(
    ("currency", "channel", "country", "date"),
    [
        (LEDGER_CURRENCY, "web", "TR", DAY),  # another country's price says nothing of this one's
        (LEDGER_CURRENCY, "web", "US", dt.date(2019, 1, 1)),
        (LEDGER_CURRENCY, "other", "US", DAY),
        ("doubloon", None, None, DAY),
    ],
)
def test_what_is_not_known_is_null_and_not_guessed(
    currency: str, channel: str | None, country: str | None, date: dt.date
) -> None:
    assert PriceBook.load().cheapest_unit_usd(currency, channel, country, date) is None


def test_the_table_has_every_offer(tmp_path: Path) -> None:
    table = PriceBook.load().table()
    assert table.schema == SCHEMA
    assert table.num_rows == len(PriceBook.load().offers)


def test_an_offer_holds_from_its_first_day_until_the_day_it_ends(tmp_path: Path) -> None:
    prices = book(tmp_path, 'valid_from = 2025-01-01\nvalid_to = 2025-02-01\nsource = "shop"\npacks = { 100 = "1.00" }')
    days = {
        dt.date(2024, 12, 31): None,
        dt.date(2025, 1, 1): 0.01,
        dt.date(2025, 1, 31): 0.01,
        dt.date(2025, 2, 1): None,
    }
    assert {day: prices.cheapest_unit_usd("gem", None, None, day) for day in days} == days
    assert prices.offers[0].source == "The shop, 2025-01-01"


def test_the_cheapest_is_by_the_unit_and_among_what_fits(tmp_path: Path) -> None:
    prices = book(
        tmp_path,
        'valid_from = 2025-01-01\npacks = { 100 = "1.00", 1_000 = "9.00" }',
        'channel = "web"\nvalid_from = 2025-01-01\npacks = { 50 = "0.40" }',
        'country = "TR"\nvalid_from = 2025-01-01\nprice_currency = "TRY"\nusd_rate = 0.03\npacks = { 100 = "20.00" }',
        'country = "JP"\nvalid_from = 2025-01-01\nprice_currency = "JPY"\npacks = { 100 = "100" }',
    )
    assert prices.cheapest_unit_usd("gem", "ios", "US", DAY) == pytest.approx(0.009)
    assert prices.cheapest_unit_usd("gem", "web", "US", DAY) == pytest.approx(0.008)
    assert prices.cheapest_unit_usd("gem", "ios", "TR", DAY) == pytest.approx(0.006)
    assert prices.cheapest_unit_usd("gem", "ios", "JP", DAY) == pytest.approx(0.009)  # yen without a rate say nothing
    assert [offer.usd_cents for offer in prices.offers if offer.price_currency == "JPY"] == [None]


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ('packs = { 1 = "1" }', "it has no valid_from"),
        ('valid_from = "2025-01-01"\npacks = { 1 = "1" }', "valid_from is '2025-01-01'"),
        ("valid_from = 2025-01-01", "it has no packs"),
        ('valid_from = 2025-01-01\npacks = { ten = "1" }', "'ten' is no quantity"),
        ('valid_from = 2025-01-01\npacks = { 0 = "1" }', "'0' is no quantity"),
        ('valid_from = 2025-01-01\npacks = { 1 = "free" }', "'free' is no price"),
        ('valid_from = 2025-01-01\npacks = { 1 = "-1" }', "'-1' is no price"),
        ('valid_from = 2025-01-01\npacks = { 1 = "nan" }', "'nan' is no price"),
        ('valid_from = 2025-01-01\nprice_currency = "EURO"\npacks = { 1 = "1" }', "'EURO' is no currency"),
        ('valid_from = 2025-01-01\nprice_currency = "EUR"\nusd_rate = 0\npacks = { 1 = "1" }', "0 is no usd_rate"),
        ('valid_from = 2025-01-01\nchannel = "app"\npacks = { 1 = "1" }', "'app' is no channel"),
        ('valid_from = 2025-01-01\nsource = "press"\npacks = { 1 = "1" }', "there is no source 'press'"),
        ('valid_from = 2025-01-01\nchanel = "web"\npacks = { 1 = "1" }', "'chanel' is not part of a price file"),
    ],
)
def test_a_wrong_offer_says_which_one_and_what_is_wrong(tmp_path: Path, offer: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        book(tmp_path, 'valid_from = 2025-01-01\npacks = { 1 = "1" }', offer)
    assert said in raised.value.problem
    assert str(raised.value.where).startswith(f"{tmp_path / 'gem.toml'}: offer 2")


def test_wrong_files_and_folders_say_what_they_lack(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no price file"):
        PriceBook.load(tmp_path)
    for content, said in (("x =", "cannot be read"), ("name = 'x'", "which currency"), ('currency = "x"', "holds no")):
        (tmp_path / "x.toml").write_text(content, encoding="utf-8")
        with pytest.raises(ConfigurationError, match=said):
            PriceBook.load(tmp_path)
    for name in ("a.toml", "x.toml"):
        (tmp_path / name).write_text(
            'currency = "x"\n[[offers]]\nvalid_from = 2025-01-01\npacks = { 1 = "1" }', encoding="utf-8"
        )
    with pytest.raises(ConfigurationError, match="'x' has a price file already"):
        PriceBook.load(tmp_path)


def test_the_channels_of_prices_are_those_of_ledgers() -> None:
    from coinguard.ledger.schema import CHANNELS

    assert PRICE_CHANNELS == CHANNELS


def test_money_is_counted_and_shown_by_its_currency() -> None:
    assert len(minor_digits()) > 160
    assert to_minor(Decimal("0.125"), "USD") == 13
    assert to_minor(Decimal("-0.125"), "USD") == -13
    assert to_minor(Decimal("1.0005"), "KWD") == 1001
    assert (shown(-500, "USD"), shown(1234567, "JPY"), shown(1, "KWD")) == ("-$5.00", "1,234,567 JPY", "0.001 KWD")
    with pytest.raises(KeyError):
        to_minor(Decimal(1), "XXX")
