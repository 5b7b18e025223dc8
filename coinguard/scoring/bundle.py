"""A model as it lies on disk: arrays in safetensors, everything else in a manifest. Nothing in it is ever executed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from coinguard.errors import InstallationError
from coinguard.links.brands import brands_hash
from coinguard.links.lists import NO_LISTS, OwnerLists, read_lists
from coinguard.links.margins import LinkModel
from coinguard.links.suffixes import snapshot_hash
from coinguard.resources import asset
from coinguard.rules.book import NO_RULES, RuleBook
from coinguard.rules.load import load_rules
from coinguard.scoring.batch import TextWeights
from coinguard.scoring.scorecard import Scorecard
from coinguard.signals.catalogue import CATALOGUE
from coinguard.signals.links import LinkTables, link_tables
from coinguard.text.ngrams import BUCKETS
from coinguard.text.table import table_hash

FORMAT: Final = 2
"""The layout of a manifest."""

WEIGHTS_FILE: Final = "weights.safetensors"
MANIFEST_FILE: Final = "manifest.json"
CARD_FILE: Final = "MODEL_CARD.md"


@dataclass(frozen=True)
class Bundle:
    """One verified model.

    Raises
    ------
    InstallationError
        The parts don't fit together or don't fit this version of coinguard.
    """

    manifest: Mapping[str, Any]
    text_weights: TextWeights
    links: LinkModel
    id: str
    tables: LinkTables = field(default_factory=link_tables)
    """Brands, words and the owner's lists that links are compared with."""
    lists: OwnerLists = NO_LISTS
    """What the owner allows and blocks."""
    rules: RuleBook = NO_RULES
    """Phrases that wording is compared with: the shipped ones and the owner's."""

    @property
    def names(self) -> tuple[str, ...]:
        """What sentences speak of: the names of the tables, then rules."""
        return (*self.tables.names, *self.rules.labels)

    @cached_property
    def messages(self) -> Scorecard:
        """The scorecard of messages."""
        return message_card(self.manifest["messages"])

    @cached_property
    def bare_links(self) -> Scorecard:
        """The scorecard of links on their own."""
        return link_card(self.manifest["bare_links"])

    @property
    def text_scale(self) -> float:
        """Log-odds of one unit of a weight of wording."""
        return float(self.manifest["text"]["scale"])

    @property
    def phrase_scale(self) -> float:
        """Log-odds of one unit of a weight of phrases."""
        return float(self.manifest["text"]["phrase_scale"])

    @property
    def phrase_floor(self) -> float:
        """The log-odds from which the phrases of a message are evidence."""
        return float(self.manifest["messages"]["phrase_floor"])

    @property
    def link_floor(self) -> float:
        """The link margin from which a link in a message is evidence."""
        return float(self.manifest["messages"]["link_floor"])

    @property
    def base_rate(self) -> float:
        """The share of scams at which probabilities are calibrated."""
        return float(self.manifest["base_rate"])

    def thresholds(self, scorecard: str) -> dict[str, float]:
        """Return the least log-odds of each level above clear; ``scorecard`` is ``messages`` or ``bare_links``."""
        return {level: float(entry["score"]) for level, entry in self.manifest[scorecard]["thresholds"].items()}


def message_card(entry: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard of messages from its entry in a manifest: what is said of a link all weighs alike, being log-odds."""
    scale = float(entry["link_scale"])
    of_links = {signal.code: scale for signal in CATALOGUE if signal.of_link and not signal.lifts}
    return Scorecard({**entry["weights"], **of_links}, entry["caps"])


def link_card(entry: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard of links from its entry in a manifest: an owner's word weighs what a brand's own does."""
    weights = dict(entry["weights"])
    return Scorecard({**weights, "owner.allowed": weights.get("scope.official", 0.0)}, entry["caps"])


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _broken(problem: str, path: Path) -> InstallationError:
    return InstallationError(
        problem,
        where=str(path),
        hint="Reinstall with 'pip install --force-reinstall coinguard', or train it again with 'coinguard train'",
    )


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text("utf8"))
    except OSError as error:
        raise _broken("the model has no readable manifest", path) from error
    except ValueError as error:
        raise _broken(f"the model's manifest is not valid JSON ({error})", path) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _broken("the model was made for another version of coinguard", path)
    return manifest


def load_bundle(
    model: str | Path | None = None, lists: str | Path | None = None, rules: str | Path | None = None
) -> Bundle:
    """Load and verify a model.

    Parameters
    ----------
    model
        The name of a shipped model, or the folder of one; by default the shipped ``base``.
    lists
        A file of the owner's own allow- and block-lists, if there is one.
    rules
        A file or folder of the owner's own packs of rules, if there is one.

    Raises
    ------
    ConfigurationError
        The lists or rules can't be read, or a line of them is wrong.
    InstallationError
        It is missing, damaged, tampered with, or was made for other features than this version computes.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    owner = NO_LISTS if lists is None else read_lists(Path(lists))
    tables, book = link_tables(owner), load_rules(None if rules is None else Path(rules))
    folder = Path(model) if model is not None and Path(model).is_dir() else asset("models", str(model or "base"))
    manifest = _read_manifest(folder / MANIFEST_FILE)
    weights = folder / WEIGHTS_FILE
    try:
        data = weights.read_bytes()
        if hashlib.sha256(data).hexdigest() != manifest["weights_sha256"]:
            raise _broken("the model's weights are not those its manifest names", weights)
        arrays = load(data)
        text_weights = TextWeights(arrays["text_weights"], arrays["phrase_weights"])
        links = LinkModel(arrays["host_weights"], arrays["path_weights"], manifest["links"], manifest["endings"])
        if any(array.shape != (BUCKETS,) or array.dtype != np.int16 for array in text_weights):
            raise _broken("the model's text weights have another shape than this version reads", weights)
        if manifest["unicode_table_sha256"] != table_hash():
            raise _broken("the model was trained with another Unicode table", folder / MANIFEST_FILE)
        name = _bundle_id(folder, manifest, owner, book)
        bundle = Bundle(manifest, text_weights, links, name, tables, owner, book.placed(len(tables.names)))
        for part in ("messages", "bare_links"):
            bundle.thresholds(part)
        bundle.messages, bundle.bare_links, bundle.base_rate, bundle.link_floor  # noqa: B018
        bundle.text_scale, bundle.phrase_scale, bundle.phrase_floor  # noqa: B018
    except OSError as error:
        raise _broken("the model has no readable weights", weights) from error
    except SafetensorError as error:
        raise _broken(f"the model's weights are damaged ({error})", weights) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _broken(f"the model's manifest lacks or garbles an entry ({error})", folder / MANIFEST_FILE) from error
    return bundle


def _bundle_id(folder: Path, manifest: Mapping[str, Any], lists: OwnerLists, rules: RuleBook) -> str:
    """Return the name of everything a verdict depends on: model, Unicode table, words, brands, suffixes, rules and lists."""
    parts = [
        sha256(folder / MANIFEST_FILE), manifest["weights_sha256"], table_hash(),
        sha256(asset("data", "phrases", "kinds.toml")), sha256(asset("data", "phrases", "link_words.toml")), brands_hash(),
        snapshot_hash(), rules.digest, *([lists.digest] if lists.digest else []),
    ]  # fmt: skip
    return f"{manifest['name']}-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:12]}"
