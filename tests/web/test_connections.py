"""Every connection ends: no byte outside a request, no unread body and no slow reader keeps one open."""

from __future__ import annotations

import itertools
import logging
import time
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from bot.core.reading.webhook import signature
from bot.web.gate import Limits, OnceAMinute
from tests.faults.alerts import SECRET, alert
from tests.faults.running import Running
from tests.faults.wire import NO_ANSWER, PATH, Answer, Wire, request
from tests.web.conftest import Open, Server

GOOD = alert(1, 0, 1_790_000_000)
WHOLE = request(GOOD.body, GOOD.signature)
UNREAD = b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"
CHUNKED = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()


def get(path: str = "/livez", more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: a\r\n{more}\r\n".encode()


# name: (what is sent, the statuses that are answered before the connection ends)
ENDS: dict[str, tuple[bytes, list[int]]] = {
    "nothing": (b"", []),
    "an empty line": (b"\r\n", []),
    "half a head": (b"GET /livez HTTP/1.1\r\nHos", [400]),
    "a request": (get(), [200]),
    "a request and an empty line": (get() + b"\r\n", [200]),
    "a webhook and an empty line": (WHOLE + b"\r\n", [200]),
    "a webhook and rubbish": (WHOLE + b"\x00\xff rubbish\r\n\r\n", [200]),
    "two webhooks and half a head": (WHOLE + WHOLE + b"POST /", [200, 200, 400]),
    "a body that no endpoint reads": (UNREAD + b"x", [404]),
    "a body of GET that does not come": (get(more="Content-Length: 9\r\n"), [200]),
    "half a webhook": (WHOLE[:-10], [408]),
    "half a chunk": (CHUNKED + b"5\r\nhe", [408]),
    "no last chunk": (CHUNKED + b"5\r\nhello\r\n", [408]),
    "an upgrade": (get(more="Connection: Upgrade\r\nUpgrade: websocket\r\n"), [200]),
    "an upgrade with a body": (
        CHUNKED.replace(b"Host: a", b"Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c") + b"5\r\nhello\r\n",
        [401],
    ),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
}


def answers(wire: Wire) -> list[int]:
    """The statuses of all answers until the connection ends."""
    return [one.status for one in iter(wire.answer, NO_ANSWER)]


@pytest.mark.parametrize("name", ENDS)
def test_a_connection_ends_by_itself(open_server: Open, name: str) -> None:
    """Whole requests are answered, and whatever comes or does not come after them, the connection ends."""
    server = open_server()
    sent, expected = ENDS[name]

    with Wire(server.port) as wire:
        wire.send(sent)
        found = answers(wire)

    assert expected == found
    assert server.gate.is_empty.wait(1)


@pytest.mark.parametrize("drop", [b"\r\n", b"x"], ids=["empty lines", "a body that nobody reads"])
def test_single_bytes_do_not_keep_a_connection(open_server: Open, drop: bytes) -> None:
    """Bytes outside a request do not move the end of a connection, however many come."""
    server = open_server()
    with Wire(server.port) as wire:
        wire.send(get() if drop == b"\r\n" else UNREAD)
        wire.answer()

        ended_s = drip(server, wire, drop)

    assert ended_s < 2


def drip(server: Server, wire: Wire, drop: bytes) -> float:
    """Send a drop every 50 ms until the server has let go; the seconds it took. Raises AssertionError after 10 s."""
    begun = time.monotonic()
    while not server.gate.is_empty.wait(0.05):
        wire.send(drop)
        assert time.monotonic() - begun < 10
    return time.monotonic() - begun


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"GET / HTTP/1.1\r\n", b"A: " + b"a" * 60_000 + b"\r\n"),
        (CHUNKED + b"1\r\nx\r\n0\r\n", b"A: " + b"a" * 60_000 + b"\r\n"),
        (CHUNKED, b"1;" + b"a" * 60_000),
        (get(), b"\r\n" * 30_000),
    ],
    ids=["head", "trailer", "chunk extension", "empty lines"],
)
def test_bytes_without_progress_are_bounded(open_server: Open, begin: bytes, piece: bytes) -> None:
    """A head, a trailer or empty lines of some 100 KiB end the connection long before their time is up."""
    server = open_server(limits=Limits())
    with Wire(server.port) as wire:
        wire.send(begin)
        for _ in itertools.repeat(None, 40):
            wire.send(piece)

        assert server.gate.is_empty.wait(5)


