"""The pipeline: a message comes in, a decision goes out, kept before anybody is told.

Single messages and batches go one way, :meth:`Pipeline.decide_many`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

from coinguard.hook.breaker import STATE, Opening
from coinguard.hook.claims import Claims
from coinguard.hook.clock import Clock, SystemClock
from coinguard.hook.decision import Decision, Versions, timestamp
from coinguard.hook.gather import Gather
from coinguard.hook.intake import Submission, accepted
from coinguard.hook.judge import Judge
from coinguard.hook.keeping import OPENED, Keeper
from coinguard.hook.matters import matters_of
from coinguard.hook.outcome import decision_of, new_ids, summed
from coinguard.hook.policy import Account, Policy
from coinguard.hook.snapshot import Checker, Snapshot
from coinguard.hook.store.base import Store, StoreError, Tally
from coinguard.hook.tallies import HOUR
from coinguard.message import Message

REFRESH: Final = 5.0
"""Seconds after which lists and tallies that another process may have changed are read again."""

_BATCH: Final = 1_024
_TRIES: Final = 30
_MYSELF: Final = "coinguard"
_LOST_RACES: Final = StoreError("other processes kept deciding other edits of the message")
_log = logging.getLogger(__name__)


class Pipeline:
    """Decides messages by a policy. Threads may share one, and any event loop.

    Parameters
    ----------
    guard
        A :class:`coinguard.Guard`.
    policy
        What its owner wants; see :func:`coinguard.hook.policy.read_policy`.
    store
        Keeps decisions, lists, tallies and the audit trail.
    clock
        Where the time comes from.

    Raises
    ------
    StoreError
        The store can't be read. Once it could, a failing store is a matter of the policy.
    """

    def __init__(self, guard: Checker, policy: Policy, store: Store, *, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._store = store
        self._claims = Claims()
        self._changing = threading.Lock()
        self._gathers: WeakKeyDictionary[asyncio.AbstractEventLoop, Gather[Submission, Decision]] = WeakKeyDictionary()
        now = self._clock.steady()
        self._judge = Judge(policy, now)
        self._keeper = Keeper(store, self._clock, self._breaker_state)
        self._version, self._entries = store.lists()
        self._snapshot = Snapshot.of(guard, policy, self._version, self._entries)
        self._refreshed = now
        self._judge.merge(store.tallies(_first_hour(policy, now)), store.state(STATE), policy, now)

    @property
    def versions(self) -> Versions:
        """What decisions are made with now."""
        return self._snapshot.versions

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._snapshot.policy

    @property
    def guard(self) -> Checker:
        """The guard in force."""
        return self._snapshot.guard

    def decide(self, message: str | Message, account: Account | None = None) -> Decision:
        """Decide one message.

        Parameters
        ----------
        message
            With a ``message_id``, the same decision comes back however often it is asked for; another text under the same id
            is an edit, which is decided anew and says which decision it follows.
        account
            What the platform knows of the author.

        Raises
        ------
        InputError
            A field is no text, an id can't be kept, or the account's age is no time.
        """
        return self._decided([accepted(message, account)])[0]

    async def adecide(self, message: str | Message, account: Account | None = None) -> Decision:
        """Decide one message without blocking the event loop; those that wait at the same time share the work."""
        submission = accepted(message, account)
        loop = asyncio.get_running_loop()
        if loop not in self._gathers:
            self._gathers[loop] = Gather(self._decided)
        return await self._gathers[loop](submission)

    @property
    def waiting(self) -> int:
        """How many calls of :meth:`adecide` wait to be begun."""
        return sum(gather.waiting for gather in list(self._gathers.values()))

    def decide_many(self, messages: Iterable[str | Message | Submission]) -> list[Decision]:
        """Decide messages in their order, each for itself; see :meth:`decide`.

        Raises
        ------
        InputError
            Something is wrong with one, which the error names; the thousands before it have been decided.
        """
        found: list[Decision] = []
        pending = iter(messages)
        while batch := list(islice(pending, _BATCH)):
            places = range(len(found) + 1, len(found) + len(batch) + 1)
            found += self._decided(
                [accepted(one, where=f"message {place}") for place, one in zip(places, batch, strict=True)]
            )
        return found

    def _decided(self, batch: Sequence[Submission]) -> list[Decision]:
        """Decide a batch; a message whose id occurs twice in it is decided after the first has been."""
        found: dict[int, Decision] = {}
        for places in _rounds(batch):
            chosen = [batch[place] for place in places]
            with self._claims.of([one.key for one in chosen if one.key is not None]):
                found |= zip(places, self._decide(chosen), strict=True)
        return [found[place] for place in range(len(batch))]

    def _decide(self, batch: Sequence[Submission], tries: int = _TRIES) -> list[Decision]:
        """Decide messages of which no two have one id, and which nobody else in this process decides now."""
        snapshot, digests = self._snapshot, [one.digest() for one in batch]
        try:
            snapshot = self._refreshed_snapshot()
            before = self._earlier(batch)
        except StoreError as error:
            made, _ = self._make(snapshot, batch, digests, [None] * len(batch))
            return self._keeper.lost(made, snapshot.policy, error)
        known = {
            place: one
            for place, (one, digest) in enumerate(zip(before, digests, strict=True))
            if one is not None and one.digest == digest
        }
        new = [place for place in range(len(batch)) if place not in known]
        if new:
            chosen = [batch[place] for place in new]
            made, tallies = self._make(
                snapshot, chosen, [digests[place] for place in new], [before[place] for place in new]
            )
            kept = self._keeper.keep(chosen, made, tallies, snapshot.policy)
            known |= zip(new, kept, strict=True)
            raced = {place: one for place, one in zip(new, made, strict=True) if known[place].digest != one.digest}
            # Another process decided another edit of the message under the same number: this one follows it.
            known |= self._again(batch, raced, snapshot.policy, tries) if raced else {}
        return [known[place] for place in range(len(batch))]

    def _again(
        self, batch: Sequence[Submission], raced: Mapping[int, Decision], policy: Policy, tries: int
    ) -> dict[int, Decision]:
        if not tries:
            return dict(zip(raced, self._keeper.lost(list(raced.values()), policy, _LOST_RACES), strict=True))
        return dict(zip(raced, self._decide([batch[place] for place in raced], tries - 1), strict=True))

    def _earlier(self, batch: Sequence[Submission]) -> list[Decision | None]:
        """Return the last decision on each message, null where there is none."""
        keys = [one.key for one in batch if one.key is not None]
        known = dict(zip(keys, self._store.latest(keys), strict=True)) if keys else {}
        return [known[one.key] if one.key is not None else None for one in batch]

    def _make(
        self,
        snapshot: Snapshot,
        batch: Sequence[Submission],
        digests: Sequence[str],
        before: Sequence[Decision | None],
    ) -> tuple[list[Decision], list[Tally]]:
        """Return decisions that nobody knows of yet, and what they add to the tallies."""
        now, wall = self._clock.steady(), self._clock.wall()
        matters = matters_of(snapshot, batch, now, wall)
        judgements = self._judge.judge(snapshot.policy, matters, now)
        stamp = timestamp(wall)
        made = [
            decision_of(new_id, snapshot, submission, digest, earlier, matter.checked, judgement, stamp)
            for new_id, submission, digest, earlier, matter, judgement in zip(
                new_ids(len(batch)), batch, digests, before, matters, judgements, strict=True
            )
        ]
        for opened in (judgement.opened for judgement in judgements if judgement.opened is not None):
            self._keeper.note(OPENED, _MYSELF, opened.rule, {"text": opened.text})
            _log.warning("%s", opened.text)
        return made, summed(tally for judgement in judgements for tally in judgement.tallies)

    def refresh(self) -> None:
        """Read lists, tallies and the breaker's state anew, as after a change of lists; it happens by itself every 5 seconds.

        Raises
        ------
        StoreError
            They can't be read; what was known stays in force.
        """
        now, policy = self._clock.steady(), self._snapshot.policy
        # Whatever other processes counted since the last time: this one may have been idle for hours.
        since, self._refreshed = int(self._refreshed // HOUR) - 1, now
        if self._store.lists_version() != self._version:
            version, entries = self._store.lists()
            with self._changing:
                self._version, self._entries = version, entries
                self._snapshot = Snapshot.of(self._snapshot.guard, self._snapshot.policy, version, entries)
        self._judge.merge(self._store.tallies(since), self._store.state(STATE), policy, now)

    def _refreshed_snapshot(self) -> Snapshot:
        if self._clock.steady() - self._refreshed >= REFRESH:
            self.refresh()
        return self._snapshot

    def reload(self, *, guard: Checker | None = None, policy: Policy | None = None, actor: str = _MYSELF) -> Versions:
        """Put another guard or policy in force, all or nothing; what is being decided goes on with what it began with.

        Both come here whole: reading either raises before anything changes, and a guard must check a message first.

        Raises
        ------
        Exception
            The new guard can't check; everything stays as it is.
        """
        if guard is not None:
            list(guard.check_many(["gg everyone, see you tomorrow"]))
        with self._changing:
            before = self._snapshot
            after = Snapshot.of(guard or before.guard, policy or before.policy, self._version, self._entries)
            self._snapshot = after
        if policy is not None:
            self._judge.adopt(policy, self._clock.steady())
        self._keeper.note("reloaded", actor, None, {"policy": after.versions.policy, "model": after.versions.model})
        self._keeper.tell()
        return after.versions

    def _breaker_state(self, known: bytes | None) -> bytes:
        return self._judge.breaker_state(known, self._snapshot.policy, self._clock.steady())

    def breakers(self) -> list[Opening]:
        """Return the breakers that are open, by rule."""
        return self._judge.opened(self._clock.steady())

    def accept(self, rule: str, *, by: str) -> None:
        """Say that what a rule does is right: its breaker closes, and leaves it alone for a day.

        Parameters
        ----------
        rule
            Its name; ``*`` for all rules together.
        by
            Who says so.

        Raises
        ------
        StoreError
            It could not be kept; the breaker is closed in this process all the same.
        """
        self._judge.accept(rule, self._clock.steady())
        self._keeper.note("breaker_accepted", by, rule, {})
        self._keeper.tell()
        self._keeper.keep_breaker()

    def forget_author(self, author_id: str) -> int:
        """Drop an author's messages from the window, and return how many there were; the store has an erasure of its own."""
        return self._judge.forget_author(author_id)


def _first_hour(policy: Policy, now: float) -> int:
    days = policy.breaker.past_days if policy.breaker is not None else 1
    return int(now // HOUR) - (days + 2) * 24


def _rounds(batch: Sequence[Submission]) -> list[list[int]]:
    """Return the places of a batch in rounds of which none has an id twice; the order of each id's messages stays."""
    rounds: list[list[int]] = []
    times: dict[object, int] = {}
    for place, submission in enumerate(batch):
        number = 0
        if submission.key is not None:
            number = times.get(submission.key, 0)
            times[submission.key] = number + 1
        while len(rounds) <= number:
            rounds.append([])
        rounds[number].append(place)
    return rounds
