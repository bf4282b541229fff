"""The promise suite: what every engine keeps, one sentence each. A new engine joins `ENGINES` and nothing else."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import (
    Engine,
    StoreError,
    channel_pauses,
    leak_views,
    leaks,
    marks,
    open_store,
    outbox,
    queues,
    runs,
    threads,
)
from storage.leaks import Description, Sighting
from storage.merges import merge
from storage.queues import Delivery
from storage.records import Change, Mark, MarkKind, MessageKind, State

NOW = 1_790_000_000
HOUR, DAY = 3600, 86_400
ENGINES: dict[str, Callable[[Path], str]] = {
    "sqlite-memory": lambda folder: "sqlite://",
    "sqlite-file": lambda folder: f"sqlite:///{folder}/promises.db",
}
WHAT = Description("netty", "ByteBuf", "com.acme.Upload.read(Upload.java:7)", "advanced", "at Upload.read")


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(request.param(tmp_path), NOW)
    yield engine
    engine.close()


def delivery(n: int = 1) -> Delivery:
    return Delivery(f"d{n}", "sentry", "event_alert", b"body %d" % n, NOW, NOW * 1_000_000 + n)


def put(store: Engine, *deliveries: Delivery) -> None:
    with store.transaction():
        queues.put_deliveries(store, deliveries)


def a_leak(store: Engine, at: int = NOW) -> int:
    with store.transaction():
        return leaks.open_leak(store, WHAT, at, NOW)


def see(store: Engine, leak: int, event_id: str, at: int = NOW, host: str = "pod-1") -> bool:
    with store.transaction():
        return leaks.count_sighting(
            store, Sighting(event_id, leak, at, at, "d1", "advanced", "site", project="shop", host=host)
        )


def test_what_is_put_is_claimed_with_its_body(store: Engine) -> None:
    """A delivery comes out as it went in."""
    put(store, delivery())

    claimed = queues.claim_deliveries(store, NOW, 15, 10)

    assert [(one.id, one.via, one.resource, one.body) for one in claimed] == [
        ("d1", "sentry", "event_alert", b"body 1")
    ]


def test_a_body_put_twice_is_one_delivery(store: Engine) -> None:
    """A resend is the same row, also after it was finished."""
    put(store, delivery())
    with store.transaction():
        queues.finish_delivery(store, delivery(), NOW, "done")

    put(store, delivery())

    assert [] == queues.claim_deliveries(store, NOW, 15, 10)


def test_a_claim_is_exclusive(store: Engine) -> None:
    """Eight threads that claim at once share the deliveries, and nobody gets one that another has."""
    put(store, *map(delivery, range(40)))
    got: list[str] = []

    def claim() -> None:
        while found := queues.claim_deliveries(store, NOW, 15, 3):
            got.extend(one.id for one in found)

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(f"d{n}" for n in range(40)) == sorted(got)


def test_deliveries_are_claimed_in_the_order_in_which_they_came(store: Engine) -> None:
    """The oldest waiting delivery comes first, whatever its key."""
    put(store, delivery(3), delivery(1), delivery(2))

    claimed = queues.claim_deliveries(store, NOW, 15, 10)

    assert ["d1", "d2", "d3"] == [one.id for one in claimed]


def test_a_lease_that_ran_out_can_be_claimed_again(store: Engine) -> None:
    """What a dead worker held comes back, and the tries are counted."""
    put(store, delivery())
    queues.claim_deliveries(store, NOW, 15, 1)

    early = queues.claim_deliveries(store, NOW + 14, 15, 1)
    late = queues.claim_deliveries(store, NOW + 15, 15, 1)

    assert ([], [2]) == (early, [one.tries for one in late])


def test_a_delivery_is_finished_once(store: Engine) -> None:
    """The second who finishes a delivery is told that he was not the first."""
    put(store, delivery())

    with store.transaction():
        finished = [queues.finish_delivery(store, delivery(), NOW, "done") for _ in range(2)]

    assert [True, False] == finished


def test_a_parked_row_waits_until_it_is_revived(store: Engine) -> None:
    """Dead rows keep their reason, are not claimed, and come back on a word."""
    put(store, delivery())
    queues.park(store, "deliveries", "d1", NOW, "malformed: not JSON")

    assert [] == queues.claim_deliveries(store, NOW + DAY, 15, 1)
    assert ["malformed: not JSON"] == [row["reason"] for row in queues.dead_rows(store, "deliveries")]
    assert 1 == queues.revive(store, "deliveries", NOW)
    assert 1 == len(queues.claim_deliveries(store, NOW, 15, 1))


def test_a_failed_transaction_leaves_nothing(store: Engine) -> None:
    """An exception inside takes back every write of the transaction, and the next one works."""
    with pytest.raises(RuntimeError), store.transaction():
        queues.put_deliveries(store, [delivery()])
        raise RuntimeError

    assert queues.backlog(store, "deliveries").waiting == 0
    put(store, delivery())
    assert queues.backlog(store, "deliveries").waiting == 1


def test_a_broken_statement_leaves_nothing(store: Engine) -> None:
    """An error of the database is a StoreError, the transaction is gone, and the next one works."""
    with pytest.raises(StoreError), store.transaction():
        queues.put_deliveries(store, [delivery()])
        store.execute("INSERT INTO no_such_table (a) VALUES (1)")

    assert queues.backlog(store, "deliveries").waiting == 0
    put(store, delivery())
    assert queues.backlog(store, "deliveries").waiting == 1


def test_inner_transactions_join_the_outer_one(store: Engine) -> None:
    """What an inner transaction wrote goes with the outer one."""
    with pytest.raises(RuntimeError), store.transaction():
        put(store, delivery())
        raise RuntimeError

    assert queues.backlog(store, "deliveries").waiting == 0


def test_readers_see_only_what_was_committed(store: Engine) -> None:
    """Another thread does not see a transaction before its end."""
    seen: list[int] = []
    inside, looked = threading.Event(), threading.Event()

    def look() -> None:
        inside.wait(60)
        reader = threading.Thread(target=lambda: seen.append(queues.backlog(store, "deliveries").waiting))
        reader.start()
        reader.join(0.3)  # an engine may also let the reader wait for the end
        looked.set()
        reader.join()

    watcher = threading.Thread(target=look)
    watcher.start()
    with store.transaction():
        queues.put_deliveries(store, [delivery()])
        inside.set()
        looked.wait(60)
        before = list(seen)
    watcher.join()

    assert before in ([], [0])
    assert seen in ([0], [1])


def test_a_sighting_counts_once(store: Engine) -> None:
    """The same event twice is one report: in the total, in the roll-ups, and in the places."""
    leak = a_leak(store)

    counted = [see(store, leak, "e1"), see(store, leak, "e1")]

    view = leak_views.view(store, leak, NOW)
    assert [True, False] == counted
    assert view is not None
    assert (1, 1, 1) == (view.windows.total, view.windows.day, view.windows.week)
    assert (("pod-1", 1),) == view.places.hosts


def test_first_and_last_seen_do_not_depend_on_the_order(store: Engine) -> None:
    """An older event that comes later moves the first sighting, never the last."""
    leak = a_leak(store)

    for event_id, at in (("e1", NOW), ("e2", NOW - DAY), ("e3", NOW - HOUR)):
        see(store, leak, event_id, at)

    found = leaks.find_leak(store, leak)
    assert found is not None
    assert (NOW - DAY, NOW, 3) == (found.first_seen, found.last_seen, found.total)


@pytest.mark.parametrize("now", [NOW, NOW + 1799, NOW // HOUR * HOUR, NOW // HOUR * HOUR + HOUR - 1])
def test_windows_are_exact_to_the_second(store: Engine, now: int) -> None:
    """A report belongs to the last 24 h until it is 24 h old, and to the window before from then on."""
    leak = a_leak(store)
    ages = [0, HOUR, DAY, DAY + 1, 2 * DAY, 2 * DAY + 1, 7 * DAY, 7 * DAY + 1, 14 * DAY, 14 * DAY + 1]
    for number, age in enumerate(ages):
        see(store, leak, f"e{number}", now - age)

    view = leak_views.view(store, leak, now)

    assert view is not None
    counted = view.windows
    assert (3, 2, 7, 2, 10) == (
        counted.day,
        counted.day_before,
        counted.week,
        counted.week_before,
        counted.total,
    )


def test_many_leaks_are_counted_apart(store: Engine) -> None:
    """The figures of a list are those of each leak alone."""
    first, second = a_leak(store), a_leak(store, NOW - 3 * DAY)
    for number in range(3):
        see(store, first, f"a{number}", NOW - number * HOUR)
    see(store, second, "b1", NOW - 3 * DAY)

    listed = leak_views.views(store, [State.OPEN], 10, NOW)

    assert {first: 3, second: 1} == {view.leak.number: view.windows.week for view in listed}
    assert listed == [leak_views.view(store, first, NOW), leak_views.view(store, second, NOW)]


def test_a_short_list_holds_what_needs_somebody(store: Engine) -> None:
    """States come before time: what returned long ago is not pushed out; the snoozed come last."""
    fresh, returned, snoozed = a_leak(store), a_leak(store, NOW - 90 * DAY), a_leak(store)
    with store.transaction():
        leaks.set_state(store, returned, State.RETURNED, NOW - 80 * DAY)
        marks.snooze(store, snoozed, NOW + DAY)

    listed = leak_views.views(store, [State.RETURNED, State.OPEN], 10, NOW)

    assert [returned, fresh, snoozed] == [view.leak.number for view in listed]


def test_leaks_are_numbered_without_gaps(store: Engine) -> None:
    """A number that a failed transaction took is given again."""
    a_leak(store)
    with pytest.raises(RuntimeError), store.transaction():
        leaks.open_leak(store, WHAT, NOW, NOW)
        raise RuntimeError

    assert 2 == a_leak(store)


def test_keys_bring_all_keys_of_their_leaks(store: Engine) -> None:
    """Whoever knows one key of a leak gets them all, and learning twice changes nothing."""
    leak = a_leak(store)
    for _ in range(2):
        with store.transaction():
            leaks.learn(store, leak, [("site", "v1:s", ""), ("origin", "v1:o", "main")], NOW)

    rows = leaks.known_keys(store, ["v1:s"])

    assert [("origin", "v1:o", leak, "main"), ("site", "v1:s", leak, "")] == [tuple(row.values()) for row in rows]


def test_a_mark_stands_while_one_of_its_sources_does(store: Engine) -> None:
    """Two reactions of one person are one mark; it goes with the last of them."""
    leak = a_leak(store)
    mark = Mark(leak, "U1", MarkKind.INVESTIGATED, NOW)
    with store.transaction():
        added = [marks.add_mark(store, mark, source) for source in ("reaction:a", "reaction:b", "reaction:a")]

    assert [True, True, False] == added
    assert (mark,) == marks.standing_marks(store, leak)
    with store.transaction():
        marks.drop_marks(store, leak, "U1", source="reaction:a")
    assert (mark,) == marks.standing_marks(store, leak)
    with store.transaction():
        marks.drop_marks(store, leak, "U1", source="reaction:b")
    assert () == marks.standing_marks(store, leak)


def test_only_newer_news_of_a_reaction_counts(store: Engine) -> None:
    """A redelivery and a late delivery of a reaction are no news."""
    with store.transaction():
        news = [marks.newer_reaction(store, "C1", "1.1", "U1", "eyes", at) for at in (5, 5, 4, 6)]

    assert [True, False, False, True] == news


def test_the_audit_trail_keeps_the_order(store: Engine) -> None:
    """Changes come back oldest first, and the last of a sort is found."""
    leak = a_leak(store)
    with store.transaction():
        for number, what in enumerate(("investigating", "investigated", "undo")):
            marks.write_change(store, Change(leak, NOW + number, "U1", what, "button", f"note {number}"))

    found = marks.last_change(store, leak, "investigated")
    assert ["investigating", "investigated", "undo"] == [change.what for change in marks.changes(store, leak)]
    assert found is not None
    assert "note 1" == found.note


def test_a_message_is_asked_for_once(store: Engine) -> None:
    """The same key twice is one row, and after it was sent it stays sent."""
    leak = a_leak(store)
    with store.transaction():
        outbox.ask(store, "root:L1", MessageKind.ROOT, leak, "C1", NOW)
        outbox.ask(store, "root:L1", MessageKind.ROOT, leak, "C1", NOW)
    row = outbox.claim(store, "C1", NOW, 60)
    assert row is not None
    with store.transaction():
        outbox.sent(store, row, NOW, "1.1")
        outbox.ask(store, "root:L1", MessageKind.ROOT, leak, "C1", NOW)

    assert outbox.claim(store, "C1", NOW, 60) is None


def test_a_reply_waits_for_its_root(store: Engine) -> None:
    """Nothing of a leak is claimable before its root has a ts, except the root."""
    leak = a_leak(store)
    with store.transaction():
        outbox.ask(store, "reply:L1:2", MessageKind.REPLY, leak, "C1", NOW)
    assert outbox.claim(store, "C1", NOW, 60) is None
    with store.transaction():
        outbox.ask(store, "root:L1", MessageKind.ROOT, leak, "C1", NOW)
    root = outbox.claim(store, "C1", NOW, 60)
    assert root is not None
    assert outbox.claim(store, "C1", NOW, 60) is None
    with store.transaction():
        outbox.sent(store, root, NOW, "1.1")

    reply = outbox.claim(store, "C1", NOW, 60)

    assert reply is not None
    assert "reply" == reply.kind


def test_a_leak_never_has_two_roots(store: Engine) -> None:
    """A second root post of a leak is refused by the database itself."""
    leak = a_leak(store)
    with store.transaction():
        outbox.ask(store, "root:L1", MessageKind.ROOT, leak, "C1", NOW)
    row = outbox.claim(store, "C1", NOW, 60)
    assert row is not None
    with store.transaction():
        outbox.sent(store, row, NOW, "1.1")

    with pytest.raises(StoreError), store.transaction():
        outbox.sent(store, row, NOW, "2.2")


def test_an_edit_wished_for_anew_while_it_is_sent_is_sent_again(store: Engine) -> None:
    """The newest wish wins, and there is one row a leak."""
    leak = a_leak(store)
    with store.transaction():
        outbox.ask(store, "root:L1", MessageKind.ROOT, leak, "C1", NOW)
    root = outbox.claim(store, "C1", NOW, 60)
    assert root is not None
    with store.transaction():
        outbox.sent(store, root, NOW, "1.1")
        threads.ask_edit(store, leak, "C1", NOW)
        threads.ask_edit(store, leak, "C1", NOW)
    edit = outbox.claim(store, "C1", NOW, 60)
    assert edit is not None
    with store.transaction():
        threads.ask_edit(store, leak, "C1", NOW)
        outbox.sent(store, edit, NOW, "1.1")

    again = outbox.claim(store, "C1", NOW, 60)

    assert again is not None
    with store.transaction():
        outbox.sent(store, again, NOW, "1.1")
    assert outbox.claim(store, "C1", NOW, 60) is None


def test_a_paused_channel_is_left_alone_until_its_date(store: Engine) -> None:
    """Slack's Retry-After holds for all rows of the channel, also new ones, and for no other channel."""
    with store.transaction():
        for channel in ("C1", "C2"):
            outbox.ask(store, f"note:{channel}", MessageKind.TEST, None, channel, NOW)
        channel_pauses.pause(store, "C1", NOW, 30)
        channel_pauses.pause(store, "C1", NOW, 10)

    assert ["C2"] == channel_pauses.ready_channels(store, NOW + 29)
    assert ["C1", "C2"] == channel_pauses.ready_channels(store, NOW + 30)


