"""One delivery: read it, find its leak, count it, decide, and ask for what is to be said. All in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.decide import Decision, decide, decide_found, moment_of
from bot.core.families.table import recognise
from bot.core.reading.excerpt import excerpt
from bot.core.reading.keys import keys, owner_frame
from bot.core.reading.match import KnownKey, resolve
from bot.core.reading.report import Kind, Level, Report, reference
from bot.core.reading.report import Malformed as MalformedReport
from bot.core.reading.webhook import Event, Ignored, IssueChange, Malformed, read
from bot.core.statistics.alert_throttle import JUDGED_EACH, seems_every
from bot.core.statistics.fix_watch import speaks_against
from bot.core.words.merges import MERGED, PARTED, note_of_merge
from bot.leaks.fix_watch import come_back
from bot.leaks.merges import join
from storage import fixes, issues, leak_views, leaks, marks, outbox, queues, readings, write_backs
from storage.engine import Engine
from storage.merges import sharing_origin
from storage.queues import Delivery
from storage.records import Change, Fix, Leak, MarkKind, Seen, State
from storage.records.spans import HOUR_S
from storage.retractions import retract

RANK = {Level.UNKNOWN: 0, Level.SIMPLE: 1, Level.ADVANCED: 2}
FOUND = (readings.BACKFILL, readings.RECONCILE)
WITH_FIX = (State.WATCHING, State.FIXED)
ECHO_S = HOUR_S


@dataclass(frozen=True)
class Inbox:
    """channel: where leaks are told. reply_every_s: at most one thread reply per leak in this time."""

    store: Engine
    channel: str
    reply_every_s: int
    now: Callable[[], int]

    def work(self, delivery: Delivery) -> str:
        """Process one claimed delivery exactly once; what became of it, for `deliveries.reason`.

        Raises StoreError: nothing was kept, the delivery is still claimed.
        """
        reading = read(delivery.body)
        match reading:
            case Event():
                return self._event(delivery, reading)
            case IssueChange():
                return self._issue(delivery, reading)
            case Ignored(reason):
                return self._finish(delivery, f"ignored: {reason}", keep_body=False)
            case Malformed(reason):
                return self._park(delivery, f"malformed: {reason}")

    def find(self, delivery: Delivery, event: Event) -> str:
        """Process an event that Sentry was asked for, the same way; what became of it. delivery.via says by whom.

        There is no row for the delivery. What was said of its event before, by whatever way it came, stays as it is.
        """
        return self._event(delivery, event)

    def _park(self, delivery: Delivery, reason: str) -> str:
        queues.park(self.store, "deliveries", delivery.id, self.now(), reason)
        return reason

    def _finish(self, delivery: Delivery, reason: str, event_id: str | None = None, keep_body: bool = True) -> str:
        with self.store.transaction():
            queues.finish_delivery(self.store, delivery, self.now(), reason, event_id, keep_body)
        return reason

    def _event(self, delivery: Delivery, event: Event) -> str:
        try:
            report = recognise(event.text)
        except MalformedReport as error:
            return self._park(delivery, f"malformed report: {error}")
        if report is not None and report.kind is Kind.RETRACTION:
            return self._take_back(delivery, event, report)
        if report is None or report.kind is not Kind.LEAK:
            return self._finish(delivery, "ignored: no leak report", event.event_id, keep_body=False)
        with self.store.transaction():
            if leaks.leak_of_event(self.store, event.event_id) is not None:
                return self._finish(delivery, "counted before", event.event_id)
            decision = self._sight(delivery, event, report)
            return self._finish(delivery, decision.reason.value, event.event_id)

    def _take_back(self, delivery: Delivery, event: Event, report: Report) -> str:
        """A retraction closes the sighting that it takes back: it was a slow borrower, no leak."""
        ref, now = reference(report), self.now()
        at = int(event.at) if event.at is not None else delivery.received_at
        with self.store.transaction():
            number = retract(self.store, ref, event.project, at, now) if ref else None
            if number is None:
                return self._finish(delivery, "ignored: takes back what was not counted", event.event_id)
            marks.write_change(self.store, Change(number, now, "", "retracted", "sentry", event.host))
            if self._is_shown(number):
                outbox.ask_edit(self.store, number, outbox.home_of(self.store, number, self.channel), now)
            return self._finish(delivery, f"took back a report of L{number}", event.event_id)

    def _sight(self, delivery: Delivery, event: Event, report: Report) -> Decision:
        now = self.now()
        found = keys(report, event.project or "")
        named = [key for key in (found.site, found.origin, found.header) if key]
        known = [KnownKey(**row) for row in leaks.known_keys(self.store, named)]
        resolution = resolve(found, known)
        if resolution.leak is not None:
            self._join(resolution.leak, resolution.joins, now)
        before = leaks.find_leak(self.store, resolution.leak) if resolution.leak is not None else None
        what = _describe(report, event.text)
        at = int(event.at) if event.at is not None else delivery.received_at
        number = before.number if before else leaks.open_leak(self.store, what, at, now)
        leaks.learn(self.store, number, resolution.learn, now)
        if before is None and found.origin:
            self._part(number, found.origin, now)
        if before is not None and self._tells_more(what, before, at):
            leaks.describe(self.store, number, what)
        leaks.count_sighting(
            self.store, _sighting(delivery, event, number, at, what.level, resolution.reason, reference(report))
        )
        self._under(delivery, event, number, at)
        fix = fixes.latest(self.store, number) if before and before.state in WITH_FIX else None
        happened = int(at if delivery.via in FOUND else moment_of(event.at, delivery.received_at))
        against = self._speaks_against(fix, happened, event.release) if fix else None
        if delivery.via in FOUND:
            readings.tell_found(self.store, number, event.event_id)
            decision = decide_found(before, event.at, delivery.via == readings.RECONCILE, against)
        else:
            waits = before is not None and outbox.has_waiting(self.store, number, "reply")
            decision = decide(before, event.at, delivery.received_at, now, self.reply_every_s, waits, against)
        if fix and decision.returned:
            home = outbox.home_of(self.store, number, self.channel)
            come_back(self.store, home, fix, happened, now, decision.aloud)
        self._say(number, decision, now, before.total + 1 if before else 1, by_mark=fix is None)
        return decision

    def _under(self, delivery: Delivery, event: Event, number: int, at: int) -> None:
        """What the sighting tells of its issue: that its alerts come, and now and then how often its rule acts."""
        if event.issue is None:
            return
        times = issues.see(self.store, number, event.issue, at)
        if delivery.via not in FOUND:
            issues.hear(self.store, event.issue, min(at, delivery.received_at))
            if times % JUDGED_EACH == 0:
                issues.keep_every(
                    self.store, event.issue, seems_every(issues.alert_times(self.store, event.issue)) or 0
                )

    def _speaks_against(self, fix: Fix, happened: int, release: str | None) -> bool:
        first_at = fixes.release_first_at(self.store, release) if release else None
        return speaks_against(fix, Seen(happened, release, first_at))

    def _tells_more(self, what: leaks.Description, leak: Leak, at: int) -> bool:
        """A fuller report is shown rather than a poorer one; of two alike, the later."""
        old = leaks.fullness_of(self.store, leak.number)
        return what.fullness > old or (what.fullness == old and at >= leak.last_seen)

    def _part(self, number: int, origin: str, now: int) -> None:
        """A leak turns out to be two: the older one hears that what told only its creation may be the younger's."""
        for older in sharing_origin(self.store, origin, number):
            change = marks.write_change(self.store, Change(older, now, "", PARTED, "sentry", f"L{number}"))
            if self._is_shown(older):
                channel = outbox.home_of(self.store, older, self.channel)
                outbox.ask(self.store, f"change:{change}", "change", older, channel, now, detail=str(change))
                outbox.ask_edit(self.store, older, channel, now)

    def _join(self, number: int, others: Sequence[int], now: int) -> None:
        """A report showed that these leaks are one: both threads hear of it once, and every root of theirs shows it."""
        for other in others:
            # A root that is not yet written will say it by itself, and that of the other will not be written at all.
            told = [leak for leak in (number, other) if self._is_shown(leak)]
            older = [leak for leak in leak_views.taken_in(self.store, other) if outbox.has_root(self.store, leak)]
            carried = join(self.store, number, other, now)
            for leak in (number, other):
                note = note_of_merge(other, number, carried)
                change = marks.write_change(self.store, Change(leak, now, "", MERGED, "sentry", note))
                if leak in told:
                    channel = outbox.home_of(self.store, leak, self.channel)
                    outbox.ask(self.store, f"change:{change}", "change", leak, channel, now, detail=str(change))
            for leak in (*told, *older):
                outbox.ask_edit(self.store, leak, outbox.home_of(self.store, leak, self.channel), now)

    def _is_shown(self, leak: int) -> bool:
        return outbox.has_root(self.store, leak) and not outbox.has_waiting(self.store, leak, "root")

    def _say(self, number: int, decision: Decision, now: int, total: int, by_mark: bool = True) -> None:
        """by_mark: what returned had been settled by marks; what came back after a fix is told with the fix."""
        store = self.store
        # A leak that a backfill found is told of when it is seen again.
        is_new = decision.aloud and outbox.ask_root(store, number, self.channel, now)
        channel = outbox.home_of(store, number, self.channel)
        if decision.returned and by_mark:
            # Who stood by it is kept here: the marks of before the return go.
            stood = [mark.person for mark in marks.standing_marks(store, number) if mark.kind is MarkKind.INVESTIGATED]
            who = stood[-1] if stood else ""
            change = marks.write_change(store, Change(number, now, who, "returned", "sentry"))
            marks.drop_marks(store, number)
            leaks.set_state(store, number, State.RETURNED, now, returned_at=now)
            key = f"returned:L{number}:{change}"
            if decision.aloud:
                outbox.ask(store, key, "returned", number, channel, now, detail=str(change))
        if decision.reply_at is not None and not is_new:
            outbox.ask(store, f"reply:L{number}:{total}", "reply", number, channel, now, due_at=decision.reply_at)
        if decision.aloud and not is_new and not outbox.has_waiting(store, number, "root"):
            outbox.ask_edit(store, number, channel, now)

    def _issue(self, delivery: Delivery, change: IssueChange) -> str:
        """Sentry's own state of an issue is kept, and noted beside the leaks that were seen under it.

        It moves none of them: a leak lies under many issues, and other leaks lie under the same one. But while all of
        its issues are archived, a leak's quiet means nothing. Noted once, though Sentry may send `archived` and
        `ignored` both; and not noted when it is the echo of what we wrote back.
        """
        now = self.now()
        note = f"Sentry issue {change.issue}"
        with self.store.transaction():
            numbers = leaks.leaks_of_issue(self.store, change.issue)
            self._keep_state(change, numbers, delivery.received_at)
            if change.app is not None and write_backs.wrote_lately(self.store, change.issue, now - ECHO_S):
                return self._finish(delivery, f"ignored: issue {change.action} is our own doing", keep_body=False)
            for number in numbers:
                noted = Change(number, now, change.actor, change.action, "sentry", note)
                if marks.last_of_note(self.store, number, note) != (noted.who, noted.what):
                    marks.write_change(self.store, noted)
            told = f"noted for {len(numbers)} leaks" if numbers else "no leak was seen under it"
            return self._finish(delivery, f"issue {change.action}: {told}", keep_body=False)

    def _keep_state(self, change: IssueChange, numbers: Sequence[int], at: int) -> None:
        """Keep how the issue stands; roots show what changed."""
        issues.describe(self.store, change.issue, change.state.name, change.state.assignee)
        if change.state.status is None or not issues.note(self.store, change.issue, change.state.status, at):
            return
        for number in filter(self._is_shown, numbers):
            outbox.ask_edit(self.store, number, outbox.home_of(self.store, number, self.channel), self.now())


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
    delivery: Delivery, event: Event, number: int, at: int, level: str, how: str, ref: str | None
) -> leaks.Sighting:
    return leaks.Sighting(
        event_id=event.event_id,
        leak=number,
        at=at,
        received_at=delivery.received_at,
        delivery=delivery.id,
        level=level,
        how=str(how),
        ref=ref,
        found=delivery.via if delivery.via in FOUND else None,
        project=event.project,
        environment=event.environment,
        host=event.host,
        release=event.release,
        issue=event.issue,
        url=event.url,
    )
