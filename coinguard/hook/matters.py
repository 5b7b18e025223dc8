"""What a batch of messages comes to before the policy is asked: verdicts, what is remembered, and the lists they are on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from coinguard.hook.checking import Checked, check_all, failed
from coinguard.hook.decision import ListEntry
from coinguard.hook.intake import Submission
from coinguard.hook.judge import Matter
from coinguard.hook.lists import without_allowed
from coinguard.hook.snapshot import Snapshot
from coinguard.hook.window import Observation, Seen, see
from coinguard.message import Message

_NOTHING = Message(text="")


def matters_of(snapshot: Snapshot, batch: Sequence[Submission], now: float, wall: dt.datetime) -> list[Matter]:
    """Return what each message comes to; one that something fails on is a failure of the model, and costs no other anything.

    Parameters
    ----------
    snapshot
        The guard, policy and lists to do it with.
    batch
        The messages.
    now, wall
        The steady time, and the machine's.
    """
    try:
        return _matters(snapshot, batch, now, wall)
    except Exception as error:
        # Without its links and its company a message might go through by accident: the policy says what is done then.
        if len(batch) > 1:
            halves = batch[: len(batch) // 2], batch[len(batch) // 2 :]
            return [matter for half in halves for matter in matters_of(snapshot, half, now, wall)]
        (submission,) = batch
        return [
            Matter(
                key=submission.key or object(),
                checked=failed(error),
                observation=None,
                channel=submission.message.channel_id,
                roles=frozenset(submission.account.roles),
                age=submission.age(wall),
                listed=(),
            )
        ]


def _matters(snapshot: Snapshot, batch: Sequence[Submission], now: float, wall: dt.datetime) -> list[Matter]:
    messages = [one.message for one in batch]
    checked = check_all(snapshot.guard, messages)
    seen = _seen(snapshot, messages, checked)
    listed = [_listed(snapshot, message, seen, row) for row, message in enumerate(messages)]
    checked = _without_allowed(snapshot, messages, listed, checked)
    return [
        Matter(
            key=submission.key or object(),
            checked=checked[row],
            observation=_observation(snapshot, seen, row, messages[row], checked[row], now),
            channel=messages[row].channel_id,
            roles=frozenset(submission.account.roles),
            age=submission.age(wall),
            listed=listed[row],
        )
        for row, submission in enumerate(batch)
    ]


def _seen(snapshot: Snapshot, messages: Sequence[Message], checked: Sequence[Checked]) -> Seen | None:
    """Look at the texts, if anybody will ask about them; at those that could not be scored, which may be huge, at no price."""
    if snapshot.policy.window is None and not snapshot.lists.has_links:
        return None
    return see([m if one.verdict is not None else _NOTHING for m, one in zip(messages, checked, strict=True)])


def _listed(snapshot: Snapshot, message: Message, seen: Seen | None, row: int) -> tuple[ListEntry, ...]:
    lists = snapshot.lists
    if lists.empty:
        return ()
    urls = seen.urls[row] if seen is not None and lists.has_links else ()
    found = [lists.author(message.author_id), *map(lists.link, urls)]
    return tuple(dict.fromkeys(entry for entry in found if entry is not None))


def _without_allowed(
    snapshot: Snapshot,
    messages: Sequence[Message],
    listed: Sequence[Sequence[ListEntry]],
    checked: Sequence[Checked],
) -> list[Checked]:
    """Return the verdicts, those of messages with allowed links made anew without them."""
    found = list(checked)
    rows = [
        row
        for row, entries in enumerate(listed)
        if any(entry.list == "allow" and entry.kind != "author" for entry in entries)
        and checked[row].verdict is not None
    ]
    if rows:
        again = check_all(snapshot.guard, [without_allowed(messages[row], snapshot.lists) for row in rows])
        for row, one in zip(rows, again, strict=True):
            found[row] = one
    return found


def _observation(
    snapshot: Snapshot, seen: Seen | None, row: int, message: Message, checked: Checked, now: float
) -> Observation | None:
    if seen is None or snapshot.policy.window is None or checked.verdict is None:
        return None
    found = seen.observe(row, message, checked.verdict, snapshot.guard.thresholds["review"], now)
    trusted = [one for one in found.indicators if not snapshot.lists.trusts(one.value)]
    return replace(found, indicators=tuple(trusted)) if len(trusted) < len(found.indicators) else found
