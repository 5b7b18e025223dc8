"""Disguised copies of training messages, so that what a fold can't undo is learned all the same.

Only disguises that are not held out are used. Ordinary chat is disguised as well as scams, or the model would learn that a
disguise is a scam.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coinguard.training.corpus import is_scam, ordinary_chat
from coinguard.training.disguises import DISGUISES

COPIES: Final = 3
"""Disguised copies of each scam."""
_ORDINARY: Final = 40_000
_SHARE: Final = 0.5
"""Of a message's weight that goes to its copies."""


def augmented(frame: pd.DataFrame, weight: NDArray[np.float64], seed: int) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return the rows with their disguised copies behind them, and the weights of all; a message's total weight stays.

    A copy keeps the campaign of its original, so it lies in the same fold.
    """
    generator = np.random.default_rng(seed)
    scam = np.repeat(np.flatnonzero(is_scam(frame) & (weight > 0)), COPIES)
    ordinary = np.flatnonzero(ordinary_chat(frame) & (weight > 0))
    if len(ordinary) > _ORDINARY:
        ordinary = np.sort(generator.choice(ordinary, _ORDINARY, replace=False))
    chosen = np.concatenate([scam, ordinary])
    teaching = [disguise for disguise in DISGUISES.values() if not disguise.held_out]
    pick = generator.integers(len(teaching), size=len(chosen))
    copies = frame.iloc[chosen].copy()
    originals = copies["text"].tolist()
    copies["text"] = [
        teaching[which].function(text, generator) for which, text in zip(pick.tolist(), originals, strict=True)
    ]
    number = np.bincount(chosen, minlength=len(frame))
    kept = np.where(number > 0, weight * (1 - _SHARE), weight)
    return pd.concat([frame, copies], ignore_index=True), np.concatenate(
        [kept, weight[chosen] * _SHARE / number[chosen]]
    )
