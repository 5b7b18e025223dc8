"""What is a link in a message and what is not, by written examples."""

from __future__ import annotations

import pytest

from coinguard.limits import MAX_LINK_CODE_POINTS, MAX_LINKS_PER_TEXT
from coinguard.links.find import find_links

LINKS = [
    ("go to https://www.tiktok.com/coin now", "https://www.tiktok.com/coin", "tiktok.com/coin"),
    ("http://coins.top", "http://coins.top", "coins.top"),
    ("HTTPS://COINS.TOP/Claim", "HTTPS://COINS.TOP/Claim", "coins.top/Claim"),
    ("https://coins.top/", "https://coins.top/", "coins.top"),
    ("https://coins.top./claim", "https://coins.top./claim", "coins.top/claim"),
    ("https://coins.top:8443/claim", "https://coins.top:8443/claim", "coins.top/claim"),
    ("https://coins.top/a?b=1#part", "https://coins.top/a?b=1#part", "coins.top/a?b=1"),
    (
        "https://coins.top/?utm_source=dm&id=7&fbclid=x",
        "https://coins.top/?utm_source=dm&id=7&fbclid=x",
        "coins.top?id=7",
    ),
    ("see https://coins.top/claim.", "https://coins.top/claim", "coins.top/claim"),
    ("(https://coins.top/claim)", "https://coins.top/claim", "coins.top/claim"),
    ("<https://coins.top/claim>", "https://coins.top/claim", "coins.top/claim"),
    ('"https://coins.top/claim",', "https://coins.top/claim", "coins.top/claim"),
    ("**https://coins.top/claim**", "https://coins.top/claim", "coins.top/claim"),
    ("_https://coins.top/claim_", "https://coins.top/claim", "coins.top/claim"),
    ("||https://coins.top/claim||", "https://coins.top/claim", "coins.top/claim"),
    ("https://coins.top/claim!!!", "https://coins.top/claim", "coins.top/claim"),
    ("https://coins.top/a_(b) ok", "https://coins.top/a_(b)", "coins.top/a_(b)"),
    ("http:\\\\coins.top\\claim", "http:\\\\coins.top\\claim", "coins.top/claim"),
    ("https:\\/\\/coins.top\\/claim", "https:\\/\\/coins.top\\/claim", "coins.top/claim"),
    ("http:/coins.top", "http:/coins.top", "coins.top"),
    ("https//coins.top", "https//coins.top", "coins.top"),
    ("https:// coins.top", "https:// coins.top", "coins.top"),
    ("economyhttps://coins.top/a", "https://coins.top/a", "coins.top/a"),
    ("this.https://coins.top/a", "https://coins.top/a", "coins.top/a"),
    ("https://tiktok.com@coins.top/x", "https://tiktok.com@coins.top/x", "coins.top/x"),
    ("https://u:p@coins.top", "https://u:p@coins.top", "coins.top"),
    ("tiktok.com@coins.top/x", "tiktok.com@coins.top/x", "coins.top/x"),
    ("tiktok.com@coins.top", "tiktok.com@coins.top", "coins.top"),
    ("https://t%69ktok.com", "https://t%69ktok.com", "tiktok.com"),
    ("https://coins%2etop/a", "https://coins%2etop/a", "coins.top/a"),
    ("http://192.168.0.1/a", "http://192.168.0.1/a", "192.168.0.1/a"),
    ("192.168.0.1:8080", "192.168.0.1:8080", "192.168.0.1"),
    ("http://3627732462/", "http://3627732462/", "3627732462"),
    ("http://[2001:DB8::1]:80/a", "http://[2001:DB8::1]:80/a", "[2001:db8::1]/a"),
    ("https://coins.notatld/claim", "https://coins.notatld/claim", "coins.notatld/claim"),
    ("ftp://coins.top/a", "coins.top/a", "coins.top/a"),
    ("www.coins.club", "www.coins.club", "coins.club"),
    ("www.bank.de ok", "www.bank.de", "bank.de"),
    ("get it at coins.top now", "coins.top", "coins.top"),
    ("coins.top, hurry", "coins.top", "coins.top"),
    ("coins.top...", "coins.top", "coins.top"),
    ("COINS.TOP", "COINS.TOP", "coins.top"),
    ("TikTok.Com", "TikTok.Com", "tiktok.com"),
    ("coins.top.It works", "coins.top", "coins.top"),
    ("coins.top.Thanks a lot", "coins.top", "coins.top"),
    ("freecoins.gift", "freecoins.gift", "freecoins.gift"),
    ("freecoins.club", "freecoins.club", "freecoins.club"),
    ("robux.online", "robux.online", "robux.online"),
    ("robux.site", "robux.site", "robux.site"),
    ("coins.info", "coins.info", "coins.info"),
    ("coins.com", "coins.com", "coins.com"),
    ("coins.net", "coins.net", "coins.net"),
    ("coins.org", "coins.org", "coins.org"),
    ("coins.io", "coins.io", "coins.io"),
    ("coins.ru", "coins.ru", "coins.ru"),
    ("coins.cn", "coins.cn", "coins.cn"),
    ("coins.tk", "coins.tk", "coins.tk"),
    ("coins.cf", "coins.cf", "coins.cf"),
    ("freecoins.gg", "freecoins.gg", "freecoins.gg"),
    ("freecoins.co", "freecoins.co", "freecoins.co"),
    ("freecoins.ml", "freecoins.ml", "freecoins.ml"),
    ("freecoins.ga", "freecoins.ga", "freecoins.ga"),
    ("free-coins.me", "free-coins.me", "free-coins.me"),
    ("coins4u.it", "coins4u.it", "coins4u.it"),
    ("tiktokcoins.de", "tiktokcoins.de", "tiktokcoins.de"),
    ("m.tiktok.de", "m.tiktok.de", "m.tiktok.de"),
    ("coins.co.id", "coins.co.id", "coins.co.id"),
    ("coins.web.app", "coins.web.app", "coins.web.app"),
    ("t.me/freecoins", "t.me/freecoins", "t.me/freecoins"),
    ("discord.gg/AbC", "discord.gg/AbC", "discord.gg/AbC"),
    ("bit.ly/3xYz", "bit.ly/3xYz", "bit.ly/3xYz"),
    ("main.py/claim", "main.py/claim", "main.py/claim"),
    ("coins.top?ref=7", "coins.top?ref=7", "coins.top?ref=7"),
    ("тикток.рф", "тикток.рф", "тикток.рф"),
    ("МОНЕТЫ.РФ", "МОНЕТЫ.РФ", "монеты.рф"),
    ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
    ("访问coins.top领取", "coins.top", "coins.top"),
    ("https://coins.top/claim领取", "https://coins.top/claim", "coins.top/claim"),
    ("https://coins.top领取", "https://coins.top", "coins.top"),
    ("https://coins.top/领取", "https://coins.top/领取", "coins.top/领取"),
    ("coins.top에서", "coins.top", "coins.top"),
    ("coins．top／claim", "coins．top／claim", "coins.top/claim"),
    ("https：／／coins。top", "https：／／coins。top", "coins.top"),
    ("hxxps://coins.top", "hxxps://coins.top", "coins.top"),
    ("hxxps[:]//coins[.]top[/]claim", "hxxps[:]//coins[.]top[/]claim", "coins.top/claim"),
    ("https[://]coins(.)top", "https[://]coins(.)top", "coins.top"),
    ("coins[.]top/a[.]php", "coins[.]top/a[.]php", "coins.top/a.php"),
    ("coins{.}it", "coins{.}it", "coins.it"),
    ("coins [dot] top", "coins [dot] top", "coins.top"),
    ("coins(punto)com", "coins(punto)com", "coins.com"),
    ("coins dot com", "coins dot com", "coins.com"),
    ("get tiktok coins .com", "coins .com", "coins.com"),
    ("free-coins . top", "free-coins . top", "free-coins.top"),
    ("👉coins.top👈", "coins.top", "coins.top"),
    ("https://t.co/x4u6T9https://t.co/abc", "https://t.co/x4u6T9", "t.co/x4u6T9"),
]

