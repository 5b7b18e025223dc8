"""The routes, one file for each thing they are about."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from coinguard.hook.service.routes import batches, checks, decisions, health, links, oversight, owner, queue

ROUTERS: Final[tuple[APIRouter, ...]] = tuple(
    module.router for module in (checks, batches, links, decisions, queue, owner, oversight, health)
)
