"""What random texts are made of: pieces of links, chat and marks that a parser could trip over."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

HOSTS: Final = (
    "coins.top", "free-coins.xyz", "tiktok.com", "TikTok.COM", "t.me", "bit.ly", "discord.gg", "www.coins.club",
    "a.b.coins.co.uk", "x7.it", "tiktokrewards.de", "coins.pages.dev", "тикток.рф", "中文.com", "coins.公司",
    "xn--e1afmkfd.xn--p1ai", "ok.so", "main.py", "coins．top", "coins。top", "coins[.]top", "coins(dot)com",
    "coins{ punto }net", "coins dot com", "free-coins . top", "bonuscoins .com", "t%69ktok.com", "coins%2Etop",
    "%63oins.%74op", "192.168.0.1", "1.2.3.4", "3627732462", "[2001:db8::1]", "[::zz]", "user_name.com",
    "coins.top.", "coins.Top", "coins.top.It", "wait.what.so", "WIN.GAME", "İstanbul.com", "_coins.top_",
    "coins.top-", "coins.comที่นี่",
)  # fmt: skip
SCHEMES: Final = (
    "http://", "https://", "HTTPS://", "hxxps://", "hXXp[:]//", "https[://]", "http:\\\\", "http:/", "https//",
    "https:\\/\\/", "https：／／", "http:", "ftp://", "//", "https:// ", "xhttp://", "http", "https://u:p@",
    "https://tiktok.com@", "me@", "@", "www.",
)  # fmt: skip
TAILS: Final = (
    "/", "/claim", "/Claim?utm_source=a&b=1", "?q=1", "?", "?s", "#top", "#", ":8080", ":80/x", ":99999", "：80／x",
    "/a(b)c", "/a)b", "/a[0]", "[/]claim", "/a[.]php", "\\/x", "\\x", "/领取", "/x领取",
    "/?url=https%3A%2F%2Fdeep.top%2Fa%3Fu%3Dhttp%253A%252F%252Fcore.xyz&z=1", "/url?q=deep.com/x",
    "/web/https://old.site/x", "/go?to=http%253A%252F%252Fdeep.top", "?fbclid=1&si=2", "//x", "/a。b", "/a：b", "/x.",
    "/x,", "/x!?", "/x…", "/_x_", "/%7Ex",
)  # fmt: skip
WORDS: Final = (
    "free", "coins", "It", "ok", "so", "dot", "com", "www", "http", "https", "hxxp", "node.js", "e.g.", "3.50",
    "v1.2.3", "wait...what", "Mr.Smith", "bagus.tapi", "game.Next", "领取", "ฟรี", "привет", "end.", "me@mail.com",
    "photo.png", "é", "href=", "url=", "_", "-", "%41",
)  # fmt: skip
MARKS: Final = (
    " ", " ", "\n", ".", "..", ",", ":", ";", "/", "\\", "(", ")", "[", "]", "{", "}", "<", ">", '"', "'", "*", "@",
    "?", "&", "=", "#", "%", "|", "](", "[.]", "(dot)", " dot ", " . ", " .", "[:]", "[/]", "．", "。", "：", "／", "，",
    "（", "…", "👉", "\0", "\u200b", "\u3000", '<a href="', "</a>", '">', "[url=", "[/url]", "[/", "%2F", "%2e", "%zz",
)  # fmt: skip

PIECES: Final = st.sampled_from((*HOSTS, *HOSTS, *SCHEMES, *TAILS, *WORDS, *MARKS, *MARKS))
TEXTS: Final = st.lists(PIECES, max_size=14).map("".join)
LINKS: Final = st.tuples(st.sampled_from(SCHEMES), st.sampled_from(HOSTS), st.sampled_from(TAILS)).map("".join)
