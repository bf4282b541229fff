"""Read past events from Sentry, page by page. A reading that is interrupted resumes at its last page.

The events of a page are handled like any delivery. They are stored in one transaction with the cursor of the next page.
A crash costs at most one page, which is read again. An event is counted once, however often it is read. Old events are
not posted one by one: a backfill ends with one summary, a reconcile edits root posts and posts only news.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from bot.core.decide import Reason
from bot.core.reading.issue_state import state_of
from bot.core.reading.webhook import Event, Malformed, read_found
from bot.sentry.api import CursorLoop, SentryApi, Trail, epoch, number
from bot.sentry.http import SentryRefused
from storage import gaps, issues, leaks, outbox, queues, readings, threads
from storage.engine import Engine
from storage.queues import Delivery
from storage.readings import BACKFILL, RECONCILE, IssueToRead, Reading
from storage.records import MessageKind
from storage.records.spans import DAY_S, WEEK_S

log = logging.getLogger(__name__)
CHUNK = 25
"""Events in one transaction. Webhooks wait for the disk meanwhile, about 40 ms as measured."""
OVERLAP_S = 900
LOOK_BACK_S = 14 * DAY_S
KEPT_BY_SENTRY_S = 30 * DAY_S
"""Every Sentry plan keeps events for at least this long. An older gap cannot be proved filled."""
KEEP_READINGS_S = WEEK_S
Count = Callable[[Delivery, Event], str]


@dataclass(frozen=True)
class Reader:
    """Read past events into the store.

    Attributes:
        count: handles one event from Sentry like a delivery, and returns the reason of its decision.
        queries: the searches that find the issues to read.
        channel: where the summary of a backfill is posted.
        between: called after each page. It may raise to stop the reading.
    """

    api: SentryApi
    store: Engine
    count: Count
    channel: str
    queries: Sequence[str]
    projects: Sequence[str]
    now: Callable[[], int]
    between: Callable[[Reading], None] = lambda reading: None

    def ask_backfill(self, since: int, project: str | None) -> Reading:
        """Queue a backfill up to now, which `read` carries out. An unfinished one is resumed instead."""
        return readings.ask(self.store, BACKFILL, since, self.now(), project, self.now())

    def ask_look(self) -> Reading:
        """Queue a reading of the events whose webhooks may have been lost since the last look.

        It overlaps the last look, since Sentry may file an event late. The very first look starts now; a backfill reads
        older events.
        """
        now = self.now()
        if (last := gaps.moment(self.store, gaps.LOOKED_UNTIL)) is None:
            last = now
            with self.store.transaction():
                gaps.move_moment(self.store, gaps.LOOKED_UNTIL, now)
        since = max(now - LOOK_BACK_S, last - OVERLAP_S)
        return readings.ask(self.store, RECONCILE, since, now, None, now)

    def read(self, reading: Reading) -> Reading:
        """Carry out a reading from where it stopped. Raises SentryAway; call again later to resume."""
        if reading.listed_at is None:
            self._list(reading)
        while (issue := readings.next_issue(self.store, reading.id)) is not None:
            self._issue(reading, issue)
        self._finish(readings.find(self.store, reading.id))
        return readings.find(self.store, reading.id)

    # ---- the issues

    def _list(self, reading: Reading) -> None:
        projects = (reading.project,) if reading.project else tuple(self.projects)
        for query in self.queries:
            cursor: str | None = None
            trail = Trail()
            while True:
                page = self.api.issues(query, reading.since, reading.until, projects, cursor)
                readings.put_issues(self.store, reading.id, [one for item in page.items for one in _issue_of(item)])
                self._keep_states(page.items)
                self.between(reading)
                cursor = trail.step(page.next)
                if cursor is None:
                    break
        readings.listed(self.store, reading.id, self.now())

    def _keep_states(self, items: list[dict[str, Any]]) -> None:
        """Store the issues' current states, in case the webhook of a change was lost."""
        with self.store.transaction():
            for issue, state in ((one.issue, state_of(item)) for item in items for one in _issue_of(item)):
                issues.describe(self.store, issue, state.name, state.assignee)
                if state.status is not None:
                    issues.note(self.store, issue, state.status, self.now())

    def _issue(self, reading: Reading, issue: IssueToRead) -> None:
        cursor, trail = issue.cursor, Trail()
        try:
            while True:
                page = self.api.events(issue.issue, reading.since, reading.until, cursor)
                moments = [at for item in page.items if (at := epoch(item.get("dateCreated"))) is not None]
                # Some servers ignore `start`. Stop once the events are older than the period.
                beyond = bool(moments) and max(moments) < reading.since
                cursor = None if beyond else trail.step(page.next)
                self._page(reading, issue, page.items, cursor)
                self.between(reading)
                if cursor is None:
                    return
        except (CursorLoop, SentryRefused) as problem:
            if isinstance(problem, SentryRefused) and problem.status in (401, 403):
                raise
            gone = isinstance(problem, SentryRefused) and problem.status == 404
            log.warning("Sentry issue %s: %s", issue.issue, problem)
            readings.turn_page(
                self.store, reading.id, issue.issue, None, self.now(), None if gone else str(problem)[:300]
            )

    # ---- the events

    def _page(self, reading: Reading, issue: IssueToRead, items: list[dict[str, Any]], cursor: str | None) -> None:
        """Count the events of a page, oldest first. The next cursor is stored with the last of them."""
        events = [
            (event, item)
            for item in reversed(items)
            if isinstance(event := _event_of(issue, item), Event)
            and reading.since <= (event.at or reading.since) < reading.until + 1
        ]
        oldest = min((int(event.at) for event, _ in events if event.at is not None), default=None)
        last = max(0, len(events) - 1) // CHUNK * CHUNK
        for start in range(0, last + 1, CHUNK):
            with self.store.transaction():
                reports = sum(self._event(reading, *one) for one in events[start : start + CHUNK])
                readings.count(self.store, reading.id, 0, reports, None)
                if start == last:
                    # Count the page only here, so that a page read again after a crash counts once.
                    readings.count(self.store, reading.id, len(events), 0, oldest)
                    readings.turn_page(self.store, reading.id, issue.issue, cursor, self.now())

    def _event(self, reading: Reading, event: Event, item: dict[str, Any]) -> bool:
        """Count one event; True if it is new. A malformed report is parked; `doctor` lists it."""
        if leaks.leak_of_event(self.store, event.event_id) is not None:
            return False
        delivery = Delivery(f"{reading.kind}:{event.event_id}", reading.kind, None, b"", self.now())
        became = self.count(delivery, event)
        if became.startswith("malformed"):
            kept = {"group": {"id": event.issue}, "project": {"slug": event.project}, "event": item}
            queues.put_deliveries(self.store, [replace(delivery, body=orjson.dumps(kept))])
            queues.park(self.store, "deliveries", delivery.id, self.now(), became)
        leak = leaks.leak_of_event(self.store, event.event_id)
        if leak is None:
            return False
        back = became in (Reason.RETURNED.value, Reason.BACK.value)
        readings.note(self.store, reading.id, leak, became == Reason.FIRST_SIGHTING.value, back)
        return True

    # ---- the end

    def _finish(self, reading: Reading) -> None:
        """Finish a reading in one transaction: edit roots, post the summary, fill gaps, store how far it got."""
        now, failed = self.now(), readings.progress(self.store, reading.id).issues_failed
        with self.store.transaction():
            for leak, channel in readings.roots_to_edit(self.store, reading.id):
                threads.ask_edit(self.store, leak, channel, now)
            if reading.kind == BACKFILL:
                key = f"summary:{reading.id}"
                outbox.ask(self.store, key, MessageKind.SUMMARY, None, self.channel, now, detail=str(reading.id))
            if not failed and reading.project is None:
                gaps.fill(self.store, _covered_from(reading, now), reading.until, now)
            self._remember(reading, bool(failed))
            readings.finish(self.store, reading.id, now, f"{failed} issues could not be read" if failed else None)
            readings.forget_done(self.store, RECONCILE, now - KEEP_READINGS_S)

    def _remember(self, reading: Reading, failed: bool) -> None:
        """Store how far Sentry has been read. After an incomplete look the next one starts at the same moment."""
        last = gaps.moment(self.store, gaps.LOOKED_UNTIL)
        reaches = last is None or reading.since <= last
        if reaches and not failed and reading.project is None:
            gaps.move_moment(self.store, gaps.LOOKED_UNTIL, reading.until)


def _covered_from(reading: Reading, now: int) -> int:
    """Return the moment since when Sentry still had its events.

    Sentry does not report its retention. Beyond 30 days only an event that was found proves that it kept them.
    """
    if reading.since >= now - KEPT_BY_SENTRY_S:
        return reading.since
    proof = reading.oldest_at if reading.oldest_at is not None else now
    return max(reading.since, min(proof, now - KEPT_BY_SENTRY_S))


def _issue_of(item: dict[str, Any]) -> Iterator[IssueToRead]:
    id_, project = item.get("id"), item.get("project")
    if isinstance(id_, str | int) and str(id_):
        slug = project.get("slug") if isinstance(project, dict) else None
        link = item.get("permalink")
        yield IssueToRead(
            issue=str(id_)[:32],
            project=slug if isinstance(slug, str) else None,
            url=link if isinstance(link, str) else None,
            first_seen=epoch(item.get("firstSeen")) or 0,
            expected=number(item.get("count")),
        )


def _event_of(issue: IssueToRead, item: dict[str, Any]) -> Event | Malformed:
    url = f"{issue.url.rstrip('/')}/events/{item.get('eventID')}/" if issue.url else None
    return read_found(item, issue.issue, issue.project, url)
