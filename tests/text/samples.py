"""Texts that the tests of the fold share: disguised words, ordinary writing, and what was made to break readers."""

from __future__ import annotations

from hypothesis import strategies as st

DISGUISED_FREE = {
    "mathematical letters": "𝐟𝐫𝐞𝐞 𝑓𝑟𝑒𝑒 𝕗𝕣𝕖𝕖 𝔣𝔯𝔢𝔢 𝖋𝖗𝖊𝖊 𝓯𝓻𝓮𝓮 𝚏𝚛𝚎𝚎 𝗳𝗿𝗲𝗲 𝘧𝘳𝘦𝘦",
    "full-width letters": "ｆｒｅｅ ＦＲＥＥ",
    "circled letters": "ⓕⓡⓔⓔ ⒻⓇⒺⒺ 🅕🅡🅔🅔",
    "squared letters": "🄵🅁🄴🄴 🅵🆁🅴🅴",
    "parenthesised letters": "⒡⒭⒠⒠ 🄕🄡🄔🄔",
    "small capitals": "ꜰʀᴇᴇ ғʀᴇᴇ",
    "raised and lowered letters": "ᶠʳᵉᵉ fᵣₑₑ",
    "letterlike symbols": "fℛℯℯ frℰℰ",
    "regional indicators": "🇫 🇷 🇪 🇪",
    "regional indicators with nothing visible between": "🇫\u200b🇷\u200b🇪\u200b🇪",
    "Cyrillic letters": "frее fгее FЯEE",
    "Greek and Cyrillic letters": "ϝгεе",
    "Cherokee letters": "fᎡᎬᎬ",
    "Canadian syllabics": "ᖴᖇEE",
    "Lisu letters": "fꓣꓰꓰ",
    "Armenian letters": "fՐee",
    "Han characters": "千尺乇乇",
    "currency signs": "₣ⱤɆɆ fr€€ fr℮℮",
    "strike-through": "f̶r̶e̶e̶ f̷r̷e̷e̷",
    "underlines and overlines": "f̲r̲e̲e̲ f̅r̅e̅e̅",
    "enclosing marks": "f⃝r⃝e⃝e⃝ f⃞r⃞e⃞e⃞",
    "piled marks": "f̴̢̛̖r̵̗̘̙ę̶̜̝e̷̞̟",
    "zero-width characters": "f\u200br\u200ce\u200de f\u2060r\ufeffe\u00ade",
    "fillers": "fㅤrﾠeᅟe f\u2800r\u180ee\u034fe",
    "variation selectors and tags": "f\ufe0fr\ufe00ee f\U000e0101ree f\U000e0065ree",
    "bidirectional controls": "f\u202dr\u202cee f\u2066re\u2069e",
    "decimal entities": "&#102;&#114;&#101;&#101; &#102&#114&#101&#101",
    "hexadecimal entities": "&#x66;&#X72;&#x65;&#x0065;",
    "nested entities": "&amp;#102;ree &amp;amp;#x66;ree",
    "spaces": "f r e e  f  r  e  e",
    "full stops": "f.r.e.e",
    "hyphens, underscores and asterisks": "f-r-e-e",
    "brackets": "[f][r][e][e]",
    "emoji": "f🔥r🔥e🔥e",
    "line breaks": "f\nr\ne\ne",
    "stretching": "freeeeee ffffrrrreeee",
    "digits": "fr33 FR33",
    "capitals": "FrEe fREE",
}
"""Ways to write ``free``, which is ``fre`` in a skeleton."""

