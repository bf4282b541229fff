"""Triage of one delivery, from its body to the messages that it causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.decide import Decision, decide, decide_found, moment_of
from bot.core.families.table import recognise
from bot.core.reading.excerpt import excerpt
from bot.core.reading.keys import keys, owner_frame
from bot.core.reading.match import KnownKey, Resolution, resolve
from bot.core.reading.report import Kind, Level, MalformedReport, Report, reference
from bot.core.reading.sentry_link import leads_to
from bot.core.reading.webhook import Event, Ignored, IssueChange, Malformed, read
from bot.core.statistics.fix_watch import speaks_against
from bot.leaks.announce import announce, update_root
from bot.leaks.fix_watch import come_back
from bot.leaks.issue_state import count_issue, note_issue
from bot.leaks.merges import merge_leaks, tell_parted
from bot.leaks.retraction import take_back
from storage import fixes, leaks, marks, outbox, queues, readings, threads
from storage.engine import Engine
from storage.queues import Delivery
from storage.records import Change, Fix, Leak, MarkKind, MessageKind, Seen, State
from storage.records.spans import DAY_S

RANK = {Level.UNKNOWN: 0, Level.SIMPLE: 1, Level.ADVANCED: 2}
READ_FROM_SENTRY = (readings.BACKFILL, readings.RECONCILE)
WITH_FIX = (State.WATCHING, State.FIXED)


@dataclass(frozen=True)
class Triage:
    """Decides what becomes of a delivery.

    channel: the Slack channel of leaks that have no thread yet. reply_every_s: seconds between two replies in a thread.
    now: the clock, seconds since the epoch. link_hosts: hosts that a link to an event may lead to, see `leads_to`.
    """

    store: Engine
    channel: str
    reply_every_s: int
    now: Callable[[], int]
    link_hosts: tuple[str, ...] = ("sentry.io", ".sentry.io")

    def work(self, delivery: Delivery) -> str:
        """Process one claimed delivery exactly once; return the reason that is stored with it.

        1. Read the body: an event, an issue's change, something to ignore, or malformed (parked).
        2. Recognise a leak report in the event's text; anything else is ignored.
        3. Match the report's keys with the known leaks: one of them, or a new leak.
        4. Count the sighting, once per event.
        5. Decide: post, reply later, or stay quiet, with a reason.
        6. Queue the messages and finish the delivery, in the transaction that counted it.

        Raises StoreError: nothing was stored and the delivery is still claimed.
        """
        reading = read(delivery.body)
        match reading:
            case Event():
                return self.count_event(delivery, reading)
            case IssueChange():
                with self.store.transaction():
                    reason = note_issue(self.store, self.channel, reading, delivery.received_at, self.now())
                    return self._finish(delivery, reason, keep_body=False)
            case Ignored(reason):
                return self._finish(delivery, f"ignored: {reason}", keep_body=False)
            case Malformed(reason):
                return self._park(delivery, f"malformed: {reason}")

    def count_event(self, delivery: Delivery, event: Event) -> str:
        """Do steps 2 to 6 of `work`; also for events that were read from Sentry, which have no row of their own.

        delivery.via names the way by which the event came. An event that was counted before stays as it is.
        """
        try:
            report = recognise(event.text)
        except MalformedReport as error:
            return self._park(delivery, f"malformed report: {error}")
        if report is None or report.kind not in (Kind.LEAK, Kind.RETRACTION):
            return self._finish(delivery, "ignored: no leak report", event.event_id, keep_body=False)
        with self.store.transaction():
            if report.kind is Kind.RETRACTION:
                at = _happened_at(event, delivery)
                reason = take_back(self.store, self.channel, event, report, at, self.now())
            elif leaks.leak_of_event(self.store, event.event_id) is not None:
                reason = "counted before"
            else:
                reason = self._count(delivery, event, report).reason.value
            return self._finish(delivery, reason, event.event_id)

    def _park(self, delivery: Delivery, reason: str) -> str:
        queues.park(self.store, "deliveries", delivery.id, self.now(), reason)
        return reason

    def _finish(self, delivery: Delivery, reason: str, event_id: str | None = None, keep_body: bool = True) -> str:
        with self.store.transaction():
            queues.finish_delivery(self.store, delivery, self.now(), reason, event_id, keep_body)
        return reason

    def _count(self, delivery: Delivery, event: Event, report: Report) -> Decision:
        """Match, count, decide and queue."""
        now, at = self.now(), _happened_at(event, delivery)
        description = _describe(report, event.text)
        before, number, resolution = self._match(report, event, description, at, now)
        link = event.url if leads_to(event.url, self.link_hosts) else None
        leaks.count_sighting(self.store, _sighting(delivery, event, report, number, resolution, link))
        from_sentry = delivery.via in READ_FROM_SENTRY
        if event.issue is not None:
            count_issue(self.store, event.issue, number, at, None if from_sentry else delivery.received_at)
        fix = fixes.latest(self.store, number) if before and before.state in WITH_FIX else None
        happened = int(at if from_sentry else moment_of(event.at, delivery.received_at))
        against = self._speaks_against(fix, happened, event.release) if fix else None
        decision = self._decide(delivery, event, before, number, against, now)
        if fix and decision.returned:
            home = threads.home_of(self.store, number, self.channel)
            come_back(self.store, home, fix, happened, now, decision.aloud)
        self._queue(number, decision, now, before.total + 1 if before else 1, by_mark=fix is None)
        return decision

    def _match(
        self, report: Report, event: Event, description: leaks.Description, at: int, now: int
    ) -> tuple[Leak | None, int, Resolution]:
        """Return the leak as it was before, its number, and why the report belongs to it. A new leak is opened."""
        names = keys(report, event.project or "")
        named = [key for key in (names.site, names.origin, names.header) if key]
        resolution = resolve(names, [KnownKey(**row) for row in leaks.known_keys(self.store, named)])
        if resolution.leak is not None:
            merge_leaks(self.store, self.channel, resolution.leak, resolution.joins, now)
        before = leaks.find_leak(self.store, resolution.leak) if resolution.leak is not None else None
        number = before.number if before else leaks.open_leak(self.store, description, at, now)
        leaks.learn(self.store, number, resolution.learn, now)
        if before is None and names.origin:
            tell_parted(self.store, self.channel, number, names.origin, now)
        if before is not None and self._tells_more(description, before, at):
            leaks.describe(self.store, number, description)
        return before, number, resolution

    def _tells_more(self, description: leaks.Description, leak: Leak, at: int) -> bool:
        """Say whether a report describes the leak better: a fuller one, or the later of two that are equally full."""
        old = leaks.fullness_of(self.store, leak.number)
        return description.fullness > old or (description.fullness == old and at >= leak.last_seen)

    def _speaks_against(self, fix: Fix, happened: int, release: str | None) -> bool:
        first_at = fixes.release_first_at(self.store, release) if release else None
        return speaks_against(fix, Seen(happened, release, first_at))

    def _decide(
        self, delivery: Delivery, event: Event, before: Leak | None, number: int, against: bool | None, now: int
    ) -> Decision:
        if delivery.via in READ_FROM_SENTRY:
            readings.tell_found(self.store, number, event.event_id)
            return decide_found(before, event.at, delivery.via == readings.RECONCILE, against)
        waits = before is not None and outbox.has_waiting(self.store, number, MessageKind.REPLY)
        return decide(before, event.at, delivery.received_at, now, self.reply_every_s, waits, against)

    def _queue(self, number: int, decision: Decision, now: int, total: int, by_mark: bool) -> None:
        """Queue what the decision posts. by_mark: a return ends marks; a return after a fix was announced with it."""
        store = self.store
        # A leak that a backfill found gets its root when it is seen again.
        is_new = decision.aloud and threads.ask_root(store, number, self.channel, now)
        if decision.returned and by_mark:
            self._return(number, now, decision.aloud)
        if decision.reply_at is not None and not is_new:
            home, key = threads.home_of(store, number, self.channel), f"reply:L{number}:{total}"
            outbox.ask(store, key, MessageKind.REPLY, number, home, now, due_at=decision.reply_at)
        if decision.aloud and not is_new:
            update_root(store, self.channel, number, now)

    def _return(self, number: int, now: int, aloud: bool) -> None:
        # Who had marked it is kept in the audit row, since the marks from before the return are dropped.
        standing = marks.standing_marks(self.store, number)
        people = [mark.person for mark in standing if mark.kind is MarkKind.INVESTIGATED]
        change = Change(number, now, people[-1] if people else "", "returned", "sentry")
        if aloud:
            key = f"returned:L{number}:{{change}}"
            announce(self.store, self.channel, change, MessageKind.RETURNED, key=key, opens=False, edits=False)
        else:
            marks.write_change(self.store, change)
        marks.drop_marks(self.store, number)
        leaks.set_state(self.store, number, State.RETURNED, now, returned_at=now)


def _happened_at(event: Event, delivery: Delivery) -> int:
    # A clock that is more than a day ahead tells nothing.
    if event.at is None or event.at > delivery.received_at + DAY_S:
        return delivery.received_at
    return int(event.at)


def _describe(report: Report, text: str) -> leaks.Description:
    owner = owner_frame(report)
    return leaks.Description(
        family=report.family,
        resource=report.resource,
        frame=owner,
        level=report.level.value,
        access_text=excerpt(report, owner),
        text=text,
        fullness=2 * RANK[report.level] + (not report.cut),
    )


def _sighting(
    delivery: Delivery, event: Event, report: Report, number: int, resolution: Resolution, link: str | None
) -> leaks.Sighting:
    return leaks.Sighting(
        event_id=event.event_id,
        leak=number,
        at=_happened_at(event, delivery),
        received_at=delivery.received_at,
        delivery=delivery.id,
        level=report.level.value,
        how=str(resolution.reason),
        ref=reference(report),
        found=delivery.via if delivery.via in READ_FROM_SENTRY else None,
        project=event.project,
        environment=event.environment,
        host=event.host,
        release=event.release,
        issue=event.issue,
        url=link,
    )
