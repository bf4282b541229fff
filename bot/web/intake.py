"""Store deliveries from one thread: it commits all waiting deliveries together, then lets their requests answer."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from storage.engine import Engine
from storage.queues import Delivery
from storage.spool import keep

log = logging.getLogger(__name__)
BATCH = 256
SLOW_S = 0.5
GIVE_UP_S = 0.9
RED_S = 4.0
PROBE_S = 2.0
WINDOW_S = 0.1
MANY = 20


class IntakeFull(Exception):
    """Too many deliveries wait for the disk. The sender gets a 503 at once instead of a late answer."""


class IntakeFailed(Exception):
    """The write failed or took too long. The sender must treat the delivery as not accepted."""


@dataclass(eq=False, slots=True)
class _Waiter:
    delivery: Delivery
    loop: asyncio.AbstractEventLoop
    since: float = field(default_factory=time.monotonic)
    future: asyncio.Future[None] = field(init=False)

    def __post_init__(self) -> None:
        self.future = self.loop.create_future()


class Intake:
    """The queue of deliveries to store: `await keep(delivery)` returns once the delivery is on the disk.

    The event `bell` is set after each stored batch. The function `commit` writes a batch, as storage.spool.keep does.
    The thread survives errors: an error fails its batch, and the next batch is written on a fresh connection.

    Attributes:
        last_error: the error of the last write; None if the write succeeded.
        refused: the number of deliveries not stored so far.
    """

    def __init__(
        self,
        store: Engine,
        bound: int,
        bell: threading.Event,
        commit: Callable[[Engine, Sequence[Delivery]], None] = keep,
    ) -> None:
        self._store = store
        self._commit = commit
        self._bound = bound
        self._bell = bell
        self._waiting: deque[_Waiter] = deque()
        self._writing: list[_Waiter] = []
        self._awake = threading.Condition()
        self._stopping = False
        self._slow_at: float | None = None
        self._window_at = time.monotonic()
        self._in_window = self._in_last_window = 0
        self.last_error: str | None = None
        self.refused = 0
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Write all waiting deliveries, then end the thread."""
        with self._awake:
            self._stopping = True
            self._awake.notify()
        if self._thread.ident is not None:
            self._thread.join()

    async def keep(self, delivery: Delivery) -> None:
        """Store the delivery and return once it is committed.

        Raises:
            IntakeFull: too many deliveries are waiting.
            IntakeFailed: the write failed or took longer than GIVE_UP_S.
        """
        if len(self._waiting) >= self._bound:
            self.refused += 1
            raise IntakeFull
        waiter = _Waiter(delivery, asyncio.get_running_loop())
        with self._awake:
            self._waiting.append(waiter)
            self._awake.notify()
        # A timer of the loop, because wait_for costs a task for each request.
        timer = waiter.loop.call_later(GIVE_UP_S, self._give_up, waiter)
        try:
            await waiter.future
        except IntakeFailed:
            self.refused += 1
            raise
        finally:
            timer.cancel()

    def oldest_wait_s(self) -> float:
        """Return how long the oldest waiting delivery has waited for the disk."""
        waiting = [*self._writing[:1], *list(self._waiting)[:1]]
        return max((time.monotonic() - one.since for one in waiting), default=0.0)

    def is_slow(self) -> bool:
        """Return whether a delivery waits longer than SLOW_S, or did so within the last RED_S."""
        if self.oldest_wait_s() > SLOW_S:
            return True
        return self._slow_at is not None and time.monotonic() - self._slow_at < RED_S

    def busy(self) -> bool:
        """Return True while many deliveries arrive; the worker then yields the CPU."""
        return self._in_window + self._in_last_window >= MANY and time.monotonic() - self._window_at < 2 * WINDOW_S

    def _note(self, kept: int, at: float) -> None:
        """Count the deliveries of this tenth of a second and of the one before."""
        passed = at - self._window_at
        if passed >= WINDOW_S:
            self._in_last_window = self._in_window if passed < 2 * WINDOW_S else 0
            self._in_window, self._window_at = 0, at
        self._in_window += kept

    def _give_up(self, waiter: _Waiter) -> None:
        self._slow_at = time.monotonic()
        if not waiter.future.done():
            waiter.future.set_exception(IntakeFailed("the disk took too long"))

    def _run(self) -> None:
        while True:
            with self._awake:
                while not self._waiting and not self._stopping:
                    self._awake.wait(PROBE_S if self.last_error else None)
                    if self.last_error and not self._waiting:
                        break
                if not self._waiting and self._stopping:
                    return
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                self._writing = batch
            error = self._write(batch)
            self._writing = []
            kept_at = time.monotonic()
            if batch and kept_at - batch[0].since > SLOW_S:
                self._slow_at = kept_at
            self._note(len(batch), kept_at)
            for loop in {waiter.loop for waiter in batch}:
                mine = [waiter.future for waiter in batch if waiter.loop is loop]
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_answer, mine, error)

    def _write(self, batch: list[_Waiter]) -> str | None:
        try:
            self._commit(self._store, [waiter.delivery for waiter in batch])
        except Exception as error:  # the thread must survive every error; the batch is answered with 503
            self.last_error = f"{type(error).__name__}: {error}"
            self._slow_at = time.monotonic()
            if batch:
                log.error("a batch of %d deliveries was not stored: %s", len(batch), self.last_error)
            return self.last_error
        self.last_error = None
        self._bell.set()
        return None


def _answer(futures: list[asyncio.Future[None]], error: str | None) -> None:
    for future in futures:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(IntakeFailed(error))
