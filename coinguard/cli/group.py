"""A group of commands that knows what somebody may have meant, and how a pipe breaks."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from coinguard.cli.failures import no_such_command
from coinguard.cli.outcome import Outcome


class Commands(TyperGroup):
    """The group of commands: knows what somebody may have meant, and how a pipe breaks."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the parser's signature
        """Return the commands in the order a newcomer needs them."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which one may have been meant."""
        if args and args[0] not in self.commands:
            raise no_such_command(args[0], list(self.commands))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. The parser would turn a broken pipe into exit code 1, which means something else here."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as failure:
            raise typer.Exit(Outcome.BROKEN_PIPE) from failure
