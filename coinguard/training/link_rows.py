"""What the link model learns from: rows for the host table and rows for the path table, with their weights.

Public lists differ in kind, not only in label: malicious rows are mostly bare hosts, honest ones often whole links, and the
free hosting that phishers use is nearly absent from lists of honest sites. Each of these would be learned in place of the
thing itself, so hosts are learned from hosts alone, each once; names of the topic's hosts stand in for the paths that such
lists lack; honest names are set under the free hosting of the others, and joined with the trade's words.
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
TOPIC_WEIGHT: Final = 12.0
HARD_NEGATIVE_WEIGHT: Final = 2.0
OFFICIAL_WEIGHT: Final = 5.0
HONEST_TO_MALICIOUS: Final = 4.0
"""Total weight of the honest hosts for one of the malicious."""
FREE_HOSTING_SHARE: Final = 0.005
"""Weight of the honest names under free hosting, as a share of all honest hosts."""
HONEST_PER_HOSTED: Final = 10
"""Honest hosts for one honest name under free hosting."""
TRADE_NAMES: Final = {
    "coin": 5.0, "coins": 2.0, "token": 3.0, "tokens": 1.0, "bitcoin": 2.0, "reward": 1.0, "rewards": 4.0, "bonus": 3.0,
    "giftcard": 1.0, "giftcards": 1.0, "claims": 1.0, "claim": 0.7, "nitro": 0.7, "giveaway": 0.5, "giveaways": 0.3,
    "airdrop": 0.3,
}  # fmt: skip
"""Words that honest shops, projects and programmes are named with as well, and about how often each is met."""
TRADE_NAME_HOSTS: Final = 6000
TRADE_NAME_SHARE: Final = 0.012
"""Weight of the honest names with such words that are set, as a share of all honest hosts."""
_HYPHENATED: Final = 0.1
_IN_FRONT: Final = 0.25
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


def _with_trade_words(honest: pd.DataFrame, taken: set[str], seed: int) -> list[str]:
    """Return honest names joined with words of the trade: ``bakerytoken.io``.

    Honest hosts that carry such words are too few to learn from that the words alone say little; learning those few harder only
    learns them by heart.
    """
    names = [n for n in sorted({d.split(".", 1)[0] for d in honest["domain"]}) if 3 <= len(n) <= 14 and "--" not in n]
    suffixes = sorted(honest.drop_duplicates("domain")["suffix"])
    if not names or not suffixes:
        return []
    words, odds = list(TRADE_NAMES), np.array(list(TRADE_NAMES.values()))
    generator = np.random.default_rng([seed, 1])
    hosts = set()
    for _ in range(min(TRADE_NAME_HOSTS, len(names))):
        name, suffix = names[generator.integers(len(names))], suffixes[generator.integers(len(suffixes))]
        word = words[generator.choice(len(words), p=odds / odds.sum())]
        first, second = (word, name) if generator.random() < _IN_FRONT else (name, word)
        hosts.add(f"{first}{'-' if generator.random() < _HYPHENATED else ''}{second}.{suffix}")
    return sorted(hosts - taken)


def host_rows(rows: pd.DataFrame, official_hosts: Sequence[str], seed: int) -> WeightedLinks:
    """Return the hosts to fit the host table on, each once, from :func:`prepared` rows.

    ``official_hosts`` are honest whatever a list says.
    """
    official = {canonical_link(host) for host in official_hosts}
    honest, malicious = split_labels(rows[~rows["host"].isin(official)])
    honest, malicious = honest.assign(weight=1.0), malicious.assign(weight=1.0)
    malicious.loc[malicious["topic"].astype(bool), "weight"] *= TOPIC_WEIGHT
    honest.loc[honest["category"].str.startswith("official-"), "weight"] *= OFFICIAL_WEIGHT
    honest.loc[honest["host"].str.contains(TRADE_WORDS), "weight"] *= HARD_NEGATIVE_WEIGHT
    good = honest.groupby("host", sort=True)["weight"].max()
    bad = malicious.groupby("host", sort=True)["weight"].max()
    good = pd.concat([good, pd.Series(OFFICIAL_WEIGHT, index=sorted(official), dtype=np.float64)])
    honest_total = HONEST_TO_MALICIOUS * bad.sum()
    good *= honest_total / good.sum()
    hosted = _under_free_hosting(honest, malicious, seed)
    named = _with_trade_words(honest, set(good.index) | set(bad.index), seed)
    extra = [
        np.full(len(hosts), share * honest_total / max(1, len(hosts)))
        for hosts, share in ((hosted, FREE_HOSTING_SHARE), (named, TRADE_NAME_SHARE))
    ]
    popular = _popular(honest) | official
    links = [*good.index, *hosted, *named, *bad.index]
    return WeightedLinks(
        links,
        np.repeat(np.array([0, 1], np.int8), [len(good) + len(hosted) + len(named), len(bad)]),
        np.concatenate([good.to_numpy(), *extra, bad.to_numpy()]),
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
