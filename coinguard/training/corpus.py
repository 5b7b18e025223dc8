"""The data folder that models are learned from and measured on.

A data folder holds ``messages/messages.parquet`` and ``links/links.parquet``. Both are read here and nowhere else, so
that every fit and every figure means the same rows: which may be learned from, which count as ordinary chat, and which
campaign a row belongs to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from coinguard.errors import InputError

MESSAGES_FILE: Final = "messages/messages.parquet"
LINKS_FILE: Final = "links/links.parquet"

COIN_LURE: Final = "coin_lure"
OTHER_LURE: Final = "other_lure"

_TEXT: Final = "string"
_TRUTH: Final = "true or false"


@dataclass(frozen=True)
class Layout:
    """What a table of the data folder must look like."""

    file: str
    """Path below the data folder."""
    columns: Mapping[str, str]
    """Column name to ``string`` or ``true or false``."""
    values: Mapping[str, frozenset[str]]
    """Column name to the only values it may hold."""
    nullable: frozenset[str]
    """Columns that may be null; every other column must be filled on every row."""

    def described(self) -> str:
        """Return the documented schema on one line, for error messages."""
        return ", ".join(f"{name} ({kind})" for name, kind in self.columns.items())


MESSAGES: Final = Layout(
    file=MESSAGES_FILE,
    columns={
        "text": _TEXT,
        "label": _TEXT,
        "lure": _TEXT,
        "raw_label": _TEXT,
        "on_topic": _TRUTH,
        "group": _TEXT,
        "lang": _TEXT,
        "corpus": _TEXT,
        "source": _TEXT,
        "licence": _TEXT,
        "may_train": _TRUTH,
        "adjudicated": _TRUTH,
        "split": _TEXT,
    },
    values={
        "label": frozenset({"scam", "spam", "ham", "unclear"}),
        "lure": frozenset({COIN_LURE, OTHER_LURE}),
        "split": frozenset({"train", "dev"}),
    },
    nullable=frozenset({"lure", "raw_label", "lang", "source", "licence"}),
)

LINKS: Final = Layout(
    file=LINKS_FILE,
    columns={
        "url_or_domain": _TEXT,
        "label": _TEXT,
        "category": _TEXT,
        "kind": _TEXT,
        "topic": _TRUTH,
        "core_topic": _TRUTH,
        "source": _TEXT,
        "first_seen": _TEXT,
        "may_train": _TRUTH,
        "split": _TEXT,
    },
    values={
        "label": frozenset({"malicious", "benign"}),
        "kind": frozenset({"url", "domain"}),
        "split": frozenset({"train", "dev"}),
    },
    nullable=frozenset({"category", "source", "first_seen"}),
)


def load_messages(folder: Path) -> pd.DataFrame:
    """Read the labelled messages of a data folder.

    Rows labelled ``unclear`` are left out: nobody could say what they are, so they neither teach nor judge.

    Parameters
    ----------
    folder
        The data folder; the messages lie in ``messages/messages.parquet``.

    Returns
    -------
    pandas.DataFrame
        The columns of `MESSAGES` in that order, one row a message, index 0 to n-1.

    Raises
    ------
    InputError
        If the file is absent, is not Parquet, or does not have the documented columns, types and values.
    """
    frame = _read(folder, MESSAGES)
    return frame[frame["label"] != "unclear"].reset_index(drop=True)


def load_links(folder: Path) -> pd.DataFrame:
    """Read the labelled links of a data folder.

    Parameters
    ----------
    folder
        The data folder; the links lie in ``links/links.parquet``.

    Returns
    -------
    pandas.DataFrame
        The columns of `LINKS` in that order, one row a URL or domain, index 0 to n-1.

    Raises
    ------
    InputError
        If the file is absent, is not Parquet, or does not have the documented columns, types and values.
    """
    return _read(folder, LINKS)


def training_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows a model may learn from: split ``train``, under terms that allow it, and not ``unclear``.

    Works on messages and on links; the index is kept.
    """
    return frame[(frame["split"] == "train") & frame["may_train"].astype(bool) & (frame["label"] != "unclear")]


def held_out_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that only judge: split ``dev`` and not ``unclear``, whatever their terms. The index is kept.

    A message whose campaign also has rows in the training split is left out, so that no campaign both teaches and
    judges.
    """
    held = (frame["split"] == "dev") & (frame["label"] != "unclear")
    if "group" in frame.columns:
        held &= ~frame["group"].isin(frame.loc[frame["split"] == "train", "group"])
    return frame[held]


def ordinary_chat(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which messages count as ordinary chat, the rows that false-positive rates are measured on.

    Ordinary chat is ``ham`` that is not about coins and not from an SMS corpus: notices of banks and carriers are hard
    negatives and are counted apart.

    Returns
    -------
    numpy.ndarray
        Shape ``(len(frame),)``.
    """
    mask = (frame["label"] == "ham") & ~frame["on_topic"].astype(bool) & ~frame["corpus"].str.startswith("sms_")
    return np.asarray(mask, dtype=np.bool_)


