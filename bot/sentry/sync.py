"""What the running bot asks of Sentry: write-backs, backfills, an hourly look, releases. One thread."""

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
    """The bot is being stopped: what was begun is gone on with after the next start."""


@dataclass(frozen=True)
class Patience:
    """A wait that ends at once when the bot stops."""

    stopping: threading.Event = field(default_factory=threading.Event)

    def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped when the bot stops, also if it has already."""
        if self.stopping.wait(seconds):
            raise Stopped


@dataclass
class Desk:
    """writer: None if nothing is written back. busy: the door has work, and is left the processor.

    releases: reads deployments; None: they are not read.

    patience: the one with which the reader's and the writer's calls wait.
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
        """Begin to work if nobody does. A scheduled job: it returns at once."""
        if self.patience.stopping.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        if time.monotonic() >= self._not_before:
            self._thread = threading.Thread(target=self._run, name="sentry", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Begin nothing more. A request that Sentry does not answer is left alone: nothing of it is kept."""
        self.patience.stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
        self.reader.api.http.close()

    def turn(self) -> None:
        """All that is due now, in this thread."""
        self.write()
        reader = replace(self.reader, between=self._between)
        # Asked anew each time: what is done between a backfill's pages must not be ended a second time.
        while due := readings.unfinished(self.store):
            reader.read(due[0])
        self._look()
        # Last: what Sentry refuses or withholds here must not keep the events waiting.
        if self.releases is not None and self.releases.is_due():
            replace(self.releases, between=self._pause).look()

    def _look(self) -> None:
        """Read what the webhook missed since the last look, if it is time."""
        reader = replace(self.reader, between=lambda _: self._pause())
        if self._look_is_due() and reader.read(reader.ask_look()).reason:
            self._look_not_before = time.monotonic() + LOOK_AGAIN_S

    def _look_is_due(self) -> bool:
        """Every hour, and at once where a gap can be filled; not so soon after one that came back incomplete."""
        if time.monotonic() < self._look_not_before:
            return False
        last = gaps.moment(self.store, gaps.LOOKED_UNTIL)
        return last is None or self.reader.now() - last >= LOOK_EVERY_S or bool(gaps.gaps(self.store, last))

    def write(self) -> None:
        """Tell Sentry what is due."""
        if self.writer is not None:
            self.writer.drain()

    def _between(self, reading: readings.Reading) -> None:
        """Between two pages of a reading: stop if asked to, let the door go first, and do what is due meanwhile."""
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
                log.warning("Sentry was not read: %s", problem)
        except Exception as defect:  # a defect must not end the reading for good: it is logged, and tried again
            if not self.patience.stopping.is_set():
                self._failed(type(defect).__name__)
                log.exception("reading from Sentry failed")

    def _failed(self, why: str) -> None:
        self.last_error = why
        self._not_before = time.monotonic() + AGAIN_S
