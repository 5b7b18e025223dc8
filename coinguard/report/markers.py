"""Parts of a document that are generated, between markers that a reader does not see."""

from __future__ import annotations

from pathlib import Path

from coinguard.errors import InputError


def replace_between(path: Path, name: str, content: str) -> None:
    """Replace what stands between ``<!-- name:begin -->`` and ``<!-- name:end -->`` in a file.

    Raises
    ------
    InputError
        The file cannot be read, or the markers are not in it once each and in this order.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as failure:
        raise InputError("the file cannot be read", where=str(path), hint="Name a file with markers") from failure
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise InputError(
            f"the markers of the {name} part are missing", where=str(path), hint=f"Add a line {begin} and one {end}"
        )
    before, after = text.split(begin)[0], text.split(end)[1]
    path.write_text(f"{before}{begin}\n{content.strip()}\n{end}{after}", encoding="utf-8")
