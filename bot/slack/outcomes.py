"""What follows when a row of the outbox was not sent: try later, wait for a cause, send a plain text, or park it."""

from __future__ import annotations

import json
import logging
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.slack.call import EDIT_REFUSED, OF_CONTENT, THREAD_GONE, NotLookedUp, NotSent, SlackRejected, Unsure
from bot.slack.log_lines import LogLines
from bot.slack.outgoing import Render
from bot.slack.payload import payload_of, plain_payload, shortened
from bot.slack.threads import Threads
from storage import channel_pauses, outbox, queues, refusals, threads
from storage.engine import Engine
from storage.outbox import SHORTENED, UNBUILT, Outgoing
from storage.records import MessageKind
from storage.records.spans import DAY_S

log = logging.getLogger(__name__)
BUILDS = 5
BACK_OFF_S = 60


@dataclass(kw_only=True)
class Outcomes:
    """Decides what becomes of a row that failed. The sender goes on with the next one.

    notes: sentences in the channel's language, `unbuilt` and `shortened`. parked: called with a row
    that is given up or waits for a cause; it must do no harm twice.
    """

    store: Engine
    threads: Threads
    render: Render
    notes: Callable[[str, Outgoing, str], str]
    now: Callable[[], int]
    parked: Callable[[Outgoing], None] | None = None
    last_error: str | None = None
    _failures: dict[str, int] = field(default_factory=dict)
    _unbuilt: dict[str, int] = field(default_factory=dict)
    _lines: LogLines = field(default_factory=LogLines)

    def went_well(self, row: Outgoing) -> None:
        """Forget the failures of a row and of its channel."""
        self._failures.pop(row.channel, None)
        self._unbuilt.pop(row.key, None)
        self.last_error = None

    def failed(self, row: Outgoing, failure: Exception) -> None:
        """Decide what follows from a failure."""
        match failure:
            case SlackRejected():
                self._reject(row, failure)
            case NotLookedUp(rejected=SlackRejected() as rejected):
                place = rejected.place(row.channel)
                if place is None:
                    self._park(row, str(failure), known=False)
                else:
                    self._wait_for(row, place, rejected, known=False)
            case NotSent() | NotLookedUp():
                self._retry(row, str(failure), failure.retry_s, known=isinstance(failure, NotSent))
            case Unsure():
                self._retry(row, str(failure), None, known=row.kind.is_edit or row.kind.is_removal)
            case _:
                self._build_again(row, failure)

    def _reject(self, row: Outgoing, rejected: SlackRejected) -> None:
        place = rejected.place(row.channel)
        if place is not None:
            self._wait_for(row, place, rejected, known=True)
        elif rejected.code in THREAD_GONE and row.leak is not None and row.kind is not MessageKind.ROOT:
            self.threads.lose(row)
        elif rejected.code in EDIT_REFUSED and row.kind is MessageKind.EDIT:
            self.threads.freeze(row)
        elif rejected.code in OF_CONTENT and row.fallback is None and not (row.kind.is_file or row.kind.is_removal):
            self._shorten(row, rejected)
        else:
            self._park(row, str(rejected), known=True)

    def _wait_for(self, row: Outgoing, place: str, rejected: SlackRejected, known: bool) -> None:
        """Keep the cause of a refusal. Every row of the place waits; one call tries again later."""
        self.last_error = str(rejected)
        with self.store.transaction():
            wait_s = refusals.note(self.store, place, rejected.code, self.now())
            if known:
                outbox.not_sent(self.store, row.key)
            # A missing scope stops this kind of call only: the other rows of the channel go on.
            queues.give_back(self.store, "outbox", row.key, self.now(), wait_s if place.startswith("scope:") else 0)
            if self.parked is not None:
                self.parked(row)
        if self._lines.due(place):
            log.warning("Slack refuses %s (%s): again in %d s", place, rejected, wait_s)

    def _shorten(self, row: Outgoing, rejected: SlackRejected) -> None:
        """Have a message whose content Slack rejects sent once more, as a short plain text."""
        with self.store.transaction():
            kept = outbox.payload_of(self.store, row.key)
            rendered = None if kept else self.render(row)
            if kept is None and rendered is None:
                outbox.sent(self.store, row, self.now(), None)
                return
            payload = payload_of(row, rendered) if rendered else json.loads(kept or "{}")
            plain = shortened(payload, self.notes("shortened", row, rejected.code))
            outbox.fall_back(self.store, row.key, SHORTENED, json.dumps(plain, ensure_ascii=False), str(rejected))
            outbox.requeue(self.store, row.key, self.now())
        log.warning("%s is sent as plain text: %s", row.key, rejected)

    def _build_again(self, row: Outgoing, error: Exception) -> None:
        """Try a few times to build a row's message; then put a plain line in its place and park the row."""
        tries = self._unbuilt[row.key] = self._unbuilt.get(row.key, 0) + 1
        why = f"{type(error).__name__}: {error}"[:300]
        self.last_error = f"{row.key} cannot be built: {why}"
        if tries < BUILDS:
            queues.give_back(self.store, "outbox", row.key, self.now(), 2**tries, why)
            return
        del self._unbuilt[row.key]
        reference = secrets.token_hex(4)
        log.error("%s could not be built (reference %s)", row.key, reference, exc_info=error)
        reason = f"{why} (reference {reference})"
        if row.kind.is_edit or row.kind.is_file or row.kind.is_removal:
            self._park(row, reason, known=False)
            self._tell(row, reason, reference)
            return
        with self.store.transaction():
            self._put_line(row, UNBUILT, reason, reference)
            outbox.requeue(self.store, row.key, self.now())

    def _tell(self, row: Outgoing, reason: str, reference: str) -> None:
        """Say in the leak's thread that an edit or a file is missing."""
        root = threads.root_of(self.store, row.leak) if row.leak is not None else None
        if root is None:
            return
        key = f"unbuilt:{row.key}:{self.now() // DAY_S}"
        line = replace(row, key=key, kind=MessageKind.CHANGE, channel=root.channel)
        with self.store.transaction():
            outbox.ask(self.store, key, line.kind, line.leak, line.channel, self.now())
            self._put_line(line, SHORTENED, reason, reference)

    def _put_line(self, row: Outgoing, fallback: str, reason: str, reference: str) -> None:
        root = threads.root_of(self.store, row.leak) if row.leak is not None else None
        payload = plain_payload(row, self.notes("unbuilt", row, reference), root.ts if root else None)
        outbox.fall_back(self.store, row.key, fallback, json.dumps(payload, ensure_ascii=False), reason)

    def _retry(self, row: Outgoing, why: str, retry_s: int | None, known: bool) -> None:
        """Give the row back for later, and leave its whole channel alone until then."""
        self.last_error = why
        failures = self._failures[row.channel] = self._failures.get(row.channel, 0) + 1
        back_off_s = max(1, round(min(BACK_OFF_S, 2**failures) * random.uniform(0.5, 1)))  # noqa: S311
        # The clock shows whole seconds: one more, so that Slack's wait has surely passed.
        wait_s = retry_s + 1 if retry_s is not None else back_off_s
        if self._lines.due(f"{row.channel} {why}"):
            log.warning("%s was not sent (%s): again in %d s", row.key, why, wait_s)
        with self.store.transaction():
            if known:
                outbox.not_sent(self.store, row.key)
            queues.give_back(self.store, "outbox", row.key, self.now(), wait_s, why)
            channel_pauses.pause(self.store, row.channel, self.now(), wait_s)

    def _park(self, row: Outgoing, why: str, known: bool) -> None:
        self.last_error = why
        log.error("%s is parked: %s", row.key, why)
        with self.store.transaction():
            if known:
                outbox.not_sent(self.store, row.key)
            queues.park(self.store, "outbox", row.key, self.now(), why)
            if self.parked is not None:
                self.parked(row)
