"""Texts made to hurt the search for offers; prints, as JSON, how many calls each costs short and twice as long.

``NUMBA_DISABLE_JIT=1 python -m tests.signals.hostile_offers SIZE``; NumPy then checks every index, too.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any, Final

import numpy as np

from coinguard.limits import MAX_OFFERS_PER_TEXT
from coinguard.signals.offers.kinds import OFFER_COLUMNS
from coinguard.signals.offers.lexicon import offer_tables
from coinguard.signals.offers.scan import new_offer_scratch, offers_in_view

PIECES: Final = (
    "robux ", "1000 ", "1000 robux ", "$5 ", "$", "free ", "robux 1k=$5 ", "send 1 btc ", "get 2 btc ", "100 $", "scam ",
    "1,000,", "1.1.", "1 1 ", "12:", "1/", "#1", "robux free 5 ", "万", "一", "robux, ", "a ", "tiktok ", "gift card ",
    "$50 gift card ", "20% off ", "% ", "1k", "1kk", "1000k ", "k ", "robux. ", "robux! 5! ", "🪙", "5🪙", "= ", "5 = ",
    "not free ", "but ", "google ", "google play ", "v ", "v-", "tik tok ", "99999999999999999999 ", "5 crore crore ",
    "9000000000 billion billion ", "0.00000000001 btc ", "١٠٠٠ ", "折", "5折", "how much ", "\0", "\U0010ffff", "@a", "@",
    "5 days robux ", "instead of $5 ", "$5 yerine ", "robux for 5 for ",
)  # fmt: skip


def calls(text: str) -> int:
    """Return how many functions are called to read a text."""
    view = np.array([ord(character) for character in text], np.int32)
    out = np.empty((MAX_OFFERS_PER_TEXT, OFFER_COLUMNS), np.int64)
    tokens, state = new_offer_scratch()
    spans = np.empty((1, 8), np.int32)
    tables = offer_tables()
    count = 0

    def counted(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    offers_in_view(view, len(view), spans, 0, tables, tokens, state, out)
    sys.setprofile(None)
    return count


def main() -> None:
    """Print the counts."""
    warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning)
    size = int(sys.argv[1])
    names = ("", "robux ", "1k=$5 robux ", "free gift card ", "send 1 btc ")
    texts = {f"{first}…{piece}": (first, piece) for first in names for piece in PIECES}
    print(
        json.dumps(
            {
                name: [calls(first + piece * (times // len(piece))) for times in (size, 2 * size)]
                for name, (first, piece) in texts.items()
            }
        )
    )


if __name__ == "__main__":
    main()
