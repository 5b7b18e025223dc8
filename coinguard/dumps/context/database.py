"""The records of a dump as tables to ask: DuckDB, which works out of core."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

_MEMORY: Final = "768MB"
"""What the database may hold before it writes to disk."""


class Database:
    """The files of a :class:`~coinguard.dumps.context.spool.Spool` as the tables ``facts``, ``suspects``, ``indicators``."""

    def __init__(self, folder: Path) -> None:
        import duckdb

        self._connection: Any = duckdb.connect()
        settings = {
            "memory_limit": _MEMORY,
            "temp_directory": str(folder / "overflow"),
            "threads": str(os.cpu_count() or 1),
            "enable_progress_bar": "false",
            "preserve_insertion_order": "false",
        }
        for name, value in settings.items():
            self.run(f"SET {name} = '{value}'")
        for name in ("facts", "suspects", "indicators"):
            path = str(folder / f"{name}.parquet").replace("'", "''")
            self.run(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")

    def run(self, query: str) -> None:
        """Run a statement that returns nothing."""
        self._connection.execute(query)

    def table(self, query: str) -> pa.Table:
        """Return what a query finds."""
        return self._connection.sql(query).to_arrow_table().combine_chunks()

    def keep(self, name: str, table: pa.Table) -> None:
        """Make a table of the database from an Arrow table."""
        self._connection.register("_arriving", table)
        self.run(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM _arriving")
        self._connection.unregister("_arriving")

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()
