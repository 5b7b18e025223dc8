"""What the link model learns from: rows for the host table and rows for the path table, with their weights.

Public lists differ in kind, not only in label: malicious rows are mostly bare hosts, honest ones often whole links, few
sources make up most of both, and the free hosting that phishers use is nearly absent from lists of honest sites. Each
of these would be learned in place of the thing itself, so hosts are learned from hosts alone, each once; names of the
topic's hosts stand in for the paths that such lists lack; honest names are set under the free hosting of the others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import tldextract
from numpy.typing import NDArray

from coinguard.errors import InputError
from coinguard.links.canonical import canonicalise

COLUMNS: Final = ("url_or_domain", "label", "category", "topic", "source", "may_train")
"""The columns of a table of labelled links."""

TRADE_WORDS: Final = re.compile(
    r"airdrop|claim|give-?away|gift-?card|free.*(?:coin|robux|nitro|vbuck|gem|skin)|nitro|robux|v-?bucks|coins?\b"
    r"|token|reward|bonus",
    re.IGNORECASE,
)
"""Words of the trade that honest hosts carry too: these hosts are the hard negatives."""

LURE_CATEGORIES: Final = ("game-currency-generator", "giveaway-scam", "discord-nitro")
SOURCE_CAP: Final = 20_000
"""Hosts of one list that count in full; a larger list counts as if it had so many."""
TOPIC_WEIGHT: Final = 12.0
HARD_NEGATIVE_WEIGHT: Final = 6.0
OFFICIAL_WEIGHT: Final = 5.0
HONEST_TO_MALICIOUS: Final = 4.0
"""Total weight of the honest hosts for one of the malicious."""
FREE_HOSTING_SHARE: Final = 0.005
"""Weight of the honest names under free hosting, as a share of all honest hosts."""
HONEST_PER_HOSTED: Final = 10
"""Honest hosts for one honest name under free hosting."""
FREE_HOSTING_SUFFIXES: Final = 60
PATHS_PER_DOMAIN: Final = 50

_HOST_END: Final = re.compile(r"[/?]")


class WeightedLinks(NamedTuple):
    """Canonical links to fit on."""

    links: list[str]
    labels: NDArray[np.int8]
    """1 for malicious."""
    weights: NDArray[np.float64]
    checked: NDArray[np.bool_]
    """True for the honest rows that a fit is checked on: hosts that must come out clear, paths of honest links."""


def canonical_link(link: str) -> str:
    """Return a listed link or domain in the form that serving reads; empty where there is no link in it."""
    try:
        return canonicalise(link)
    except InputError:
        return ""


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def registrable_domain(host: str) -> tuple[str, str]:
    """Return a host's registrable domain and its public suffix, private ones such as ``github.io`` included.

    A host without either (an address, a bare suffix) is its own registrable domain.
    """
    parts = _extractor().extract_str(host)
    return (f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else host), parts.suffix


def text_number(text: str) -> int:
    """Return a number below 2**64 that depends on the text alone, for folds that do not move with the order of rows."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def prepared(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their ``link``, ``host``, ``tail``, ``domain`` and ``suffix``, in a fixed order."""
    rows = frame.loc[:, list(COLUMNS)].copy()
    rows["link"] = [canonical_link(link) for link in rows["url_or_domain"]]
    rows["host"] = [_HOST_END.split(link, maxsplit=1)[0] for link in rows["link"]]
    rows["tail"] = [link[len(host) :] for link, host in zip(rows["link"], rows["host"], strict=True)]
    known = {host: registrable_domain(host) for host in rows["host"].unique()}
    rows["domain"] = [known[host][0] for host in rows["host"]]
    rows["suffix"] = [known[host][1] for host in rows["host"]]
    return rows[rows["host"] != ""].sort_values(
        ["link", "label", "source", "category"], kind="stable", ignore_index=True
    )


