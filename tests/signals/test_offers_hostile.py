"""Hostile text costs the search for offers time in proportion to its length, whatever it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def test_calls_grow_no_faster_than_the_text(checkout: Path) -> None:
    command = [sys.executable, "-m", "tests.signals.hostile_offers", "300"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    measures = json.loads(done.stdout)
    assert len(measures) > 200
    assert {name: counts for name, counts in measures.items() if counts[1] > 2.2 * counts[0] + 1000} == {}
