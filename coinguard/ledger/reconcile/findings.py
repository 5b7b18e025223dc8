"""What reconciling finds: which check, in which row, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from coinguard.ledger.schema import TableName

if TYPE_CHECKING:
    import duckdb

Action = Literal["set aside", "dropped", "left out", "noted"]
"""``set aside``: the row cannot be used. ``dropped``: it stands there once more. ``left out``: one value cannot be used, the rest
of the row is. ``noted``: the row is used as it is."""

MAX_NOTED_ROWS: Final = 10_000
"""Rows kept for one check that only notes; all are counted. Rows that are set aside are always kept."""

EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked for."""

    code: str
    action: Action
    sentence: str
    """What was found, in the plural, as it follows a number."""
    single: str
    """The same for one."""

    def counted(self, count: int) -> str:
        """Return the sentence with its number."""
        return f"{count:,} {self.single if count == 1 else self.sentence}"


@dataclass(frozen=True, slots=True)
class Example:
    """One row that a check found."""

    row: int | None
    """Its place in the source, counted from 1; a line number where the line could not be parsed."""
    id: str | None
    account_id: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found in one table."""

    check: Check
    table: TableName
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Everything that was found before the detectors ran."""

    findings: tuple[Finding, ...]
    rows: dict[str, int]
    """Rows read of each table given, those set aside included."""
    sources: dict[str, str]
    """What each table was read from."""
    notes: tuple[str, ...] = ()
    """How the tables were read, in sentences."""
    bad: int = field(default=0)
    """Rows that are set aside, and values that are left out."""

    def count(self, code: str) -> int:
        """Return how often a check found something."""
        return sum(found.count for found in self.findings if found.check.code == code)

    def as_dict(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return {
            "rows": dict(self.rows),
            "sources": dict(self.sources),
            "notes": list(self.notes),
            "findings": [
                {
                    "check": found.check.code,
                    "action": found.check.action,
                    "table": found.table,
                    "count": found.count,
                    "what": found.check.counted(found.count),
                    "examples": [
                        {"row": each.row, "id": each.id, "account_id": each.account_id, "note": each.note}
                        for each in found.examples
                    ],
                }
                for found in self.findings
            ],
        }


class Book:
    """Collects findings in two tables of the workspace: ``findings`` with all of them, ``set_aside`` with rows not to use.

    Parameters
    ----------
    con
        The workspace.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._found: list[Finding] = []
        con.execute(
            "CREATE TEMP TABLE findings (code VARCHAR, action VARCHAR, table_name VARCHAR, row BIGINT, id VARCHAR,"
            " account_id VARCHAR, note VARCHAR, content VARCHAR)"
        )
        con.execute("CREATE TEMP TABLE set_aside (table_name VARCHAR, row BIGINT)")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, in the order it was looked for; what one check found in several goes is one finding."""
        merged: dict[tuple[Check, str], Finding] = {}
        for found in self._found:
            same = merged.get((found.check, found.table))
            if same is not None:
                examples = (*same.examples, *found.examples)[:EXAMPLES]
                found = Finding(found.check, found.table, same.count + found.count, examples)
            merged[found.check, found.table] = found
        return tuple(merged.values())

    def record(self, check: Check, table: TableName, select: str, *, content: str | None = None) -> None:
        """Keep what an SQL query finds. Rows of the table that cannot be used are set aside, with what stood in them.

        Parameters
        ----------
        check
            What was looked for.
        table
            The table it was looked for in.
        select
            Gives the columns ``row``, ``id``, ``account_id`` and ``note``.
        content
            SQL for what stood there, where it is no row of the table.
        """
        takes_rows = check.action in ("set aside", "dropped") and content is None
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE found AS SELECT row, id, account_id, note, {content or 'NULL'} AS content"
            f" FROM ({select})"
        )
        [(count,)] = self._con.execute("SELECT count(*) FROM found").fetchall()
        if not count:
            return
        kept = "SELECT * FROM found"
        if takes_rows:
            kept = (
                "SELECT told.row, told.id, told.account_id, told.note, CAST(to_json(given) AS VARCHAR) AS content"
                f" FROM found AS told JOIN {table} AS given ON given.rowid = told.row - 1"
            )
            self._con.execute(f"INSERT INTO set_aside SELECT '{table}', row FROM found")
        limit = f"LIMIT {MAX_NOTED_ROWS}" if check.action == "noted" else ""
        self._con.execute(
            f"INSERT INTO findings SELECT ?, ?, ?, * FROM ({kept}) ORDER BY row NULLS LAST, note, id {limit}",
            [check.code, check.action, table],
        )
        examples = self._con.execute(
            f"SELECT row, id, account_id, note FROM found ORDER BY row NULLS LAST, note, id LIMIT {EXAMPLES}"
        ).fetchall()
        self._found.append(Finding(check, table, int(count), tuple(Example(*each) for each in examples)))
