"""Machine code is kept in a private folder, or nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coinguard.text import kernel

_CHOOSE = "import sys; sys.prefix = sys.base_prefix; from coinguard.text.kernel import CACHE; print(CACHE)"
_COMPILE = (
    _CHOOSE
    + """
from coinguard.text.kernel import INT, kernel
@kernel(INT, returns=INT)
def double(x):
    return 2 * x
print(double(21))
"""
)


def _run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NAMES}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**kept, **environment}
    )
    assert done.returncode == 0, done.stderr
    return done


_NAMES = ("COINGUARD_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "USERPROFILE")


def _sentences(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A place where nothing can be written, for root neither: below a regular file."""
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "below"


@pytest.mark.parametrize("name", ["COINGUARD_CACHE_DIR", "XDG_CACHE_HOME", "HOME"])
def test_the_folder_is_private_and_named_by_the_sources(tmp_path: Path, name: str) -> None:
    folder = Path(_run(_CHOOSE, **{name: str(tmp_path)}).stdout.strip())
    assert folder.is_relative_to(tmp_path)
    assert folder.name == f"kernels-{kernel.source_hash()}"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not any(folder.iterdir())


def test_where_nothing_is_writable_kernels_compile_and_one_sentence_says_so(nowhere: Path) -> None:
    done = _run(_COMPILE, HOME=str(nowhere))
    assert done.stdout.split() == ["None", "42"]
    (sentence,) = _sentences(done.stderr)
    assert "COINGUARD_CACHE_DIR" in sentence


def test_a_named_folder_that_cannot_be_made_is_not_replaced_by_another(nowhere: Path, tmp_path: Path) -> None:
    done = _run(_CHOOSE, COINGUARD_CACHE_DIR=str(nowhere), HOME=str(tmp_path))
    assert done.stdout.strip() == "None"
    assert len(_sentences(done.stderr)) == 1


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes are POSIX")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o707, 0o755])
def test_a_folder_that_others_can_look_into_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / f"kernels-{kernel.source_hash()}"
    folder.mkdir()
    folder.chmod(mode)
    assert _run(_CHOOSE, COINGUARD_CACHE_DIR=str(tmp_path)).stdout.strip() == "None"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / f"kernels-{kernel.source_hash()}"
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    assert _run(_CHOOSE, COINGUARD_CACHE_DIR=str(tmp_path)).stdout.strip() == "None"


def test_an_edit_in_any_kernel_source_gives_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("text", "links", "scoring"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "helper.py").write_text("A = 1\n")
    monkeypatch.setattr(kernel, "_PACKAGE", tmp_path)
    hashes = [kernel.source_hash()]
    for folder in ("text", "links", "scoring"):
        (tmp_path / folder / "helper.py").write_text("A = 2\n")
        hashes.append(kernel.source_hash())
    (tmp_path / "text" / "helper.py").rename(tmp_path / "text" / "other.py")
    hashes.append(kernel.source_hash())
    assert len(set(hashes)) == len(hashes)
    assert kernel.source_hash() == hashes[-1]
