"""Webhooks: signed, sent until they have arrived, and to nobody but the one who was named."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard.errors import ConfigurationError, InputError
from coinguard.hook.store.sql import SqlStore, open_store
from coinguard.hook.webhooks import Deliverer, Target, announced, read_target, sign, telling, verify
from coinguard.hook.webhooks.deliver import ATTEMPTS, IDLE
from coinguard.hook.webhooks.signing import TOLERANCE, secret_of
from tests.hook.stores import NOON, entry_of

SECRET = b"a secret of twenty-four bytes or more"
NOW = NOON.timestamp()


class Receiver:
    """A platform's end: answers what it is told to, and keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 204
        self.headers: dict[str, str] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def target(self) -> Target:
        return Target("127.0.0.1", self.port, "/hook?token=t", False, SECRET)

    def ids(self) -> list[str]:
        return [orjson.loads(body)["data"]["id"] for _, _, body in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()


class Time:
    """The wall clock, turned by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def telling_store(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(tmp_path / "hook.db", announced=announced, now=lambda: NOON) as store:
        yield store


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def held(store: SqlStore, number: int = 1) -> list[str]:
    entries = [entry_of(message_id=f"m{n}") for n in range(number)]
    store.record(entries, [], [])
    return [entry.decision.id for entry in entries]


def rounds(deliverer: Deliverer, time: Time, seconds: float) -> None:
    """Let some time pass, a round at a time; where nothing is due, a minute at a time."""
    until = time.now + seconds
    while time.now < until:
        wait = deliverer.round()
        time.now += 60 if wait == IDLE else max(0.01, wait)
    deliverer.close()


def test_what_is_held_is_announced_with_a_signature_that_holds(telling_store: SqlStore, receiver: Receiver) -> None:
    (decision_id,) = held(telling_store)
    rounds(Deliverer(telling_store.outbox, receiver.target, Time()), Time(), 2)
    ((path, headers, body),) = receiver.got
    assert path == "/hook?token=t"
    assert verify(SECRET, headers, body, NOW) == decision_id
    told = orjson.loads(body)
    assert (told["type"], told["data"]["action"]) == ("decision.held", "review")
    assert telling_store.outbox.counts() == {"waiting": 0, "dead": 0}


def test_what_is_let_through_is_not_announced(telling_store: SqlStore) -> None:
    actions = {"allow": None, "review": "decision.held", "block": "decision.acted"}
    assert {action: announced(entry_of(action=action).decision) for action in actions} == actions
    telling_store.record([entry_of(action="allow")], [], [])
    assert telling_store.outbox.counts() == {"waiting": 0, "dead": 0}


def test_a_target_that_is_down_for_an_hour_misses_nothing(telling_store: SqlStore) -> None:
    time = Time()
    with receiving() as down:
        target = down.target
    deliverer = Deliverer(telling_store.outbox, target, time)
    ids = held(telling_store, 50)
    rounds(deliverer, time, 3600)
    assert telling_store.outbox.counts() == {"waiting": 50, "dead": 0}
    with receiving() as receiver:
        back = Target("127.0.0.1", receiver.port, "/", False, SECRET)
        rounds(Deliverer(telling_store.outbox, back, time), time, 7 * 3600)
        assert sorted(receiver.ids()) == sorted(ids)
    assert telling_store.outbox.counts() == {"waiting": 0, "dead": 0}


def test_a_target_that_is_down_is_not_hammered(telling_store: SqlStore, receiver: Receiver) -> None:
    receiver.status = 503
    held(telling_store, 200)
    time = Time()
    rounds(Deliverer(telling_store.outbox, receiver.target, time), time, 3600)
    assert len(receiver.got) < 40


def test_one_that_is_refused_again_and_again_is_given_up_and_holds_nothing_up(
    telling_store: SqlStore, receiver: Receiver
) -> None:
    receiver.status = 400
    held(telling_store)
    time = Time()
    deliverer = Deliverer(telling_store.outbox, receiver.target, time)
    rounds(deliverer, time, 5 * 86400)
    assert telling_store.outbox.counts() == {"waiting": 0, "dead": 1}
    assert len(receiver.got) == ATTEMPTS
    receiver.status = 200
    assert telling_store.outbox.revive(time.now) == 1
    rounds(deliverer, time, 2)
    assert telling_store.outbox.counts() == {"waiting": 0, "dead": 0}
    assert len(set(receiver.ids())) == 1


def test_a_redirect_leads_nowhere(telling_store: SqlStore, receiver: Receiver) -> None:
    with receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": f"http://127.0.0.1:{other.port}/stolen"}
        held(telling_store)
        time = Time()
        rounds(Deliverer(telling_store.outbox, receiver.target, time), time, 60)
        assert receiver.got
        assert other.got == []
    assert telling_store.outbox.counts() == {"waiting": 1, "dead": 0}


def test_an_answer_without_end_is_not_read_to_its_end(telling_store: SqlStore) -> None:
    class Endless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    held(telling_store)
    target = Target("127.0.0.1", int(server.server_address[1]), "/", False, SECRET)
    time = Time()
    rounds(Deliverer(telling_store.outbox, target, time), time, 2)
    server.shutdown()
    server.server_close()
    thread.join()
    assert telling_store.outbox.counts() == {"waiting": 0, "dead": 0}


def test_an_erased_decision_is_not_announced(telling_store: SqlStore, receiver: Receiver) -> None:
    held(telling_store)
    telling_store.forgetter.erase_author("a1", "ann")
    time = Time()
    rounds(Deliverer(telling_store.outbox, receiver.target, time), time, 5)
    assert receiver.got == []


def test_sending_goes_on_in_a_thread_of_its_own_while_the_service_runs(tmp_path: Path, receiver: Receiver) -> None:
    with open_store(tmp_path / "now.db", announced=announced) as store, telling(store.outbox, receiver.target):
        (decision_id,) = held(store)
        waited = threading.Event()
        for _ in range(500):
            if receiver.ids():
                break
            waited.wait(0.02)
        assert receiver.ids() == [decision_id]


def test_a_signature_is_what_the_standard_says() -> None:
    """The example of Standard Webhooks 1.0."""
    secret = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(max_size=200), st.integers(0, 10**9), st.integers(0, 200), st.integers(1, 255))
def test_one_changed_byte_breaks_a_signature(body: bytes, stamp: int, place: int, change: int) -> None:
    headers = sign(SECRET, "id", stamp, body)
    assert verify(SECRET, headers, body, stamp) == "id"
    if body:
        changed = bytearray(body)
        changed[place % len(body)] ^= change
        with pytest.raises(InputError):
            verify(SECRET, headers, bytes(changed), stamp)
    with pytest.raises(InputError):
        verify(SECRET, {**headers, "webhook-id": "id2"}, body, stamp)
    with pytest.raises(InputError):
        verify(SECRET, {**headers, "webhook-timestamp": str(stamp + 1)}, body, stamp)
    with pytest.raises(InputError):
        verify(b"x" + SECRET, headers, body, stamp)


@pytest.mark.parametrize("off", [-TOLERANCE - 1, TOLERANCE + 1])
def test_an_old_webhook_that_is_sent_again_is_refused(off: float) -> None:
    headers = sign(SECRET, "id", int(NOW), b"{}")
    with pytest.raises(InputError, match="too far off"):
        verify(SECRET, headers, b"{}", NOW + off)


@pytest.mark.parametrize("headers", [{}, {"webhook-id": "a"}, {"webhook-id": "a", "webhook-timestamp": "٣"},
                                     {"webhook-id": "a", "webhook-timestamp": "1" * 5000}])  # fmt: skip
def test_what_is_no_signature_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(InputError):
        verify(SECRET, headers, b"{}", NOW)


def test_a_new_secret_may_stand_beside_the_old_one() -> None:
    headers = sign(SECRET, "id", int(NOW), b"{}")
    other = sign(b"y" * 32, "id", int(NOW), b"{}")
    both = {**headers, "webhook-signature": f"{other['webhook-signature']} {headers['webhook-signature']}"}
    assert verify(SECRET, both, b"{}", NOW) == "id"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://host/", "no address to send to"),
        ("nonsense", "no address to send to"),
        ("https://", "no address to send to"),
        ("https://ann:secret@host/", "no address to send to"),
        ("https://host:99999/", "no address to send to"),
        ("http://example.com/", "could read along"),
        ("https://example.com/", "no secret to sign with"),
    ],
)
def test_an_address_that_can_not_be_is_refused(url: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        read_target(url, None)


def test_a_target_and_its_secret_are_read_and_the_secret_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    written = base64.b64encode(SECRET).decode()
    file.write_text(f"whsec_{written}\n", encoding="utf-8")
    target = read_target("https://example.com/hook?a=b", file)
    assert target is not None
    assert (target.host, target.port, target.path, target.secure, target.secret) == (
        "example.com", 443, "/hook?a=b", True, SECRET,
    )  # fmt: skip
    assert "secret" not in repr(target).lower()
    assert target.shown == "https://example.com:443"
    for bad in ("", "whsec_", "whsec_YQ==", written):
        file.write_text(bad, encoding="utf-8")
        with pytest.raises(ConfigurationError, match="24 bytes or more"):
            read_target("https://example.com/", file)
    with pytest.raises(ConfigurationError, match="the secret cannot be read"):
        read_target("https://example.com/", tmp_path / "nothing")
    with pytest.raises(ConfigurationError, match="no address to sign for"):
        read_target(None, file)