DISGUISED_WORDS = {
    "c0ins": "coins", "c@sh": "cash", "ca$h": "cash", "ca$$h": "cash", "v|p": "vip", "g!ft": "gift", "r0bl0x": "robiox",
    "dіscоrd": "discord", "ⅽoⅰns": "coins", "соiпs": "coins", "cօins": "coins", "ᏟᎾᎥᏁs": "coins", "ᑕOIᑎᔕ": "coins",
    "tеlеgrаm": "teiegram", "ⲥⲟⲓⲛ for you": "coin for you", "ꓚꓳꓲꓠ for you": "coin for you", "🆓 coins": "fre coins",
    "𝟏𝟎𝟎𝟎 coins": "0 coins", "1️⃣0️⃣ coins": "0 0 coins", "①⑳ coins": "0 coins", "cкидка для всех": "скидка для всех",
}  # fmt: skip

ORDINARY = {
    "Vietnamese": "Tiếng Việt rất đẹp, Nguyễn Đức ở Hà Nội",
    "Vietnamese, marks typed apart": "Tie\u0302\u0301ng Vi\u00ea\u0323t \u1ea1\u0301 ra\u0302\u0301t",
    "Turkish": "İstanbul'da ışık IŞIK çok güzel",
    "Arabic": "السَّلَامُ عَلَيْكُمْ كتـــاب جميـــل",
    "Persian": "می\u200cخواهم خانه\u200cها",
    "Hebrew": "\u200fשָׁלוֹם עֲלֵיכֶם\u200e hello",
    "Hindi": "क्\u200dष हिन्दी क्षत्रिय ज़रूर",
    "Bengali": "বাংলা র\u200d্যাব",
    "Tamil": "தமிழ் கொடு",
    "Thai": "ภาษาไทย\u200bครับผม 555 แค่5นาที",
    "Khmer": "ខ្ញុំ\u200bស្រឡាញ់\u200bអ្នក",
    "Lao": "ສະບາຍດີ",
    "Korean": "안녕하세요 ㅋㅋㅋㅋ ㅠㅠㅠ 각",
    "Japanese": "ｶﾀｶﾅ ﾊﾞﾝ！ すごい（笑）wwww",
    "Japanese, wide digits": "全部で１２３円です",
    "Chinese": "你好，世界！一次50台，ＡＢＣ",
    "Russian": "Привет, как дела? Я и ты и я и он",
    "Russian with Latin words": "купил iPhone в Apple, SMSки и iPhoneом по VPNу, IT-шник",
    "an exported Russian line break": "Новости.\\n\\nВ среду\\nНачало",
    "Ukrainian": "Їжак і ґанок",
    "Serbian": "Љубав ђак ћуп",
    "Greek": "Καλημέρα, τι κάνεις με το bitcoin; 2ο",
    "emoji": "👨\u200d👩\u200d👧 ❤️ 👍🏽 🏳️\u200d🌈 🏴\U000e0067\U000e0062\U000e007f #️⃣ 1️⃣ ℹ️ 🅰️ Ⓜ️",
    "flags": "🇫🇷 🇺🇸🇬🇧 🇧🇷🇧🇷🇧🇷🇧🇷 🇦🇱🇺🇸🇦🇱",
    "the phonetic alphabet": "/ˈkɔɪn/ [fɹiː] ʀʏɢ",
    "ordinals": "1ª 2º Nº 1st 2nd",
    "initials": "U S A, a b c, J.R.R. Tolkien, e.g. p.m. I I I, k k k k",
    "mathematics": "x² + y² = z², H₂O, μg Δt x̄ p̂ π ≈ 3.14",
    "chat": "gr8 b4 mp3 ps5 covid19 www.example.com 24/7 Home|About|Contact hi!how",
    "Indonesian": "mudah2an ujung2nya",
    "Arabic in Latin letters": "m3ak raw3a sa7a",
    "French": "d'accord, l’été, Ça va?",
}
"""Writing with nothing to undo."""