def is_scam(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which messages are labelled scam, coin lures and neighbours alike; shape ``(len(frame),)``."""
    return np.asarray(frame["label"] == "scam", dtype=np.bool_)


def fold_of(groups: Sequence[str] | pd.Series[Any], folds: int, salt: str) -> npt.NDArray[np.int64]:
    """Return the fold of each row, decided by its campaign alone.

    The fold is a BLAKE2b hash of the campaign and the salt, so it is the same on every machine, in every order and
    whatever other rows are present; a campaign never lies in two folds.

    Parameters
    ----------
    groups
        Campaign of each row.
    folds
        How many folds, at least 1.
    salt
        Name of the split; another salt gives an unrelated one. At most 64 bytes of UTF-8.

    Returns
    -------
    numpy.ndarray
        Shape ``(len(groups),)``, values 0 to ``folds - 1``.

    Raises
    ------
    InputError
        If `folds` is less than 1 or the salt is too long.
    """
    if folds < 1:
        raise InputError(f"a split needs at least 1 fold, not {folds}", where="folds")
    key = salt.encode()
    if len(key) > hashlib.blake2b.MAX_KEY_SIZE:
        raise InputError(f"the salt is longer than {hashlib.blake2b.MAX_KEY_SIZE} bytes", where="salt")
    codes, unique = pd.factorize(np.asarray(groups, dtype=object))
    if (codes < 0).any():
        raise InputError("a row has no campaign", where="group", hint="Fill the column group on every row")
    digests = (hashlib.blake2b(str(name).encode(), digest_size=8, key=key).digest() for name in unique)
    fold = np.fromiter((int.from_bytes(digest, "big") % folds for digest in digests), dtype=np.int64, count=len(unique))
    return fold[codes] if len(unique) else np.empty(0, dtype=np.int64)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(folder: Path, layout: Layout) -> pd.DataFrame:
    path = Path(folder) / layout.file
    if not path.is_file():
        raise InputError(
            f"the data folder has no {layout.file}",
            where=str(folder),
            hint=f"It needs {MESSAGES.file} and {LINKS.file}; {layout.file} holds {layout.described()}",
        )
    try:
        schema = pq.read_schema(path)
        _check_columns(schema, layout, path)
        table = pq.read_table(path, columns=list(layout.columns))
    except pa.ArrowException as error:
        raise InputError(
            "the file could not be read as Parquet", where=str(path), hint=f"It should hold {layout.described()}"
        ) from error
    frame: pd.DataFrame = table.to_pandas()
    _check_values(frame, layout, path)
    return frame


def _check_columns(schema: pa.Schema, layout: Layout, path: Path) -> None:
    missing = [name for name in layout.columns if name not in schema.names]
    if missing:
        raise InputError(
            f"missing column{'s' if len(missing) > 1 else ''}: {', '.join(missing)}",
            where=str(path),
            hint=f"The table should hold {layout.described()}",
        )
    for name, kind in layout.columns.items():
        found = schema.field(name).type
        dictionary = pa.types.is_dictionary(found)
        value_type = found.value_type if dictionary else found
        if not (_is_text(value_type) if kind == _TEXT else pa.types.is_boolean(value_type)):
            raise InputError(
                f"column {name} holds {found}, expected {kind}",
                where=str(path),
                hint=f"The table should hold {layout.described()}",
            )


def _is_text(kind: pa.DataType) -> bool:
    # A column that is null on every row (lure, first_seen) is written with the null type.
    return any(
        test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    )


def _check_values(frame: pd.DataFrame, layout: Layout, path: Path) -> None:
    for name in layout.columns:
        if name not in layout.nullable and frame[name].isna().any():
            row = int(np.flatnonzero(frame[name].isna())[0])
            raise InputError(f"column {name} is empty on row {row}", where=str(path), hint="Fill it on every row")
    for name, allowed in layout.values.items():
        found = set(frame[name].dropna().unique())
        if found - allowed:
            raise InputError(
                f"column {name} holds {', '.join(sorted(map(str, found - allowed)))}",
                where=str(path),
                hint=f"It may hold {', '.join(sorted(allowed))}",
            )
    if "lure" in layout.columns and bool((frame["lure"].isna() & (frame["label"] == "scam")).any()):
        raise InputError("a scam has no lure", where=str(path), hint=f"Each scam's lure is {COIN_LURE} or {OTHER_LURE}")
