"""Makes a world and writes its ledger, a day at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.errors import InputError
from coinguard.ledger.simulate.economy import load_economy
from coinguard.ledger.simulate.life.days import Life
from coinguard.ledger.simulate.people import draw_people
from coinguard.ledger.simulate.plan import live_honestly, plant_cases
from coinguard.ledger.simulate.rows import DAY, NONE, Events, Ints
from coinguard.ledger.simulate.stage import Planted, Stage
from coinguard.ledger.simulate.streams import Streams
from coinguard.ledger.simulate.tables import EVENTS, account_table, event_table, name, stream_table
from coinguard.ledger.simulate.world import Counter, World

FEWEST_ACCOUNTS: Final = 1_000
FEWEST_DAYS: Final = 28
"""A smaller world has no room for the slow cases."""
_ROW_GROUP: Final = 400_000
_MISSING: Final = 0.01
"""Share of values that are missing, at random, where a ledger may lack them."""
_MAY_MISS: Final = ("device", "ip", "ip_country", "card", "store_country", "bin_country")
_REPEATED: Final = [field.name for field in EVENTS if field.name not in {"event_id", "ts", "ref_event_id"}]


def simulate(out: Path, *, accounts: int = 2000, days: int = 60, seed: int = 0) -> Path:
    """Write a simulated ledger with honest life, planted cases of every typology, and their truth.

    Nothing in it is real, and figures measured on it say how well cases like the planted ones are found, nothing more.

    Parameters
    ----------
    out
        Folder to write to, made where it is not there: ``events.parquet``, ``accounts.parquet`` and ``streams.parquet``
        with a ledger's columns; ``truth.parquet`` with one planted case a row (``case_id typology difficulty account_ids
        event_ids start end usd_loss``); ``lookalikes.parquet`` with one honest account that resembles some fraud a row
        (``account_id kind``).
    accounts
        How many accounts there are. Each comes to some 35 events in 60 days.
    days
        How long the ledger runs.
    seed
        The same seed and sizes write the same bytes with the same versions of numpy and pyarrow on the same machine.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        The world is too small to hold every case.
    """
    if accounts < FEWEST_ACCOUNTS or days < FEWEST_DAYS:
        raise InputError(
            f"a simulated world of {accounts:,} accounts and {days} days is too small to hold every typology",
            hint=f"Ask for at least {FEWEST_ACCOUNTS:,} accounts and {FEWEST_DAYS} days",
        )
    world = new_world(accounts, days, seed)
    stage = Stage(world, world.generator("scenes"))
    planted = plant_cases(stage)
    live_honestly(stage)
    write_world(stage, planted, out)
    return out


def write_world(stage: Stage, planted: list[Planted], out: Path) -> None:
    """Let life begin in a world whose scenes are written, and write all of its files."""
    out.mkdir(parents=True, exist_ok=True)
    scenes = stage.take_events()
    _write_ledger(stage.world, scenes, stage.streams(), out)
    pq.write_table(account_table(stage.world), out / "accounts.parquet")
    _write_truth(stage.world, scenes, planted, out)


def new_world(accounts: int, days: int, seed: int) -> World:
    """Return a world of ordinary people in which nothing has happened yet."""
    economy = load_economy()
    counters = {kind: Counter() for kind in ("cards", "devices", "addresses", "payouts")}
    people = draw_people(economy, accounts, days, np.random.default_rng([seed, 0]), counters)
    return World(
        economy=economy,
        accounts=accounts,
        days=days,
        seed=seed,
        people=people,
        taken=np.zeros(accounts, bool),
        welcomed=np.zeros(accounts, bool),
        cards=counters["cards"],
        devices=counters["devices"],
        addresses=counters["addresses"],
        payouts=counters["payouts"],
    )


def _write_ledger(world: World, scenes: Events, staged: Streams, out: Path) -> None:
    """Write the events and the streams, a row group at a time."""
    life, missing = Life(world), world.generator("missing")
    days = np.searchsorted(scenes["ts"], world.start + np.arange(world.days + 1) * DAY)
    stream_days = (staged.started - world.start) // DAY
    held: list[pa.Table] = []
    with (
        pq.ParquetWriter(out / "events.parquet", EVENTS, use_dictionary=_REPEATED) as events_file,
        pq.ParquetWriter(out / "streams.parquet", stream_table(staged).schema) as streams_file,
    ):
        for day in range(world.days):
            events, streams = life.day(day)
            events = np.concatenate([events, scenes[days[day] : days[day + 1]]])
            events = events[np.lexsort((events["number"], events["ts"]))]
            held.append(event_table(world, _with_gaps(events, missing)))
            if sum(map(len, held)) >= _ROW_GROUP or day == world.days - 1:
                events_file.write_table(pa.concat_tables(held), row_group_size=_ROW_GROUP)
                held = []
            streams_file.write_table(stream_table(_together(streams, staged, stream_days == day)))


def _together(streams: Streams, staged: Streams, today: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Streams:
    """Return a day's streams with those of its scenes, by their beginnings."""
    fields = Streams.__dataclass_fields__
    joined = [np.concatenate([getattr(streams, field), getattr(staged, field)[today]]) for field in fields]
    order = np.argsort(joined[2], kind="stable")
    return Streams(*(column[order] for column in joined))


def _with_gaps(events: Events, rng: np.random.Generator) -> Events:
    """Let some values be missing, as they are in any ledger."""
    for field in _MAY_MISS:
        events[field][rng.random(len(events)) < _MISSING] = NONE
    return events


def _write_truth(world: World, scenes: Events, planted: list[Planted], out: Path) -> None:
    """Write the planted cases and the honest look-alikes."""
    inside = (scenes["ts"] >= world.start) & (scenes["ts"] < world.end)
    times = dict(zip(scenes["number"][inside].tolist(), scenes["ts"][inside].tolist(), strict=True))
    rows = []
    for number, plant in enumerate(planted):
        kept = [event for event in plant.numbers if event in times]
        rows.append(
            {
                "case_id": f"t{number:05d}",
                "typology": plant.typology,
                "difficulty": plant.difficulty,
                "account_ids": _names("a", plant.case.accounts),
                "event_ids": _names("e", kept),
                "start": min(times[event] for event in kept) * 1000,
                "end": max(times[event] for event in kept) * 1000,
                "usd_loss": round(plant.case.usd_loss, 2),
            }
        )
    instant = pa.timestamp("us", tz="UTC")
    schema = pa.schema(
        [
            ("case_id", pa.string()),
            ("typology", pa.string()),
            ("difficulty", pa.string()),
            ("account_ids", pa.list_(pa.string())),
            ("event_ids", pa.list_(pa.string())),
            ("start", instant),
            ("end", instant),
            ("usd_loss", pa.float64()),
        ]
    )
    pq.write_table(pa.Table.from_pylist(rows, schema), out / "truth.parquet")
    if not world.lookalikes:
        return
    kinds = [kind for kind, accounts in world.lookalikes for _ in range(len(accounts))]
    numbers: Ints = np.concatenate([np.asarray(accounts, np.int64) for _, accounts in world.lookalikes])
    lookalikes = pa.table({"account_id": name("a", numbers), "kind": pa.array(kinds, pa.string())})
    pq.write_table(lookalikes.sort_by([("kind", "ascending"), ("account_id", "ascending")]), out / "lookalikes.parquet")


def _names(prefix: str, numbers: list[int]) -> list[str]:
    return name(prefix, np.array(numbers, np.int64)).to_pylist()  # type: ignore[no-any-return]
