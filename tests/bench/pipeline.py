"""(b) The reading: deliveries a second from the inbox into sightings and outbox, in this process, on a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app.worker import Worker
from bot.leaks.triage import Triage
from storage import Engine, open_store
from storage.queues import Delivery, put_deliveries
from tests.bench.table import Figure
from tests.faults.alerts import alerts
from tests.faults.books import check_counted_once

DELIVERIES, LEAKS = 2000, 200


class Silent:
    """A sender that has nothing to send."""

    def turn(self) -> None:
        return None


def measure(rounds: int) -> Iterator[Figure]:
    """A fresh file a round."""
    rates = [one_round() for _ in range(rounds)]
    yield Figure("pipeline: deliveries/s into sightings and outbox", rates, at_least=500)


def one_round() -> float:
    """Deliveries a second, all of them counted once."""
    todo = list(alerts(DELIVERIES, LEAKS))
    with TemporaryDirectory() as folder:
        database = Path(folder) / "a.db"
        store = open_store(f"sqlite:///{database}", 0)
        fill(store, [Delivery(one.delivery, "sentry", "event_alert", one.body, one.at, one.at) for one in todo])
        begun = time.perf_counter()
        worker(store).drain()
        took_s = time.perf_counter() - begun
        store.close()
        check_counted_once(database, [one.event_id for one in todo], [one.event_id for one in todo])
    return DELIVERIES / took_s


def fill(store: Engine, deliveries: list[Delivery]) -> None:
    """Put them in as the door does."""
    for first in range(0, len(deliveries), 64):
        with store.transaction():
            put_deliveries(store, deliveries[first : first + 64])


def worker(store: Engine) -> Worker:
    """The bot's worker without Slack."""
    silent: Any = Silent()

    def now() -> int:
        return int(time.time())

    return Worker(
        triage=Triage(store, "C1", 3600, now),
        sender=silent,
        now=now,
        busy=lambda: False,
        look_at_clock=lambda: None,
        inbox_bell=threading.Event(),
        outbox_bell=threading.Event(),
    )
