"""``coinguard serve``: the moderation hook over HTTP."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coinguard.cli import options
from coinguard.cli.extras import needs
from coinguard.cli.lean import stay_lean
from coinguard.errors import ConfigurationError

if TYPE_CHECKING:
    from coinguard.hook.service.service import Service
    from coinguard.hook.store.sql import SqlStore
    from coinguard.hook.webhooks import Target

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Durability(StrEnum):
    """What an acknowledged decision survives."""

    PROCESS = "process"
    POWER = "power"


Store = Annotated[
    str,
    typer.Option(
        "--store", envvar="COINGUARD_STORE", metavar="WHERE", help="A file for SQLite, or a postgresql:// address."
    ),
]


def serve(
    policy: Annotated[Path, typer.Option("--policy", metavar="FILE", help="What is to be done about which verdict.")],
    store: Store = "coinguard-hook.db",
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; by default for this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes one that is free.")] = 8321,
    no_keys: Annotated[bool, typer.Option("--no-keys", help="Let in whoever is on this machine.")] = False,
    rate: Annotated[
        float, typer.Option("--rate", min=1, help="Messages a second that one API key may send.")
    ] = 100_000,
    durability: Annotated[
        Durability,
        typer.Option(help="Whether a decision survives a killed process, or power lost as well (an fsync each)."),
    ] = Durability.PROCESS,
    text_days: Annotated[float, typer.Option(min=0, help="How long texts are kept; 0 keeps none.")] = 30,
    decision_days: Annotated[float, typer.Option(min=0, help="How long decisions are kept.")] = 365,
    audit_days: Annotated[float, typer.Option(min=0, help="How long the audit trail is kept.")] = 730,
    webhook: Annotated[
        str | None, typer.Option("--webhook", metavar="URL", help="Tell this address of what is held or acted upon.")
    ] = None,
    webhook_secret: Annotated[
        Path | None, typer.Option("--webhook-secret", metavar="FILE", help="The file with the secret to sign with.")
    ] = None,
    model: options.Model = None,
    _debug: options.Debug = False,
) -> int:
    """Answer over HTTP what messages are and what is to be done with them.

    Verdicts (/v1/check, /v1/links), decisions by a policy (/v1/decide), the review queue, lists and figures; /openapi.json
    describes them all. Callers need an API key: see 'coinguard keys'. SIGHUP reads the policy anew, all or nothing.
    """
    needs("serve", "fastapi", "uvicorn", "sqlalchemy", "prometheus_client")
    stay_lean()
    from coinguard.cli.outcome import Outcome
    from coinguard.cli.terminal import say
    from coinguard.hook.service.app import create_app
    from coinguard.hook.service.run import listen
    from coinguard.hook.service.run import serve as run
    from coinguard.hook.webhooks import read_target, telling

    if no_keys and host not in _LOOPBACK:
        raise ConfigurationError(
            f"anybody who reaches {host} would be let in", where="--no-keys", hint="Leave it out, and make API keys"
        )
    target = read_target(webhook, webhook_secret)
    kept = _open_store(store, durability, (text_days, decision_days, audit_days), target)
    with kept, listen(host, port) as sock:
        service = _service(kept, policy, model, keys=not no_keys, rate=rate)
        address = f"http://{f'[{host}]' if ':' in host else host}:{sock.getsockname()[1]}"
        promise = "power lost" if durability == "power" else "a killed process"
        versions = service.pipeline.versions
        say((
            f"policy  {versions.policy}", f"model   {versions.model}",
            f"store   {kept.address} (a decision survives {promise})", f"ready   {address}",
        ))  # fmt: skip
        with telling(kept.outbox, target):
            run(create_app(service), sock)
    return Outcome.CLEAR


def _open_store(
    where: str, durability: Durability, days: tuple[float, float, float], target: Target | None
) -> SqlStore:
    from coinguard.hook.store.retention import Retention
    from coinguard.hook.store.sql import never_announced, open_store
    from coinguard.hook.webhooks import announced

    text, decision, audit = days
    return open_store(
        where, retention=Retention(text_days=text, decision_days=decision, audit_days=audit), durability=durability.value,
        announced=announced if target is not None else never_announced,
    )  # fmt: skip


def _service(store: SqlStore, policy: Path, model: str | None, *, keys: bool, rate: float) -> Service:
    import datetime as dt

    import coinguard
    from coinguard.hook.pipeline import Pipeline
    from coinguard.hook.policy import read_policy
    from coinguard.hook.service.service import Service
    from coinguard.hook.service.settings import Settings

    wanted = read_policy(policy)
    if keys and not any(key.holds(dt.datetime.now(dt.UTC)) for key in store.keys.all()):
        raise ConfigurationError(
            "there is no API key, so nobody could call", where=store.address,
            hint="Make one with 'coinguard keys make NAME --scope decide', or let in whoever is on this machine: --no-keys",
        )  # fmt: skip
    pipeline = Pipeline(coinguard.load(model), wanted, store)
    return Service(pipeline, store, lambda: read_policy(policy), Settings(keys=keys, rate=rate))
