"""A slow, obvious twin of the temporal gift paths: walk from every sitting to the earliest next one, account by account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.ledger.oracle_features import DAY, Features, Row, grouped, ms_of

SITTING_MS: Final = 60 * 60_000
ONWARD: Final = 4
HUB_GIVERS: Final = 50
PATH_MS: Final = 14 * DAY
MOST_HOPS: Final = 4


def sittings(gifts: list[Row], given_on: list[int]) -> list[list[Row]]:
    """Return a pair's gifts cut where an hour passed, or where the receiver gave something (at ``given_on``) in between."""
    cut: list[list[Row]] = []
    for gift in gifts:
        before = cut[-1][-1]["k"] if cut else None
        if (
            before is None
            or ms_of(gift["k"]) - ms_of(before) > SITTING_MS
            or any(before < k < gift["k"] for k in given_on)
        ):
            cut.append([])
        cut[-1].append(gift)
    return cut


def gift_legs(features: Features) -> list[Row]:
    """Return the twin of ``gift_legs``."""
    bonds, given, got = features.bonds(), grouped(features.gifts(), "giver"), grouped(features.gifts(), "receiver")
    gifts = grouped(features.gifts(), "giver", "receiver")
    both = {giver for (giver,) in given} & {receiver for (receiver,) in got}
    rows = []
    for own in grouped(bonds, "giver").values():
        others = [bond for bond in own if bond["receiver"] != bond["giver"]]
        others.sort(key=lambda bond: (-bond["share_out"], -bond["coins"], bond["receiver"]))
        for bond in others[:ONWARD]:
            pair = bond["giver"], bond["receiver"]
            if not both & set(pair):
                continue
            on = [gift["k"] for gift in given.get((bond["receiver"],), [])]
            for number, sitting in enumerate(sittings(gifts[pair], on), start=1):
                rows.append(
                    {name: bond[name] for name in ("giver", "receiver", "share_out", "share_in")}
                    | {
                        "sitting": number,
                        "gifts": len(sitting),
                        "coins": sum(gift["coins"] for gift in sitting),
                        "first_k": sitting[0]["k"],
                        "last_k": sitting[-1]["k"],
                    }
                )
    return rows


def gift_paths(features: Features) -> list[Row]:
    """Return the twin of ``gift_paths``."""
    return _paths(features, gift_legs(features))


def loop_paths(features: Features) -> list[Row]:
    """Return the twin of ``loop_paths``."""
    return _paths(features, loop_legs(features))


def loop_legs(features: Features) -> list[Row]:
    """Return the twin of ``loop_legs``: from the receiver, up to four steps lead back to the giver."""
    passing = _passing(features)
    legs = [leg for leg in gift_legs(features) if leg["giver"] in passing]
    after: dict[str, set[str]] = {}
    for leg in legs:
        after.setdefault(leg["giver"], set()).add(leg["receiver"])

    def reached(account: str, steps: int) -> set[str]:
        near = after.get(account, set())
        return near | {far for each in near for far in reached(each, steps - 1)} if steps else set()

    return [leg for leg in legs if leg["giver"] in reached(leg["receiver"], MOST_HOPS)]


def _passing(features: Features) -> set[str]:
    got = grouped(features.gift_pairs(), "receiver")
    return {account for (account,), gave in got.items() if len(gave) <= HUB_GIVERS}


def _paths(features: Features, legs: list[Row]) -> list[Row]:
    passing = _passing(features)
    rows = []
    for first in legs:
        for path in _walks(legs, [first], passing):
            home = (
                _earliest(legs, path, path[0]["giver"]) if {path[0]["giver"], path[-1]["receiver"]} <= passing else None
            )
            names = [path[0]["giver"], *(leg["receiver"] for leg in path)]
            rows.append(
                {"hops": len(path), "last_k": path[-1]["last_k"], "home_k": home and home["first_k"]}
                | {f"p{place}": names[place - 1] if place <= len(names) else None for place in range(1, 6)}
                | {f"k{place}": path[place - 1]["first_k"] if place <= len(path) else None for place in range(1, 5)}
            )
    return rows


def _walks(legs: list[Row], path: list[Row], passing: set[str]) -> Iterator[list[Row]]:
    """Give a path, and every longer one that begins with it."""
    yield path
    at, been = path[-1]["receiver"], {path[0]["giver"], *(leg["receiver"] for leg in path)}
    if len(path) == MOST_HOPS or at not in passing:
        return
    for receiver in sorted({leg["receiver"] for leg in legs if leg["giver"] == at} - been):
        onward = _earliest(legs, path, receiver)
        if onward is not None:
            yield from _walks(legs, [*path, onward], passing)


def _earliest(legs: list[Row], path: list[Row], receiver: str) -> Row | None:
    """Return the first leg from a path's end to a receiver that begins after it and is over in time."""
    last = path[-1]
    found = [
        leg
        for leg in legs
        if (leg["giver"], leg["receiver"]) == (last["receiver"], receiver)
        and leg["first_k"] > last["last_k"]
        and ms_of(leg["last_k"]) - ms_of(path[0]["first_k"]) < PATH_MS
    ]
    return min(found, key=lambda leg: int(leg["first_k"]), default=None)
