"""The shipped Unicode table is what its generator makes, byte for byte."""

from __future__ import annotations

import pytest

from coinguard.resources import asset
from coinguard.text.table import hash_table, name_hash, unicode_table


def test_the_table_is_what_its_generator_makes() -> None:
    database = pytest.importorskip(
        "unicodedata2", reason="not run: the Unicode table is generated with extra 'unicode'"
    )
    pytest.importorskip("confusable_homoglyphs", reason="not run: the Unicode table is generated with extra 'unicode'")
    from safetensors.numpy import load_file, save

    from coinguard.training.unicode_table import build

    path = asset("data", "unicode", "fold.safetensors")
    version = ".".join(map(str, load_file(path)["unicode_version"].tolist()))
    if version != database.unidata_version:
        pytest.skip(f"not run: unicodedata2 has Unicode {database.unidata_version}, the table {version}")
    assert save(build()) == path.read_bytes()


def test_a_hash_table_finds_what_it_holds_and_nothing_else() -> None:
    names = [f"name{number}" for number in range(500)]
    keys, values = hash_table((name_hash(name), number) for number, name in enumerate(names))
    assert len(keys) >= 2 * len(names)
    found = dict(zip(keys.tolist(), values.tolist(), strict=True))
    assert [found[name_hash(name)] for name in names] == list(range(500))
    assert name_hash("absent") not in found


def test_every_page_lies_in_the_rows() -> None:
    table = unicode_table()
    assert len(table.pages) == 0x110000 // 256
    assert (int(table.pages.max()) + 1) * 256 == len(table.rows)
