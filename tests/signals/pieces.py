"""What random texts are made of: pieces of contacts, chat and marks that the scan could trip over."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

WORDS: Final = (
    "telegram", "Telegram", "TG", "tg", "tele", "gram", "t3legram", "Tеlеgrаm", "t e l e g r a m", "телеграм", "тг",
    "電報", "飞机", "تلگرام",
    "whatsapp", "whats", "app", "WA", "wa", "ватсап", "واتساب", "zap", "call", "tel", "phone", "тел", "โทร", "电话",
    "contact", "dm", "пиши",
    "instagram", "ig", "lg", "insta", "LINE", "line", "id", "ไลน์", "微信", "加", "V", "v信", "QQ", "카톡", "텔레", "cash",
    "cashapp", "venmo",
    "referral", "code", "promo", "промокод", "kode", "邀请码", "is", "my", "on", "at", "or", "号", "我", "的", "free",
    "coins", "hello", "привет",
    "w h a t s a p p", "a b c d e", "discord", "snap", "paypal.me", "tg_x", "resolve",
)  # fmt: skip
CONTACTS: Final = (
    "@coin_king", "@Coin.King", "@LINE", "@telegram", "@x", "@12345678", "coin_king", "coin.king99", "CoinKing",
    "coinking#1234", "@a_very_long_name_of_more_than_32_letters",
    "+14155550132", "+1 (415) 555-0132", "+44 (0)7700 900123", "0044 7700 900123", "0812-0000-0123", "081200000123",
    "WA081200000123", "8 (900) 000-01-23",
    "89000000123", "(415) 555-0132", "415-555-0132", "415 555 0132", "٠٥٠٠٠٠٠١٢٣", "081-000-0123", "600 000 123",
    "1,000,000", "05.06.2024 12:30", "12:30:45",
    "192.168.0.1", "4155550132", "99999999999", "1 2 3 4 5 6 7 8 9 0", "0️⃣8️⃣1️⃣2️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣",
    "+100500", "00000000", "5k", "$5", "7%",
    "$jones22", "$JONES", "$$x", "a@b.com", "coins.shop@example.co.uk", "5000@sq.mtr", "123@qq.com", "a@b",
    ".a@b.com", "coins[at]example[dot]com", "x (at) example.com",
    "x at example dot com", "x @ example.com", "https://t.me/Coin_King", "t.me/+AbCdEf123", "t.me/s/coinking?x=1",
    "t.me/c/123/4", "t.me/+14155550132", "wa.me/14155550132",
    "api.whatsapp.com/send?text=a&phone=%2B14155550132", "discord.gg/aBcD", "line.me/ti/p/~coin",
    "line.me/ti/p/aBc-D", "cash.app/$jones22", "paypal.me/x.y", "m.me/coins",
    "tg://resolve?domain=coin_king", "chat.whatsapp.com/AbCdEfGh", "https://x.com/?u=https://t.me/inner_one", "t.me",
    "t.me/", "zalo.me/0900000123",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAEd",
    "0x922854260ac31b33c743f38e2ed29bb5d45567d0", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "K9ODTX", "FREEGEMS", "coinking99", "AB-C", "ab-12", "482913", "code:",
)  # fmt: skip
MARKS: Final = (
    " ", " ", " ", ": ", ":", "=", " - ", "/", "\n", ". ", ".", ", ", "! ", "? ", "(", ")", "[", "]", "👉 ", "➡", "|",
    "@", "$", "+", "#", "_", "-", "'", "’", "*", "%", "€",
    "。", "،", "\u200b", "\0", "~", ">", "…", "\ufe0f", "é", "ก", "的",
)  # fmt: skip

PIECES: Final = st.sampled_from((*WORDS, *WORDS, *CONTACTS, *MARKS, *MARKS))
TEXTS: Final = st.lists(PIECES, max_size=16).map("".join)
SENTENCES: Final = st.lists(st.sampled_from((*WORDS, *CONTACTS)), min_size=1, max_size=7).map(" ".join)
LETTERS: Final = st.text(st.sampled_from("aiTG01 9+@$:._-()тг电报的ก٠𝐓\n,"), max_size=24)
