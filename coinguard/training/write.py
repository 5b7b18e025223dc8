"""Write a model: weights, manifest and card, the same bytes for the same model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from safetensors.numpy import save

from coinguard.links.margins import LinkModel
from coinguard.scoring.bundle import CARD_FILE, FORMAT, MANIFEST_FILE, WEIGHTS_FILE
from coinguard.text.table import table_hash
from coinguard.training.calibrate import BASE_RATE
from coinguard.training.card import model_card
from coinguard.training.fingerprint import feature_fingerprint
from coinguard.training.text_model import TextModel


@dataclass(frozen=True)
class Messages:
    """What was fitted on messages: the text models, and the scorecard's entry in the manifest."""

    text: TextModel
    phrases: TextModel
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Links:
    """What was fitted on links."""

    model: LinkModel
    entry: Mapping[str, Any]


def rows_hash(frame: pd.DataFrame, columns: list[str]) -> str:
    """Return the SHA-256 of some columns' values in order, in hex."""
    digest = hashlib.sha256()
    for column in columns:
        digest.update("\0".join(frame[column].fillna("").astype(str)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _sources(frame: pd.DataFrame, name: str, licence: str | None) -> list[dict[str, Any]]:
    """Return what was trained on: corpora (or lists), their terms, and how many rows of each."""
    keys = [name] + ([licence] if licence else [])
    counts = frame.groupby(keys, dropna=False).size()
    return [
        {"name": key[0], **({"licence": str(key[1])} if licence else {}), "rows": int(number)}
        for key, number in sorted(((k if isinstance(k, tuple) else (k,)), n) for k, n in counts.items())
    ]


def write_model(
    out: Path, messages: Messages, links: Links, message_rows: pd.DataFrame, link_rows: pd.DataFrame
) -> None:
    """Write the folder of a model; ``message_rows`` and ``link_rows`` are those it was trained on."""
    # Passed without metadata, whose order safetensors does not keep.
    weights = save(
        {
            "text_weights": messages.text.weights,
            "phrase_weights": messages.phrases.weights,
            "host_weights": np.ascontiguousarray(links.model.host_weights),
            "path_weights": np.ascontiguousarray(links.model.path_weights),
        }
    )
    manifest = {
        "format": FORMAT,
        "name": out.name,
        "base_rate": BASE_RATE,
        "weights_sha256": hashlib.sha256(weights).hexdigest(),
        "unicode_table_sha256": table_hash(),
        "feature_fingerprint": feature_fingerprint(),
        "text": {"scale": messages.text.scale, "phrase_scale": messages.phrases.scale},
        "links": dict(links.model.parameters),
        "endings": dict(links.model.endings),
        "messages": dict(messages.entry),
        "bare_links": dict(links.entry),
        "trained_on": {
            "messages": _sources(message_rows, "corpus", "licence"),
            "messages_sha256": rows_hash(message_rows, ["text", "label", "lure", "group"]),
            "links": _sources(link_rows, "source", None),
            "links_sha256": rows_hash(link_rows, ["url_or_domain", "label"]),
        },
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS_FILE).write_bytes(weights)
    (out / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf8")
    (out / CARD_FILE).write_text(model_card(manifest), "utf8")
