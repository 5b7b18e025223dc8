"""One contract for every brand file, and what the reader says of one that breaks it."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from coinguard.errors import ConfigurationError
from coinguard.links.authority import scope_of_link
from coinguard.links.brands import Brand, Host, brands, brands_hash, read_brand, read_brands, read_venues, venues
from coinguard.links.canonical import canonicalise
from coinguard.links.parts import parts
from coinguard.links.scope import FIRST_PARTY, UNVERIFIED, official_entries, official_table

WANTED = {
    "amazon", "apple", "bigo", "binance", "bitcoin", "brawl_stars", "cash_app", "clash", "coin_master", "coinbase",
    "discord", "ea_fc", "ethereum", "fortnite", "free_fire", "genshin", "google", "instagram", "kick", "likee",
    "metamask", "mobile_legends", "monopoly_go", "paypal", "pubg_mobile", "roblox", "solana", "steam", "telegram",
    "tiktok", "twitch", "whatsapp", "youtube",
}  # fmt: skip

each_brand = pytest.mark.parametrize("brand", brands(), ids=lambda brand: brand.key)


def test_every_brand_that_scams_imitate_most_has_its_file() -> None:
    assert {brand.key for brand in brands()} >= WANTED


@each_brand
def test_brand_says_what_it_is_called_what_it_sells_and_where_it_lives(brand: Brand) -> None:
    assert brand.name
    assert brand.names
    assert brand.currencies
    assert any(host.scope == "first_party" for host in brand.hosts)


@each_brand
def test_words_are_written_as_they_are_compared(brand: Brand) -> None:
    for word in (*brand.names, *brand.strong, *brand.currencies):
        assert word == unicodedata.normalize("NFC", word.casefold())
        assert word == " ".join(word.split())


@each_brand
def test_dates_are_not_in_the_future(brand: Brand) -> None:
    assert all(entry.date is None or entry.date <= date.today() for entry in (*brand.hosts, *brand.handles))


@each_brand
def test_hosts_are_exact_and_found_by_the_table(brand: Brand) -> None:
    for host in brand.hosts:
        assert canonicalise(f"https://{host.host}/") == host.host
        page = host.address if host.path else f"{host.host}/page"
        scope, index, _ = scope_of_link(canonicalise(page), official_table())
        assert brands()[index] is brand
        assert scope not in (FIRST_PARTY, UNVERIFIED) or host.scope == "first_party"


@each_brand
def test_what_lies_beside_a_host_is_not_the_brand(brand: Brand) -> None:
    for host in brand.hosts:
        domain = parts(host.host).registrable_domain
        for other in (f"{host.host}.claim-gift.xyz", f"x{domain}", f"coins.top/{host.host}", f"coins.top?{host.host}"):
            assert scope_of_link(canonicalise(other), official_table())[0] != FIRST_PARTY, other


def test_no_brand_without_a_source_exculpates() -> None:
    table = official_table()
    for entry in official_entries():
        if entry.scope == "first_party" and scope_of_link(canonicalise(entry.address), table)[0] == FIRST_PARTY:
            speaking = [
                other
                for other in official_entries()
                if other.verified and (entry.host == other.host or entry.host.endswith("." + other.host))
            ]
            assert speaking, entry.address


def test_strong_names_belong_to_one_brand() -> None:
    strong = [word for brand in brands() for word in brand.strong]
    assert len(strong) == len(set(strong))


def test_venues_exculpate_nothing() -> None:
    assert all(venue.scope in ("user_content", "redirector") for venue in venues())


def test_no_page_is_listed_twice() -> None:
    addresses = [entry.address for entry in official_entries()]
    assert len(addresses) == len(set(addresses))


def test_the_files_have_one_hash() -> None:
    assert len(brands_hash()) == 16


GOOD = """
name = "Example"
names = ["example", "пример"]
strong = ["пример"]
currencies = ["gems"]
[[host]]
host = "example.com"
source = "https://example.com/help"
date = "2026-11-25"
[[host]]
host = "example.com"
path = "/@"
scope = "user_content"
purpose = "profile"
[[handle]]
platform = "tiktok"
handle = "example"
"""


def written(folder: Path, text: str, name: str = "example.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf8")
    return path


def test_a_brand_file_is_read(tmp_path: Path) -> None:
    brand = read_brand(written(tmp_path, GOOD))
    assert (brand.key, brand.name, brand.strong, brand.currencies) == ("example", "Example", ("пример",), ("gems",))
    assert brand.hosts == (
        Host("example.com", "", "domain", "first_party", "main", "https://example.com/help", date(2026, 11, 25)),
        Host("example.com", "/@", "domain", "user_content", "profile", None, None),
    )
    assert [host.verified for host in brand.hosts] == [True, False]
    assert (brand.handles[0].handle, brand.handles[0].verified) == ("example", False)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('name = "Example"', "", r"example\.toml: 'name' is missing. Add name"),
        ('name = "Example"', "name = 3", "name = 3 is no text"),
        ('names = ["example", "пример"]', "", "'names' is empty"),
        ('["example", "пример"]', '["Example", "пример"]', "'Example' has capitals. Write 'example'"),
        ('["example", "пример"]', '["example", "example", "пример"]', "'example' stands twice in 'names'"),
        ('["gems"]', '[" gems"]', "'currencies' is no list of texts"),
        ('strong = ["пример"]', 'strong = ["examples"]', "'examples' is strong, but not among 'names'"),
        ('host = "example.com"\nsource', 'host = "exámple"\nsource', r"host 1: host = 'exámple' is no host"),
        ('host = "example.com"\nsource', 'host = "https://example.com/a"\nsource', "is no host"),
        (
            'host = "example.com"\nsource',
            'host = "Example.com"\nsource',
            "not in canonical form. Write host = 'example.com'",
        ),
        ('path = "/@"', 'path = "@"', r"host 2: path = '@' is no path"),
        ('path = "/@"', 'path = "/a/"', "is no path"),
        ('scope = "user_content"', 'scope = "user-content"', "is unknown. Did you mean 'user_content'"),
        ('purpose = "profile"', 'purpose = "x"', "purpose = 'x' is unknown. Write one of main"),
        ('source = "https://example.com/help"', "", "'source' is missing"),
        ('date = "2026-11-25"', "", "'date' is missing. A source stands with the date"),
        ('date = "2026-11-25"', 'date = "25.11.2026"', "is no date"),
        ('source = "https://example.com/help"', 'source = "their help page"', "is no address"),
        ('scope = "user_content"', 'scop = "user_content"', "unknown key 'scop'. Did you mean 'scope'"),
        ('handle = "example"', 'handle = "@example"', r"handle 1: handle = '@example' is no handle"),
        ("[[host]]", "[host]", "not valid TOML"),
        ('names = ["example", "пример"]', 'names = ["example", "пример"]\nhosts = ["a.com"]', "unknown key 'hosts'"),
        ('name = "Example"', "name = ", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_remedy(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigurationError, match=problem):
        read_brand(written(tmp_path, GOOD.replace(old, new)))


def test_host_that_is_no_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"'host' is no list of tables. Head each entry with \[\[host\]\]"):
        read_brand(written(tmp_path, 'name = "A"\nnames = ["a"]\nhost = "a.com"'))


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        read_brand(tmp_path / "none.toml")


def test_folder_without_brands_is_told(tmp_path: Path) -> None:
    written(tmp_path, "", "venues.toml")
    with pytest.raises(ConfigurationError, match="there is no brand file"):
        read_brands(tmp_path)


def test_venues_are_read(tmp_path: Path) -> None:
    text = '[[venue]]\nscope = "redirector"\npurpose = "redirect"\nhosts = ["bit.ly", "example.com/url"]'
    found = read_venues(written(tmp_path, text, "venues.toml"))
    assert [(venue.address, venue.scope, venue.verified) for venue in found] == [
        ("bit.ly", "redirector", False), ("example.com/url", "redirector", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('scope = "first_party"\npurpose = "main"\nhosts = ["a.com"]', "scope = 'first_party' is unknown"),
        ('scope = "redirector"\npurpose = "short"\nhosts = ["a.com/x/"]', "has no path of whole segments"),
        ('scope = "redirector"\npurpose = "short"\nhosts = ["nowhere"]', "is no host"),
    ],
)
def test_a_mistake_in_venues_is_told(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        read_venues(written(tmp_path, "[[venue]]\n" + text, "venues.toml"))
