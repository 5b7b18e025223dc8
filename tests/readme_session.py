"""Run ``>>>`` sessions, a JSON list on stdin, and print them with their output: for :mod:`tests.readme`."""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import sys
import traceback
from typing import Any


def run(body: str, names: dict[str, Any]) -> str:
    """Return one session as Python shows it."""
    lines: list[str] = []
    for example in doctest.DocTestParser().get_examples(body):
        first, *others = example.source.splitlines()
        lines += [f">>> {first}", *(f"... {line}" for line in others)]
        lines += [line.rstrip() or "<BLANKLINE>" for line in _output(example.source, names).splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _output(source: str, names: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "<README>", "single"), names)  # noqa: S102 - the page's own statements
        except Exception as failure:  # a session may show one
            summary = "".join(traceback.format_exception_only(failure))
            return f"{printed.getvalue()}Traceback (most recent call last):\n    ...\n{summary}"
    return printed.getvalue()


if __name__ == "__main__":
    shared: dict[str, Any] = {"__name__": "__main__"}
    sys.stdout.write(json.dumps([run(body, shared) for body in json.load(sys.stdin)]))