def test_more_than_a_few_requests_ahead_are_not_taken(open_server: Open) -> None:
    """A thousand requests in one packet: the first few are answered, the rest is not even parsed."""
    server = open_server()
    with Wire(server.port) as wire:
        wire.send(get() * 1000)
        found = answers(wire)

    assert {200} == set(found)
    assert 1 <= len(found) <= 20


def test_who_does_not_read_is_let_go(open_server: Open) -> None:
    """An answer that nobody takes ends with its connection."""

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in itertools.repeat(None, 1000):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})

    server = open_server(endless)
    with Wire(server.port) as wire:
        wire.send(get())

        assert server.gate.is_empty.wait(5)


def test_beyond_the_bound_a_connection_gets_503(open_server: Open, caplog: pytest.LogCaptureFixture) -> None:
    """Connections in the middle of a body keep their place; the next client is refused in words, not reset."""
    server = open_server(most=3, limits=Limits())
    held = [Wire(server.port) for _ in range(3)]
    for wire in held:
        wire.send(UNREAD.replace(b"/nowhere", PATH.encode()) + b"x")

    with Wire(server.port) as late:
        refused = late.ask(get())
    held[0].send(b"x" * 99)
    answered = held[0].answer()

    assert 503 == refused.status
    assert 401 == answered.status
    assert "all 3 connections are in use" in caplog.text


def test_an_idle_connection_makes_room(open_server: Open) -> None:
    """Silent and finished connections do not lock others out: the one that is idle the longest ends."""
    server = open_server(most=3, limits=Limits(yield_s=0.0))
    silent, finished = Wire(server.port), Wire(server.port)
    finished.ask(get())
    others = [Wire(server.port) for _ in range(3)]

    found = [wire.ask(get()).status for wire in others]

    assert [200, 200, 200] == found
    assert NO_ANSWER == silent.answer() == finished.answer()


def test_the_bound_leaves_files_for_the_rest(tmp_path: Path) -> None:
    """With 256 file descriptors, 300 stuck connections: nobody is reset, others get 503, one line says so."""
    bot = Running(tmp_path / "a.db", wrap=("prlimit", "--nofile=256:256"))
    try:
        held = [Wire(bot.port) for _ in range(300)]
        for wire in held:
            wire.send(f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx".encode())
        with Wire(bot.port) as late:
            refused = late.ask(get())
        for wire in held:
            wire.__exit__(None, None, None)
        served = served_again(bot)

        assert 503 == refused.status
        assert 200 == served.status
        assert 1 == bot.log.count("connections are in use")
    finally:
        bot.kill()


def served_again(bot: Running) -> Answer:
    """The first answer that is not a refusal, once the server has seen the others go."""
    for _ in itertools.repeat(None, 1000):
        with Wire(bot.port) as wire:
            found = wire.ask(request(GOOD.body, signature(SECRET, GOOD.body)))
        if found.status != 503:
            return found
    return NO_ANSWER


def test_the_same_warning_is_written_once_a_minute() -> None:
    """A flood of bad requests is a line a minute; errors are never held back."""
    once = OnceAMinute()
    record = logging.LogRecord("a", logging.WARNING, "", 0, "invalid", None, None)
    later = logging.LogRecord("a", logging.WARNING, "", 0, "invalid", None, None)
    later.created = record.created + 61
    error = logging.LogRecord("a", logging.ERROR, "", 0, "invalid", None, None)

    assert [True, False, True, True] == [once.filter(one) for one in (record, record, later, error)]