def test_a_run_begins_once(store: Engine) -> None:
    """Of all who try, one may run a job for a slot."""
    begun: list[bool] = []
    threads = [
        threading.Thread(target=lambda: begun.append(runs.begin_run(store, "digest", "round 3", NOW))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == sum(begun)
    assert not runs.run_is_done(store, "digest", "round 3")
    runs.finish_run(store, "digest", "round 3", NOW)
    assert runs.run_is_done(store, "digest", "round 3")


def test_leases_of_a_process_before_us_are_given_back(store: Engine) -> None:
    """The one process that owns the database starts with everything claimable."""
    put(store, delivery())
    queues.claim_deliveries(store, NOW, 1000, 1)

    assert 1 == queues.release_leases(store)
    assert 1 == len(queues.claim_deliveries(store, NOW, 15, 1))


def test_what_was_being_read_at_two_deaths_is_parked(store: Engine) -> None:
    """The process died over the first of a batch, read it again with a mark, and died over it again."""
    put(store, delivery(1), delivery(2))
    for _ in range(2):
        assert 0 == queues.count_death(store, NOW)
        queues.release_leases(store)
        first, second = queues.claim_deliveries(store, NOW, 15, 2)
        queues.begin_reading(store, first, NOW)

    assert 1 == queues.count_death(store, NOW)
    queues.release_leases(store)
    assert [second.id] == [one.id for one in queues.claim_deliveries(store, NOW, 15, 2)]
    (row,) = queues.dead_rows(store, "deliveries")
    assert (first.id, queues.DIED_TWICE) == (row["key"], row["reason"])
    assert 1 == queues.revive(store, "deliveries", NOW)
    assert 0 == queues.count_death(store, NOW)


def test_a_batch_that_is_killed_again_and_again_before_it_is_read_is_not_parked(store: Engine) -> None:
    """Only a death during the reading counts the second time."""
    put(store, *map(delivery, range(5)))
    for _ in range(9):
        queues.claim_deliveries(store, NOW, 15, 5)
        assert 0 == queues.count_death(store, NOW)
        queues.release_leases(store)

    assert 5 == len(queues.claim_deliveries(store, NOW, 15, 5))


def test_old_bodies_go_and_waiting_ones_stay(store: Engine) -> None:
    """Retention drops bodies of finished deliveries only, in steps."""
    put(store, *map(delivery, range(5)))
    with store.transaction():
        for number in range(3):
            queues.finish_delivery(store, delivery(number), NOW, "done")

    dropped = [queues.drop_old_bodies(store, NOW + 1, 2) for _ in range(3)]

    assert [2, 1, 0] == dropped
    assert [None, None, None, b"body 3", b"body 4"] == [queues.body_of(store, f"d{number}") for number in range(5)]


def test_a_body_is_kept_as_it_came(store: Engine) -> None:
    """Waiting or done, what is read back are the bytes that were signed; one that was dropped is gone."""
    put(store, *map(delivery, range(3)))
    with store.transaction():
        queues.finish_delivery(store, delivery(0), NOW, "done")
        queues.finish_delivery(store, delivery(1), NOW, "ignored", keep_body=False)

    assert [b"body 0", None, b"body 2", None] == [queues.body_of(store, f"d{number}") for number in range(4)]


def test_a_reply_that_waits_for_its_hour_is_not_late(store: Engine) -> None:
    """It makes the backlog neither longer nor older; one that was tried does, and counts from when it was due."""
    with store.transaction():
        outbox.ask(store, "a", MessageKind.REPLY, None, "C1", NOW, due_at=NOW + HOUR)
    early = outbox.backlog(store, NOW)
    with store.transaction():
        outbox.ask(store, "b", MessageKind.CHANGE, None, "C1", NOW + 5)
    beside = outbox.backlog(store, NOW + 5)
    late = outbox.backlog(store, NOW + HOUR)

    assert (0, None, 1) == (early.waiting, early.oldest_at, early.later)
    assert (1, NOW + 5, 1) == (beside.waiting, beside.oldest_at, beside.later)
    assert (2, NOW + 5, 0) == (late.waiting, late.oldest_at, late.later)


def test_the_history_shows_the_newest_twenty(store: Engine) -> None:
    """Oldest of them first."""
    leak = a_leak(store)
    with store.transaction():
        for number in range(22):
            marks.write_change(store, Change(leak, NOW + number, "U1", "investigating", "button", str(number)))

    assert [str(number) for number in range(2, 22)] == [one.note for one in marks.changes(store, leak)]


def test_a_merge_moves_everything_that_was_counted(store: Engine) -> None:
    """Two leaks that are one have the figures of both, and a merge that is asked for twice happens once."""
    old, new = a_leak(store, NOW - DAY), a_leak(store)
    see(store, old, "e1", NOW - DAY)
    see(store, new, "e2", NOW, host="pod-2")
    see(store, new, "e3", NOW)
    with store.transaction():
        leaks.learn(store, old, [("site", "v1:s", "")], NOW)
        leaks.learn(store, new, [("origin", "v1:o", "main"), ("site", "v1:s", "")], NOW)

    for _ in range(2):
        with store.transaction():
            merge(store, old, new, NOW)

    view = leak_views.view(store, old, NOW)
    assert view is not None
    assert (3, 3, NOW - DAY, NOW) == (view.leak.total, view.windows.week, view.leak.first_seen, view.leak.last_seen)
    assert {("pod-1", 2), ("pod-2", 1)} == set(view.places.hosts)
    assert old == leaks.present_number(store, new)
    assert [old] == [one.leak.number for one in leak_views.views(store, [State.OPEN], 10, NOW)]
    assert {State.OPEN: 1} == leak_views.counts_by_state(store)
    assert {old} == {row["leak"] for row in leaks.known_keys(store, ["v1:s", "v1:o"])}


def test_after_a_merge_only_later_reports_are_untold(store: Engine) -> None:
    """The other thread has told its reports; the next sighting is the first that this one has to tell."""
    old, new = a_leak(store), a_leak(store)
    see(store, old, "e1")
    see(store, new, "e2")
    with store.transaction():
        leaks.tell(store, old, NOW)
        merge(store, old, new, NOW)
    see(store, old, "e3", host="pod-3")

    leak = leaks.find_leak(store, old)

    assert leak is not None
    assert 1 == leak.total - leak.told_total
    assert (("pod-3", 1),) == leak_views.places_since(store, old, leak.told_total).hosts


def test_a_merge_moves_what_was_merged_before(store: Engine) -> None:
    """However many steps lead to it, a leak points to the present one, which names them all."""
    first, second, third = (a_leak(store) for _ in range(3))
    with store.transaction():
        merge(store, second, third, NOW)
        merge(store, first, second, NOW)

    assert [first] * 3 == [leaks.present_number(store, leak) for leak in (first, second, third)]
    assert [second, third] == leak_views.taken_in(store, first)
    view = leak_views.view(store, first, NOW)
    assert view is not None
    assert (second, third) == tuple(merged.number for merged in view.took_in)


def test_a_merge_ends_what_waits_for_a_thread_that_nobody_has_seen(store: Engine) -> None:
    """A root that is not yet written is never posted, nor what waited for it; one that may be in Slack stays."""
    into, unseen, sending = (a_leak(store) for _ in range(3))
    with store.transaction():
        for leak in (unseen, sending):
            outbox.ask(store, f"root:L{leak}", MessageKind.ROOT, leak, "C1", NOW)
            outbox.ask(store, f"change:{leak}", MessageKind.CHANGE, leak, "C1", NOW)
        outbox.begin_attempt(store, f"root:L{sending}", "{}", NOW)
        merge(store, into, unseen, NOW)
        merge(store, into, sending, NOW)

    waiting = store.query("SELECT key FROM outbox WHERE done_at IS NULL ORDER BY key")
    assert [f"change:{sending}", f"root:L{sending}"] == [row["key"] for row in waiting]


def test_a_leak_keeps_the_text_of_the_report_that_describes_it(store: Engine) -> None:
    """One text a leak, replaced with the description, bounded; leaks without one have none."""
    leak = a_leak(store)
    with store.transaction():
        leaks.describe(store, leak, replace(WHAT, text="first", fullness=3))
        leaks.describe(store, leak, replace(WHAT, text="x" * 100_000, fullness=5))

    assert (5, leaks.REPORT_CHARS) == (leaks.fullness_of(store, leak), len(leaks.report_of(store, leak)))
    assert (0, "") == (leaks.fullness_of(store, 99), leaks.report_of(store, 99))


def test_keys_are_listed_once_and_reports_counted_by_their_rule(store: Engine) -> None:
    """Sites first; a key that was learnt with many callers is one key."""
    leak = a_leak(store)
    see(store, leak, "e1")
    see(store, leak, "e2")
    with store.transaction():
        leaks.learn(store, leak, [("origin", "v1:o", "own:a"), ("origin", "v1:o", "own:b"), ("site", "v1:s", "")], NOW)

    assert [("site", "v1:s"), ("origin", "v1:o")] == [
        (row["kind"], row["key"]) for row in leaks.keys_of(store, leak, 9)
    ]
    assert 1 == len(leaks.keys_of(store, leak, 1))
    assert 2 == sum(leaks.counts_by_rule(store, leak).values())
