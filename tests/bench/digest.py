"""(g) The digest of 200 leaks, 500,000 sightings of two years and 40 members; its chart; and the door meanwhile."""

from __future__ import annotations

import functools
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.digest import chart as digest_chart
from bot.core.digest import message as digest_words
from bot.core.texts.bundles import Texts
from bot.group.digest_publisher import DigestPublisher
from bot.leaks.chart import draw
from storage import Engine, journal, leaks, open_store, programmes
from storage.leaks import Description
from storage.records import Round, Section
from storage.records.spans import DAY_S
from tests.bench.status import sighting
from tests.bench.table import Figure
from tests.faults.alerts import alerts
from tests.faults.running import Running
from tests.faults.wire import Wire, request

SIGHTINGS, LEAKS, DAYS, MEMBERS, ROUNDS = 500_000, 200, 730, 40, 8
TIMES = 5
WHAT = "com.acme.shop.checkout.CartService{}.render(CartService.java:{})"


def measure(rounds: int) -> Iterator[Figure]:
    """One file for all rounds; the last meeting is a moment ago."""
    now = int(time.time())
    with TemporaryDirectory() as folder:
        database = Path(folder) / "a.db"
        store = open_store(f"sqlite:///{database}", 0)
        fill(store, now)
        programme = programmes.every(store)[0]
        last = programmes.rounds(store, programme.id)[-1]
        fresh = [DigestPublisher(store=store, texts=Texts("en"), now=lambda: now) for _ in range(rounds)]
        name = f"digest, {SIGHTINGS:,} sightings, {LEAKS} leaks"
        cold = [_ms(functools.partial(one.build, programme, last, last.meets_at)) for one in fresh]
        yield Figure(f"{name}: built cold, ms", cold)
        warm = [_ms(lambda: fresh[0].build(programme, last, last.meets_at)) for _ in range(TIMES * rounds)]
        yield Figure(f"{name}: built after its preparation, ms", warm, at_most=300)
        found = fresh[0].build(programme, last, last.meets_at)
        words = [_ms(lambda: digest_words.digest(found, texts=fresh[0].texts)) for _ in range(TIMES * rounds)]
        yield Figure(f"{name}: said, ms", words)
        spec = digest_chart.chart(found, texts=fresh[0].texts).spec
        yield Figure("digest's chart: the first time, ms", [_ms(lambda: draw(spec))], at_most=1000)
        yield Figure("digest's chart: after, ms", [_ms(lambda: draw(spec)) for _ in range(TIMES * rounds)], at_most=100)
        yield Figure("digest's chart: processor time, ms", [_cpu_ms(lambda: draw(spec)) for _ in range(TIMES * rounds)])
        store.close()
        yield from _door(database)


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def _cpu_ms(work: Callable[[], object]) -> float:
    """What it costs whoever else runs on the machine: all threads of this process."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def fill(store: Engine, now: int) -> None:
    """Some leaks are seen far more often than others; every member shared every journal."""
    chance = random.Random(1)
    with store.transaction():
        for number in range(LEAKS):
            what = Description("netty", "ByteBuf", WHAT.format(number, number), "advanced", "#1:")
            leaks.open_leak(store, what, now - (DAYS - 3 * number) * DAY_S, now)
    numbers = chance.choices(range(1, LEAKS + 1), [1 / (number + 1) for number in range(LEAKS)], k=SIGHTINGS)
    moments = sorted(chance.randrange(now - DAYS * DAY_S, now - 60) for _ in range(SIGHTINGS))
    for first in range(0, SIGHTINGS, 5000):
        with store.transaction():
            for nth in range(first, first + 5000):
                leaks.count_sighting(store, sighting(nth, numbers[nth], moments[nth]))
    with store.transaction():
        _season(store, now - 5)


def _season(store: Engine, ends: int) -> None:
    made = programmes.make(store, "Growth", "Asia/Seoul", "C0STUDY0001", 3600, 1, ends - 100 * DAY_S)
    for number in range(1, ROUNDS + 1):
        meets_at = ends - (ROUNDS - number) * 7 * DAY_S
        one = Round(made.id, number, "Week", "", "2026-01-01", "2026-01-01", "21:00", meets_at - 7 * DAY_S, meets_at)
        programmes.put_round(store, one)
        for member in range(MEMBERS):
            person = f"U0MEMBER{member:02}"
            programmes.join(store, made.id, person, one.begins_at)
            journal.save(store, made.id, number, person, [Section("did", "", "x")], None, one.begins_at + 9)
            journal.share(store, made.id, number, person, one.begins_at + 10 + member)


def _door(database: Path) -> Iterator[Figure]:
    """A webhook after the other, while the bot that has just started builds the digest without any preparation."""
    bot = Running(database)
    todo, times, stop = list(alerts(4000, 4)), [], threading.Event()
    try:
        with Wire(bot.port) as wire:
            begun = time.monotonic()
            while todo and time.monotonic() - begun < 12:
                one = todo.pop()
                times.append(_ms(functools.partial(wire.ask, request(one.body, one.signature))))
                stop.wait(0.005)
        answered = bot.channel() is not None
    finally:
        bot.kill()
    times.sort()
    assert answered
    yield Figure("door while the digest is built cold: p99, ms", [times[int(len(times) * 0.99)]], at_most=40)
    yield Figure("door while the digest is built cold: slowest, ms", [times[-1]])
