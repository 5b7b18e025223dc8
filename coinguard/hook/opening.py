"""A hook in one call, for whoever decides messages from Python."""

from __future__ import annotations

from pathlib import Path

from coinguard.guard import load
from coinguard.hook.pipeline import Pipeline
from coinguard.hook.policy import read_policy
from coinguard.hook.store import open_store


def open_hook(
    policy: str | Path, store: str | Path = "coinguard-hook.db", *, model: str | Path | None = None
) -> Pipeline:
    """Open a hook: a policy file, a store and a model, ready to decide.

    Parameters
    ----------
    policy
        The policy file; ``data/policies/example.toml`` is one to begin with.
    store
        A file for SQLite, made where there is none, or a ``postgresql://`` address.
    model
        The name of a shipped model or the folder of one; by default the shipped ``base``.

    Raises
    ------
    ConfigurationError
        The policy is wrong, or the store can't be opened.
    InstallationError
        The model is missing or damaged, or PostgreSQL's driver is missing.
    """
    wanted = read_policy(Path(policy))
    guard = load(model)
    return Pipeline(guard, wanted, open_store(store))
