"""Errors as problem documents (RFC 9457): what was wrong, and what to do next, the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.responses import Response

from coinguard.errors import CoinguardError

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:coinguard:problem:"


@dataclass(eq=False)  # not frozen: whoever handles an exception sets its traceback
class Problem(Exception):  # noqa: N818 - RFC 9457's word
    """An answer that is no success. Raised anywhere below a route, and sent as a problem document."""

    status: int
    code: str
    """Stable; what programs compare, at the end of the document's ``type``."""
    detail: str
    """A sentence for the person who wrote the client. It never repeats what a message said."""
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the document."""

    def response(self, request_id: str) -> Response:
        """Return the document as a response."""
        document = {
            "type": TYPE_PREFIX + self.code,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
            **self.more,
        }
        return Response(orjson.dumps(document), self.status, dict(self.headers), MEDIA_TYPE)


def of_input(failure: CoinguardError) -> Problem:
    """Return the problem for what a caller got wrong."""
    hint = f" {failure.hint}." if failure.hint else ""
    where = f"{failure.where}: " if failure.where else ""
    return Problem(422, "invalid", f"{where}{failure.problem}.{hint}")


def overloaded(what: str) -> Problem:
    """Return the problem for a caller who comes when there is too much to do already."""
    return Problem(429, "overloaded", f"Too many {what} are waiting. Come again in a second.", {"Retry-After": "1"})


def store_failed() -> Problem:
    """Return the problem for a store that can't do what it is asked; its own words stay in the log."""
    detail = "The store is out of order; nothing was changed. Come again later."
    return Problem(503, "store-unavailable", detail, {"Retry-After": "5"})


def unforeseen() -> Problem:
    """Return the problem for what should not have happened."""
    return Problem(500, "unforeseen", "This is a mistake in coinguard, not in your request.")
