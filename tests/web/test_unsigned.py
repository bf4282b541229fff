"""What anybody can send: no 5xx, no traceback and no row, whatever stands in a header or a path."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

import pytest

from tests.faults.books import rows
from tests.faults.running import Running
from tests.faults.wire import PATH, Answer, Wire

SEED = 20_261_130
PER_FIELD = 12
PATHS = (PATH, "/slack/events", "/healthz", "/livez", "/", "/nowhere")
HEADERS = (
    "X-Slack-Request-Timestamp",
    "X-Slack-Signature",
    "X-Slack-Retry-Num",
    "X-Slack-Retry-Reason",
    "Sentry-Hook-Signature",
    "Sentry-Hook-Resource",
    "X-ServiceHook-Signature",
    "Content-Type",
    "Content-Encoding",
    "Content-Length",
    "Transfer-Encoding",
    "Authorization",
    "Host",
    "Connection",
    "Upgrade",
    "Expect",
    "Cookie",
    "X-Forwarded-For",
    "Forwarded",
    "Range",
    "Accept",
)
NASTY = (
    b"",
    b" ",
    b"\xb2",
    b"\xb2" * 10,
    b"\xd9\xa3" * 5,
    b"1" * 4000,
    b"-1",
    b"1_0",
    b"0x10",
    b"1e9",
    b"nan",
    b"v0=",
    b"v0=\xff\xfe",
    b"v0=" + b"0" * 64,
    b"\xff\xfe\x80",
    b"\xf0\x9f\x98\x80",
    b"%s%n{}$(x)",
    b"gzip",
    b"gzip, chunked",
    b"chunked",
    b"identity",
    b"application/json; charset=utf-7",
    b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=" + b"a" * 5000,
    b"Upgrade",
    b"websocket",
    b"h2c",
    b"close, keep-alive",
    b"100-continue",
    b"bytes=-1",
    b"Bearer \xff",
    b"\t\x0b\x1c",
)
TARGETS = (
    b"*",
    b"//",
    b"///sentry/webhook",
    b"/%",
    b"/%00",
    b"/%ff%fe",
    b"/%2e%2e/%2e%2e/etc/passwd",
    b"/../../etc/passwd",
    b"/\xff\xfe",
    b"/slack/events/",
    b"/slack//events",
    b"/slack/events?ssl_check=1",
    b"/healthz?a=%ff&b[]=\x80",
    b"/sentry/webhook%0d%0aX: y",
    b"/sentry/webhook;a=b",
    b"http://",
    b"http://a",
    b"http://[::1",
    b"http://a:99999/healthz",
    b"a:443",
    b"?",
    b"#",
    b"/" + b"a" * 9000,
)
METHODS = (b"GET", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"DELETE", b"CONNECT", b"TRACE", b"PATCH", b"get", b"\xb2")
# Bodies of Slack and of Sentry as their senders write them, and others.
BODIES = (
    b"",
    b"ssl_check=1&token=a",
    b"payload=%7B%22type%22%3A%22block_actions%22",
    b'{"type":"url_verification","challenge":"a"}',
    b'{"type":',
    b"\xff\xfe\x00",
    b"[" * 5000,
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One bot for all of this file."""
    running = Running(tmp_path_factory.mktemp("unsigned") / "a.db")
    yield running
    running.kill()


def ask(bot: Running, raw: bytes) -> Answer:
    """The answer to bytes as they are; nothing more will come, so nobody waits for the rest."""
    with Wire(bot.port) as wire:
        wire.send(raw)
        wire.finish()
        return wire.answer()


def values(name: str) -> Iterator[bytes]:
    """Values for one header: the nasty ones, then random bytes of any kind but line ends."""
    yield from NASTY
    chance = random.Random(f"{SEED} {name}")
    alphabets = (bytes(set(range(256)) - {10, 13}), string.printable.strip().encode(), b"0123456789\xb2\xb3\xb9")
    for _ in range(PER_FIELD):
        yield bytes(chance.choices(chance.choice(alphabets), k=chance.choice((1, 8, 64, 700))))


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_of_a_stranger_is_an_error_of_ours(bot: Running, name: str) -> None:
    """Every header with every kind of value, on every path: an answer below 500, or the end of the connection."""
    found: dict[tuple[str, bytes], int] = {}
    for path in PATHS:
        for value in values(name):
            body = BODIES[len(found) % len(BODIES)]
            rest = "" if name == "Content-Length" else f"Content-Length: {len(body)}\r\n"
            # A signature that is well formed and wrong lets the other headers of Slack's be looked at.
            if name != "X-Slack-Signature":
                rest += f"X-Slack-Signature: v0={'0' * 64}\r\n"
            head = f"POST {path} HTTP/1.1\r\n{rest}{name}: ".encode() + value + b"\r\n\r\n"
            found[path, value[:20]] = ask(bot, head + body).status

    assert {} == {which: status for which, status in found.items() if status >= 500}
    assert "Traceback" not in bot.log


@pytest.mark.parametrize("method", METHODS)
def test_no_path_and_no_method_of_a_stranger_is_an_error_of_ours(bot: Running, method: bytes) -> None:
    """Every kind of target, and every path that there is, by every method."""
    chance = random.Random(f"{SEED} {method!r}")
    random_targets = [b"/" + chance.randbytes(20).translate(None, b"\r\n ") for _ in range(20)]
    found = {}
    for target in (*TARGETS, *random_targets, *(path.encode() for path in PATHS)):
        for body in BODIES[:3]:
            head = method + b" " + target + b" HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
            found[target, body] = ask(bot, head + body).status

    assert {} == {which: status for which, status in found.items() if status >= 500}
    assert "Traceback" not in bot.log


def test_rubbish_of_any_kind_is_an_error_of_theirs(bot: Running) -> None:
    """Requests with bytes changed, cut, doubled and swapped; good ones are served after, no row is there."""
    chance = random.Random(SEED)
    base = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".encode()
    found = []
    for _ in range(300):
        raw = bytearray(base * chance.choice((1, 2)))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randint(0, 3)] = chance.choice((b"", b"\r\n", b"\0", b"\xb2", chance.randbytes(3)))
        found.append(ask(bot, bytes(raw)).status)

    assert [] == [status for status in found if status >= 500]
    assert 200 == ask(bot, b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").status
    assert "Traceback" not in bot.log
    assert [(0,)] == rows(bot.database, "SELECT COUNT(*) FROM deliveries")
