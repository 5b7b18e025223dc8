"""Packs from disk: the shipped ones, and an owner's."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from coinguard.errors import ConfigurationError
from coinguard.limits import MAX_PACK_BYTES
from coinguard.resources import asset, owners_text
from coinguard.rules.book import RuleBook, rule_book
from coinguard.rules.pack import Pack, Problem
from coinguard.rules.parse import parse_pack


def pack_files(path: Path) -> list[Path]:
    """Return the packs that a path names: itself, or the TOML files of a folder in order of their names.

    Raises
    ------
    ConfigurationError
        It is not there, or the folder has no packs.
    """
    if not path.exists():
        raise ConfigurationError("there are no such rules", where=str(path), hint="Check the path")
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.toml"))
    if not found:
        raise ConfigurationError("the folder has no packs of rules", where=str(path), hint="Name packs NAME.toml")
    return found


def read_pack(path: Path) -> tuple[Pack, list[Problem]]:
    """Read one pack; return it and what is wrong with it.

    Raises
    ------
    ConfigurationError
        It can't be read, is too large, or is no UTF-8.
    """
    return parse_pack(owners_text(path, "the rules", MAX_PACK_BYTES), str(path))


def sound_pack(path: Path) -> Pack:
    """Read one pack that must be right.

    Raises
    ------
    ConfigurationError
        It can't be read, or something in it is wrong; says where the first mistake is, and how many there are.
    """
    pack, problems = read_pack(path)
    fatal = [problem for problem in problems if problem.fatal]
    if fatal:
        more = f"; 'coinguard rules lint' tells {len(fatal) - 1} more" if len(fatal) > 1 else ""
        raise ConfigurationError(
            f"{fatal[0].text}{more}", where=f"{path}, line {fatal[0].line}", hint=fatal[0].hint.rstrip(".")
        )
    return pack


@lru_cache(maxsize=1)
def shipped_packs() -> tuple[Pack, ...]:
    """Return the packs that coinguard comes with, one a language."""
    return tuple(sound_pack(path) for path in pack_files(asset("data", "rules")))


@lru_cache(maxsize=1)
def shipped_rules() -> RuleBook:
    """Return the book of the shipped packs alone."""
    return rule_book(shipped_packs())


def load_rules(owner: Path | None = None) -> RuleBook:
    """Return the book of the shipped packs and an owner's.

    Raises
    ------
    ConfigurationError
        An owner's packs can't be read, or something in one is wrong.
    """
    if owner is None:
        return shipped_rules()
    return rule_book(shipped_packs(), [sound_pack(path) for path in pack_files(owner)])
