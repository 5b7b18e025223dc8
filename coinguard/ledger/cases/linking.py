"""Which findings belong together: those about the same account, and those of one kind about accounts that share an entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import pyarrow as pa

from coinguard.ledger.cases.findings import Finding

if TYPE_CHECKING:
    import duckdb

_ENTITIES = ("device_id", "card_fp", "payout_fp", "ip_hash")
"""What accounts may share."""

_SHARED_SQL = """
WITH used AS (
  SELECT DISTINCT e.{entity} AS entity, e.account_id FROM events AS e
  JOIN named AS n ON n.account_id = e.account_id WHERE e.{entity} IS NOT NULL
),
wanted AS (SELECT entity FROM used GROUP BY entity HAVING count(*) >= 2),
crowds AS (
  SELECT w.entity FROM events AS e JOIN wanted AS w ON w.entity = e.{entity}
  GROUP BY w.entity HAVING count(DISTINCT e.account_id) <= {hub_accounts}
)
SELECT u.entity, u.account_id FROM used AS u JOIN crowds AS c ON c.entity = u.entity ORDER BY u.entity, u.account_id"""


MAX_COMPARED = 64
"""Findings about one account that are compared with each other; firm ones are joined without comparing."""


class Groups:
    """Disjoint sets of findings (union by smallest member, so the result does not depend on the order of unions)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, member: int) -> int:
        """Return the smallest member of a member's set."""
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def join(self, members: Iterable[int]) -> None:
        """Make one set of the sets of all members."""
        roots = {self.find(member) for member in members}
        if roots:
            smallest = min(roots)
            for root in roots:
                self._parent[root] = smallest

    def sets(self) -> list[list[int]]:
        """Return the sets, each in order, ordered by their smallest member."""
        grouped: dict[int, list[int]] = defaultdict(list)
        for member in range(len(self._parent)):
            grouped[self.find(member)].append(member)
        return [grouped[root] for root in sorted(grouped)]


def link(
    con: duckdb.DuckDBPyConnection, findings: Sequence[Finding], hub_accounts: int, firm_points: float
) -> list[list[Finding]]:
    """Return the findings in groups that make one case each.

    Two findings about the same account belong together when both are firm, or when they are about mostly the same accounts:
    a weak finding about a crowd does not drag the crowd into a strong case about one of its members.

    Parameters
    ----------
    con
        A connection with the table ``events``.
    findings
        In any order.
    hub_accounts
        An entity with more accounts than this (a carrier's address, a shop's till) links nothing.
    firm_points
        Findings of at least so many points are firm.
    """
    groups = Groups(len(findings))
    by_account: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(findings):
        for account in found.account_ids:
            by_account[account].append(number)
    for numbers in by_account.values():
        groups.join(number for number in numbers if findings[number].points >= firm_points)
        for first, second in combinations(numbers[:MAX_COMPARED], 2):
            if _mostly_same(findings[first], findings[second]):
                groups.join((first, second))
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    con.register("named", pa.table({"account_id": pa.array(sorted(by_account), pa.string())}))
    for kind in _ENTITIES if findings else ():
        sql = _SHARED_SQL.format(entity=kind, hub_accounts=int(hub_accounts))
        for entity, account in con.execute(sql).fetchall():
            for number in by_account[account]:
                shared[f"{kind}:{entity}", findings[number].typology].append(number)
    con.unregister("named")
    for numbers in shared.values():
        groups.join(numbers)
    return [[findings[number] for number in numbers] for numbers in groups.sets()]


def _mostly_same(first: Finding, second: Finding) -> bool:
    one, other = set(first.account_ids), set(second.account_ids)
    return 2 * len(one & other) >= max(len(one), len(other))
