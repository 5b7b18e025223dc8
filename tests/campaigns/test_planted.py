"""Thirty overlapping campaigns, planted under disguises among real chat, are found again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import coinguard
from coinguard.dumps import ScanOptions, scan
from tests.campaigns.planted import agreement, planted_world

ROWS = 200_000


def ordinary_chat(data: Path) -> pd.Series:
    """Return the texts of the corpora's ordinary chat."""
    frame = pd.read_parquet(data / "messages/messages.parquet", columns=["text", "label", "on_topic", "corpus"])
    honest = (frame["label"] == "ham") & ~frame["on_topic"] & ~frame["corpus"].str.startswith("sms_")
    return frame.loc[honest, "text"]


def found_again(chat: pd.Series, folder: Path, seed: int) -> tuple[Any, pd.DataFrame]:
    """Plant, scan and compare; return the agreement and the scored rows."""
    table = planted_world(chat, ROWS, seed)
    pq.write_table(table.drop_columns(["campaign"]), folder / "chat.parquet")
    scan([str(folder / "chat.parquet")], str(folder / "out.parquet"), coinguard.load(), ScanOptions(context=True))
    scored = pq.read_table(folder / "out.parquet", columns=["message_id", "ts", "cg_campaign"]).to_pandas()
    planted = table["campaign"].to_pylist()
    return agreement(planted, scored["cg_campaign"].to_list()), scored.assign(planted=planted)


def first_days(folder: Path, days: int) -> pd.DataFrame:
    """Scan the first days alone."""
    table = pq.read_table(folder / "chat.parquet")
    frame = table.to_pandas()
    early = (frame["ts"] < frame["ts"].min() + pd.Timedelta(days=days)).to_numpy()
    pq.write_table(table.filter(early), folder / "early.parquet")
    scan(
        [str(folder / "early.parquet")], str(folder / "early-out.parquet"), coinguard.load(), ScanOptions(context=True)
    )
    return pq.read_table(folder / "early-out.parquet", columns=["message_id", "cg_campaign"]).to_pandas()


@pytest.fixture(scope="module")
def world(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, pd.DataFrame, Path]:
    folder = tmp_path_factory.mktemp("planted")
    return *found_again(ordinary_chat(corpora), folder, seed=0), folder


def test_pairs_found_together_were_planted_together_and_the_other_way_round(world: Any) -> None:
    result, _, _ = world
    assert result.precision >= 0.98
    assert result.recall >= 0.9


def test_honest_repeats_make_no_campaign(world: Any) -> None:
    _, scored, _ = world
    mostly = scored.dropna(subset="cg_campaign").groupby("cg_campaign")["planted"].max()
    assert (mostly >= 0).all()


def test_ids_stay_when_a_day_is_added(world: Any) -> None:
    _, scored, folder = world
    early = first_days(folder, 4).set_index("message_id")["cg_campaign"].dropna()
    late = scored.set_index("message_id")["cg_campaign"]
    assert early.nunique() > 10
    # An early campaign may turn out to be a part of a larger one: then it has that one's id.
    assert (late[early.index] == early).mean() > 0.9


def main() -> None:
    """Print the agreement for some seeds; the argument is the folder of corpora."""
    import tempfile

    chat = ordinary_chat(Path(sys.argv[1]))
    for seed in range(int(sys.argv[2]) if sys.argv[2:] else 4):
        with tempfile.TemporaryDirectory() as name:
            result, scored = found_again(chat, Path(name), seed)
            early = first_days(Path(name), 4).set_index("message_id")["cg_campaign"].dropna()
            stay = (scored.set_index("message_id")["cg_campaign"][early.index] == early).mean()
            print(f"seed {seed}: {result}, ids of the first four days kept: {stay:.3f} of messages", flush=True)


if __name__ == "__main__":
    main()