HOSTILE = {
    "nothing": "",
    "a NUL": "a\0b\0",
    "lone surrogates": "a\ud800b\udfff \udc00\ud800",
    "a lone mark": "\u0301",
    "marks only": "\u0301\u0323" * 50,
    "marks of class zero": "a" + "\u20dd\u0301" * 20,
    "vowels of two parts": "\u09c7\u09be" * 30,
    "enclosing keycaps": "1" + "\u20e3" * 30,
    "invisible only": "\u200b\u200d\u2060\ufeff" * 20,
    "an odd number of indicators": "🇫🇷🇪",
    "indicators to the end": "🇫 🇷 ",
    "jamo": "\u1100\u1161\u11a8\u1161\u11a8\u1100",
    "a joiner at the end": "a\u200d",
    "selectors": "\ufe0f" * 20 + "a",
    "an entity to the end": "&#", "a hexadecimal entity to the end": "&#x", "an ampersand": "&", "a bare name": "&amp",
    "an empty entity": "&;&#;&#x;", "a huge entity": "&#" + "9" * 400 + ";", "surrogate entities": "&#xd800;&#57343;",
    "an entity beyond Unicode": "&#x110000;", "a NUL entity": "&#0;", "hexadecimal lookalikes": "&#x6:6;&#x3?;",
    "deep entities": "&" + "amp;" * 50 + "lt;",
    "entities that grow together": "&#38;#38;#38;lt;",
    "signs": "a€€€ €a€ $a$ a$$b a|b a|||b !a!b a!!b",
    "apostrophes": "a''b a'’b 'a' a'\u200db",
    "digits of many scripts": "a٣b a३c 1a2b3c 00 0a a0 a00 a0b",
    "letters of many alphabets": "aаαաꓮᎪ аα aא кא",
    "a symbol that is two letters": "№℡㎏ﬃ ǆǆ",
}  # fmt: skip

_CHARACTERS = [
    *"abelsxzLIO0123 .,-_*!$@|'’\n\\n&#;",
    *"аеорсухкинтгвіѕҫ", *"αεορντισω", *"օՐտ", *"ᎾᏟᎥ", *"ⲟⲓ", *"ꓚꓳ", *"ᑕᔕ",
    *"千尺乇工你好カーバ", *"한ㅋ\u1100\u1161\u11a8가각", *"سلامـ\u064e\u0651٣", *"של\u05b8",
    *"कष्ि३\u09c7\u09be", *"กู่ค5", *"éạêệŁøßﬁǆ",
    *"𝐚𝕓ⓒｄＥ🅵ᴇᶠʳʀɪ①²½ª№", *"€₵₣℮¢£", *"🔥❤👍🏽🅰ℹⓂ©", *"🇫🇷🇪🇸🇧",
    *"\u0300\u0301\u0302\u0323\u0332\u0336\u0338\u034f\u20dd\u20e3\u0489\u0670",
    *"\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e\u2800\u3164\ufe0f\ufe00\U000e0067\U000e0101",
    *"\u202a\u202e\u2066\u2069\u061c",
    *"\0\x02\x85\x92\u00a0\u3000",
]  # fmt: skip
_ENTITIES = ["&#102;", "&#x65", "&amp;", "&amp;#101;", "&lt;", "&eacute;", "&#x200b;", "&nope;", "&#8203;", "&zwj;"]
_WORDS = [
    *(word for text in DISGUISED_FREE.values() for word in text.split(" ")),
    *DISGUISED_WORDS,
    *(word for text in ORDINARY.values() for word in text.split(" ")),
    *HOSTILE.values(),
]

characters = st.one_of(st.sampled_from(_CHARACTERS), st.characters(exclude_categories=["Cs"]))
texts = st.one_of(
    st.lists(st.one_of(st.sampled_from(_CHARACTERS), st.sampled_from(_ENTITIES)), max_size=30).map("".join),
    st.lists(st.sampled_from([*_WORDS, " ", "  ", ".", "-", "\n"]), max_size=8).map("".join),
    st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join),
    st.text(characters, max_size=20),
)
"""Words of many scripts, disguises, entities, hostile code points, and any mixture of their characters."""
