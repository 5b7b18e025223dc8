"""Which characters pass for which letters: the tables that the disguises write with."""

from __future__ import annotations

import string
import unicodedata
from typing import Final

_LETTERS: Final = string.ascii_uppercase + string.ascii_lowercase


def alphabet(capital: int, small: int, digit: int | None = None) -> dict[str, str]:
    """Return a styled alphabet that begins at these code points, as a table from plain letters (and digits).

    Unicode leaves holes in some mathematical alphabets, where the letter was encoded earlier; those come from
    Letterlike Symbols.
    """
    holes = dict(zip("hCHNPQRZ", "ℎℂℍℕℙℚℝℤ", strict=True))
    table = {}
    for index, letter in enumerate(string.ascii_lowercase):
        for source, start in ((letter.upper(), capital), (letter, small)):
            styled = chr(start + index)
            table[source] = styled if unicodedata.name(styled, "") else holes[source]
    if digit is not None:
        table |= {str(index): chr(digit + index) for index in range(10)}
    return table


CYRILLIC: Final = dict(zip("aceijopsxyhdqwABCEHIJKMOPSTXY", "асеіјорѕхуһԁԛԝАВСЕНІЈКМОРЅТХУ", strict=True))
"""Latin letters to the Cyrillic ones that look alike."""
GREEK: Final = dict(zip("aoviukptxABEHIKMNOPTXYZ", "αονιυκρτχΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True))
"""Latin letters to the Greek ones that look alike."""
DIGITS: Final = dict(zip("aeiostbgAEIOSTBG", "4310578943105789", strict=True))
"""Letters to the digits that stand for them."""
SMALL_CAPITALS: Final = dict(zip(_LETTERS, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ" * 2, strict=True))
"""Letters to small capitals."""
SQUARED: Final = {letter: chr(0x1F130 + index % 26) for index, letter in enumerate(_LETTERS)}
"""Letters to letters in a square."""
# The zero-width space keeps two regional indicators from joining into a flag.
REGIONAL: Final = {letter: chr(0x1F1E6 + index % 26) + "\u200b" for index, letter in enumerate(_LETTERS)}
"""Letters to the halves of flags."""