def split_labels(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the honest and the malicious rows; a host that honest lists name is never a malicious host."""
    honest = rows[rows["label"] == "benign"]
    malicious = rows[(rows["label"] == "malicious") & ~rows["host"].isin(set(honest["host"]))]
    return honest, malicious


def source_weight(rows: pd.DataFrame) -> NDArray[np.float64]:
    hosts = rows.groupby("source")["host"].transform("nunique").to_numpy(np.float64)
    return np.minimum(1.0, SOURCE_CAP / hosts)


def _popular(honest: pd.DataFrame) -> set[str]:
    """Honest hosts that must come out clear: official ones, and those on two top lists."""
    listed = honest[honest["category"] == "top-list"].groupby("host")["source"].nunique()
    named = honest["category"].str.startswith(("official-", "allowlist-"))
    return set(honest.loc[named, "host"]) | set(listed.index[listed >= 2])


def _under_free_hosting(honest: pd.DataFrame, malicious: pd.DataFrame, seed: int) -> list[str]:
    """Return honest names under the private suffixes that malicious hosts use most."""
    suffixes = malicious[malicious["suffix"].str.contains(".", regex=False)].groupby("suffix")["domain"].nunique()
    suffixes = suffixes.sort_index().sort_values(ascending=False, kind="stable").head(FREE_HOSTING_SUFFIXES)
    names = sorted({domain.split(".", 1)[0] for domain in honest["domain"]})
    if suffixes.empty or not names:
        return []
    odds = np.sqrt(suffixes.to_numpy(np.float64))
    generator = np.random.default_rng(seed)
    count = honest["host"].nunique() // HONEST_PER_HOSTED
    chosen = generator.choice(len(suffixes), count, p=odds / odds.sum())
    labels = generator.integers(0, len(names), count)
    taken = set(honest["host"]) | set(malicious["host"])
    hosts = {f"{names[label]}.{suffixes.index[suffix]}" for label, suffix in zip(labels, chosen, strict=True)}
    return sorted(hosts - taken)


def host_rows(rows: pd.DataFrame, official_hosts: Sequence[str], seed: int) -> WeightedLinks:
    """Return the hosts to fit the host table on, each once, from :func:`prepared` rows.

    ``official_hosts`` are honest whatever a list says.
    """
    official = {canonical_link(host) for host in official_hosts}
    honest, malicious = split_labels(rows[~rows["host"].isin(official)])
    honest = honest.assign(weight=source_weight(honest))
    malicious = malicious.assign(weight=source_weight(malicious))
    malicious.loc[malicious["topic"].astype(bool), "weight"] *= TOPIC_WEIGHT
    honest.loc[honest["category"].str.startswith("official-"), "weight"] *= OFFICIAL_WEIGHT
    honest.loc[honest["host"].str.contains(TRADE_WORDS), "weight"] *= HARD_NEGATIVE_WEIGHT
    good = honest.groupby("host", sort=True)["weight"].max()
    bad = malicious.groupby("host", sort=True)["weight"].max()
    good = pd.concat([good, pd.Series(OFFICIAL_WEIGHT, index=sorted(official), dtype=np.float64)])
    honest_total = HONEST_TO_MALICIOUS * bad.sum()
    good *= honest_total / good.sum()
    hosted = _under_free_hosting(honest, malicious, seed)
    extra = np.full(len(hosted), FREE_HOSTING_SHARE * honest_total / max(1, len(hosted)))
    popular = _popular(honest) | official
    links = [*good.index, *hosted, *bad.index]
    return WeightedLinks(
        links,
        np.repeat(np.array([0, 1], np.int8), [len(good) + len(hosted), len(bad)]),
        np.concatenate([good.to_numpy(), extra, bad.to_numpy()]),
        np.array([i < len(good) and host in popular for i, host in enumerate(links)], np.bool_),
    )


def _as_path(host: str, suffix: str) -> str:
    """Return a host's name, without its suffix, as if it were a path."""
    name = host[: -len(suffix) - 1] if suffix and host.endswith("." + suffix) else host
    return "/" + name.replace(".", "/")


def path_rows(rows: pd.DataFrame) -> WeightedLinks:
    """Return the paths to fit the path table on, as links without a host, from :func:`prepared` rows.

    Malicious are the names of the topic's hosts, read as paths, and the few listed paths of lures; honest are the paths
    of honest links, at most ``PATHS_PER_DOMAIN`` of a registrable domain, and the names of honest hosts.
    """
    honest, malicious = split_labels(rows)
    tails = honest[honest["tail"] != ""].drop_duplicates(["domain", "tail"])
    tails = tails[tails.groupby("domain").cumcount() < PATHS_PER_DOMAIN]
    names = honest.drop_duplicates("domain")
    hosts = malicious[malicious["topic"].astype(bool)].drop_duplicates("host")
    listed = rows[(rows["label"] == "malicious") & (rows["tail"] != "") & rows["category"].isin(LURE_CATEGORIES)]
    parts = (
        (list(tails["tail"]), 0, 1.0),
        ([_as_path(*pair) for pair in zip(names["domain"], names["suffix"], strict=True)], 0, 0.5),
        ([_as_path(*pair) for pair in zip(hosts["host"], hosts["suffix"], strict=True)], 1, 1.0),
        (list(listed["tail"].drop_duplicates()), 1, 0.05),
    )
    links = [path for paths, _, _ in parts for path in paths]
    labels = np.concatenate([np.full(len(paths), label, np.int8) for paths, label, _ in parts])
    weights = np.concatenate([np.full(len(paths), total / max(1, len(paths))) for paths, _, total in parts])
    return WeightedLinks(links, labels, weights, np.arange(len(links)) < len(tails))
