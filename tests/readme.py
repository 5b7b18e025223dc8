"""README.md's sessions, run as a reader would: ``python -m tests.readme --write`` puts what they printed into the page.

A ``console`` block holds commands after ``$`` and what they print; a ``python`` block holds statements after ``>>>``.
The blocks run in order, in one scratch folder that holds the example data. Tables between markers come from other commands:
``coinguard evaluate --readme README.md`` and ``python -m tests.benchmarks --write``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
README: Final = ROOT / "README.md"
BENCHMARKS: Final = ROOT / "tests" / "benchmarks" / "README.md"
_FENCE: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPEED: Final = re.compile(r"\b\d[\d,.]*(?= (?:s|a second)\b)")
_SHELL_LIMIT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of the page."""

    language: str
    body: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page, in order; ``start`` and ``end`` bound the body."""
    return [Block(match[1], match[2], match.start(2), match.end(2)) for match in _FENCE.finditer(text)]


def setup_commands(text: str) -> list[str]:
    """Return the commands that set the project up: the lines of the ``sh`` blocks."""
    return [line for block in blocks(text) if block.language == "sh" for line in block.body.splitlines()]


def regenerated(text: str) -> str:
    """Return the page with every session's output as it is now."""
    found = blocks(text)
    bodies = {block.start: body for block, body in zip(found, _run_all(found), strict=True)}
    for block in reversed(found):
        text = text[: block.start] + bodies[block.start] + text[block.end :]
    return _with_benchmarks(text)


def comparable(body: str) -> str:
    """Return a session without what differs from run to run: how long something took."""
    return _SPEED.sub("#", body)


def _run_all(found: list[Block]) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="coinguard-readme-") as name:
        folder = Path(name)
        (folder / "data").symlink_to(ROOT / "data")
        _shell("coinguard warmup", folder)
        sessions = iter(_run_python([block.body for block in found if block.language == "python"], folder))
        return [
            next(sessions)
            if block.language == "python"
            else _run_console(block.body, folder)
            if block.language == "console"
            else block.body
            for block in found
        ]


def _run_console(body: str, folder: Path) -> str:
    commands = [line for line in body.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_shell(command[2:], folder)}" for command in commands)


def _shell(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SHELL_LIMIT_SECONDS,
        check=False,
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def _run_python(bodies: list[str], folder: Path) -> list[str]:
    if not bodies:
        return []
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("readme_session.py"))],
        input=json.dumps(bodies),
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=_SHELL_LIMIT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the python sessions broke off:\n{done.stderr}")
    result: list[str] = json.loads(done.stdout)
    return result


def _environment() -> dict[str, str]:
    """Return this process's environment with its own programs first, and this checkout's package."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": programs, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "LC_ALL": "C.UTF-8"}


def _with_benchmarks(text: str) -> str:
    """Return the page with the benchmark tables, which are the benchmark page's own."""
    begin, end = "<!-- benchmarks:begin -->", "<!-- benchmarks:end -->"
    if begin not in text or not BENCHMARKS.exists():
        return text
    tables = BENCHMARKS.read_text(encoding="utf-8")
    tables = tables[tables.index("\n|") :].strip()
    return f"{text[: text.index(begin)]}{begin}\n{tables}\n{text[text.index(end) :]}"


def main() -> None:
    """Run the sessions; say whether the page is up to date, or with ``--write`` bring it up to date."""
    parser = argparse.ArgumentParser(prog="python -m tests.readme", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write what the sessions printed into README.md")
    chosen = parser.parse_args()
    old = README.read_text(encoding="utf-8")
    new = regenerated(old)
    if chosen.write:
        README.write_text(new, encoding="utf-8")
    elif comparable(new) != comparable(old):
        sys.exit("README.md does not show what its sessions print; run 'python -m tests.readme --write'")


if __name__ == "__main__":
    main()
