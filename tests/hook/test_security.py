"""The service against people who mean harm: what OWASP's list of API risks asks, and a generator of hostile requests."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import positive_data_acceptance
from uvicorn.server import ServerState

from coinguard.guard import Guard
from coinguard.hook.service import protocol
from coinguard.hook.service.settings import Settings
from tests.hook.services import LURE, Caller, calling, problem
from tests.served import served


@pytest.fixture(scope="module")
def attacked(guard: Guard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with calling(guard, tmp_path_factory.mktemp("attacked")) as found:
        yield found


def test_no_request_that_can_be_made_up_brings_the_service_out_of_step(attacked: Caller) -> None:
    """Every answer is one that the document announces, and none is a server error."""
    api = schemathesis.openapi.from_asgi("/openapi.json", attacked.client.app)
    operations = [result.ok() for result in api.get_all_operations()]
    assert len(operations) >= 18
    for operation in operations:
        _attack(operation, attacked.key, schemathesis.GenerationMode.POSITIVE)
        if operation.definition.raw.keys() & {"requestBody", "parameters"}:
            _attack(operation, attacked.key, schemathesis.GenerationMode.NEGATIVE)


def _attack(operation: Any, key: str, mode: schemathesis.GenerationMode) -> None:
    # What is a domain is more than a schema can say.
    excluded = [positive_data_acceptance] if operation.path.startswith("/v1/lists") else []

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def attack(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=excluded)

    attack()


# API1, API3 and API5 (who may see and do what): scopes, in test_service. API2 (authentication): keys, in test_service and
# test_store. API4 (resources): limits, in test_service, and the two tests below. API6 (flows): a decision is idempotent.
# API7 (requests on behalf of others): no address in a message is ever contacted, below. API8 (configuration): loopback, no
# pages that load scripts, below. API9 (inventory): every route is in the document. API10 (consuming others): webhooks.


def test_no_address_in_a_message_is_ever_contacted(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets are watched from the audit hook of the interpreter itself, whoever opens them."""
    sought: list[tuple[Any, ...]] = []
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
            sought.append((event, *arguments))

    sys.addaudithook(watch)  # it can't be taken away again, only told to look no more
    try:
        text = f"{LURE} http://169.254.169.254/latest/meta-data http://127.0.0.1:1/x file:///etc/passwd"
        assert caller.decide(text, embeds=text, author_bio=text)["held"]
        assert caller.post("/v1/check", {"text": text}).status_code == 200
        assert caller.post("/v1/check/batch", {"messages": [{"text": text}]}).status_code == 200
        assert caller.post("/v1/links", {"links": text.split()}).status_code == 200
        assert (
            caller.post("/v1/lists", {"list": "block", "kind": "host", "value": "x.top", "by": "a"}).status_code == 201
        )
    finally:
        watching = False
    assert sought == []


def test_neither_keys_nor_texts_nor_ids_are_logged(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caller.decide("SECRET text free-tt-coinz.top", author_id="SECRET-author", message_id="SECRET-message")
    caller.post("/v1/check", {"text": "SECRET", "SECRET": 1})
    caller.get("/v1/decisions/SECRET")
    caller.client.get("/v1/queue", headers={"Authorization": "Bearer cg_SECRET"})
    caller.store.close()
    logged = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert "SECRET" not in logged
    assert caller.key not in logged


def test_a_failure_nobody_foresaw_tells_the_caller_nothing_and_the_log_no_words(
    guard: Guard, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calling(guard, tmp_path) as caller:

        async def fail(_message: Any) -> None:
            raise RuntimeError("".join(reversed("TERCES")))

        monkeypatch.setattr(caller.service, "check", fail)
        found = problem(caller.post("/v1/check", {"text": "hi"}), 500, "unforeseen")
        assert "SECRET" not in repr(found)
        assert found["request_id"] in caplog.text
        assert "RuntimeError" in caplog.text
        assert "SECRET" not in caplog.text


def test_a_service_is_bound_to_this_machine_and_lets_nobody_in_without_keys_elsewhere(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
        for other in others:
            with socket.socket() as sock:
                sock.settimeout(2)
                assert sock.connect_ex((other, service.port)) != 0 or other.startswith("127.")
        assert "script" not in httpx.get(f"{service.address}/docs").text


def test_a_head_that_is_too_long_or_never_ends_is_not_waited_for(
    attacked: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.3)
    asyncio.run(_attack_heads(attacked.client.app))


@contextlib.asynccontextmanager
async def _listening(app: Any) -> AsyncIterator[int]:
    """Serve an application on a port, in this loop."""
    config = uvicorn.Config(app, http=protocol.BoundedProtocol, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol.BoundedProtocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def _attack_heads(app: Any) -> None:
    async with _listening(app) as port:
        await _send_heads(port)


async def _send_heads(port: int) -> None:
    async def sent(data: bytes, *, ended: bool = True) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(data)
        try:
            answer = await asyncio.wait_for(reader.read(), 3) if ended else await asyncio.wait_for(reader.read(100), 3)
        except ConnectionResetError:
            answer = b""
        writer.close()
        return answer

    assert (await sent(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", ended=False)).startswith(b"HTTP/1.1 200")
    assert await sent(b"") == b""
    assert await sent(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ") == b""
    assert b"200" not in await sent(b"GET /healthz HTTP/1.1\r\nX-Long: " + b"x" * (1 << 20))
    assert b"200" not in await sent(b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * 100_000)
    # Keep-alive: a second request has its own time.
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for pause in (0.0, 0.5):
        await asyncio.sleep(pause)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b'"ok"}')).startswith(b"HTTP/1.1 200")
    writer.close()


def test_a_caller_who_hangs_up_in_the_middle_is_no_failure_of_ours(
    guard: Guard, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with calling(guard, tmp_path, Settings(keys=False)) as caller:
        asyncio.run(_hang_up(caller))
    assert "failed with" not in caplog.text


async def _hang_up(caller: Caller) -> None:
    async with _listening(caller.client.app) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = b"POST /v1/decide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        writer.write(head + b'{"text": "half')
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()
        for _ in range(100):
            page = caller.service.metrics.page().decode()
            if 'route="/v1/decide",status="400"' in page:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(page)


def test_words_are_encoded_once_and_never_run(attacked: Caller) -> None:
    """Stored text comes back as the text it was: no template, no query and no header is made of it."""
    text = f"{LURE} '; DROP TABLE decisions; -- {{{{7*7}}}} <script>alert(1)</script> \r\nX-Evil: 1"
    made = attacked.decide(text, message_id="'; DROP TABLE queue; --", author_id="{{7*7}}")
    items = attacked.get("/v1/queue", params={"limit": 200}).json()["items"]
    (mine,) = [item for item in items if item["decision"]["id"] == made["id"]]
    assert mine["text"] == text
    assert mine["decision"]["author_id"] == "{{7*7}}"
    assert "x-evil" not in attacked.get("/v1/queue").headers
