"""How routes read bodies, write answers, and are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response

from coinguard.hook.service.bodies import READERS, Reader
from coinguard.hook.service.envelope import too_large
from coinguard.hook.service.problems import MEDIA_TYPE, Problem

Read = TypeVar("Read")

_PROBLEMS: Final = {
    400: "The request is no HTTP.",
    401: "There is no API key, or it opens nothing.",
    403: "The API key lacks the scope.",
    404: "There is nothing of this id.",
    408: "The request arrived too slowly.",
    409: "Somebody else was faster.",
    413: "The body is too long.",
    415: "The body is not declared to be JSON.",
    422: "The body is no such body.",
    429: "Too much is waiting, or the key's rate is used up. See Retry-After.",
    500: "A mistake in coinguard.",
    503: "The store is out of order, or the answer took too long. See Retry-After.",
}
_PROBLEM_SCHEMA: Final = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:coinguard:problem:rate-limited"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_WITH_BODY: Final = (401, 403, 408, 413, 415, 422, 429, 500, 503)
_WITHOUT_BODY: Final = (401, 403, 422, 500, 503)


async def read(request: Request, reader: Reader[Read], limit: int) -> Read:
    """Return a request's body; see :func:`received`."""
    return reader.read(await received(request, limit))


async def received(request: Request, limit: int) -> bytes:
    """Return the bytes of a request's body.

    Raises
    ------
    Problem
        It is too long, or not declared as JSON. JSON must be declared, for a web page can't send that to another site
        without asking.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "not-json", "Send the body as application/json.")
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        raise too_large(limit)
    data = await request.body()
    if len(data) > limit:
        raise too_large(limit)
    return data


def answer(value: Any, status: int = 200) -> Response:
    """Return a value of the library's own classes as JSON."""
    return Response(orjson.dumps(value), status, media_type="application/json")


def described(
    body: Reader[Any] | None = None, result: Any = None, *, scope: str | None, also: tuple[int, ...] = ()
) -> dict[str, Any]:
    """Return what a route's decorator is told, so that the document says what it takes, gives and refuses."""
    statuses = sorted({*(_WITH_BODY if body is not None else _WITHOUT_BODY), *also})
    extra: dict[str, Any] = {"security": [{"key": [scope]}] if scope is not None else []}
    if body is not None:
        schema = {"$ref": f"#/components/schemas/{body.name}"}
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = {status: {"description": _PROBLEMS[status], "content": problem} for status in statuses}
    described: dict[str, Any] = {"responses": responses, "openapi_extra": extra}
    if result is not None:
        described["response_model"] = result
    return described


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, made once."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for reader in READERS:
        schemas.update(reader.schemas())
    schemas["Problem"] = _PROBLEM_SCHEMA
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "An API key, cg_…"}}
    app.openapi_schema = document
    return document
