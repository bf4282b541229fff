"""Whatever the order and however often it comes, the books say the same (F12, F13)."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.leaks.triage import Triage
from storage import open_store, queues
from storage.queues import Delivery
from tests.faults.alerts import Alert, alert, alerts
from tests.faults.books import check_counted_once, check_told_once, rows
from tests.faults.conftest import Serve
from tests.faults.posting import Posting

NOW = 1_790_000_000
SITES = 5
EVENTS = [alert(number, number % SITES, NOW - (number * 7919) % 90_000) for number in range(24)]
COPIES, WEBHOOKS = 3, 300


def books(order: list[Alert]) -> dict[str, Any]:
    """What a store in memory says after these events came in this order; leaks by their frame, not by their number."""
    store = open_store("sqlite://", NOW)
    inbox = Triage(store, "C1", 3600, lambda: NOW)
    for nth, one in enumerate(order):
        arrived = Delivery(f"{nth}", "sentry", "event_alert", one.body, NOW + nth, nth)
        with store.transaction():
            queues.put_deliveries(store, [arrived])
        for delivery in queues.claim_deliveries(store, NOW + nth, 60, 1):
            inbox.work(delivery)
    of = {row["number"]: row["frame"] for row in store.query("SELECT number, frame FROM leaks")}
    leaks = store.query("SELECT number, first_seen, last_seen, total, state FROM leaks")
    found: dict[str, Any] = {of[row.pop("number")]: row for row in leaks}
    for table, columns in (
        ("hourly", "bucket, n"),
        ("daily", "bucket, n"),
        ("places", "kind, name, n, first_at, last_at"),
    ):
        sums = store.query(f"SELECT leak, {columns} FROM {table}")
        found[table] = sorted((of[row.pop("leak")], *row.values()) for row in sums)
    found["roots"] = len(store.query("SELECT key FROM outbox WHERE kind = 'root'"))
    store.close()
    return found


@settings(max_examples=40, deadline=None)
@given(st.permutations(EVENTS))
def test_any_order_of_events_gives_the_same_books(order: list[Alert]) -> None:
    """First and last seen, totals, hours, days and places do not depend on what came first; each leak has one root."""
    found = books(order)

    assert books(EVENTS) == found
    assert SITES == found["roots"]


def test_first_and_last_seen_are_the_events_own_times() -> None:
    """A leak's first sighting is the oldest event, although it came last."""
    order = sorted(EVENTS, key=lambda one: -one.at)

    found = books(order)

    first = min(one.at for one in EVENTS)
    assert first in {leak["first_seen"] for name, leak in found.items() if name.startswith("com.acme")}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=40), st.randoms(use_true_random=False))
def test_an_event_that_comes_again_changes_nothing(again: list[Alert], random: Random) -> None:
    """Redeliveries anywhere in between leave the books as they are without them."""
    order = [*EVENTS, *again]
    random.shuffle(order)

    assert books(EVENTS) == books(order)


def test_every_webhook_three_times_is_the_same_as_once(serve: Serve, database: Any) -> None:
    """300 webhooks, each three times and shuffled, through the door: all answered 200, counted and told once."""
    once = list(alerts(WEBHOOKS, 20))
    todo = once * COPIES
    Random(3).shuffle(todo)
    bot = serve()

    posting = Posting(bot.port, todo, connections=16)
    posting.join()
    bot.wait_drained()
    channel = bot.channel()
    bot.stop()

    assert COPIES * WEBHOOKS == posting.statuses[200]
    assert {200, 503} >= set(posting.statuses)
    events = [one.event_id for one in once]
    check_counted_once(database, events, events)
    assert 20 == check_told_once(database, channel)["root"]
    assert [(WEBHOOKS,)] == rows(database, "SELECT COUNT(*) FROM deliveries")