CHAT = [
    "ok.so", "hello.It was great", "game.bagus", "e.g.", "i.e", "node.js", "v1.2.3", "3.50", "12.30pm",
    "wait...what", "Mr.Smith", "photo.png", "readme.md", "script.sh", "my-script.sh", "main.py", "photo2.zip",
    "so.me", "end.Next sentence", "bagus.tapi", "ok.no", "bien.me gusta", "iyi.ama", "me@mail.com",
    "first.last.in@mail.com", "@coins.top", "1.2.3.4", "12.5.2024", "10.000.000", "a.m. to p.m.", "U.S.A.", "it.is",
    "love.you", "game.Love it", "MUCH.IT HAS", "GREAT.GAME", "see you.Come in", "haha.lol", "wow.nice.game",
    "good.my friend", "casa.se fue", "amigos.de verdad", "mir.ky", "anh.co em", "https://", "http:", "https://t…",
    "www.", "www.coins", "...", "coins. top up", "I bought a .com", "polka dot dress", "a . b . c",
    "buy coins . now", "你好。It is", "end。Next", "[.]", "(dot)", "and/or", "24/7", "AC/DC", "he/she", "1:30", "//",
    "http://localhost", "https://coins",
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "url"), LINKS, ids=[text for text, _, _ in LINKS])
def test_link_is_found(text: str, written: str, url: str) -> None:
    link = find_links(text)[0]
    assert (link.text, link.url) == (written, url)
    assert text[link.start : link.end] == written


