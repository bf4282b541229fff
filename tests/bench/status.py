"""(c) `/leak status` with 100,000 sightings over 200 leaks: the answer itself, and the signed request over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bot.core.texts.bundles import Texts
from bot.core.words.answers import Health
from bot.core.words.messages import Message
from bot.group.rounds import RoundCommands
from bot.leaks.marks import Marking
from bot.listeners.commands import Commands
from bot.listeners.leak_commands import LeakCommands
from storage import Engine, leaks, open_store
from storage.leaks import Description, Sighting
from storage.records.spans import DAY_S
from tests.bench.table import Figure
from tests.faults.running import Running
from tests.faults.wire import Wire

SIGHTINGS, LEAKS, DAYS = 100_000, 200, 56
CALLS = 300
WHAT = "com.acme.shop.checkout.CartService{}.render"


def measure(rounds: int) -> Iterator[Figure]:
    """One file for all rounds."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "a.db"
        store = open_store(f"sqlite:///{database}", 0)
        fill(store)
        commands = _commands(store)
        direct = [quantiles(lambda: commands.answer("status", "U1")) for _ in range(rounds)]
        store.close()
        over_http = list(_over_http(database, rounds))
    name = f"/leak status, {SIGHTINGS:,} sightings"
    for way, found in (("answer", direct), ("over HTTP, signed", over_http)):
        yield Figure(f"{name}: {way}, p50, ms", [p50 for p50, _ in found])
        yield Figure(f"{name}: {way}, p99, ms", [p99 for _, p99 in found], at_most=20)


def quantiles(call: Callable[[], object]) -> tuple[float, float]:
    """p50 and p99 of CALLS calls, in ms."""
    times = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    return times[CALLS // 2], times[int(CALLS * 0.99)]


def fill(store: Engine) -> None:
    """Sightings spread over eight weeks, some leaks seen far more often than others."""
    chance, now = random.Random(1), int(time.time())
    with store.transaction():
        for number in range(LEAKS):
            frame = WHAT.format(number)
            what = Description("netty", "ByteBuf", frame, "advanced", f"#1:\n\t{frame}(CartService.java:41)")
            leaks.open_leak(store, what, now - DAYS * DAY_S, now)
    weights = [1 / (number + 1) for number in range(LEAKS)]
    numbers = chance.choices(range(1, LEAKS + 1), weights, k=SIGHTINGS)
    moments = sorted(chance.randrange(now - DAYS * DAY_S, now) for _ in range(SIGHTINGS))
    for first in range(0, SIGHTINGS, 5000):
        with store.transaction():
            for nth in range(first, first + 5000):
                leaks.count_sighting(store, sighting(nth, numbers[nth], moments[nth]))


def sighting(nth: int, leak: int, at: int) -> Sighting:
    """The nth of all."""
    return Sighting(
        event_id=f"{nth:032x}",
        leak=leak,
        at=at,
        received_at=at,
        delivery=f"{nth:064x}",
        level="advanced",
        how="site",
        project="shop",
        environment="production",
        host=f"shop-{at // DAY_S % 11}-{nth % 4}",
        release=f"shop@5.{at // (7 * DAY_S)}",
    )


def _commands(store: Engine) -> Commands:
    def now() -> int:
        return int(time.time())

    marking = Marking(store, "C1", now, threading.Event())
    texts = Texts("en")
    well = Health(oldest_waiting_at=None, dead=0, slack_error=None)
    unasked = Message("", ())
    return Commands(
        store=store,
        texts=texts,
        marking=marking,
        leak=LeakCommands(store=store, texts=texts, marking=marking, now=now, offer=lambda who, leak: None),
        health=lambda: well,
        now=now,
        rounds=RoundCommands(store, texts),
        journal=lambda asked: unasked,
        digest=lambda asked: unasked,
    )


def _over_http(database: Path, rounds: int) -> Iterator[tuple[float, float]]:
    bot = Running(database)
    try:
        secret = (database.parent / "local-signing-secret").read_text().strip()
        with Wire(bot.port) as wire:
            for _ in range(rounds):
                yield quantiles(lambda: _ask(wire, secret))
    finally:
        bot.kill()


def _ask(wire: Wire, secret: str) -> None:
    fields = {"command": "/leak", "text": "status", "user_id": "U0LOCAL01", "channel_id": "C0LEAKS0001"}
    fields |= {"team_id": "T0LOCAL0001", "trigger_id": "1.2", "response_url": "http://127.0.0.1:9/none"}
    body, at = urlencode(fields), int(time.time())
    mac = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    head = "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    head += f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={mac}\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = wire.ask((head + body).encode())
    assert answer.status == 200, answer
    assert b"blocks" in answer.body
