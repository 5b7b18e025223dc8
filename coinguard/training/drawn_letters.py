"""Letters, signs and emoji that are drawn like others, beyond what Unicode's own lists say."""

from __future__ import annotations

from typing import Final

PLAIN_LATIN: Final = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n",
    "ə": "e", "ɛ": "e", "ɔ": "o", "ſ": "s", "ƒ": "f", "ĸ": "k", "ʼ": "",
}  # fmt: skip
"""Letters that Unicode does not decompose though readers take them for a plain one."""

DRAWN_AS_LATIN: Final = {
    "и": "n", "И": "n", "я": "r", "Я": "r", "ш": "w", "Ш": "w", "щ": "w", "Щ": "w", "ц": "u", "Ц": "u", "э": "e", "Э": "e",
    "д": "a", "Д": "a", "з": "e", "З": "e", "ч": "y", "Ч": "y", "л": "n", "п": "n", "г": "r", "б": "b", "к": "k", "в": "b",
    "н": "h", "м": "m", "т": "t", "η": "n", "σ": "o", "ε": "e", "τ": "t", "π": "n", "λ": "a", "μ": "u", "ω": "w", "β": "b",
    "Σ": "e", "Λ": "a", "Ξ": "e", "Δ": "a", "δ": "d", "κ": "k", "ρ": "p", "ν": "v", "υ": "u", "χ": "x", "ι": "i", "γ": "y",
    "θ": "o", "ζ": "z", "ђ": "h", "ћ": "h", "є": "e", "ӏ": "i", "ь": "b", "ъ": "b", "ы": "bi", "ғ": "f", "Ғ": "f", "ҫ": "c",
    "ө": "o", "Ө": "o", "ҡ": "k", "ҝ": "k", "қ": "k", "ң": "h", "ԃ": "d", "ς": "c", "ϝ": "f", "φ": "o", "ψ": "w", "Ψ": "w",
    "Ω": "n", "Φ": "o", "ϲ": "c", "Ց": "8", "Ր": "r", "տ": "s", "ց": "g", "ր": "n", "Շ": "t", "չ": "z", "ո": "n", "ռ": "n",
    "ս": "u", "օ": "o", "հ": "h", "զ": "q", "ք": "p", "ե": "t", "ղ": "n", "վ": "u", "թ": "p",
    **dict(zip("ⲁⲃⲥⲇⲉϥⲅϩⲓⲕⲗⲙⲛⲟⲣⲧⲩⲱⲭⲍ", "abcdefghikimnoptuwxz", strict=True)),
    **dict(zip("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijkimnoprstuvwxyz", strict=True)),
    **dict(zip("ᎪᏴᏟᎠᎬᎰᏀᎻᎥᎫᏦᏞᎷᏁᎾᎴᏢᎡᏚᎢᏌᏙᏔᎽᏃᏒᏆᎯᏰᏨᎩ", "abcdefghijkimnoqprstuvwyzriabcy", strict=True)),
    **dict(zip("ᗩᗷᑕᗪᗴᖴᘜᕼᒍᒪᗰᑎᑭᑫᖇᔕᑌᐯᗯᘔᐃᗅᗞᗟᎶᕮ", "abcdefghjimnpqrsuvwzaadege", strict=True)),
    **dict(zip("卂乃匚刀乇千卄工丨几口尺丂凵山乂丫乙ㄒㄩㄖㄥㄚ爪卩", "abcdefhiinorsuwxyztuoiymp", strict=True)),
    **dict(zip("ค๒๔ภรยฬเקאץשןຖຟຮ", "abdnsuwipxyvjnws", strict=True)),
}  # fmt: skip
"""Letters used as drawings of Latin ones that the confusables list leaves out, because it compares printed glyphs."""

SIGNS_AS_LETTERS: Final = dict(zip("₣₵¢₮₳₥₱₦₴₭฿₿₲€℮£¥₤₩₽₡₢", "fcctampnskbbgeeiyiwpcc", strict=True))
"""Currency signs of the styled alphabets; they begin, join and (two in a row) end a word."""
SIGNS_INSIDE: Final = {"@": "a", "$": "s", "|": "i", "!": "i"}
"""Signs that stand for a letter only between two letters."""

LETTER_EMOJI: Final = {
    0x1F191: "ci", 0x1F192: "coi", 0x1F193: "fre", 0x1F194: "id", 0x1F195: "new", 0x1F196: "ng", 0x1F197: "ok",
    0x1F198: "sos", 0x1F199: "up", 0x1F19A: "vs",
}  # fmt: skip
"""Emoji that are a word in a box, as skeletons write the word (one letter for two of a kind)."""
NUMBERED: Final = ((0x2460, 0x249B), (0x24EA, 0x24FF), (0x2776, 0x2793), (0x1F100, 0x1F10C))
"""Numbers in a circle, in brackets or with a full stop."""
PICTURED: Final = frozenset([0x2139, 0x24C2, 0x1F170, 0x1F171, 0x1F17E, 0x1F17F])
"""Styled letters with an emoji presentation (Emoji=Yes in emoji-data.txt)."""
TATWEEL: Final = 0x0640
