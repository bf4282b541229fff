"""Past events through the pipeline: once each, quietly, and going on wherever it was ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.reading.webhook import Event as SentryEvent
from bot.core.when import read_since
from bot.leaks.triage import Triage
from bot.sentry.event_reader import Reader
from bot.sentry.http import SentryAway, SentryRefused
from storage import Engine, gaps, issues, leak_views, leaks, marks, open_store, outbox, queues, readings
from storage.records import Mark, MarkKind, State
from tests.optional import there
from tests.sentry_api.conftest import CHANNEL, NOW, Clock
from tests.sentry_api.past import DAY, SITES, asked, facts, past, webhook
from tests.sentry_api.server import LOGGER, Event, Fault, SentryServer

TWO_YEARS = NOW - 730 * DAY
Readers = Callable[..., Reader]


def history(sentry: SentryServer, events: int = 60, issues: int = 3) -> None:
    """Events of four sites over a year, spread over issues without regard to the site, as Sentry does."""
    for number in range(issues):
        sentry.issue(
            f"61{number}",
            *(
                past(n, NOW - 365 * DAY + n * 5 * DAY, SITES[n % 4], f"pod-{n % 3}")
                for n in range(number, events, issues)
            ),
        )


def backfill(reader: Reader, since: int = TWO_YEARS, project: str | None = None) -> readings.Reading:
    return reader.read(reader.ask_backfill(since, project))


def inbox_of(store: Engine, clock: Clock) -> Triage:
    return Triage(store, CHANNEL, 3600, clock.now)


def total(store: Engine) -> int:
    return int(store.query("SELECT COUNT(*) AS n FROM sightings")[0]["n"])


def test_a_backfill_counts_every_report_and_posts_one_message(reader: Reader, store: Engine, sentry: SentryServer):
    """Sixty reports of four leaks: the outbox holds the summary and nothing else."""
    history(sentry)

    done = backfill(reader)

    assert (60, 60, None) == (done.events, done.reports, done.reason)
    assert readings.Found(60, 4, 4, ()) == readings.found(store, done.id)
    assert ["summary:1"] == asked(store)
    assert {"backfill"} == {row["found"] for row in store.query("SELECT found FROM sightings")}
    assert [] == store.query("SELECT id FROM deliveries")


def test_a_found_event_is_what_its_webhook_would_have_been(reader: Reader, store: Engine, sentry: SentryServer, clock):
    """The same row whichever way it came: text, time, host, release, environment, project and page."""
    one = past(1, NOW - 100)
    sentry.issue("6120990001", one)
    other = open_store("sqlite://", NOW)
    webhook(inbox_of(other, clock), one, "6120990001", web_url="https://acme.sentry.io/issues/6120990001/events/x/")
    backfill(reader)

    columns = "event_id, leak, at, project, environment, host, release, issue, level, how"
    mine, theirs = (one.query(f"SELECT {columns} FROM sightings") for one in (store, other))

    assert theirs == mine
    assert f"https://acme.sentry.io/issues/6120990001/events/{one.id}/" == there(leaks.find_leak(store, 1)).last_url


def test_events_that_a_webhook_brought_are_not_counted_again(
    reader: Reader, store: Engine, sentry: SentryServer, clock: Clock
):
    """Whichever came first."""
    history(sentry)
    inbox = inbox_of(store, clock)
    for n in range(0, 60, 2):
        webhook(inbox, next(e for i in sentry.issues.values() for e in i.events if e.id == past(n, 0).id), "610")

    done = backfill(reader)
    again = backfill(reader)
    late = webhook(inbox, sentry.issues["611"].events[0], "611")

    assert (60, 30) == (done.events, done.reports)
    assert 0 == again.reports
    assert "counted before" == late
    assert 60 == total(store) == sum(row["total"] for row in store.query("SELECT total FROM leaks"))


@pytest.mark.parametrize("ends", [1, 2, 3, 5, 8])
def test_ended_anywhere_it_gives_the_same_store(
    reader_on: Readers, sentry: SentryServer, tmp_path: Path, clock: Clock, ends: int
):
    """Ended after each so many-th request, and gone on with by a new process, until it is done."""

    class Killed(BaseException):
        pass

    history(sentry)
    whole = open_store(f"sqlite:///{tmp_path}/whole.db", NOW)
    backfill(reader_on(whole, page=7))

    left = ends

    def kill(reading: readings.Reading) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    runs = 0
    while True:
        store = open_store(f"sqlite:///{tmp_path}/parts.db", NOW)
        left, runs = ends, runs + 1
        assert runs < 60
        try:
            backfill(reader_on(store, page=7, between=kill))
        except Killed:
            store.close()
            continue
        break

    assert runs > 1
    assert facts(whole) == facts(store)
    store.close()
    whole.close()


@pytest.mark.parametrize("ends", [1, 7, 26, 30, 55])
def test_ended_inside_a_page_it_gives_the_same_store(
    reader_on: Readers, sentry: SentryServer, tmp_path: Path, clock: Clock, ends: int
):
    """A page is kept in parts; what is read again of it is neither counted nor told again."""

    class Killed(BaseException):
        pass

    history(sentry, issues=1)
    whole, store = (open_store(f"sqlite:///{tmp_path}/{name}.db", NOW) for name in ("whole", "parts"))
    backfill(reader_on(whole))
    reader = reader_on(store)
    seen = 0

    def count(delivery: queues.Delivery, event: SentryEvent) -> str:
        nonlocal seen
        seen += 1
        if seen == ends:
            raise Killed
        return reader.count(delivery, event)

    with pytest.raises(Killed):
        backfill(replace(reader, count=count))
    backfill(reader)

    assert facts(whole) == facts(store)
    store.close()
    whole.close()


def test_a_failure_inside_a_page_keeps_the_page_before(reader_on: Readers, sentry: SentryServer, store: Engine):
    """Sentry goes away in the middle: what was read stays, and the next run goes on behind it."""
    history(sentry, issues=1)
    reader = reader_on(store, page=10)
    sentry.hook = lambda path: sentry.faults.append(Fault(503)) if total(store) >= 30 else None

    with pytest.raises(SentryAway):
        backfill(reader)
    kept = total(store)
    sentry.hook, sentry.faults = lambda path: None, []
    asked_before = len(sentry.asked)
    done = backfill(reader)

    assert 30 == kept
    assert 60 == total(store) == done.reports
    assert ["0:30:0"] == sentry.requests("/events/")[-3]["cursor"]
    assert 3 == len(sentry.asked) - asked_before


def test_a_circle_of_cursors_ends_that_issue_only(reader_on: Readers, sentry: SentryServer, store: Engine):
    """The other issues are read, and the reading says that it is not complete."""
    history(sentry)
    sentry.faults = [Fault("loop", path="issues/611/events/", times=100)]

    done = backfill(reader_on(store, page=7))

    assert "1 issues could not be read" == done.reason
    assert 47 == total(store)


def test_an_issue_that_is_gone_is_passed_over(reader: Reader, sentry: SentryServer, store: Engine):
    """Merged or deleted between the list and its turn: there is nothing to be read."""
    history(sentry)
    sentry.faults = [Fault(404, path="issues/611/events/")]

    done = backfill(reader)

    assert None is done.reason
    assert 40 == total(store)


def test_a_token_without_rights_ends_it_with_a_sentence(reader: Reader, sentry: SentryServer, store: Engine):
    """Nothing is lost: the reading waits for a better token."""
    history(sentry)
    sentry.faults = [Fault(403, path="/events/")]

    with pytest.raises(SentryRefused, match="event:read"):
        backfill(reader)

    assert [1] == [one.id for one in readings.unfinished(store)]


def test_only_the_period_is_counted(reader: Reader, sentry: SentryServer, store: Engine):
    """A server that took no period would give more: the ends are held here too."""
    sentry.issue("61", past(1, NOW - 40 * DAY), past(2, NOW - 20 * DAY), past(3, NOW + DAY))

    done = backfill(reader, NOW - 30 * DAY)

    assert 1 == done.reports == total(store)


def test_several_queries_find_an_issue_once(reader_on: Readers, sentry: SentryServer, store: Engine):
    """Sentry has no OR: each family is a query, and what two of them find is read once."""
    other = '"connection leak detect"'
    sentry.issue("61", past(1, NOW - DAY), queries=(LOGGER, other))
    sentry.issue("62", past(2, NOW - DAY), queries=(other,))

    done = backfill(reader_on(store, queries=(LOGGER, other)))

    assert 2 == done.reports
    assert 2 == len(sentry.requests("/events/"))


def test_other_texts_of_a_leak_issue_are_no_reports(reader: Reader, sentry: SentryServer, store: Engine):
    """Sentry groups by the thread that logged, so anything may lie under the same issue."""
    sentry.issue("61", past(1, NOW - DAY), Event("b" * 32, NOW - DAY, "Shutting down"))

    done = backfill(reader)

    assert (2, 1) == (done.events, done.reports)


def test_a_leak_found_by_a_backfill_gets_its_root_when_it_is_seen_again(
    reader: Reader, sentry: SentryServer, store: Engine, clock: Clock
):
    """Nobody wants four old roots at once; the first new report brings the one that is news."""
    history(sentry)
    backfill(reader)
    quiet = asked(store)

    clock.at += 60
    became = webhook(inbox_of(store, clock), past("new", clock.at), "610")

    assert ["summary:1"] == quiet
    assert "within the reply interval" == became
    assert ["root:L1", "summary:1"] == asked(store)


def test_old_reports_are_not_told_as_news_in_a_thread(
    reader: Reader, sentry: SentryServer, store: Engine, clock: Clock
):
    """The next reply stands for what came since the last one, not for two years that were read meanwhile."""
    inbox = inbox_of(store, clock)
    webhook(inbox, past("first", clock.at), "610")
    with store.transaction():
        leaks.tell(store, 1, clock.now())
        queued = there(outbox.claim(store, CHANNEL, clock.now(), 60))
        outbox.sent(store, queued, clock.now(), "1.1")
    webhook(inbox, past("second", clock.at + 1, host="pod-new"), "610")
    sentry.issue("61", *(past(n, NOW - 100 * DAY + n, host="pod-old") for n in range(20)))

    backfill(reader)

    leak = there(leaks.find_leak(store, 1))
    assert (22, 1) == (leak.total, leak.total - leak.told_total)
    assert (("pod-new", 1),) == leak_views.places_since(store, 1, leak.told_total).hosts
    assert ["edit:L1", "reply:L1:2", "summary:1"] == asked(store)


def settled(store: Engine, clock: Clock, days_ago: int) -> None:
    """L1 is known, has a root, and was marked investigated so many days ago."""
    webhook(inbox_of(store, clock), past("known", NOW - 300 * DAY), "610")
    with store.transaction():
        outbox.sent(store, there(outbox.claim(store, CHANNEL, clock.now(), 60)), clock.now(), "1.1")
        marks.add_mark(store, Mark(1, "U1", MarkKind.INVESTIGATED, NOW - days_ago * DAY), "button")
        leaks.set_state(store, 1, State.INVESTIGATED, NOW - days_ago * DAY)


def test_a_backfill_shows_a_return_without_crying(reader: Reader, sentry: SentryServer, store: Engine, clock: Clock):
    """A report of after the ✅ moves the state and stands in the summary; one of before it changes nothing."""
    settled(store, clock, 50)
    sentry.issue("610", past(1, NOW - 60 * DAY))
    before = backfill(reader)
    stood = there(leaks.find_leak(store, 1)).state
    sentry.issue("610", past(2, NOW - 40 * DAY), past(3, NOW - 39 * DAY))

    after = backfill(reader)

    assert (State.INVESTIGATED, ()) == (stood, readings.found(store, before.id).returned)
    assert (State.RETURNED, (1,)) == (there(leaks.find_leak(store, 1)).state, readings.found(store, after.id).returned)
    assert ["edit:L1", "summary:1", "summary:2"] == asked(store)


def test_fifty_events_of_ten_minutes_are_found_by_the_next_look(
    reader: Reader, sentry: SentryServer, store: Engine, clock: Clock
):
    """None is missed and none is counted twice, by this look or the next; the thread hears nothing of repeats."""
    reader.read(reader.ask_look())
    inbox = inbox_of(store, clock)
    first = past("first", clock.at)
    sentry.issue("61", first)
    webhook(inbox, first, "61")
    sentry.issues["61"].events += [past(n, clock.at + n * 12) for n in range(50)]
    clock.at += 600

    found = reader.read(reader.ask_look())
    clock.at += 3600
    again = reader.read(reader.ask_look())

    assert (50, 0) == (found.reports, again.reports)
    assert 51 == total(store) == there(leaks.find_leak(store, 1)).total
    assert ["root:L1"] == asked(store)
    assert {None: 1, "reconcile": 50} == {
        row["found"]: row["n"] for row in store.query("SELECT found, COUNT(*) AS n FROM sightings GROUP BY found")
    }


def test_a_look_posts_a_new_leak_and_a_return_once(reader: Reader, sentry: SentryServer, store: Engine, clock: Clock):
    """What is news stays news, however it became known."""
    settled(store, clock, 2)
    reader.read(reader.ask_look())
    clock.at += 7200
    sentry.issue("61", *(past(n, clock.at - 600 + n) for n in range(5)))
    sentry.issue("62", *(past(n, clock.at - 600 + n, "image-scale") for n in range(5, 9)))

    reader.read(reader.ask_look())

    keys = asked(store)
    assert ["edit:L1", "root:L2"] == [one for one in keys if not one.startswith("returned:")]
    assert 1 == len([one for one in keys if one.startswith("returned:L1")])


def test_an_incomplete_look_is_repeated_from_where_it_began(
    reader: Reader, sentry: SentryServer, store: Engine, clock: Clock
):
    """An issue that could not be read is read by the next look, however much later."""
    reader.read(reader.ask_look())
    sentry.issue("61", past(1, clock.at + 10))
    sentry.faults = [Fault(400, path="/events/")]
    clock.at += 3600
    missed = reader.read(reader.ask_look())
    clock.at += 36_000

    found = reader.read(reader.ask_look())

    assert ("1 issues could not be read", 0) == (missed.reason, missed.reports)
    assert 1 == found.reports


def test_a_longer_backfill_takes_the_place_of_one_that_was_begun(reader: Reader, store: Engine):
    """The same or a shorter one goes on with it."""
    first = reader.ask_backfill(NOW - 30 * DAY, None)

    assert first.id == reader.ask_backfill(NOW - 30 * DAY + 60, None).id
    assert first.id != reader.ask_backfill(NOW - 60 * DAY, None).id
    assert 1 == len(readings.unfinished(store))


def test_a_report_that_cannot_be_read_is_kept_for_doctor(reader: Reader, sentry: SentryServer, store: Engine):
    """As with a webhook; revived after the cause is mended, it is counted as found, quietly."""
    sentry.issue("61", past(1, NOW - DAY))
    strict = replace(reader, count=lambda delivery, event: "malformed report: for the test")

    done = backfill(strict)
    (dead,) = queues.dead_rows(store, "deliveries")

    assert 0 == done.reports
    assert (f"backfill:{past(1, 0).id}", "malformed report: for the test") == (dead["key"], dead["reason"])


def test_a_kept_report_can_be_worked_later(reader: Reader, sentry: SentryServer, store: Engine, clock: Clock):
    """`doctor --retry` revives the row, and the worker reads it like the event that it is."""
    sentry.issue("61", past(1, NOW - DAY))
    backfill(replace(reader, count=lambda delivery, event: "malformed report: for the test"))
    queues.revive(store, "deliveries", clock.now())
    (delivery,) = queues.claim_deliveries(store, clock.now(), 15, 10)

    inbox_of(store, clock).work(delivery)

    assert ["backfill"] == [row["found"] for row in store.query("SELECT found FROM sightings")]
    assert ["summary:1"] == asked(store)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2y", NOW - 730 * DAY),
        ("90d", NOW - 90 * DAY),
        (" 12H ", NOW - 43_200),
        ("4w", NOW - 28 * DAY),
        ("6m", NOW - 180 * DAY),
        ("2024-11-22", 1732233600),
        ("9999y", 0),
    ],
)
def test_since_is_a_span_or_a_date(text: str, moment: int):
    """Counted back from now."""
    assert moment == read_since(text, NOW)


@pytest.mark.parametrize("text", ["", "2", "y", "-3d", "soon", "2999-01-01", "2024-13-01"])
def test_another_since_is_refused(text: str):
    """With what may be written."""
    with pytest.raises(ValueError, match=r"is no time|not in the past"):
        read_since(text, NOW)


def test_a_reading_fills_the_gaps_that_it_covers(reader: Reader, sentry: SentryServer, store: Engine, clock: Clock):
    """Reconciled spans are no gaps; beyond what Sentry surely keeps, only an older event is proof."""
    with store.transaction():
        gaps.add(store, NOW - 400 * DAY, NOW - 399 * DAY, "down")
        gaps.add(store, NOW - 100 * DAY, NOW - 99 * DAY, "down")
        gaps.add(store, NOW - 3 * DAY, NOW - 2 * DAY, "down")
    sentry.issue("61", past(1, NOW - 200 * DAY))

    backfill(reader)

    assert [(NOW - 400 * DAY, NOW - 399 * DAY)] == gaps.gaps(store, 0)


def test_a_backfill_of_one_project_fills_no_gap(reader: Reader, sentry: SentryServer, store: Engine):
    """The others were not read."""
    with store.transaction():
        gaps.add(store, NOW - 3 * DAY, NOW - 2 * DAY, "down")

    backfill(reader, project="shop")

    assert [(NOW - 3 * DAY, NOW - 2 * DAY)] == gaps.gaps(store, 0)
    assert [f"{LOGGER} project:shop"] == sentry.requests("/issues/")[0]["query"]


def test_how_issues_stand_is_read_with_them(reader: Reader, sentry: SentryServer, store: Engine, clock: Clock):
    """The webhook that told so may be lost. What the looks have read is no silence, though all of it was archived."""
    begun = clock.now()
    reader.read(reader.ask_look())
    clock.at += 3600
    sentry.issue("61", past(1, clock.at - 600)).status = "ignored"

    reader.read(reader.ask_look())

    seen = issues.alerts_of(store, 1, clock.now())
    assert seen is not None
    assert [("61", "archived", clock.now())] == [(one.name, one.status, one.since) for one in seen.issues]
    assert (None, True) == (seen.silent_since, seen.is_read)
    later = clock.now() + 9 * 3600
    assert [(clock.now(), later)] == issues.silences(store, 1, begun, later)
