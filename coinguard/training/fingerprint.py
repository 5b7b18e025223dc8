"""A fingerprint of what features are: weights are worth nothing to code that computes other ones.

Made of what the code does rather than how it is written: the views, n-grams, links and link features of the shipped example
messages, plain and in every disguise.
"""

from __future__ import annotations

import csv
import hashlib
from typing import Final

from coinguard.links.find import find_links
from coinguard.links.margins import link_features, packed
from coinguard.resources import asset
from coinguard.text.features import ngrams
from coinguard.text.views import fold
from coinguard.training.disguises import DISGUISES

_DISGUISED: Final = 40
"""Example messages that are put into every disguise."""


def probes() -> list[str]:
    """Return the texts whose features make the fingerprint."""
    with asset("data", "examples", "live_chat.csv").open(encoding="utf8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    step = max(1, len(texts) // _DISGUISED)
    return texts + [new for disguise in DISGUISES.values() for new in disguise.rewrite(texts[::step], 0)]


def feature_fingerprint() -> str:
    """Return the SHA-256 of the probes' features, in hex."""
    digest = hashlib.sha256()
    for text in probes():
        folded = fold(text)
        digest.update(folded.readable.elements.tobytes() + folded.skeleton.elements.tobytes())
        digest.update(repr(folded.undone).encode())
        grams = ngrams(folded.skeleton.elements)
        digest.update(grams.buckets.tobytes() + grams.ends.tobytes())
        links = [link.url for link in find_links(folded.readable.text)]
        for part in link_features(*packed(links)):
            digest.update(part.tobytes())
    return digest.hexdigest()
