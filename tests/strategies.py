"""Messages as people, scammers and attackers write them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "free coins robux claim now gift card generator verify account link in bio click here hey how are you good game lol "
    "thanks stream tonight привет как дела бесплатно монеты مرحبا عملات مجانية สวัสดี ฟรี こんにちは 無料 コイン 免费 金币 "
    "नमस्ते मुफ्त xin chào miễn phí günaydın ücretsiz 안녕 무료 코인"
).split()
LINKS = ("https://free-coins.top/claim", "t.me/coinseller", "hxxps://robux[.]gift", "www.tiktok.com/coin", "bit.ly/3abc")
DISGUISES = ("\u200b", "\u00ad", "\u0336", "\u202e", "&#102;", "&amp;#x66;", "𝓯𝓻𝓮𝓮", "ｆｒｅｅ", "frее", "f r e e", "🇫🇷🇪🇪🇷🇴", "r0bux", "👉👉", "\ufe0f", "\u20e3")
HOSTILE = ("\x00", "\ud800", "\udfff", "\ufeff", "\U0010ffff", "\uffff", "&" * 40, "." * 60, "[" * 30, "\u0301" * 50, "\r\n", "\t")

PIECES = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(LINKS), st.sampled_from(DISGUISES), st.sampled_from(HOSTILE), st.text(max_size=8)
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(("", " ", " ", "\n", "."))), max_size=40).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
