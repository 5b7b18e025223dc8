"""The moderation hook from nothing to a held scam: one policy file, one call from Python, one with curl."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coinguard.hook import open_hook
from tests.hook.services import CHAT, LURE
from tests.served import EXAMPLE_POLICY, served


def test_one_call_from_python_holds_a_scam(tmp_path: Path) -> None:
    hook = open_hook(EXAMPLE_POLICY, tmp_path / "hook.db")
    decision = hook.decide(LURE)
    assert (decision.held, decision.kept) == (True, True)
    assert hook.decide(CHAT).action == "allow"


def test_one_call_with_curl_holds_a_scam_and_one_shows_it(tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("not run: curl is not installed")

    def called(*arguments: str) -> Any:
        done = subprocess.run(
            [curl, "-sS", "--fail", *arguments], capture_output=True, text=True, timeout=60, check=True
        )
        return json.loads(done.stdout)

    with served(tmp_path) as service:
        body = json.dumps({"text": LURE, "message_id": "m1", "author_id": "luna"})
        made = called(f"{service.address}/v1/decide", "-H", "Content-Type: application/json", "-d", body)
        assert (made["held"], made["verdict"]["level"]) == (True, "scam")
        (item,) = called(f"{service.address}/v1/queue")["items"]
        assert (item["text"], item["decision"]["id"]) == (LURE, made["id"])
