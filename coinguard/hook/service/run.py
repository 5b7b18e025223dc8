"""Running a service until it is told to stop."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from coinguard.errors import ConfigurationError
from coinguard.hook.service.protocol import BoundedProtocol

_BACKLOG: Final = 2048
_CONNECTIONS: Final = 4096
_KEEP_ALIVE_SECONDS: Final = 65
_GRACE_SECONDS: Final = 10
_SWITCH_SECONDS: Final = 0.0005
_GARBAGE: Final = 20_000
"""Objects made and not yet freed before the collector looks for cycles among them."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; port 0 takes any that is free.

    Raises
    ------
    ConfigurationError
        The address can't be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as failure:
        raise ConfigurationError(
            f"{host!r} is no address of this machine ({failure.strerror})", where="--host"
        ) from None
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)  # who comes before the loop runs waits, instead of being refused
    except OSError as failure:
        sock.close()
        raise ConfigurationError(
            f"nothing can listen on {host} port {port} ({failure.strerror})", where="--port", hint="Choose another port"
        ) from None
    return sock


def serve(app: ASGIApp, sock: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; what has arrived by then is answered first."""
    # Threads that score would hold the interpreter for 5 ms at a time, and everybody who waits for an answer would feel it.
    sys.setswitchinterval(_SWITCH_SECONDS)
    # What was loaded stays for good; going through it for garbage again and again would stop everybody for as long.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 50)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app, http=BoundedProtocol, ws="none", log_config=None, access_log=False, server_header=False, proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        backlog=_BACKLOG, timeout_keep_alive=_KEEP_ALIVE_SECONDS, timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="on",
    )  # fmt: skip
    server = uvicorn.Server(config)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # Theirs take the place of these while the server runs, and the signal is raised once more when it has stopped.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[sock])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
