"""Choices that exist and choices that do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coinguard.dumps import ScanOptions, read_columns_map
from coinguard.dumps.outputs import stem_of, suffix_format
from coinguard.errors import ConfigurationError, InputError


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"format": "jsnl"}, r"no format 'jsnl'\. Did you mean 'jsonl'"),
        ({"output_format": "text"}, "no output format 'text'"),
        ({"fail_on": "revew"}, "Did you mean 'review'"),
        ({"delimiter": "::"}, "cannot separate fields"),
        ({"delimiter": '"'}, "cannot separate fields"),
        ({"workers": 0}, "0 workers"),
        ({"batch_rows": 0}, "a batch of 0 rows"),
        ({"base_rate": 1.0}, "no base rate"),
    ],
)
def test_a_choice_that_does_not_exist_is_an_error(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        ScanOptions(**options)


def test_a_column_map_is_a_table_of_fields(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\ntext = "body"\nauthor_name = "who"\n', encoding="utf-8")
    assert read_columns_map(path) == {"text": "body", "author_name": "who"}
    assert ScanOptions(columns_map=str(path)).message_columns() == {"text": "body", "author_name": "who"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("text = 1", "one table named 'columns'"),
        ("[columns]\ntext = 1", "must be a name"),
        ("[columns]\nauthr_name = 'x'", "Did you mean 'author_name'"),
        ("[columns", "not TOML"),
    ],
)
def test_a_wrong_column_map_is_an_error_that_names_the_file(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=problem) as caught:
        read_columns_map(path)
    assert caught.value.where == str(path)


def test_a_missing_column_map_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_columns_map(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("name", "kind", "packing", "stem"),
    [
        ("a.csv", "csv", None, "a"),
        ("a.b.TSV.gz", "tsv", "gzip", "a.b"),
        ("x/a.ndjson.zst", "jsonl", "zstd", "a"),
        ("a.parquet", "parquet", None, "a"),
        ("a.txt", "text", None, "a"),
        ("a.gz", None, "gzip", "a"),
        ("2024.01", None, None, "2024.01"),
    ],
)
def test_what_a_file_name_says(name: str, kind: str | None, packing: str | None, stem: str) -> None:
    assert suffix_format(name) == (kind, packing)
    assert stem_of(name) == stem
