"""What the owner changes while the service runs: lists, erased authors, the policy."""

from __future__ import annotations

import datetime as dt
from functools import partial

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from coinguard.errors import CoinguardError, ConfigurationError
from coinguard.hook.decision import ListEntry, Versions, timestamp
from coinguard.hook.lists import parse_entry
from coinguard.hook.service.bodies import BY, ENTRY, ERASE, EntryBody
from coinguard.hook.service.documents import answer, described, read
from coinguard.hook.service.problems import Problem, of_input
from coinguard.hook.service.service import service_of

router = APIRouter(tags=["owner"])


class ListsAnswer(BaseModel):
    """The entries that were added while the hook ran; those of the policy's file are not among them."""

    version: str
    entries: list[ListEntry]


class ErasedAnswer(BaseModel):
    """How much was erased."""

    decisions: int
    list_entries: int


@router.get("/v1/lists", **described(None, ListsAnswer, scope="admin"))
async def lists(request: Request) -> Response:
    """Return the entries of the allow- and block-list that hold now."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    version, entries = await service.stored(service.store.lists)
    return answer({"version": version, "entries": list(entries)})


@router.post("/v1/lists", status_code=201, **described(ENTRY, ListEntry, scope="admin"))
async def add(request: Request) -> Response:
    """Add an entry, in place of the same one that is there. Decisions of this service follow it at once."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    entry = _entry(await read(request, ENTRY, service.settings.body_bytes))
    addition = partial(service.store.owner_lists.add, entry)
    await service.stored(lambda: service.change_lists(addition))
    return answer(entry, 201)


@router.post("/v1/lists/remove", **described(ENTRY, ListEntry, scope="admin", also=(404,)))
async def remove(request: Request) -> Response:
    """Remove an entry."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    entry = _entry(await read(request, ENTRY, service.settings.body_bytes))
    removal = partial(service.store.owner_lists.remove, entry, entry.added_by)
    if not await service.stored(lambda: service.change_lists(removal)):
        raise Problem(404, "not-found", "There is no such entry.")
    return answer(entry)


@router.post("/v1/authors/erase", **described(ERASE, ErasedAnswer, scope="admin"))
async def erase(request: Request) -> Response:
    """Erase everything that is kept of an author. The audit trail keeps that somebody was erased, not who."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    body = await read(request, ERASE, service.settings.body_bytes)
    gone = await service.stored(lambda: service.erase_author(body.author_id, body.by))
    return answer({"decisions": gone.decisions, "list_entries": gone.list_entries})


@router.post("/v1/policy/reload", **described(BY, Versions, scope="admin"))
async def reload(request: Request) -> Response:
    """Put the policy's file in force as it is now; where anything in it is wrong, everything stays as it was."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    body = await read(request, BY, service.settings.body_bytes)
    try:
        return answer(await service.stored(lambda: service.reload(body.by)))
    except CoinguardError as failure:
        raise of_input(failure) from None


@router.get("/v1/policy", **described(None, Versions, scope="admin"))
async def versions(request: Request) -> Response:
    """Return the versions of policy, lists and model that decisions are made with now."""
    service = service_of(request)
    await service.access.admit(request, "admin")
    return answer(service.pipeline.versions)


def _entry(body: EntryBody) -> ListEntry:
    try:
        return parse_entry(
            body.list, body.kind, body.value, where="value", added_by=body.by,
            added_at=timestamp(dt.datetime.now(dt.UTC)), expires_at=body.expires_at, note=body.note,
        )  # fmt: skip
    except ConfigurationError as failure:
        raise of_input(failure) from None
