"""Keeping decisions: they, the queue, the tallies and the audit trail, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, and_, bindparam, delete, select

from coinguard.hook.decision import AuditEntry, Decision
from coinguard.hook.store import tables as t
from coinguard.hook.store.base import Entry, MessageKey, Tally
from coinguard.hook.store.database import Database
from coinguard.hook.store.words import without_words

_KEYS_A_QUERY: Final = 200
"""Databases have a limit on the values of one statement."""

_AT_PLACES: Final = select(t.decisions.c.place, t.decisions.c.revision, t.decisions.c.body).where(
    t.decisions.c.place.in_(bindparam("places", expanding=True))
)
_ADD_AUDIT: Final = t.audit.insert()


@dataclass(frozen=True, slots=True)
class Submission:
    """What one caller wants kept together."""

    entries: Sequence[Entry]
    tallies: Sequence[Tally]
    audit: Sequence[AuditEntry]


class Recorder:
    """Writes submissions.

    Parameters
    ----------
    database
        Where to.
    keep_words
        Whether messages' texts, and sentences that quote them, are kept at all.
    announced
        Tells the name of the event that a decision is announced under, null for one that is not.
    now
        The wall time in seconds since 1970.
    """

    def __init__(
        self,
        database: Database,
        *,
        keep_words: bool,
        announced: Callable[[Decision], str | None],
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._keep_words = keep_words
        self._announced = announced
        self._now = now
        # Statements are made once: putting one together takes longer than running it.
        self._keep = database.insert(t.decisions).on_conflict_do_nothing()
        self._hold = database.insert(t.queue).on_conflict_do_nothing()
        self._tell = database.insert(t.outbox).on_conflict_do_nothing()
        count = database.insert(t.tallies)
        added = {name: t.tallies.c[name] + count.excluded[name] for name in ("seen", "acted")}
        self._count = count.on_conflict_do_update(index_elements=["hour", "rule"], set_=added)

    def __call__(self, group: Sequence[Submission]) -> list[list[Decision]]:
        """Keep a group of submissions in one transaction; return, by submission, the decisions that stand."""
        rows = [self._row(entry) for submission in group for entry in submission.entries]
        with self._database.writing() as connection:
            others = self._insert(connection, rows)
            lost = {row["id"] for row in rows if row["id"] in others}
            kept = [
                entry.decision for submission in group for entry in submission.entries if entry.decision.id not in lost
            ]
            self._enqueue(connection, kept)
            self._announce(connection, kept)
            self._add_tallies(connection, (tally for submission in group for tally in submission.tallies))
            entries = (entry for submission in group for entry in submission.audit if entry.subject not in lost)
            add_audit(connection, entries)
        return [[others.get(entry.decision.id, entry.decision) for entry in submission.entries] for submission in group]

    def _row(self, entry: Entry) -> dict[str, Any]:
        decision = entry.decision
        body = decision if self._keep_words else without_words(decision)
        return {
            "id": decision.id,
            "place": place_of(decision.channel_id, decision.message_id),
            "channel_id": decision.channel_id,
            "message_id": decision.message_id,
            "revision": decision.revision,
            "author_id": decision.author_id,
            "action": decision.action,
            "decided_at": decision.decided_at,
            "body": body.to_json(),
            # Only a person who reviews needs the text; what was let through or refused is told by its reasons.
            "text": entry.message.text.encode("utf-8", "surrogatepass") if self._keep_words and decision.held else None,
            "wordy": self._keep_words,
        }

    def _insert(self, connection: Connection, rows: list[dict[str, Any]]) -> dict[str, Decision]:
        """Insert decisions; return those that stand already, by the id of the one that they keep out."""
        if not rows:
            return {}
        if connection.execute(self._keep, rows).rowcount == len(rows):
            return {}
        there = {
            row.id
            for some in _slices([row["id"] for row in rows], _KEYS_A_QUERY)
            for row in connection.execute(select(t.decisions.c.id).where(t.decisions.c.id.in_(some)))
        }
        out = [row for row in rows if row["id"] not in there]
        standing: dict[tuple[str, int], Decision] = {}
        for some in _slices([row["place"] for row in out], _KEYS_A_QUERY):
            for place, revision, body in connection.execute(_AT_PLACES, {"places": some}):
                standing[place, revision] = Decision.from_json(body)
        return {row["id"]: standing[row["place"], row["revision"]] for row in out}

    def _enqueue(self, connection: Connection, kept: list[Decision]) -> None:
        edited = {decision.earlier: decision.id for decision in kept if decision.earlier is not None}
        places: dict[str, tuple[str, str | None]] = {}
        if edited:
            open_ones = and_(t.queue.c.decision_id.in_(edited), t.queue.c.state == "open")
            for row in connection.execute(select(t.queue).where(open_ones)):
                places[edited[row.decision_id]] = (row.queued_at, row.claimed_by)
            connection.execute(delete(t.queue).where(open_ones))
        rows = []
        for decision in kept:
            if decision.held:
                queued_at, claimed_by = places.get(decision.id, (decision.decided_at, None))
                rows.append(
                    {"decision_id": decision.id, "state": "open", "queued_at": queued_at, "claimed_by": claimed_by}
                )
        if rows:
            connection.execute(self._hold, rows)

    def _announce(self, connection: Connection, kept: list[Decision]) -> None:
        now = self._now()
        rows = [
            {
                "id": decision.id, "event": event, "decision_id": decision.id, "made_at": decision.decided_at,
                "state": "waiting", "attempts": 0, "next_at": now,
            }
            for decision in kept
            if (event := self._announced(decision)) is not None
        ]  # fmt: skip
        if rows:
            connection.execute(self._tell, rows)

    def _add_tallies(self, connection: Connection, given: Iterable[Tally]) -> None:
        sums: dict[tuple[str, int], tuple[int, int]] = {}
        for tally in given:
            seen, acted = sums.get((tally.rule, tally.hour), (0, 0))
            sums[tally.rule, tally.hour] = (seen + tally.seen, acted + tally.acted)
        if not sums:
            return
        # Always in the same order, or two processes could each wait for the row that the other has locked.
        rows = [
            {"rule": rule, "hour": hour, "seen": seen, "acted": acted}
            for (rule, hour), (seen, acted) in sorted(sums.items())
        ]
        connection.execute(self._count, rows)


def add_audit(connection: Connection, entries: Iterable[AuditEntry]) -> None:
    """Add to the audit trail."""
    rows = [
        {
            "event": entry.event,
            "actor": entry.actor,
            "at": entry.at,
            "subject": entry.subject,
            "detail": orjson.dumps(dict(entry.detail)) if entry.detail is not None else None,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(_ADD_AUDIT, rows)


def latest(connection: Connection, keys: Sequence[MessageKey]) -> list[Decision | None]:
    """Return the decision of the highest revision on each message, null where there is none."""
    found: dict[str, tuple[int, bytes]] = {}
    places = [place_of(*key) or "" for key in keys]
    for some in _slices(list(dict.fromkeys(places)), _KEYS_A_QUERY):
        for place, revision, body in connection.execute(_AT_PLACES, {"places": some}):
            if place not in found or revision > found[place][0]:
                found[place] = (revision, body)
    decisions = {place: Decision.from_json(body) for place, (_, body) in found.items()}
    return [decisions.get(place) for place in places]


def place_of(channel_id: str | None, message_id: str | None) -> str | None:
    """Return a message's channel and id as one name, another for each; null for a message without an id."""
    if message_id is None:
        return None
    channel = channel_id or ""
    return f"{len(channel)}:{channel}{message_id}"


def _slices(items: list[Any], size: int) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
