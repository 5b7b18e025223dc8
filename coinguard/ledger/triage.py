"""What no typology names: accounts that are unusual among all accounts, with the amounts that make them so.

Rare is not fraud: on real card data an unsupervised detector ranked worse than chance. So triage is a listing of its own, below
the cases, of accounts that are in none of them. It never becomes a case and never adds to one.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from coinguard.errors import InstallationError
from coinguard.ledger.features import build_features
from coinguard.ledger.tables import Ledger

TRIAGE_SCHEMA: Final = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("anomaly", pa.float64(), nullable=False),
        pa.field(
            "reasons",
            pa.list_(
                pa.struct(
                    [("feature", pa.string()), ("value", pa.float64()), ("points", pa.float64()), ("text", pa.string())]
                )
            ),
            nullable=False,
        ),
    ]
)
MIN_ACCOUNTS: Final = 50
"""Fewer accounts than this are no population to be unusual in."""
MAX_REASONS: Final = 3


def triage(ledger: Ledger, in_cases: Collection[str], most: int = 50) -> pa.Table:
    """Return the most unusual accounts outside all cases, with the columns of :data:`TRIAGE_SCHEMA`.

    The score is ECOD's: the sum over features of the negative logarithm of how rare a value as far out is (Li et al. 2022,
    https://arxiv.org/abs/2201.00382), as PyOD computes it. Each feature's share of that sum is a reason.

    Parameters
    ----------
    ledger
        The canonical tables; :func:`coinguard.ledger.cases.find_cases` may have run on them or not.
    in_cases
        Accounts that are left out of the listing, though not out of the population.
    most
        How many accounts are listed.

    Raises
    ------
    InstallationError
        PyOD is not installed.
    """
    build_features(ledger.con, ["account_profile"])
    profile = ledger.con.sql("SELECT * FROM account_profile ORDER BY account_id").to_arrow_table()
    if profile.num_rows < MIN_ACCOUNTS:
        return TRIAGE_SCHEMA.empty_table()
    names = [name for name in profile.schema.names if name != "account_id" and _varies(profile.column(name))]
    parts, values = _ecod(profile, names)
    accounts = profile.column("account_id").to_pylist()
    order = sorted(range(len(accounts)), key=lambda row: (-parts[row].sum(), accounts[row]))
    listed = [row for row in order if accounts[row] not in in_cases][:most]
    rows = [_row(accounts[row], names, parts[row], values[row]) for row in listed]
    return pa.Table.from_pylist(rows, schema=TRIAGE_SCHEMA)


def _ecod(profile: pa.Table, names: list[str]) -> tuple[Any, Any]:
    import numpy as np

    values = np.column_stack([profile.column(name).to_numpy().astype(float) for name in names])
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # what PyOD's imports and its skewness of lone values warn of is its own business
        try:
            from pyod.models.ecod import ECOD
        except ImportError:
            raise InstallationError(
                "triage needs PyOD", hint="Install it with 'pip install coinguard[triage]'"
            ) from None
        return ECOD(n_jobs=1).fit(values).O, values


def _varies(column: pa.ChunkedArray) -> bool:
    bounds = pc.min_max(column)
    return bool(bounds["min"] != bounds["max"])


def _row(account: str, names: list[str], parts: Any, values: Any) -> dict[str, Any]:
    strongest = sorted(range(len(names)), key=lambda place: (-parts[place], names[place]))[:MAX_REASONS]
    return {
        "account_id": account,
        "anomaly": round(float(parts.sum()), 4),
        "reasons": [
            {
                "feature": names[place],
                "value": float(values[place]),
                "points": round(float(parts[place]), 4),
                "text": f"{names[place].replace('_', ' ')}: {values[place]:,g}, unusual among these accounts",
            }
            for place in strongest
        ],
    }
