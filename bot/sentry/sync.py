"""The thread that calls Sentry in the running bot: write-backs, backfills, an hourly look, releases."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.sentry.event_reader import Reader
from bot.sentry.http import SentryProblem
from bot.sentry.release_reader import ReleaseReader
from bot.sentry.write_back import WriteBack
from storage import gaps, readings
from storage.engine import Engine, StoreError
from storage.records.spans import HOUR_S

log = logging.getLogger(__name__)
LOOK_EVERY_S = HOUR_S
LOOK_AGAIN_S = 900
AGAIN_S = 120
BUSY_S = 0.05


class Stopped(Exception):
    """The bot is stopping. The work resumes after the next start."""


@dataclass(frozen=True)
class Patience:
    """A wait that ends at once when the bot stops."""

    stopping: threading.Event = field(default_factory=threading.Event)

    def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped if the bot is stopping or has stopped."""
        if self.stopping.wait(seconds):
            raise Stopped


@dataclass
class Desk:
    """Run everything that is due at Sentry, in one thread.

    Attributes:
        writer: None if nothing is written back.
        busy: True while webhooks are arriving; the thread then yields the CPU.
        releases: reads deployments; None if they are not read.
        patience: also used by the calls of the reader and the writer when they wait.
    """

    store: Engine
    reader: Reader
    writer: WriteBack | None
    busy: Callable[[], bool]
    patience: Patience
    releases: ReleaseReader | None = None
    last_error: str | None = None
    _not_before: float = 0.0
    _look_not_before: float = 0.0
    _thread: threading.Thread | None = field(default=None, repr=False)

    def ring(self) -> None:
        """Start the thread unless it is running. A scheduled job: it returns at once."""
        if self.patience.stopping.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        if time.monotonic() >= self._not_before:
            self._thread = threading.Thread(target=self._run, name="sentry", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop the thread. A request without an answer is abandoned; nothing of it has been stored."""
        self.patience.stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
        self.reader.api.http.close()

    def turn(self) -> None:
        """Run everything that is due now, in the caller's thread."""
        self.write()
        reader = replace(self.reader, between=self._between)
        # Query again each time: `between` may have finished one of them.
        while due := readings.unfinished(self.store):
            reader.read(due[0])
        self._look()
        # Last, so that a refused or slow request here does not delay the events.
        if self.releases is not None and self.releases.is_due():
            replace(self.releases, between=self._pause).look()

    def _look(self) -> None:
        """Read the events missed since the last look, if a look is due."""
        reader = replace(self.reader, between=lambda _: self._pause())
        if self._look_is_due() and reader.read(reader.ask_look()).reason:
            self._look_not_before = time.monotonic() + LOOK_AGAIN_S

    def _look_is_due(self) -> bool:
        """Say whether a look is due: hourly, or at once if a gap can be filled. After an incomplete look it waits."""
        if time.monotonic() < self._look_not_before:
            return False
        last = gaps.moment(self.store, gaps.LOOKED_UNTIL)
        return last is None or self.reader.now() - last >= LOOK_EVERY_S or bool(gaps.gaps(self.store, last))

    def write(self) -> None:
        """Send the write-backs that are due."""
        if self.writer is not None:
            self.writer.drain()

    def _between(self, reading: readings.Reading) -> None:
        """Run between two pages: stop if asked to, yield to webhooks, and do what else is due."""
        self._pause()
        if reading.kind == readings.BACKFILL:  # it may take hours
            self._look()

    def _pause(self) -> None:
        self.patience.pause(BUSY_S if self.busy() else 0)
        self.write()

    def _run(self) -> None:
        try:
            self.turn()
            self.last_error = None
        except Stopped:
            return
        except (SentryProblem, StoreError) as problem:
            if not self.patience.stopping.is_set():
                self._failed(str(problem))
                log.warning("reading from Sentry failed, it is retried: %s", problem)
        except Exception as defect:  # a defect must not stop the reading for good: log it and retry
            if not self.patience.stopping.is_set():
                self._failed(type(defect).__name__)
                log.exception("reading from Sentry failed")

    def _failed(self, why: str) -> None:
        self.last_error = why
        self._not_before = time.monotonic() + AGAIN_S
