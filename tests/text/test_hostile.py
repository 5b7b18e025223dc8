"""Hostile text: long, deep, broken; read in linear time, inside its arrays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coinguard.text.undone import UNDONE
from coinguard.text.views import fold
from tests.text.oracle import fold as slow_fold
from tests.text.samples import DISGUISED_FREE, DISGUISED_WORDS, HOSTILE, ORDINARY

MEGABYTE = 1 << 20

_FOLD_ALL = """
import json, sys
from coinguard.text.views import fold
for text in json.load(sys.stdin):
    folded = fold(text)
    print(json.dumps([folded.readable.elements.tolist(), folded.skeleton.elements.tolist(), folded.undone]))
"""

_COUNT_READS = """
import json, sys
import numpy as np
from coinguard.text.fold import capacity, fold_row
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE

class Counted:
    reads = 0
    def __init__(self, array):
        self.array = array
    def __getitem__(self, key):
        Counted.reads += 1
        return self.array[key]
    def __setitem__(self, key, value):
        self.array[key] = value
    def __len__(self):
        return len(self.array)

def reads(text):
    data = text.encode()
    arrays = [Counted(np.zeros((3, capacity(len(data))), np.int32)) for _ in range(3)]
    Counted.reads = 0
    with np.errstate(over="ignore"):
        fold_row(np.frombuffer(data, np.uint8), 0, len(data), unicode_table(), *arrays, np.zeros((len(UNDONE), 3), np.int32))
    return Counted.reads

print(json.dumps([[reads(unit * 60), reads(unit * 120)] for unit in json.load(sys.stdin)]))
"""

_UNITS = {
    "letters with gaps of two widths": "a b  c d  e f   ",
    "letters and spaces": "a ",
    "digits and spaces": "1 ",
    "digits and letters": "a 1 ",
    "letters of an alphabet with words of one letter": "и я  в ",
    "one word": "a",
    "one word of digits": "1a",
    "full stops": ".",
    "dollars": "$",
    "euros": "€",
    "a letter and dollars": "a$$$",
    "a letter and euros": "a€€€",
    "bars": "a|",
    "apostrophes": "a'",
    "ampersands": "&",
    "ampersands and letters": "&abcdefgh",
    "numbers of entities": "&#1",
    "deep entities": "&amp;amp;amp;",
    "marks": "\u0301",
    "marks of falling classes": "\u0301\u0323\u031b",
    "letters with marks": "e\u0301\u0323\u0332",
    "Indic marks": "क्ि",
    "indicators": "🇫",
    "indicators and spaces": "🇫 ",
    "emoji joined": "👩\u200d",
    "joiners": "ب\u200c",
    "invisible": "\u200b",
    "invisible between letters": "a\u200b",
    "jamo": "\u1100\u1161\u11a8",
    "mixed words": "aа",
    "full-width": "ａ",
}


def _subprocess(code: str, texts: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COINGUARD_CACHE_DIR": str(folder), **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "\u0301" * (MEGABYTE // 2),
        "a" + "\u0336" * (MEGABYTE // 2),
        "." * MEGABYTE,
        "a " * (MEGABYTE // 2),
        "a b  c d  e f " * (MEGABYTE // 14),
        "1 " * (MEGABYTE // 2),
        "a" * MEGABYTE,
        "&" + "amp;" * (MEGABYTE // 4),
        "🇫" * (MEGABYTE // 4),
        "a$" * (MEGABYTE // 2),
        "%$" * (MEGABYTE // 2),
        "\u200b" * (MEGABYTE // 3),
        "ǆ1" * (MEGABYTE // 3),
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_a_megabyte_of_anything_folds(text: str) -> None:
    folded = fold(text)
    assert folded.readable.elements.shape[1] <= 2 * len(text.encode())
    assert folded.skeleton.elements.shape[1] <= 2 * len(text.encode()) + 16
    assert all(0 <= start < end <= len(text) for _, start, end in folded.undone.values())


def test_work_grows_with_the_length_of_the_text_and_no_faster(tmp_path: Path) -> None:
    counted = json.loads(_subprocess(_COUNT_READS, list(_UNITS.values()), tmp_path, NUMBA_DISABLE_JIT="1"))
    for name, (once, twice) in zip(_UNITS, counted, strict=True):
        assert twice <= 2 * once + 200, name


def test_kernels_as_plain_python_fold_alike_and_warn_of_nothing(tmp_path: Path) -> None:
    texts = [*DISGUISED_FREE.values(), *DISGUISED_WORDS, *ORDINARY.values(), *HOSTILE.values()]
    lines = _subprocess(_FOLD_ALL, texts, tmp_path, NUMBA_DISABLE_JIT="1").splitlines()
    for text, line in zip(texts, lines, strict=True):
        readable, skeleton, undone = json.loads(line)
        folded = fold(text)
        assert folded.readable.elements.tolist() == readable
        assert folded.skeleton.elements.tolist() == skeleton
        assert {name: list(found) for name, found in folded.undone.items()} == undone


def test_kernels_stay_inside_their_arrays(tmp_path: Path) -> None:
    pieces = [*HOSTILE.values(), *DISGUISED_FREE.values(), *ORDINARY.values(), *_UNITS.values()]
    texts = [
        *pieces,
        *(piece * 40 for piece in _UNITS.values()),
        *(a + b for a, b in zip(pieces, pieces[7:], strict=False)),
    ]
    lines = _subprocess(_FOLD_ALL, texts, tmp_path, NUMBA_BOUNDSCHECK="1").splitlines()
    assert len(lines) == len(texts)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_folds_as_the_oracle_has_it(name: str) -> None:
    text = (
        HOSTILE[name].encode("utf8", "surrogatepass").decode("utf8", "replace")
        if name != "lone surrogates"
        else "a\ufffdb"
    )
    folded, slow = fold(text), slow_fold(text)
    assert folded.readable.text == "".join(x.char for x in slow.readable)
    assert folded.skeleton.text == "".join(x.char for x in slow.skeleton)
    assert folded.undone == slow.undone


def test_a_lone_surrogate_counts_as_one_unknown_character() -> None:
    assert fold("a\ud800b").readable.text == "a\ufffdb"
    assert set(fold("a\ud800b").undone) <= set(UNDONE)
