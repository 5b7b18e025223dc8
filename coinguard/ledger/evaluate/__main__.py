"""``python -m coinguard.ledger.evaluate --data DIR``: print every figure as JSON.

``DIR`` holds any of: ``simulated_world/`` (or other folders with ``events``, ``accounts``, ``streams`` and ``truth`` as Parquet),
``retail_invoices.parquet``, ``cdnow_purchases.parquet``, ``amlsim_fanin_edges.parquet`` with ``amlsim_fanin_nodes.parquet``.
``--readme FILE`` refreshes the table between a file's markers.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from coinguard.ledger.evaluate.fanin import evaluate_fanin
from coinguard.ledger.evaluate.headline import headline
from coinguard.ledger.evaluate.shops import SHOPS, evaluate_shop
from coinguard.ledger.evaluate.world import evaluate_world
from coinguard.ledger.settings import Settings
from coinguard.report.markers import replace_between


def evaluate(folder: Path) -> dict[str, Any]:
    """Return the figures of everything that a folder holds."""
    place = folder / "ledger" if (folder / "ledger").is_dir() else folder
    settings = Settings.load()
    worlds = sorted(path.parent for path in place.glob("*/truth.parquet"))
    worlds += [place] if (place / "truth.parquet").exists() else []
    figures: dict[str, Any] = {"worlds": {world.name: evaluate_world(world, settings) for world in worlds}}
    figures["shops"] = {
        name: evaluate_shop(place / f"{name}.parquet", settings)
        for name in SHOPS
        if (place / f"{name}.parquet").exists()
    }
    if (place / "amlsim_fanin_edges.parquet").exists():
        figures["fan_in"] = evaluate_fanin(place, settings)
    return figures


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m coinguard.ledger.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    parser.add_argument("--readme", type=Path, help="refresh the table between this file's markers")
    arguments = parser.parse_args()
    figures = evaluate(arguments.data)
    if arguments.readme is not None:
        replace_between(arguments.readme, "ledger", headline(figures))
    json.dump(_rounded(figures), sys.stdout, indent=1)
    sys.stdout.write("\n")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
