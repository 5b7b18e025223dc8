"""From labelled links to a fitted link model and the scorecard of links, which sees each link only out of fold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from coinguard.links.brands import brands
from coinguard.links.margins import LinkModel
from coinguard.scoring.batch import measure_links
from coinguard.scoring.bundle import link_card
from coinguard.scoring.link_evidence import strongest_links
from coinguard.scoring.scored import link_hits
from coinguard.scoring.segments import raw_arrays
from coinguard.signals.hits import OWNER, ROW, from_raw
from coinguard.signals.links import link_tables
from coinguard.text.views import utf8
from coinguard.training.calibrate import fit_link_card, record, scores, set_thresholds
from coinguard.training.corpus import fold_of
from coinguard.training.link_model import fit_fold_models, fit_link_model
from coinguard.training.link_model import fold_of as link_fold
from coinguard.training.link_rows import TRADE_WORDS, canonical_link, registrable_domain
from coinguard.training.write import Links

FOLDS: Final = 4
THRESHOLD_TENTHS: Final = 3
"""Tenths of the ordinary rows that are kept for thresholds."""
THRESHOLD_SPLIT: Final = "thresholds"

TRADE_HONEST: Final = 2.0
"""How much an honest host with the trade's words counts for the scorecard, any other honest link counting one. More would be
learning those few by heart."""
OFF_TOPIC: Final = 0.1
"""How much a malicious link that is not of the trade counts, one of the trade counting one."""

_DOMAIN_RATES: Final = (0.01, 0.001)
_TRADE_RATES: Final = (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1)
_SHORT_OF_SCAM: Final = 0.1

Log = Callable[[str], None]


def utf8_arrays(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return texts as the kernels read them."""
    return raw_arrays(pa.array([utf8(text) for text in texts], pa.large_binary()))


def official_hosts() -> tuple[str, ...]:
    """Return the hosts that brands show as wholly their own, which are honest whatever a list says of them."""
    entries = (host for brand in brands() for host in brand.hosts)
    return tuple(
        sorted({host.host for host in entries if host.verified and host.scope == "first_party" and not host.path})
    )


def out_of_fold_hits(links: Sequence[str], fold: NDArray[np.int64], models: Sequence[LinkModel]) -> NDArray[np.int64]:
    """Return the raw hits of links, each found with the model of its fold, which has not seen its domain."""
    parts = []
    for number, model in enumerate(models):
        inside = np.flatnonzero(fold == number)
        raw, _ = measure_links(*utf8_arrays([links[i] for i in inside.tolist()]), model, link_tables())
        raw[:, ROW] = inside[raw[:, ROW]]
        parts.append(raw)
    raw = np.concatenate(parts)
    return raw[np.argsort(raw[:, ROW], kind="stable")]


def card_weights(rows: pd.DataFrame, hosts: Sequence[str]) -> NDArray[np.float64]:
    """Return how much each link counts for the scorecard, ``float64[len(rows)]``.

    Honest hosts that carry the trade's words are few, and the ones that matter.
    """
    bad = (rows["label"] == "malicious").to_numpy()
    topic = rows["topic"].astype(bool).to_numpy()
    wordy = np.array([TRADE_WORDS.search(host) is not None for host in hosts], np.bool_)
    weight = np.where(bad, np.where(topic, 1.0, OFF_TOPIC), np.where(wordy, TRADE_HONEST, 1.0))
    return np.asarray(weight)


