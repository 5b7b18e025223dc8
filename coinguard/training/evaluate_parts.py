"""Ablation: what each group of signals adds to what is caught.

Scores are sums, so what a group adds is told by taking its points off every row: nothing is fitted again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol, runtime_checkable

import numpy as np

from coinguard.training.evaluate_links import LINK_RATES, TRADE_WORD_RATE, LinkScores, wordy_hosts
from coinguard.training.evaluate_messages import MessageScores
from coinguard.training.metrics import Scores, threshold_at
from coinguard.training.scorer import Figure, Line, Scorers

CHAT_RATE: Final = 0.001
"""Share of ordinary chat that may be flagged, at which messages are compared."""
WHOLE: Final = "nothing"
"""Stands for no group left out."""


@runtime_checkable
class Parted(Protocol):
    """A scorer that can say what each group of its signals adds."""

    def message_parts(self, texts: Sequence[str]) -> Mapping[str, Scores]:
        """Return what each group adds to each message."""

    def link_parts(self, urls: Sequence[str]) -> Mapping[str, Scores]:
        """Return what each group adds to each link."""


def ablation(messages: MessageScores, links: LinkScores, scorers: Scorers) -> list[Line]:
    """Return what is caught with each group of signals left out, the whole first.

    Figures of messages: ``lures`` caught and ``hard_negatives`` flagged where 0.1% of ordinary chat is; of links: ``domains``
    and ``domains_strict`` of the trade caught at 1% and 0.1% of honest domains, and ``trade_words`` at 5% of the honest hosts
    with the trade's words. A scorer that has no groups has no figures.
    """
    of_messages, of_links = {}, {}
    for name, scorer in scorers.items():
        if isinstance(scorer, Parted):
            of_messages[name] = scorer.message_parts(messages.rows["text"].tolist())
            of_links[name] = scorer.link_parts(links.rows["url_or_domain"].tolist())
    groups = dict.fromkeys(group for parts in of_messages.values() for group in parts if group != "base")
    lines = []
    for group in (WHOLE, *groups):
        figures: dict[str, dict[str, Figure]] = {name: dict.fromkeys(FIGURES) for name in scorers}
        for name in of_messages:
            figures[name] |= _messages(messages, _without(of_messages[name], group))
            figures[name] |= _links(links, _without(of_links[name], group))
        lines.append(Line({"group": group}, figures))
    return lines


FIGURES: Final = ("lures", "hard_negatives", "domains", "domains_strict", "trade_words")


def _without(parts: Mapping[str, Scores], left_out: str) -> Scores:
    return np.asarray(sum(points for group, points in parts.items() if group != left_out))


def _messages(held: MessageScores, score: Scores) -> dict[str, Figure]:
    cut = threshold_at(score[held.chat], CHAT_RATE)
    coin_talk = np.asarray((held.rows["label"] == "ham") & held.rows["on_topic"].astype(bool))
    return {"lures": _share(score[held.lures], cut), "hard_negatives": _share(score[coin_talk], cut)}


def _links(held: LinkScores, score: Scores) -> dict[str, Figure]:
    rows = held.rows
    honest = np.asarray(rows["label"] == "benign", dtype=np.bool_)
    domain = np.asarray(rows["kind"] == "domain", dtype=np.bool_)
    topic, wordy = ~honest & np.asarray(rows["topic"], dtype=np.bool_), wordy_hosts(rows)
    loose, strict = (threshold_at(score[honest & domain], rate) for rate in LINK_RATES)
    found: dict[str, Figure] = {
        "domains": _share(score[topic & domain], loose),
        "domains_strict": _share(score[topic & domain], strict),
        "trade_words": None,
    }
    if (honest & wordy).any():
        cut = threshold_at(score[honest & wordy], TRADE_WORD_RATE)
        found["trade_words"] = _share(score[topic & wordy], cut)
    return found


def _share(score: Scores, cut: float) -> float | None:
    return float(np.mean(score >= cut)) if len(score) else None
