"""Bodies: what is held before the signature is known, and what is unpacked after it."""

from __future__ import annotations

import gzip
import zlib
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.core.reading.webhook import signature
from bot.web.endpoints import FREE_BYTES, unproved_bytes
from bot.web.gate import Limits
from bot.web.quota import Claim, Quota
from storage.queues import Delivery
from tests.faults.alerts import SECRET, alert
from tests.faults.running import Running, wait_until
from tests.faults.wire import PATH, Wire, request
from tests.web.conftest import Open

MIB = 1024 * 1024
GOOD = alert(1, 0, 1_790_000_000)


class Keeps:
    """An intake that keeps in memory."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def keep(self, delivery: Delivery) -> None:
        self.bodies.append(delivery.body)


def encoded(body: bytes, encoding: str, signed: bytes | None = None) -> bytes:
    """A webhook whose signature is that of the bytes as sent, or of `signed`."""
    whole = request(body, signature(SECRET, body if signed is None else signed))
    return whole.replace(b"Content-Length", f"Content-Encoding: {encoding}\r\nContent-Length".encode(), 1)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(GOOD.body)),
        ("GZIP", gzip.compress(GOOD.body)),
        ("x-gzip", gzip.compress(GOOD.body)),
        ("deflate", zlib.compress(GOOD.body)),
        ("identity", GOOD.body),
    ],
)
def test_a_packed_body_is_kept_unpacked(open_server: Open, encoding: str, packed: bytes) -> None:
    """The same event has the same id, packed or not."""
    intake = Keeps()
    server = open_server(intake=intake)

    with Wire(server.port) as wire:
        found = wire.ask(encoded(packed, encoding))

    assert 200 == found.status
    assert [GOOD.body] == intake.bodies


PACKED = gzip.compress(GOOD.body)
BOMB = gzip.compress(b"\0" * (64 * MIB))


@pytest.mark.parametrize(
    ("expected", "sent"),
    [
        (401, encoded(PACKED, "gzip", signed=GOOD.body)),
        (401, request(BOMB, "0" * 64)),
        (413, encoded(BOMB, "gzip")),
        (400, encoded(PACKED[:-9], "gzip")),
        (400, encoded(PACKED + b"more", "gzip")),
        (400, encoded(GOOD.body, "gzip")),
        (400, encoded(b"", "gzip")),
        (415, encoded(PACKED, "br")),
        (415, encoded(PACKED, "gzip, gzip")),
        (415, encoded(GOOD.body, "all")),
    ],
    ids=[
        "signature of the unpacked body",
        "unsigned",
        "bomb",
        "cut",
        "more after the end",
        "not packed",
        "empty",
        "brotli",
        "packed twice",
        "no encoding at all",
    ],
)
def test_other_packed_bodies_are_refused(open_server: Open, expected: int, sent: bytes) -> None:
    """The signature covers the bytes as sent; what is not a whole gzip or deflate body within the limit is not kept."""
    intake = Keeps()
    server = open_server(intake=intake)

    with Wire(server.port) as wire:
        found = wire.ask(sent)

    assert expected == found.status
    assert [] == intake.bodies


def test_a_packed_body_of_slacks_is_refused(open_server: Open) -> None:
    """Slack does not pack; its signature is not even looked at."""
    server = open_server()

    with Wire(server.port) as wire:
        found = wire.ask(encoded(PACKED, "gzip").replace(PATH.encode(), b"/slack/events", 1))

    assert 415 == found.status


def test_unfinished_bodies_hold_a_bounded_sum(open_server: Open) -> None:
    """Large bodies beyond the bound get 503; small ones are served meanwhile; what is let go is free again."""
    held = Quota(4 * MIB, 4 * MIB)
    server = open_server(unproved=held, limits=Limits())
    wires = [Wire(server.port) for _ in range(4)]
    for wire in wires[:2]:
        wire.send(request(b"x" * (2 * MIB), "0" * 64)[: -MIB // 2])
    wait_until(lambda: held.taken >= 3 * MIB - 2 * FREE_BYTES - 2048, 10)
    third = wires[2].ask(request(b"x" * (2 * MIB), "0" * 64)).status

    small = wires[3].ask(request(GOOD.body, GOOD.signature)).status
    finished = [wire.ask(b"x" * (MIB // 2)).status for wire in wires[:2]]
    with Wire(server.port) as wire:
        after = wire.ask(request(b"x" * (2 * MIB), "0" * 64)).status

    assert (503, 200, [401, 401], 401) == (third, small, finished, after)
    assert 0 == held.taken


def test_two_hundred_unfinished_bodies_cost_little(tmp_path: Path) -> None:
    """200 bodies of 2 MiB less a byte, without a signature: the process grows by less than 80 MiB, and serves."""
    bot = Running(tmp_path / "a.db")
    try:
        before = rss_mib(bot)
        wires = [Wire(bot.port) for _ in range(200)]
        for wire in wires:
            wire.send(request(b"x" * (2 * MIB), None)[:-1])
        statuses = {wire.ask(b"x").status for wire in wires}
        grown = rss_mib(bot, "VmHWM") - before
        with Wire(bot.port) as wire:
            served = wire.ask(request(GOOD.body, GOOD.signature)).status

        assert 503 in statuses
        assert statuses <= {0, 401, 503}
        assert 200 == served
        assert grown < 80
    finally:
        bot.kill()


def rss_mib(bot: Running, what: str = "VmRSS") -> float:
    """Memory of the process: VmRSS now, VmHWM at most."""
    lines = Path(f"/proc/{bot.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024


@pytest.mark.parametrize(
    ("peer", "has_share"),
    [
        ("192.0.2.1", True),
        ("2001:db8::1", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("10.1.2.3", False),
        ("::ffff:10.1.2.3", False),
        ("fe80::1%eth0", True),
        (None, False),
    ],
)
def test_only_strangers_have_a_share(peer: str | None, has_share: bool) -> None:
    """Many clients come from a proxy or from loopback: no share of one address holds there."""
    quota = Quota(10, 3, (ip_network("10.0.0.0/8"),))

    taken = [quota.take(peer, 1) for _ in range(11)].count(True)

    assert (3 if has_share else 10) == taken


def test_one_site_of_ipv6_has_one_share() -> None:
    """Who has a /64 has as many addresses as they want."""
    quota = Quota(10, 3)

    taken = [quota.take(f"2001:db8::{number}", 1) for number in range(9)].count(True)
    elsewhere = quota.take("2001:db8:0:1::1", 1)

    assert (3, True) == (taken, elsewhere)


def test_a_claim_gives_back_what_it_took() -> None:
    """Also after a refusal; the first bytes are free."""
    quota = unproved_bytes()
    claim = Claim(quota, "192.0.2.1", FREE_BYTES)

    steps = [claim.grow(FREE_BYTES), claim.grow(8 * MIB + FREE_BYTES), claim.grow(9 * MIB)]
    most = quota.taken
    claim.end()
    claim.end()

    assert [True, True, False] == steps
    assert (8 * MIB, 0) == (most, quota.taken)
