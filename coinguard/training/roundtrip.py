"""Is the readable view the text as people wrote it? ``python -m coinguard.training.roundtrip DIR`` prints a table.

Everything that reads messages as people do (links, offers, languages) reads the readable view, so of ordinary messages it has
to be the text itself in normal form C, whatever the language. ``DIR`` is a folder of corpora with
``messages/messages.parquet``; its honest messages are measured. Where a language has no label there, its rows are those
written mostly in its script.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from pathlib import Path
from typing import Final

import pandas as pd

from coinguard.errors import InputError
from coinguard.text import table as t
from coinguard.text.views import fold, utf8

BAR: Final = 0.999
"""The share of each language's clean messages whose readable view has to be the message in normal form C."""

FEWEST: Final = 200
"""Messages of a language below which it is not reported, unless it is one of ``LANGUAGES``."""

LANGUAGES: Final = {
    "ar": ("Arabic", "ARABIC"),
    "hi": ("Hindi", "DEVANAGARI"),
    "th": ("Thai", "THAI"),
    "vi": ("Vietnamese", None),
    "tr": ("Turkish", None),
    "ko": ("Korean", "HANGUL"),
}
"""Languages that are always reported, by code: their names, and the script that gives them away where no row has the code."""

_PILE: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]{3,}")


def clean(text: str) -> bool:
    """Return whether there is nothing in a text to undo.

    That is: no character entity, no control character but tab and line ends, no default-ignorable character (joiners,
    variation selectors, fillers, soft hyphens), no bidirectional control, no styled letter, and no pile of three or more
    combining marks.
    """
    if html.unescape(text) != text or _PILE.search(unicodedata.normalize("NFC", text)):
        return False
    table = t.unicode_table()
    for code in set(map(ord, utf8(text).decode())):
        info = int(table.rows[int(table.pages[code >> 8]) * 256 + (code & 255), t.INFO])
        if info & t.KIND_MASK >= t.INVISIBLE or info & t.STYLED:
            return False
    return True


def _written_in(text: str, script: str) -> bool:
    """Return whether more than half of a text's letters are of a script, by their Unicode names."""
    letters = [unicodedata.name(char, "") for char in text if char.isalpha()]
    return 2 * sum(name.startswith(script) for name in letters) > len(letters)


def _rows_of(frame: pd.DataFrame, code: str) -> pd.Series[str]:
    labelled = frame.loc[frame["lang"] == code, "text"]
    script = LANGUAGES.get(code, ("", None))[1]
    if len(labelled) or script is None:
        return labelled
    return frame.loc[[_written_in(text, script) for text in frame["text"]], "text"]


def measure(frame: pd.DataFrame) -> pd.DataFrame:
    """Return, per language, the share of messages whose readable view is the message in normal form C.

    Parameters
    ----------
    frame
        Columns ``text`` and ``lang`` (null where unknown).

    Returns
    -------
    pandas.DataFrame
        One row a language: ``language``, ``rows``, ``kept`` (a share; null without rows), ``clean_rows`` and ``clean_kept``.
    """
    counts = frame["lang"].value_counts()
    codes = [*LANGUAGES, *sorted(set(counts[counts >= FEWEST].index) - set(LANGUAGES))]
    rows = []
    for code in codes:
        texts = _rows_of(frame, code)
        kept = pd.Series([fold(x).readable.text == unicodedata.normalize("NFC", x) for x in texts], dtype=float)
        plain = pd.Series([clean(x) for x in texts], dtype=bool)
        rows.append(
            {
                "language": LANGUAGES.get(code, (code, None))[0],
                "rows": len(texts),
                "kept": kept.mean(),
                "clean_rows": int(plain.sum()),
                "clean_kept": kept[plain].mean(),
            }
        )
    return pd.DataFrame(rows)


def markdown(table: pd.DataFrame) -> str:
    """Return the table of :func:`measure` as Markdown."""
    lines = [
        "| language | messages | readable view kept | clean messages | kept of clean |",
        "|---|---:|---:|---:|---:|",
    ]
    for row in table.to_dict("records"):
        kept, clean_kept = ("no rows" if pd.isna(row[name]) else f"{row[name]:.3%}" for name in ("kept", "clean_kept"))
        lines.append(f"| {row['language']} | {row['rows']:,} | {kept} | {row['clean_rows']:,} | {clean_kept} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the table; return 1 where a language's clean messages miss the bar, else 0."""
    if len(arguments) != 1:
        raise InputError(
            "one folder of corpora is needed", where="roundtrip", hint="python -m coinguard.training.roundtrip DIR"
        )
    path = Path(arguments[0]) / "messages" / "messages.parquet"
    if not path.is_file():
        raise InputError("there is no messages/messages.parquet", where=arguments[0], hint="Name the folder of corpora")
    frame = pd.read_parquet(path, columns=["text", "label", "lang"])
    frame = frame[(frame["label"] == "ham") & frame["text"].notna()]
    table = measure(frame.reset_index(drop=True))
    sys.stdout.write(markdown(table) + "\n")
    return int(bool((table["clean_kept"] < BAR).any()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
