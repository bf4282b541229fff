"""Two threads: one triages deliveries, one sends messages. A slow Slack never delays the triage."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.leaks.triage import Triage
from bot.slack.sender import Sender
from storage import queues
from storage.engine import StoreError

log = logging.getLogger(__name__)
LEASE_S = 15
BATCH = 20
TRIES = 5
IDLE_S = 0.5
YIELD_S = 0.2


@dataclass(kw_only=True)
class Worker:
    """Run the triage loop and the sender loop.

    Attributes:
        busy: True while webhooks are arriving. Both loops then yield the CPU between turns, but never stop.
        inbox_bell, outbox_bell: set when a delivery was stored or a message queued. Without them the loops poll
            every IDLE_S.
    """

    triage: Triage
    sender: Sender
    now: Callable[[], int]
    busy: Callable[[], bool]
    look_at_clock: Callable[[], None]
    inbox_bell: threading.Event
    outbox_bell: threading.Event
    _stop: threading.Event = field(default_factory=threading.Event)
    _turned_at: float = field(default_factory=time.monotonic)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start both loops."""
        for name, turn, bell in (
            ("triage", self._triage_turn, self.inbox_bell),
            ("sender", self._sender_turn, self.outbox_bell),
        ):
            thread = threading.Thread(target=self._loop, args=(turn, bell), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Stop both loops. Claimed rows are finished or given back."""
        self._stop.set()
        self.inbox_bell.set()
        self.outbox_bell.set()
        for thread in self._threads:
            thread.join(timeout=15)

    def since_last_turn_s(self) -> float:
        """Return the seconds since the triage loop started its last turn."""
        return time.monotonic() - self._turned_at

    def drain(self) -> None:
        """Work until nothing is due, in the caller's thread. For tests and single runs."""
        while self._work_batch() or self.sender.turn() is not None:
            pass

    def _loop(self, turn: Callable[[], float], bell: threading.Event) -> None:
        while not self._stop.is_set():
            bell.clear()
            try:
                pause = turn()
            except StoreError as error:
                log.error("the store failed: %s; retrying in a second", error)
                pause = 1.0
            except Exception:  # log the defect and continue; the row is retried
                log.exception("a turn failed")
                pause = 1.0
            if pause:
                bell.wait(pause)

    def _triage_turn(self) -> float:
        self._turned_at = time.monotonic()
        self.look_at_clock()
        worked = self._work_batch()
        if worked:
            self.outbox_bell.set()
        if self.busy():
            self._stop.wait(YIELD_S)
        return 0.0 if worked else IDLE_S

    def _sender_turn(self) -> float:
        if self.busy():
            self._stop.wait(YIELD_S)
        wait = self.sender.turn()
        return IDLE_S if wait is None else min(wait, IDLE_S)

    def _work_batch(self) -> int:
        batch = queues.claim_deliveries(self.triage.store, self.now(), LEASE_S, BATCH)
        for delivery in batch:
            if self._stop.is_set():
                queues.give_back(self.triage.store, "deliveries", delivery.id, self.now())
                continue
            self._work_one(delivery)
        return len(batch)

    def _work_one(self, delivery: queues.Delivery) -> None:
        try:
            queues.begin_reading(self.triage.store, delivery, self.now())
            self.triage.work(delivery)
        except Exception as error:  # one bad delivery must not stop the others; it is parked after TRIES tries
            why = f"{type(error).__name__}: {error}"[:500]
            log.exception("delivery %s failed", delivery.id[:12])
            if delivery.tries >= TRIES and not isinstance(error, StoreError):
                queues.park(self.triage.store, "deliveries", delivery.id, self.now(), f"failed {TRIES} times: {why}")
            else:
                queues.give_back(self.triage.store, "deliveries", delivery.id, self.now(), 2**delivery.tries, why)
