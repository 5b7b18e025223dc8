"""A folder of campaigns: every format that they are handed on in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.campaigns.exports.automod import RULES, rule_pack
from coinguard.dumps.campaigns.exports.hosts import to_hosts
from coinguard.dumps.campaigns.exports.stix import to_stix
from coinguard.dumps.campaigns.exports.tables import to_csv, to_json
from coinguard.dumps.outputs import OutputFile
from coinguard.errors import InputError


def write_campaigns(campaigns: Sequence[Campaign], folder: Path) -> tuple[list[str], list[str]]:
    """Write the campaigns into a folder, which is made; return the files, and what could not be written and why.

    Raises
    ------
    InputError
        The folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder cannot be made ({error.strerror})", where=str(folder)) from error
    pack = rule_pack(campaigns)
    formats: list[tuple[str, Callable[[], str]]] = [
        ("campaigns.csv", lambda: to_csv(campaigns)),
        ("campaigns.json", lambda: to_json(campaigns)),
        ("campaigns.stix.json", lambda: to_stix(campaigns)),
        ("hosts.txt", lambda: to_hosts(campaigns)),
        ("automod.json", pack.to_json),
    ]
    written, missing = [], []
    for name, make in formats:
        try:
            content = make()
        except ModuleNotFoundError as error:
            missing.append(f"{name}: the package {error.name} is missing; install 'coinguard[stix]'")
            continue
        with OutputFile(folder / name) as opened:
            opened.file.write(content.encode())
        written.append(str(folder / name))
    if pack.left_out:
        missing.append(f"automod.json: {pack.left_out:,} indicators are too long or have no room in {RULES} rules")
    return written, missing
