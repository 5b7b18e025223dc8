"""What generated messages are made of: the example chat's words, and the lists of ``words.toml``."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any, Final

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "data" / "examples"

_WRITTEN: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_LANGUAGES: Final[dict[str, dict[str, Any]]] = _WRITTEN["languages"]

SHARES: Final[dict[str, float]] = {language: entry["share"] for language, entry in _LANGUAGES.items()}
"""Share of each language among chat messages."""
LURES: Final[dict[str, list[str]]] = {
    language: entry["lures"] for language, entry in _LANGUAGES.items() if "lures" in entry
}
"""Offers with a link, by language."""
CURRENCIES: Final[dict[str, list[str]]] = {language: _LANGUAGES[language]["currencies"] for language in LURES}
"""What the offers promise."""
HONEST_HOSTS: Final[list[str]] = _WRITTEN["hosts"]
"""Hosts that people link to in ordinary chat."""
SYLLABLES: Final[list[str]] = _WRITTEN["syllables"].split()
"""What invented hosts, handles and paths are put together from."""
ENDINGS: Final[list[str]] = _WRITTEN["endings"]
"""Suffixes of invented hosts."""


def chat_words(*, topic: bool) -> dict[str, list[str]]:
    """Return words to make chat of, by language.

    Parameters
    ----------
    topic
        The words of the example chat's messages about coins that are no scams, rather than those of its ordinary ones
        and of the lists above. Links and mentions are left out.
    """
    with (EXAMPLES / "live_chat_truth.csv").open(encoding="utf-8") as file:
        truth = {row["message_id"]: row for row in csv.DictReader(file) if row["label"] == "clear"}
    everyday = {language: set(entry.get("words", "").split()) for language, entry in _LANGUAGES.items()}
    words: dict[str, set[str]] = {language: set() for language in SHARES} if topic else everyday
    with (EXAMPLES / "live_chat.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            known = truth.get(row["message_id"])
            if known and known["lang"] in words and (known["why"] != "chatter") == topic:
                words[known["lang"]].update(word for word in row["text"].split() if not set(word) & set("@/."))
    return {language: sorted(found) for language, found in words.items()}
