"""A published simulation of money laundering by fan-in, its transfers read as gifts.

Beside it the plainest unsupervised yardstick: an isolation forest on how many transfers an account sends and gets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from coinguard.ledger.cases import find_cases
from coinguard.ledger.evaluate.truth import account_scores, average_precision
from coinguard.ledger.mapping import read_mapping
from coinguard.ledger.read import read_ledger
from coinguard.ledger.settings import Settings
from coinguard.resources import asset


def evaluate_fanin(folder: Path, settings: Settings) -> dict[str, Any]:
    """Return the average precision over accounts, of the cases and of the yardstick."""
    edges, nodes = folder / "amlsim_fanin_edges.parquet", folder / "amlsim_fanin_nodes.parquet"
    mapping = read_mapping(asset("data", "mappings", "amlsim_fanin.toml"))
    with read_ledger(str(edges), str(nodes), mapping=mapping) as (ledger, _):
        cases = list(find_cases(ledger, settings))
    people = pq.read_table(nodes, columns=["nodeid", "isFraud"]).to_pydict()
    names = [str(node) for node in people["nodeid"]]
    bad = {name for name, fraud in zip(names, people["isFraud"], strict=True) if fraud}
    scores = account_scores(cases)
    return {
        "accounts": len(names),
        "launderers": len(bad),
        "in_cases": len(scores),
        "precision_in_cases": len(bad & scores.keys()) / len(scores) if scores else float("nan"),
        "average_precision": average_precision(bad, scores, len(names)),
        "isolation_forest": average_precision(bad, _isolation(edges, names), len(names)),
    }


def _isolation(edges: Path, names: list[str]) -> dict[str, float]:
    from sklearn.ensemble import IsolationForest

    table = pq.read_table(edges, columns=["sourceNodeId", "targetNodeId"]).to_pydict()
    place = {name: number for number, name in enumerate(names)}
    degrees = np.zeros((len(names), 2))
    for column, side in enumerate(("sourceNodeId", "targetNodeId")):
        for node in table[side]:
            degrees[place[str(node)], column] += 1
    odd = -IsolationForest(random_state=0).fit(degrees).score_samples(degrees)
    return dict(zip(names, odd.tolist(), strict=True))
