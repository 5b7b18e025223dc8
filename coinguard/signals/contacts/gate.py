"""Whether a text may give a contact at all: a pass so cheap that the scan is for the few that may."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coinguard.links.characters import ZERO
from coinguard.signals.contacts.names import SHORTEST_CODE
from coinguard.signals.contacts.words import digit_of
from coinguard.text.kernel import expanded

_SIGN, _CAPITAL = 1, 2


def _signs() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Return what each ASCII code point says about contacts: a sign that one may have, or a capital letter."""
    table = np.zeros(128, np.uint8)
    for code in range(128):
        character = chr(code)
        table[code] = _SIGN if character.isdigit() or character in "@$_:=>" else _CAPITAL if character.isupper() else 0
    return table


_SIGNS: Final = _signs()


@expanded
def may_hold_contact(view: Any, n: int, n_links: int) -> bool:
    """Return false only if no contact can be there: no link, and no digit, sign or capitals that every other contact has."""
    if n_links:
        return True
    capitals = ZERO
    for at in range(n):
        code = view[at]
        if code < 0x80:
            if _SIGNS[code] == _SIGN:
                return True
            capitals = capitals + 1 if _SIGNS[code] == _CAPITAL or (code == 0x2D and capitals) else ZERO
            if capitals == SHORTEST_CODE:
                return True
        else:
            capitals = ZERO
            if digit_of(code) >= 0 or code == 0x2192 or code == 0x27A1 or code == 0x1F449:
                return True
    return False
