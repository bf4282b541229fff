"""What becomes of a delivery: reports that are taken back, and leaks that turn out to be two."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.leaks.triage import Triage
from storage import Engine, leak_views, leaks, marks, open_store, queues
from storage.queues import Delivery

NOW = 1_790_000_000
CONNECTION = "com.mysql.cj.jdbc.ConnectionImpl@1f2e3d on thread http-nio-8080-exec-7"
BORROWED = (
    f"Connection leak detection triggered for {CONNECTION}, stack trace follows\n"
    "java.lang.Exception: Apparent connection leak detected\n"
    "\tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:128)\n"
    "\tat com.acme.orders.OrderRepository.find(OrderRepository.java:41)"
)
RETURNED = f"Previously reported leaked connection {CONNECTION} was returned to the pool (unleaked)"
HEAD = (
    "LEAK: ByteBuf.release() was not called before it's garbage-collected. "
    "See https://netty.io/wiki/reference-counted-objects.html for more information."
)
CREATED = (
    "Created at:\n"
    "\tio.netty.buffer.PooledByteBufAllocator.newDirectBuffer(PooledByteBufAllocator.java:410)\n"
    "\tcom.acme.shop.Pages.begin(Pages.java:12)\n"
    "\tcom.acme.shop.{caller}.{method}({caller}.java:30)"
)


@dataclass
class Room:
    """An inbox over a store in memory, and the deliveries that go in."""

    store: Engine
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def take(self, text: str, event_id: str | None = None, at: int = NOW) -> str:
        number = next(self.numbers)
        event = {"event_id": event_id or f"{number:032x}", "timestamp": at, "logentry": {"formatted": text}}
        body = json.dumps({"action": "triggered", "data": {"event": event}}).encode()
        delivery = Delivery(f"d{number}", "sentry", "event_alert", body, at, at * 1_000_000 + number)
        with self.store.transaction():
            queues.put_deliveries(self.store, [delivery])
        return Triage(self.store, "C1", 3600, lambda: at).work(delivery)


@pytest.fixture
def room() -> Iterator[Room]:
    store = open_store("sqlite://", NOW)
    yield Room(store)
    store.close()


def whole(caller: str, method: str) -> str:
    """A report that tells who used the helper's buffer last."""
    access = (
        "#1:\n"
        "\tio.netty.buffer.AdvancedLeakAwareByteBuf.writeInt(AdvancedLeakAwareByteBuf.java:562)\n"
        f"\tcom.acme.shop.{caller}.{method}({caller}.java:31)\n"
    )
    return f"{HEAD}\nRecent access records: \n{access}{CREATED.format(caller=caller, method=method)}"


def test_a_retraction_takes_its_report_back(room: Room) -> None:
    """A slow borrower is no leak: the count goes down, and the audit trail says why."""
    room.take(BORROWED)
    room.take(BORROWED.replace("1f2e3d", "77aa00"), at=NOW + 1)

    said = room.take(RETURNED, at=NOW + 60)

    view = leak_views.view(room.store, 1, NOW + 60)
    assert "took back a report of L1" == said
    assert view is not None
    assert (1, 1, 1) == (view.leak.total, view.windows.day, view.windows.sightings_28d[-1])
    assert ["retracted"] == [change.what for change in marks.changes(room.store, 1)]


def test_a_report_that_was_taken_back_is_not_counted_anew(room: Room) -> None:
    """Its event may be delivered again, and so may the retraction."""
    room.take(BORROWED, event_id="a" * 32)
    room.take(RETURNED, at=NOW + 60)

    again = [room.take(BORROWED, event_id="a" * 32, at=NOW + 90), room.take(RETURNED, at=NOW + 90)]

    leak = leaks.find_leak(room.store, 1)
    assert ["counted before", "ignored: takes back what was not counted"] == again
    assert leak is not None
    assert 0 == leak.total


def test_a_leak_that_is_two_says_so(room: Room) -> None:
    """A helper's buffers were counted as one leak while only their creation was told; the older names the younger."""
    simple = f"{HEAD}\nRecent access records: \n{CREATED.format(caller='Basket', method='total')}"
    room.take(simple)
    room.take(whole("Basket", "total"), at=NOW + 1)

    room.take(whole("Invoice", "print"), at=NOW + 2)

    older = leak_views.view(room.store, 1, NOW + 2)
    assert older is not None
    assert (2,) == older.parted
    assert [("parted", "L2")] == [(change.what, change.note) for change in marks.changes(room.store, 1)]
    assert leaks.find_leak(room.store, 2) is not None
