"""/livez and /healthz: who is told what."""

from __future__ import annotations

import json
import threading

import pytest

from tests.faults.wire import Answer, Wire
from tests.web.conftest import Open, Server

TOKEN = "a-token-of-this-test"
DETAILS = {"ok": False, "problems": ["the disk is slow"]}


def ask(server: Server, path: str, authorization: str | None = None) -> Answer:
    header = f"Authorization: {authorization}\r\n" if authorization is not None else ""
    with Wire(server.port) as wire:
        return wire.ask(f"GET {path} HTTP/1.1\r\nHost: a\r\n{header}\r\n".encode("latin-1"))


@pytest.mark.parametrize(
    "given", [None, "", TOKEN, "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9"]
)
def test_strangers_are_told_ok_or_not(open_server: Open, given: str | None) -> None:
    """Without the very token there is no detail, on loopback neither."""
    server = open_server(health=lambda: (False, DETAILS), ops_token=TOKEN)

    found = ask(server, "/healthz", given)

    assert (503, {"ok": False}) == (found.status, json.loads(found.body))


def test_the_token_opens_the_details(open_server: Open) -> None:
    """They are those of this moment, while strangers share an answer for a second."""
    states = iter([(True, {"ok": True}), (False, DETAILS), (True, {"ok": True, "problems": []})])
    server = open_server(health=lambda: next(states), ops_token=TOKEN)

    found = [ask(server, "/healthz"), ask(server, "/healthz"), ask(server, "/healthz", f"Bearer {TOKEN}")]
    after = ask(server, "/healthz")

    assert [200, 200, 503] == [one.status for one in found]
    assert [{"ok": True}, {"ok": True}, DETAILS] == [json.loads(one.body) for one in found]
    assert 503 == after.status


@pytest.mark.parametrize("given", [None, "", "Bearer ", "Bearer None"])
def test_without_a_token_nobody_sees_details(open_server: Open, given: str | None) -> None:
    """An empty OPS_TOKEN is no password."""
    server = open_server(health=lambda: (False, DETAILS), ops_token="")

    assert {"ok": False} == json.loads(ask(server, "/healthz", given).body)


def test_a_look_that_fails_is_red(open_server: Open) -> None:
    """An error while looking is a 503 with its reason for the operator, and no traceback."""

    def look() -> tuple[bool, dict[str, object]]:
        raise RuntimeError("no such table")

    server = open_server(health=look, ops_token=TOKEN)

    found = ask(server, "/healthz", f"Bearer {TOKEN}")

    assert 503 == found.status
    assert "no such table" in found.body.decode()


def test_a_stuck_store_is_red_and_the_process_alive(open_server: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """/healthz answers within its time though the look does not return; /livez does not look at all."""
    monkeypatch.setattr("bot.web.state.WITHIN_S", 0.1)
    stuck = threading.Event()
    server = open_server(health=lambda: (stuck.wait(10), {"ok": True}), ops_token=TOKEN)

    red = ask(server, "/healthz")
    alive = ask(server, "/livez")
    stuck.set()

    assert (503, 200) == (red.status, alive.status)
