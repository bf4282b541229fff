"""Bad input over raw sockets (F18, F28): a clear answer, nothing lost, nothing posted that should not be."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.reading.webhook import signature
from tests.faults.alerts import SECRET, Alert, alert
from tests.faults.books import rows
from tests.faults.running import ANY_WAIT_S, Running
from tests.faults.wire import PATH, Answer, Wire, request
from tests.pace import within

NEW_SECRET = "the-next-client-secret"
QUICK_S = 1.0
SLOW_S = 15.0
MIB = 1024 * 1024
NOW = int(time.time())
GOOD = alert(1, 0, NOW)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One bot for all of this file, in the middle of a rotation of secrets."""
    database = tmp_path_factory.mktemp("input") / "a.db"
    running = Running(database, env={"SENTRY_CLIENT_SECRETS": f"{SECRET},{NEW_SECRET}", "REPLY_EVERY": "1"})
    yield running
    running.kill()


def signed(body: bytes, path: str = PATH, secret: str = SECRET) -> bytes:
    return request(body, signature(secret, body), path)


def told(number: int, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A signed alert of leak site `number`, whose event was changed."""
    payload = json.loads(alert(1000 + number, number, NOW).body)
    change(payload["data"]["event"])
    return signed(json.dumps(payload).encode())


def _text(event: dict[str, Any], text: str) -> None:
    event["message"] = event["logentry"]["formatted"] = text


def _hint(event: dict[str, Any]) -> None:
    _text(
        event,
        event["message"].replace("#1:\n", "#1:\n\tHint: <!channel> <@U0LOCAL02> <https://evil.example|log in>\n", 1),
    )


def _cut(event: dict[str, Any]) -> None:
    _text(event, (event["message"] * 3)[:8189] + "...")


def _head(name: str, value: str) -> bytes:
    return f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n{name}: {value}\r\n\r\n".encode()


PROBES: dict[str, tuple[bytes, int]] = {
    "good": (signed(GOOD.body), 200),
    "signed with the next secret": (signed(alert(2, 1, NOW).body, secret=NEW_SECRET), 200),
    "trailing slash": (signed(alert(3, 0, NOW).body, PATH + "/"), 200),
    "wrong signature": (request(GOOD.body, "0" * 64), 401),
    "signature of another body": (request(GOOD.body, signature(SECRET, GOOD.body + b" ")), 401),
    "no signature": (request(GOOD.body, None), 401),
    "empty signature": (request(GOOD.body, ""), 401),
    "non-ASCII signature": (request(GOOD.body, "é".encode() * 32), 401),
    "signature that is not even UTF-8": (request(GOOD.body, b"\xff\xfe" * 32), 401),
    "signature of 20 KB": (request(GOOD.body, "0" * 20_000), 401),
    "signed with an unknown secret": (signed(GOOD.body, secret="old"), 401),
    "empty body": (signed(b""), 400),
    "empty body, unsigned": (request(b"", None), 401),
    "Content-Length of 6 GiB": (_head("Content-Length", str(6 * 1024 * MIB)), 413),
    "Content-Length of 3 MiB": (_head("Content-Length", str(3 * MIB)), 413),
    "3 MiB": (signed(b"x" * (3 * MIB)), 413),
    "Content-Length that is no number": (_head("Content-Length", "many"), 400),
    "Content-Length below zero": (_head("Content-Length", "-1"), 400),
    "chunk size that is no number": (_head("Transfer-Encoding", "chunked") + b"zz\r\n", 400),
    "not JSON": (signed(b"LEAK: not JSON"), 200),
    "not UTF-8": (signed(b'{"data":"\xff\xfe"}'), 200),
    "JSON of the wrong shape": (signed(b'[1,2,{"data":null}]'), 200),
    "JSON with every value of a wrong type": (signed(b'{"action":[],"data":{"event":{"event_id":{},"tags":7}}}'), 200),
    "a number of 5,000 digits": (signed(b'{"data":{"event":' + b"9" * 5000 + b"}}"), 200),
    "nested 10,000 deep": (signed(b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}"), 200),
    "nested 10,000 deep in the event": (signed(b'{"data":{"event":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_002), 200),
    "NUL bytes": (told(10, lambda event: _text(event, event["message"].replace("\n", "\n\0"))), 200),
    "raw NUL bytes": (signed(b'{"data":\0{}}'), 200),
    "lone surrogates": (told(11, lambda event: _text(event, event["message"] + "\ud83d \udc40")), 200),
    "lone surrogate as the event's id": (told(12, lambda event: event.update(event_id="\ud83d" * 8)), 200),
    "text cut in the middle of a frame": (told(13, _cut), 200),
    "mentions and links in a hint": (told(14, _hint), 200),
    "mention as host and release": (
        told(15, lambda event: event.update(release="<!here>", server_name="<!here>")),
        200,
    ),
    "time in the year 30000": (told(16, lambda event: event.update(timestamp=884541351600.0)), 200),
    "time that is no time": (told(17, lambda event: event.update(timestamp=float("nan"), datetime="soon")), 200),
    "GET": (request(b"", None, method="GET"), 405),
    "PUT": (request(GOOD.body, GOOD.signature, method="PUT"), 405),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "HTTP/9.9": (f"POST {PATH} HTTP/9.9\r\nHost: a\r\n\r\n".encode(), 400),
    "unknown path": (signed(GOOD.body, "/sentry/webhooks"), 404),
    "path with a NUL": (signed(GOOD.body, "/sentry/%00webhook"), 404),
    "head that names two lengths": (_head("Content-Length: 1\r\nContent-Length", "2"), 400),
    "head with a length and chunks": (_head("Content-Length: 5\r\nTransfer-Encoding", "chunked"), 400),
    "timestamp of Slack's that is a digit and no number": (
        b"POST /slack/events HTTP/1.1\r\nX-Slack-Request-Timestamp: \xb2\r\nContent-Length: 0\r\n\r\n",
        401,
    ),
    "unsigned Slack": (request(b"command=%2Fleak", None, "/slack/events"), 401),
}


@pytest.mark.parametrize("name", PROBES)
def test_bad_input_gets_a_clear_answer_and_the_next_request_is_served(bot: Running, name: str) -> None:
    """The expected status within a second, no redirect, and a good request right after is a 200."""
    raw, expected = PROBES[name]

    begun = time.monotonic()
    found = _ask(bot, raw)
    took_s = time.monotonic() - begun

    assert expected == found.status, found
    assert took_s < within(QUICK_S)
    assert "location:" not in found.head.lower()
    assert SECRET not in found.head + found.body.decode()
    assert 200 == _ask(bot, signed(GOOD.body)).status


def test_slow_and_endless_senders_are_let_go_and_hold_nobody_up(bot: Running) -> None:
    """Heads and bodies that trickle, stop or never end are refused in the end; others are served meanwhile."""
    names = ("silent", "head stops", "trickles", "stops", "chunk stops")
    wires = {name: Wire(bot.port, ANY_WAIT_S) for name in names}
    begun = time.monotonic()
    wires["head stops"].send(f"POST {PATH} HTTP/1.1\r\nHost: 127".encode())
    wires["trickles"].send(_head("Content-Length", "100"))
    wires["stops"].send(_head("Content-Length", "100") + b"{")
    wires["chunk stops"].send(_head("Transfer-Encoding", "chunked") + b"5\r\nhel")

    endless_body = _endless(bot, _head("Transfer-Encoding", "chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n")
    endless_head = _endless(bot, f"POST {PATH} HTTP/1.1\r\n".encode(), b"A: " + b"a" * 65536 + b"\r\n")
    endless_s = time.monotonic() - begun
    for _ in range(10):
        wires["trickles"].send(b"x")
        assert 200 == _ask(bot, signed(GOOD.body)).status
    found = {name: wire.answer().status for name, wire in wires.items()}
    took_s = time.monotonic() - begun

    assert 413 == endless_body
    assert endless_head in (0, 400)
    assert endless_s < within(2 * QUICK_S)
    assert {"silent": 0, "head stops": 400, "trickles": 408, "stops": 408, "chunk stops": 408} == found
    assert took_s < within(SLOW_S)


def _endless(bot: Running, begin: bytes, piece: bytes) -> int:
    with Wire(bot.port) as wire:
        wire.send(begin)
        for _ in range(64):
            wire.send(piece)
        return wire.answer().status


def test_nothing_of_all_this_is_in_the_channel_that_should_not_be(bot: Running, tmp_path: Path) -> None:
    """Only signed leak reports have a root, one a site; no mention and no foreign link is live in any message."""
    for name in PROBES:
        _ask(bot, PROBES[name][0])
    bot.wait_drained()
    channel = bot.channel()
    roots = [message for message in channel if not message.get("thread_ts") or message["thread_ts"] == message["ts"]]
    shown = json.dumps(channel, ensure_ascii=False)

    kept = {frame for (frame,) in rows(bot.database, "SELECT frame FROM leaks")}
    assert len(kept) == len(roots)
    assert 10 == len(roots)
    for live in ("<!channel>", "<!here>", "<@U0LOCAL02>", "<https://evil"):
        assert live not in shown
    reasons = [reason for (reason,) in rows(bot.database, "SELECT reason FROM deliveries WHERE dead_at IS NOT NULL")]
    assert all(reason.startswith("malformed") for reason in reasons), reasons
    assert "Traceback" not in bot.log


def test_an_unsigned_request_leaves_no_row_and_no_word_in_the_log(bot: Running) -> None:
    """401 changes nothing: no delivery, and neither body nor secret is in the log."""
    before = rows(bot.database, "SELECT COUNT(*) FROM deliveries")
    unique = Alert("0" * 32, 0, NOW, b'{"data":{"event":{"message":"a-word-that-nobody-else-says"}}}')

    status = _ask(bot, request(unique.body, "0" * 64)).status

    assert 401 == status
    assert before == rows(bot.database, "SELECT COUNT(*) FROM deliveries")
    assert "a-word-that-nobody-else-says" not in bot.log
    assert SECRET not in bot.log


def _ask(bot: Running, raw: bytes) -> Answer:
    with Wire(bot.port) as wire:
        return wire.ask(raw)