@pytest.mark.parametrize("text", CHAT)
def test_ordinary_chat_holds_no_link(text: str) -> None:
    assert find_links(text) == []
    assert find_links(f"well {text} then") == []


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("coins.top", ()),
        ("https://coins.top", ("scheme",)),
        ("hxxp://coins.top", ("scheme", "defanged")),
        ("coins[.]top", ("defanged",)),
        ("coins .com", ("split",)),
        ("coins．com", ("wide",)),
        ("https://a@coins.top", ("scheme", "userinfo")),
        ("http://10.0.0.1", ("scheme", "ip")),
        ("http://10.0.0.1:80", ("scheme", "ip", "port")),
        ("coins[:]80 coins.top[:]80", ("defanged", "port")),
    ],
)
def test_flags_say_how_a_link_was_written(text: str, flags: tuple[str, ...]) -> None:
    assert [link.flags for link in find_links(text)] == [flags]


@pytest.mark.parametrize(
    "text",
    [
        "[https://tiktok.com](https://coins.top)",
        "[go to tiktok.com now](<https://coins.top>)",
        '<a href="https://coins.top">https://tiktok.com</a>',
        "<a class=x href='https://coins.top' id=y>tiktok.com</a>",
        "[url=https://coins.top]tiktok.com[/url]",
        '[URL="coins.top"]https://tiktok.com[/URL]',
    ],
)
def test_link_that_shows_another_host_than_its_target_is_a_mismatch(text: str) -> None:
    flags = {link.url: set(link.flags) - {"scheme"} for link in find_links(text)}
    assert flags == {"tiktok.com": {"shown", "mismatch"}, "coins.top": {"target", "mismatch"}}


@pytest.mark.parametrize(
    "text",
    [
        "[https://tiktok.com/a](https://www.tiktok.com/b)",
        '<a href="https://tiktok.com/b">tiktok.com</a>',
        "[url=https://tiktok.com/b]http://tiktok.com[/url]",
    ],
)
def test_link_that_shows_its_own_host_is_no_mismatch(text: str) -> None:
    flags = [set(link.flags) for link in find_links(text)]
    assert all("mismatch" not in names for names in flags)
    assert sum("target" in names for names in flags) == 1
    assert sum("shown" in names for names in flags) == 1


def test_words_over_a_target_are_not_shown_links() -> None:
    (link,) = find_links("[claim your coins](https://coins.top/x)")
    assert link.flags == ("scheme", "target")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://google.com/url?q=https%3A%2F%2Fcoins.top%2Fa&sa=D", ["coins.top/a"]),
        ("https://x.com/?url=coins.top%2Fa", ["coins.top/a"]),
        ("https://x.com/?u=http://coins.top", ["coins.top"]),
        ("https://x.com/?target=https%253A%252F%252Fcoins.top", ["coins.top"]),
        ("https://anonym.to/?https://coins.top", ["coins.top"]),
        ("https://web.archive.org/web/2020/https://coins.top/a?b=1&c=2", ["coins.top/a?b=1&c=2"]),
        ("https://a.com/?u=https%3A%2F%2Fb.com%2F%3Fu%3Dhttps%253A%252F%252Fc.top", ["b.com?u=https%3A%2F%2Fc.top", "c.top"]),
        ("https://a.com/?text=coins.top", []),
        ("https://a.com/?q=free+coins", []),
    ],
)  # fmt: skip
def test_target_of_a_redirector_is_a_link_of_its_own(text: str, urls: list[str]) -> None:
    outer, *inner = find_links(text)
    assert [link.url for link in inner] == urls
    assert all("nested" in link.flags and outer.start < link.start <= link.end <= outer.end for link in inner)


def test_several_links_come_in_the_order_they_start_in() -> None:
    text = "t.me/a, https://coins.top/b and (www.coins.club) or me@mail.com"
    assert [link.url for link in find_links(text)] == ["t.me/a", "coins.top/b", "coins.club"]


def test_only_the_first_links_count() -> None:
    assert len(find_links("coins.top " * 1000)) == MAX_LINKS_PER_TEXT


def test_long_link_is_cut() -> None:
    (link,) = find_links("https://coins.top/" + "a" * 5000)
    assert len(link.url) == MAX_LINK_CODE_POINTS
    assert len(link.text) == 5018
