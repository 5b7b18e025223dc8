"""``python -m tests.signals.offers_set FOLDER``: how well offers are read, on the sets that judge them."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from coinguard.signals.offers import find_offers

FIELDS: Final = ("currency", "quantity", "price")
SET: Final = Path(__file__).resolve().parents[2] / "data" / "evaluation"

Counts = dict[str, list[int]]
"""By field: found and right, found, to be found."""


def written(folder: Path) -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
    """Yield language, text and offers of the written set."""
    for line in (folder / "offers.jsonl").read_text("utf8").splitlines():
        entry = json.loads(line)
        yield entry["lang"], entry["text"], entry["offers"]


def real(folder: Path, corpora: Path) -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
    """Yield the same of the real set, whose texts are those of the corpora with its hashes."""
    import pyarrow.parquet as pq

    lines = (folder / "offers_real.jsonl").read_text("utf8").splitlines()
    labels = {entry["sha256"]: entry["offers"] for entry in map(json.loads, lines)}
    for text in pq.read_table(corpora / "messages" / "messages.parquet", columns=["text"])["text"].to_pylist():
        offers = labels.pop(hashlib.sha256((text or "").encode()).hexdigest(), None)
        if offers is not None:
            yield "real", text, offers


def _found(text: str) -> list[Mapping[str, Any]]:
    return [
        {"currency": o.currency, "quantity": o.quantity, "price": o.price, "money": o.money} for o in find_offers(text)
    ]


def _said(offer: Mapping[str, Any], field: str) -> Any:
    """Return what an offer says in a field, null for nothing; one gift card is as good as no number of them."""
    value = offer.get(field)
    if value is None or field == "currency":
        return value
    number = Decimal(str(value)).normalize()
    if field == "quantity":
        return None if offer["currency"] == "gift_card" and number == 1 else number
    return number, offer.get("money") if number else None


def compare(pairs: Iterable[tuple[str, str, list[Mapping[str, Any]]]]) -> dict[str, Counts]:
    """Return counts by field, for each language and for ``all`` of them."""
    result: dict[str, Counts] = {}
    for lang, text, offers in pairs:
        found = _found(text)
        for field in FIELDS:
            mine, theirs = (Counter(_said(offer, field) for offer in side) for side in (found, offers))
            mine.pop(None, None)
            theirs.pop(None, None)
            if field == "quantity":  # what is not whole may be left out of the labels
                for number in [one for one in mine if one != one.to_integral_value() and one not in theirs]:
                    del mine[number]
            for key in (lang, "all"):
                counts = result.setdefault(key, {name: [0, 0, 0] for name in FIELDS})[field]
                counts[0] += (mine & theirs).total()
                counts[1] += mine.total()
                counts[2] += theirs.total()
    return result


def rates(counts: list[int]) -> tuple[float, float]:
    """Return precision and recall."""
    right, found, wanted = counts
    return right / max(found, 1), right / max(wanted, 1)


def _shown(field: str, counts: list[int]) -> str:
    precision, recall = rates(counts)
    return f"{field} {precision:.3f} {recall:.3f} of {counts[2]}"


def main() -> None:
    """Print the rates of both sets."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SET
    sets = {"written": compare(written(folder))}
    if os.environ.get("COINGUARD_DATA"):
        sets["real"] = compare(real(folder, Path(os.environ["COINGUARD_DATA"])))
    for name, result in sets.items():
        for lang, counts in sorted(result.items(), key=lambda item: item[0] != "all"):
            print(f"{name:8} {lang:5}", " | ".join(_shown(field, counts[field]) for field in FIELDS))


if __name__ == "__main__":
    main()
