"""Write a ✅ from Slack back to Sentry, if that is switched on: comment on the leak's issues, or resolve them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sentry.api import SentryApi
from bot.sentry.http import SentryAway, SentryRefused
from storage import leaks, marks, write_backs
from storage.engine import Engine
from storage.records import Change, Leak, State
from storage.records.spans import HOUR_S

log = logging.getLogger(__name__)
LEASE_S = 300
AGAIN_S = 60
AGAIN_MAX_S = HOUR_S
UNSETTLED = (State.OPEN, State.INVESTIGATING, State.RETURNED)
Words = Callable[[Leak, Change, Sequence[int]], str]


@dataclass(frozen=True)
class WriteBack:
    """Write marks back to Sentry's issues.

    Attributes:
        what: comment or resolve.
        words: writes the comment from a leak, its ✅, and the numbers of the issue's other unsettled leaks.
    """

    api: SentryApi
    store: Engine
    what: str
    words: Words
    now: Callable[[], int]

    def begin(self) -> None:
        """Start writing back now. Earlier marks are not sent."""
        write_backs.begin(self.store)

    def drain(self) -> None:
        """Send all write-backs that are due. Raises what the API's pause raises; the row is retried after its lease."""
        write_backs.collect(self.store, self.what, self.now())
        while (row := write_backs.claim(self.store, self.now(), LEASE_S)) is not None:
            try:
                write_backs.finish(self.store, row, self.now(), self._tell(row))
            except SentryAway as problem:
                delay = min(AGAIN_MAX_S, AGAIN_S * 2 ** (row.tries - 1))
                log.warning("L%d was not written back to issue %s, it is retried: %s", row.leak, row.issue, problem)
                write_backs.retry(self.store, row, self.now() + delay, str(problem))
                return
            except SentryRefused as problem:
                log.error("L%d was not written back to issue %s, it is parked: %s", row.leak, row.issue, problem)
                write_backs.park(self.store, row, self.now(), str(problem))

    def _tell(self, row: write_backs.QueuedWriteBack) -> str:
        leak, change = leaks.find_leak(self.store, row.leak), marks.find_change(self.store, row.change)
        if leak is None or change is None or leak.state in UNSETTLED:
            return "taken back before it was sent"
        # Do not resolve while other leaks of the issue are unsettled: Sentry would hide them.
        beside = write_backs.unsettled_beside(self.store, row.issue, row.leak) if row.what == "resolve" else []
        if row.what == "resolve" and not beside:
            self.api.resolve(row.issue)
            return "resolved"
        text = self.words(leak, change, beside)
        if row.tries > 1 and text in self.api.comments(row.issue):
            return "commented by an earlier try"
        self.api.comment(row.issue, text)
        return "commented"
