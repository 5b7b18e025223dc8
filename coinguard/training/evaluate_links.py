"""Links: what is caught on the topic and off it, and what happens to honest and official addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coinguard.training.metrics import Scores, share_at_rate, wilson
from coinguard.training.scorer import Figure, Line, Scorers

Mask = npt.NDArray[np.bool_]

TRADE_WORDS: Final = re.compile(
    r"airdrop|claim|give-?away|gift-?card|free.*(?:coin|robux|nitro|vbuck|gem|skin)|nitro|robux|v-?bucks|coins?\b|token"
    r"|reward|bonus",
    re.IGNORECASE,
)
"""Words that fraudulent hosts carry, and honest ones too."""

LINK_RATES: Final = (0.01, 0.001)
"""Shares of honest links that may be flagged, at which recall is stated."""
TRADE_WORD_RATE: Final = 0.05
"""The same, among honest hosts with the trade's words: they are too few for a smaller share."""

GAMES: Final = frozenset({"discord-nitro", "game-currency-generator", "steam-skin"})
CRYPTO: Final = frozenset({"crypto", "crypto-token-site", "giveaway-scam"})


@dataclass(frozen=True)
class LinkScores:
    """The held-out links and what each scorer makes of them."""

    rows: pd.DataFrame
    """The held-out rows, index 0 to n-1."""
    scores: Mapping[str, Scores]
    """Scorer name to log-odds."""
    seed: int
    """Seed of every resampling."""


def link_recall(held: LinkScores, scorers: Scorers) -> list[Line]:
    """Return what is caught, domains and URLs apart, at shares of the honest links of the same sort.

    ``topic`` rows carry the trade's words or brands by a keyword list; ``games`` and ``crypto`` are its parts by
    category; ``generic`` is everything else malicious. ``topic, not learnable`` are the topic rows whose terms allow
    evaluation only. Figures: ``at_0.01``, ``at_0.001``, and ``review``, ``scam`` at the scorer's own levels.
    """
    rows = held.rows
    lines = []
    for kind in ("domain", "url"):
        of_kind = np.asarray(rows["kind"] == kind, dtype=np.bool_)
        honest = of_kind & _honest(rows)
        bad = of_kind & ~_honest(rows)
        topic = np.asarray(rows["topic"], dtype=np.bool_)
        may_train = np.asarray(rows["may_train"], dtype=np.bool_)
        parts: list[tuple[str, Mask]] = [
            ("topic", bad & topic),
            ("topic, not learnable", bad & topic & ~may_train),
            ("games", bad & topic & np.asarray(rows["category"].isin(GAMES))),
            ("crypto", bad & topic & np.asarray(rows["category"].isin(CRYPTO))),
            ("generic", bad & ~topic),
        ]
        for name, mask in parts:
            about: dict[str, Figure] = {"kind": kind, "name": name, "rows": int(mask.sum())}
            lines.append(Line({**about, "honest": int(honest.sum())}, _caught(held, scorers, honest, mask, LINK_RATES)))
    return lines


def wordy_hosts(rows: pd.DataFrame) -> Mask:
    """Return which rows have a host with the trade's words."""
    return np.fromiter((bool(TRADE_WORDS.search(_host(url))) for url in rows["url_or_domain"]), np.bool_, len(rows))


def trade_words(held: LinkScores, scorers: Scorers) -> list[Line]:
    """Return what is caught where a word list cannot help: at 5% of the honest hosts that carry the trade's words."""
    rows = held.rows
    wordy = wordy_hosts(rows)
    honest = wordy & _honest(rows)
    topic = ~_honest(rows) & np.asarray(rows["topic"], dtype=np.bool_)
    lines = []
    for name, mask in (("topic, host with the words", topic & wordy), ("topic, every host", topic)):
        about: dict[str, Figure] = {"name": name, "rows": int(mask.sum()), "honest": int(honest.sum())}
        lines.append(Line(about, _caught(held, scorers, honest, mask, (TRADE_WORD_RATE,))))
    return lines


def honest_links(held: LinkScores, scorers: Scorers) -> list[Line]:
    """Return how many honest links are flagged at each scorer's own levels, official and allow-listed ones apart."""
    rows = held.rows
    category = rows["category"].fillna("")
    honest = _honest(rows)
    wordy = wordy_hosts(rows)
    parts: list[tuple[str, Mask]] = [
        ("domains", honest & np.asarray(rows["kind"] == "domain")),
        ("URLs", honest & np.asarray(rows["kind"] == "url")),
        ("official", honest & np.asarray(category.str.startswith(("official-", "tiktok-link")))),
        ("allow-listed", honest & np.asarray(category.str.startswith("allowlist-"))),
        ("host with the trade's words", honest & wordy),
    ]
    lines = []
    for name, mask in parts:
        figures: dict[str, dict[str, Figure]] = {
            scorer_name: {
                level: wilson(
                    int((held.scores[scorer_name][mask] >= scorer.link_thresholds[level]).sum()), int(mask.sum())
                )
                for level in ("review", "scam")
            }
            for scorer_name, scorer in scorers.items()
        }
        lines.append(Line({"name": name, "rows": int(mask.sum())}, figures))
    return lines


def _caught(
    held: LinkScores, scorers: Scorers, honest: Mask, bad: Mask, targets: tuple[float, ...]
) -> dict[str, dict[str, Figure]]:
    figures: dict[str, dict[str, Figure]] = {}
    for name, scorer in scorers.items():
        scores = held.scores[name]
        figures[name] = {}
        for target in targets:
            enough = bool(honest.any())
            value = share_at_rate(scores[honest], scores[bad], target, held.seed) if enough else None
            figures[name][f"at_{target:g}"] = value
        for level in ("review", "scam"):
            caught = int((scores[bad] >= scorer.link_thresholds[level]).sum())
            figures[name][level] = wilson(caught, int(bad.sum()))
    return figures


def _honest(rows: pd.DataFrame) -> Mask:
    return np.asarray(rows["label"] == "benign", dtype=np.bool_)


def _host(url: str) -> str:
    return re.split(r"[/?#]", url.split("://", 1)[-1], maxsplit=1)[0]
