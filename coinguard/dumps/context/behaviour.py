"""Behaviour: one wording from many accounts, one account flooding, bursts, and first messages that are lures."""

from __future__ import annotations

from typing import Final

from coinguard.dumps.context.database import Database
from coinguard.dumps.sketches.sketch import SHORTEST

REPEATED: Final = 5
"""Messages of one wording from which it counts as repeated."""
MANY_ACCOUNTS: Final = 3
BURST: Final = 10
"""Messages of one wording, from several accounts, within :data:`WINDOW`."""
WINDOW: Final = 10 * 60 * 1_000_000
"""Microseconds that bursts and floods are looked for in: ten minutes."""
FLOOD: Final = 5
"""Messages of one wording from one account within :data:`WINDOW`."""
HASTE: Final = 20
"""Messages of one account within one minute, whatever they say."""
_MINUTE: Final = 60 * 1_000_000

_SAID: Final = f"""
    CREATE OR REPLACE TABLE said AS
    WITH wordings AS (SELECT cluster, min(template) AS wording FROM wording GROUP BY cluster),
    keyed AS (
        SELECT row, author, ts, coalesce(wordings.wording, facts.template) AS wording
        FROM facts LEFT JOIN wording USING (template) LEFT JOIN wordings USING (cluster)
        WHERE weight >= {SHORTEST} AND level IS NOT NULL),
    repeated AS (SELECT wording, count(*) AS messages FROM keyed GROUP BY wording HAVING count(*) >= {REPEATED})
    SELECT row, author, ts, wording, messages FROM keyed JOIN repeated USING (wording)"""
"""What is said again and again: near-duplicates of suspect messages together, anything else where the letters are the same."""

_REPEATS: Final = f"""
    CREATE OR REPLACE TABLE repeats AS
    WITH timed AS (
        SELECT row, wording, author,
               count(*) OVER (PARTITION BY wording ORDER BY ts RANGE BETWEEN {WINDOW} PRECEDING AND CURRENT ROW) AS lately,
               count(*) OVER (PARTITION BY wording, author ORDER BY ts
                              RANGE BETWEEN {WINDOW} PRECEDING AND CURRENT ROW) AS own_lately
        FROM said WHERE ts IS NOT NULL),
    floods AS (SELECT wording, author, max(own_lately) AS flood FROM timed WHERE author IS NOT NULL GROUP BY wording, author),
    bursts AS (SELECT wording, max(lately) AS burst FROM timed GROUP BY wording),
    spread AS (SELECT wording, count(DISTINCT author) AS accounts FROM said GROUP BY wording)
    SELECT row, messages, accounts, coalesce(burst, 0) AS burst, coalesce(flood, 0) AS flood
    FROM said JOIN spread USING (wording) LEFT JOIN bursts USING (wording) LEFT JOIN floods USING (wording, author)"""

_HASTE: Final = f"""
    CREATE OR REPLACE TABLE hasty AS
    WITH minutes AS (
        SELECT author, ts // {_MINUTE} AS minute, count(*) AS haste FROM facts
        WHERE author IS NOT NULL AND ts IS NOT NULL GROUP BY ALL HAVING count(*) >= {HASTE})
    SELECT row, haste FROM facts JOIN minutes ON facts.author = minutes.author AND ts // {_MINUTE} = minute"""

_FIRST: Final = """
    CREATE OR REPLACE TABLE first_lures AS
    WITH firsts AS (SELECT author, min(ts) AS ts FROM facts
                    WHERE author IN (SELECT author FROM facts WHERE level > 0) GROUP BY author)
    SELECT row FROM facts JOIN firsts USING (author, ts) WHERE level > 0"""


def find_behaviour(database: Database) -> None:
    """Leave the tables ``repeats(row, messages, accounts, burst, flood)``, ``hasty(row, haste)`` and ``first_lures(row)``.

    Needs the table ``wording``.
    """
    for statement in (_SAID, _REPEATS, _HASTE, _FIRST):
        database.run(statement)
    database.run("DROP TABLE said")