def worth_of(rows: pd.DataFrame, hosts: Sequence[str]) -> Callable[[NDArray[np.float64]], float]:
    """Return what scores of these rows are worth, as a function of them, ``float64[len(rows)]``.

    It is the mean share of the trade's malicious domains that is caught where 1% and 0.1% of honest domains are flagged, and of
    those with the trade's words where 2% to 10% of the honest hosts with such words are: they are few, so that one alone must
    not decide.
    """
    honest = (rows["label"] == "benign").to_numpy()
    topic = ~honest & rows["topic"].astype(bool).to_numpy()
    domain = (rows["kind"] == "domain").to_numpy()
    wordy = np.array([TRADE_WORDS.search(host) is not None for host in hosts], np.bool_)
    among = [
        (np.flatnonzero(honest & part), np.flatnonzero(topic & part), rates)
        for part, rates in ((domain, _DOMAIN_RATES), (wordy, _TRADE_RATES))
    ]

    def worth(score: NDArray[np.float64]) -> float:
        of_domains, of_trade = (share_caught(score[good], score[bad], rates) for good, bad, rates in among)
        return (of_domains + of_trade) / 2

    return worth


def share_caught(honest: NDArray[np.float64], bad: NDArray[np.float64], rates: Sequence[float]) -> float:
    """Return the mean over ``rates`` of the share of ``bad`` above what that share of ``honest`` reaches; 0 without either."""
    if not len(honest) or not len(bad):
        return 0.0
    places = [len(honest) - 1 - int(rate * len(honest)) for rate in rates]
    cuts = np.partition(honest, places)[places]
    return float(np.mean([np.mean(bad > cut) for cut in cuts]))


def never_alone(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a scorecard's entry with a cap on what resembling a brand may add: with nothing else, it falls short of scam.

    A name in letters drawn like its own weighs as much as that allows. Next to no honest host has one, too few for a fit, and
    nobody writes one by mistake.
    """
    most = max(entry["thresholds"]["scam"]["score"] - entry["weights"]["base.rate"] - _SHORT_OF_SCAM, 0.0)
    weights = {**entry["weights"], "lookalike.drawn": round(most, 6)}
    return {**entry, "weights": dict(sorted(weights.items())), "caps": {"lookalike": round(most, 6)}}


def fit_links(rows: pd.DataFrame, seed: int, log: Log) -> tuple[Links, tuple[LinkModel, ...]]:
    """Fit link model and scorecard, and set the thresholds; return them, and the models of the folds.

    ``rows`` are links that may train, as :func:`coinguard.training.corpus.load_links` returns them.
    """
    canonical = [canonical_link(link) for link in rows["url_or_domain"]]
    hosts = [re.split("[/?]", link, maxsplit=1)[0] for link in canonical]
    domains = [registrable_domain(host)[0] for host in hosts]
    kept = (rows["label"] == "benign").to_numpy() & (fold_of(domains, 10, THRESHOLD_SPLIT) >= 10 - THRESHOLD_TENTHS)
    lessons = rows[~kept]
    log(f"links: {len(lessons):,} to fit on, {int(kept.sum()):,} honest ones kept for thresholds")
    official = official_hosts()
    fold_models = fit_fold_models(lessons, FOLDS, seed, official)
    model = fit_link_model(lessons, seed, official)
    at = np.flatnonzero(~kept)
    fold = np.array([link_fold(canonical[i], FOLDS) for i in at])
    raw = out_of_fold_hits(lessons["url_or_domain"].tolist(), fold, fold_models)
    # What a redirector leads to is judged in its own right; the list says nothing of it.
    hits = from_raw(raw[raw[:, OWNER] == 0])
    malicious = (lessons["label"] == "malicious").to_numpy()
    named = [hosts[i] for i in at]
    entry, worth = fit_link_card(hits, malicious, card_weights(lessons, named), worth_of(lessons, named))
    log(f"links: fitted; of the trade's domains {worth:.1%} caught on average, each by a model that never saw it")
    raw, numbers = measure_links(*utf8_arrays(rows["url_or_domain"][kept].tolist()), model, link_tables())
    for _ in range(2):  # once for the cap, and once for what it changes
        card = link_card(entry)
        quiet = link_hits(strongest_links(raw, card), len(numbers))
        entry = never_alone({**entry, "thresholds": set_thresholds(scores(card, quiet, len(numbers)))})
    return Links(model, {**entry, "signals": record(hits, malicious)}), fold_models
