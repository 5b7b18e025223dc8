"""What is still to be told to the platform: written together with the decision, so that none is lost between the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, delete, func, or_, select, update

from coinguard.hook.decision import Decision
from coinguard.hook.store import tables as t
from coinguard.hook.store.database import Database

LONGEST_WAIT: Final = 6 * 3600.0
"""Seconds between two attempts at most. A turn further off than that was set by a clock that has jumped back since."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One decision that is to be announced."""

    id: str
    event: str
    made_at: str
    attempts: int
    """How often it has been tried already."""
    decision: Decision


class Outbox:
    """Announcements that wait for their turn, and those given up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, now: float, *, limit: int, lease: float) -> list[Announcement]:
        """Return announcements whose turn it is and put them off, so that no other process sends them as well.

        Parameters
        ----------
        now
            Seconds since 1970.
        limit
            How many at most.
        lease
            Seconds after which they come up again if nothing is heard of them.
        """
        turn = or_(t.outbox.c.next_at <= now, t.outbox.c.next_at > now + LONGEST_WAIT + lease)
        due = and_(t.outbox.c.state == "waiting", turn)
        query = select(t.outbox.c.id).where(due).order_by(t.outbox.c.next_at).limit(limit)
        with self._database.reading() as connection:  # mostly there is none, and nobody need wait for this to write
            if connection.execute(query).first() is None:
                return []
        with self._database.writing() as connection:
            ids = connection.execute(query if self._database.embedded else query.with_for_update(skip_locked=True))
            taken = ids.scalars().all()
            if not taken:
                return []
            connection.execute(update(t.outbox).where(t.outbox.c.id.in_(taken)).values(next_at=now + lease))
            rows = connection.execute(
                select(t.outbox, t.decisions.c.body)
                .join(t.decisions, t.decisions.c.id == t.outbox.c.decision_id)
                .where(t.outbox.c.id.in_(taken))
                .order_by(t.outbox.c.made_at)
            ).all()
        return [
            Announcement(row.id, row.event, row.made_at, row.attempts, Decision.from_json(row.body)) for row in rows
        ]

    def delivered(self, announcement_id: str) -> None:
        """Forget an announcement that has arrived."""
        with self._database.writing() as connection:
            connection.execute(delete(t.outbox).where(t.outbox.c.id == announcement_id))

    def failed(self, announcement_id: str, problem: str, next_at: float | None) -> None:
        """Note a failed attempt; without a next one the announcement is given up and kept as dead."""
        values = {"attempts": t.outbox.c.attempts + 1, "problem": problem}
        values |= {"state": "dead"} if next_at is None else {"next_at": next_at}
        with self._database.writing() as connection:
            connection.execute(update(t.outbox).where(t.outbox.c.id == announcement_id).values(values))

    def put_off(self, announcement_id: str, next_at: float) -> None:
        """Give an announcement that was taken, but not tried, its turn at another time."""
        with self._database.writing() as connection:
            its = t.outbox.c.id == announcement_id
            connection.execute(update(t.outbox).where(its).values(next_at=next_at))

    def revive(self, now: float) -> int:
        """Let the dead ones be tried again from the start; return how many."""
        values = {"state": "waiting", "attempts": 0, "next_at": now}
        with self._database.writing() as connection:
            return connection.execute(update(t.outbox).where(t.outbox.c.state == "dead").values(values)).rowcount

    def counts(self) -> dict[str, int]:
        """Return how many are ``waiting`` and how many ``dead``."""
        query = select(t.outbox.c.state, func.count()).group_by(t.outbox.c.state)
        with self._database.reading() as connection:
            found = {row.state: row[1] for row in connection.execute(query)}
        return {"waiting": found.get("waiting", 0), "dead": found.get("dead", 0)}
