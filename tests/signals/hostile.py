"""Texts made to hurt the scan for contacts, and what is measured on them in a process of its own.

``python -m tests.signals.hostile steps`` needs ``NUMBA_DISABLE_JIT=1`` and prints, as JSON, how often each text is read when it
is short and when it is twice as long; ``… bounds`` needs ``NUMBA_BOUNDSCHECK=1`` and reads them all with every index checked.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Final

import numpy as np

from coinguard.limits import MAX_CONTACTS_PER_TEXT, MAX_LINKS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS
from coinguard.links.suffixes import suffix_table
from coinguard.signals.contacts import find_contacts
from coinguard.signals.contacts.kinds import COLUMNS
from coinguard.signals.contacts.lexicon import contact_tables
from coinguard.signals.contacts.scan import contacts_in_view
from coinguard.signals.contacts.state import CANON, STATE
from tests.counted import Counted

REPEATED: Final = (
    "@", "@a", "@a@", "a@", "a@b.", "a@b.com", "$", "$a", "$$a", "1", "12", "1 ", "1-", "1.", "(1", "+1", "+(1",
    "0 ", "00", "0812 ", "٠", "1️⃣",
    "_", "a_", "-", "a-", ".", "a.", ":", "tg", "tg ", "tg:", "tg @", "tg: a", "tg: a_1 ", "tg: a.", "whats ",
    "whats app", "what ", "t ", "t.", "t-e-",
    "t e l e g r a m ", "телеграм ", "te", "加", "加v", "微信", "电报", "카", "텔레", "ก", "ไลน์", "QQ 1", "code ", "code: A",
    "code: A-", "referral code ", "K9",
    "wa 08", "WA0812", "0812345678", "dm ", "dm @a_b ", "on ", "(", "[", "/", "👉", "\n", ",", "A", "AB-", "1A1z",
    "bc1q", "0x", "0xAb", "T9", "123456789A", "z9Z8",
    "t.me/a ", "t.me/+", "wa.me/1", "x[at]", "a [at] b.com ", "a @ b.com ", "a at b . com ", "\0", "\U0010ffff", "\ud800",
)  # fmt: skip
PREFIXED: Final = (
    "tg: ",
    "tg @",
    "wa ",
    "wa +1",
    "dm @",
    "code ",
    "a@",
    "$",
    "加",
    "0x",
    "1",
    "@a ",
    "0812 0000 0123 ",
)


def texts(size: int) -> dict[str, str]:
    """Each hostile text, about ``size`` code points long, by its recipe."""
    found = {piece: piece * (size // len(piece)) for piece in REPEATED}
    for prefix in PREFIXED:
        for piece in ("a", "1", "a1", ".", "-", "a.", "_", "1 ", "加", "(", "@", "A"):
            found[f"{prefix}…{piece}"] = prefix + piece * (size // len(piece))
    return found


def reads(text: str) -> int:
    """How many code points are read to find the contacts of a text without links."""
    view = Counted(text)
    links, spans = np.zeros(1, np.int32), np.zeros((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    out = np.empty((MAX_CONTACTS_PER_TEXT, COLUMNS), np.int32)
    contacts_in_view(
        view,
        len(text),
        links,
        spans,
        0,
        suffix_table(),
        contact_tables(),
        np.empty(STATE, np.int64),
        np.empty(CANON, np.int32),
        out,
    )
    return view.reads


def steps(size: int) -> dict[str, tuple[int, int]]:
    """The reads of each hostile text at ``size`` and at twice that."""
    longer = texts(2 * size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # hashes wrap around
        return {name: (reads(text), reads(longer[name])) for name, text in texts(size).items()}


def check_bounds(size: int) -> int:
    """Read every hostile text and its beginnings; return how many texts there were."""
    found = texts(size)
    for text in found.values():
        find_contacts(text)
        for length in range(min(len(text), 24)):
            find_contacts(text[:length])
    return len(found)


if __name__ == "__main__":
    size = int(sys.argv[2])
    json.dump(steps(size) if sys.argv[1] == "steps" else check_bounds(size), sys.stdout)
