"""HTTP off the wire, with bounds that the server underneath leaves open."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_BYTES: Final = 32 << 10
"""The longest head of a request; a connection that sends more is closed."""
HEADER_SECONDS: Final = 10.0
"""How long a head may take to arrive; a connection that takes longer is closed."""


class BoundedProtocol(HttpToolsProtocol):
    """Closes connections whose request's head is too long, or never ends."""

    def connection_made(self, transport: Any) -> None:
        """Start to wait for the first head."""
        super().connection_made(transport)
        self._head_bytes = 0
        self._in_head = True
        self._deadline: asyncio.TimerHandle | None = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what arrives of a head."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        # What comes in one piece with the head's end is not counted against it, however long the body.
        if self._in_head and self._head_bytes > HEADER_BYTES:
            self.transport.close()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        if self._deadline is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """End a head."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
