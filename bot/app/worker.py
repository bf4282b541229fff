"""Two threads: one triages deliveries, one sends messages. A slow Slack never delays the triage."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.leaks.triage import Triage
from bot.slack.log_lines import LogLines
from bot.slack.sender import Sender
from storage import queues
from storage.engine import StoreError

log = logging.getLogger(__name__)
LEASE_S = 15
BATCH = 20
TRIES = 5
LONGEST_WAIT_S = 60
FAILURES = 3
"""A loop whose turns failed so often in a row is a problem to tell."""
IDLE_S = 0.5
YIELD_S = 0.2


@dataclass
class Loop:
    """One loop and how its turns end. failures: turns that failed one after the other, up to now."""

    name: str
    turn: Callable[[], float]
    bell: threading.Event
    failures: int = 0
    last_error: str = ""


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
    _lines: LogLines = field(default_factory=LogLines)

    def __post_init__(self) -> None:
        self._loops = (
            Loop("triage", self._triage_turn, self.inbox_bell),
            Loop("sender", self._sender_turn, self.outbox_bell),
        )

    def start(self) -> None:
        """Start both loops."""
        for loop in self._loops:
            thread = threading.Thread(target=self._run, args=(loop,), name=loop.name, daemon=True)
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

    def problems(self) -> list[str]:
        """Name each loop whose turns fail one after the other, with the last reason."""
        return [
            f"the {loop.name} loop failed {loop.failures} times in a row: {loop.last_error}"
            for loop in self._loops
            if loop.failures >= FAILURES
        ]

    def drain(self) -> None:
        """Work until nothing is due, in the caller's thread. For tests and single runs."""
        while self._work_batch() or self.sender.turn() is not None:
            pass

    def _run(self, loop: Loop) -> None:
        while not self._stop.is_set():
            loop.bell.clear()
            pause = self._turn(loop)
            if pause:
                loop.bell.wait(pause)

    def _turn(self, loop: Loop) -> float:
        """Run one turn; return the seconds until the next. A defect must not end the loop."""
        try:
            pause = loop.turn()
        except Exception as error:
            loop.failures += 1
            loop.last_error = f"{type(error).__name__}: {error}"[:500]
            if self._lines.due(f"{loop.name} {loop.last_error}"):
                trace = None if isinstance(error, StoreError) else error
                log.error("a turn of the %s loop failed: %s; again in a second", loop.name, error, exc_info=trace)
            return 1.0
        loop.failures = 0
        return pause

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
        batch, failure = queues.claim_deliveries(self.triage.store, self.now(), LEASE_S, BATCH), None
        for delivery in batch:
            if self._stop.is_set():
                queues.give_back(self.triage.store, "deliveries", delivery.id, self.now())
                continue
            failure = self._work_one(delivery) or failure
        if failure is not None:
            raise failure
        return len(batch)

    def _work_one(self, delivery: queues.Delivery) -> StoreError | None:
        """Process a delivery; return what the store failed with. One bad delivery must not stop the others.

        It is parked after a few tries, unless the store failed: then it waits.
        """
        try:
            queues.begin_reading(self.triage.store, delivery, self.now())
            self.triage.work(delivery)
        except Exception as error:  # one bad delivery must not stop the others; it is parked after TRIES tries
            why = f"{type(error).__name__}: {error}"[:500]
            if self._lines.due(why):
                log.exception("delivery %s failed", delivery.id[:12])
            if delivery.tries >= TRIES and not isinstance(error, StoreError):
                queues.park(self.triage.store, "deliveries", delivery.id, self.now(), f"failed {TRIES} times: {why}")
            else:
                wait_s = min(2**delivery.tries, LONGEST_WAIT_S)
                queues.give_back(self.triage.store, "deliveries", delivery.id, self.now(), wait_s, why)
            return error if isinstance(error, StoreError) else None
        return None
