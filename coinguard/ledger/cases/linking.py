"""Which findings belong together: those about the same account, and those of one kind about accounts that share an entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coinguard.ledger.cases.findings import Finding

if TYPE_CHECKING:
    import duckdb

_SHARED_SQL = """
WITH used AS (
  SELECT account_id, device_id AS entity FROM account_devices
  UNION SELECT account_id, card_fp FROM purchases WHERE card_fp IS NOT NULL
  UNION SELECT account_id, payout_fp FROM payouts WHERE payout_fp IS NOT NULL
),
shared AS (SELECT entity FROM used GROUP BY entity HAVING count(*) BETWEEN 2 AND ?)
SELECT u.entity, u.account_id FROM used AS u
JOIN shared AS s ON s.entity = u.entity
JOIN (SELECT unnest(?) AS account_id) AS a ON a.account_id = u.account_id
ORDER BY u.entity, u.account_id"""


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


def link(con: duckdb.DuckDBPyConnection, findings: Sequence[Finding], hub_accounts: int) -> list[list[Finding]]:
    """Return the findings in groups that make one case each.

    Parameters
    ----------
    con
        A connection with the feature tables ``account_devices``, ``purchases`` and ``payouts``.
    findings
        In any order.
    hub_accounts
        An entity with more accounts than this (a carrier's address, a shop's till) links nothing.
    """
    groups = Groups(len(findings))
    by_account: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(findings):
        for account in found.account_ids:
            by_account[account].append(number)
    for numbers in by_account.values():
        groups.join(numbers)
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    if findings:
        for entity, account in con.execute(_SHARED_SQL, [hub_accounts, sorted(by_account)]).fetchall():
            for number in by_account[account]:
                shared[entity, findings[number].typology].append(number)
    for numbers in shared.values():
        groups.join(numbers)
    return [[findings[number] for number in numbers] for numbers in groups.sets()]
