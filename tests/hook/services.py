"""A service in this process, with a real guard, a store of its own and a caller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

import coinguard
from coinguard.guard import Guard
from coinguard.hook.pipeline import Pipeline
from coinguard.hook.policy import read_policy
from coinguard.hook.service.app import create_app
from coinguard.hook.service.service import Service
from coinguard.hook.service.settings import Settings
from coinguard.hook.store.keys import SCOPES
from coinguard.hook.store.sql import SqlStore, open_store
from tests.served import EXAMPLE_POLICY

LURE = "FREE 10,000 coins for my viewers, today only: free-tt-coinz.top/luna"
CHAT = "good stream today, thanks everyone"


@dataclass
class Caller:
    """Somebody with a key that opens everything, and the service behind the door."""

    client: TestClient
    service: Service
    key: str
    policy: Path

    @property
    def store(self) -> SqlStore:
        return self.service.store

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, headers={"Authorization": f"Bearer {self.key}"}, **options)

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers={"Authorization": f"Bearer {self.key}", **headers})

    def decide(self, text: str = LURE, **fields: Any) -> dict[str, Any]:
        answer = self.post("/v1/decide", {"text": text, **fields})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="session")
def guard() -> Guard:
    return coinguard.load()


@contextmanager
def calling(
    guard: Guard, folder: Path, settings: Settings | None = None, checker: Any = None, **options: Any
) -> Iterator[Caller]:
    """Run a service on a store in a folder."""
    policy = folder / "policy.toml"
    policy.write_bytes(EXAMPLE_POLICY.read_bytes())
    with open_store(folder / "hook.db", **options) as store:
        pipeline = Pipeline(checker or guard, read_policy(policy), store)
        service = Service(pipeline, store, lambda: read_policy(policy), settings or Settings())
        key = store.keys.make("tests", SCOPES.keys())
        with TestClient(create_app(service), base_url="http://127.0.0.1") as client:
            yield Caller(client, service, key, policy)


@pytest.fixture
def caller(guard: Guard, tmp_path: Path) -> Iterator[Caller]:
    with calling(guard, tmp_path) as found:
        yield found


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is a problem document, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == f"urn:coinguard:problem:{code}"
    assert (found["status"], found["request_id"]) == (status, answer.headers["x-request-id"])
    assert found["detail"].endswith(".") or "errors" in found
    return found
