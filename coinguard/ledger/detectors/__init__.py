"""The fifteen detectors: each is one SELECT in a file of this folder, set by its file in ``data/typologies``.

A detector returns one row a finding: ``account_id`` (and ``partner_id`` or ``member_ids``), the order keys of its qualifying
events in ``event_ks``, the money in ``usd_cents``, its evidence in ``points`` (log-odds: nought is even), and the figures that
its sentence names.
"""

from __future__ import annotations

from importlib.resources import files


def detector_sql(typology: str) -> str:
    """Return a detector's SELECT, its thresholds and points still by name."""
    return files(__name__).joinpath(f"{typology}.sql").read_text(encoding="utf-8")
