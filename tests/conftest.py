"""What every test shares."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd  # noqa: F401 - loaded first: commands run inside a test hide it from a process that has not loaded it
import pytest
import scipy  # noqa: F401 - likewise
from hypothesis import settings

settings.register_profile("coinguard", max_examples=100, deadline=None, print_blob=True)
settings.load_profile("coinguard")


def pytest_configure(config: pytest.Config) -> None:
    """Compile kernels once, before processes that test side by side would each do it."""
    if not hasattr(config, "workerinput") and config.getoption("numprocesses") and not config.option.collectonly:
        root = str(Path(__file__).resolve().parent.parent)
        subprocess.run([sys.executable, "-m", "coinguard", "warmup"], cwd=root, check=False, capture_output=True)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of public corpora; tests that need it skip where there is none."""
    named = os.environ.get("COINGUARD_DATA")
    if not named:
        pytest.skip("not run: COINGUARD_DATA names no folder of corpora")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"COINGUARD_DATA names {named}, which is not a folder")
    return folder
