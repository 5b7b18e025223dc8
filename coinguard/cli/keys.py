"""``coinguard keys``: who may call the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from coinguard.cli import options
from coinguard.cli.extras import needs
from coinguard.cli.group import Commands
from coinguard.cli.outcome import Outcome
from coinguard.cli.serve import Store

if TYPE_CHECKING:
    from coinguard.hook.store.sql import SqlStore

KeyId = Annotated[str, typer.Argument(metavar="ID", help="The key's id, as 'coinguard keys list' shows it.")]


def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who will use it.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help="What it may do: check, decide, review, metrics, admin. Several times.")
    ],
    days: Annotated[
        float | None, typer.Option("--days", min=0, help="How long it opens; without, until revoked.")
    ] = None,
    store: Store = "coinguard-hook.db",
    _debug: options.Debug = False,
) -> int:
    """Make an API key and print it. It is kept as a hash, and can't be shown again."""
    with _opened(store) as kept:
        typer.echo(kept.keys.make(name, scope, days=days))
    return Outcome.CLEAR


def show(store: Store = "coinguard-hook.db", json: options.Json = False, _debug: options.Debug = False) -> int:
    """List the API keys: their ids and what they open, never the keys themselves."""
    import datetime as dt

    with _opened(store) as kept:
        for key in kept.keys.all():
            holds = key.holds(dt.datetime.now(dt.UTC))
            if json:
                import orjson

                known = {name: getattr(key, name) for name in ("id", "name", "made_at", "expires_at", "revoked")}
                typer.echo(orjson.dumps({**known, "scopes": sorted(key.scopes), "opens": holds}).decode())
                continue
            ends = key.expires_at or "revoked by hand only"
            state = f"until {ends}" if holds else "opens nothing any more"
            typer.echo(f"{key.id}  {key.name}  {' '.join(sorted(key.scopes))}  {state}")
    return Outcome.CLEAR


def rotate(
    key_id: KeyId,
    hours: Annotated[float, typer.Option("--grace-hours", min=0, help="How long the old key still opens.")] = 24,
    store: Store = "coinguard-hook.db",
    _debug: options.Debug = False,
) -> int:
    """Make a key that takes another's place, and print it."""
    with _opened(store) as kept:
        typer.echo(kept.keys.rotate(key_id, grace_hours=hours))
    return Outcome.CLEAR


def revoke(key_id: KeyId, store: Store = "coinguard-hook.db", _debug: options.Debug = False) -> int:
    """Let a key open nothing any more; a running service follows within seconds."""
    with _opened(store) as kept:
        kept.keys.revoke(key_id)
    return Outcome.CLEAR


def _opened(where: str) -> SqlStore:
    needs("serve", "sqlalchemy")
    from coinguard.hook.store.sql import open_store

    return open_store(where)


commands: Final = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make, list, rotate and revoke the API keys of 'coinguard serve'.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for _name, _command, _summary in (
    ("make", make, "Make a key, and print it once."),
    ("list", show, "Which keys are there?"),
    ("rotate", rotate, "Put a new key in the place of one."),
    ("revoke", revoke, "Let a key open nothing any more."),
):
    commands.command(_name, short_help=_summary)(_command)
