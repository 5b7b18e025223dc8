"""What hostile texts are tried with, whatever is looked for in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


class Counted:
    """A view that counts how often it is read, and refuses what Numba would not notice."""

    def __init__(self, text: str) -> None:
        self.codes = [ord(character) for character in text]
        self.reads = 0

    def __getitem__(self, index: int) -> int:
        if index < 0:
            raise IndexError(index)
        self.reads += 1
        return self.codes[index]


def measured(checkout: Path, module: str, what: str, size: int, **environment: str) -> object:
    """Return what a module prints as JSON, run in a process of its own with an environment of its own."""
    command = [sys.executable, "-m", module, what, str(size)]
    done = subprocess.run(
        command, cwd=checkout, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
