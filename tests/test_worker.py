"""A worker whose turns fail one after the other: health can tell, and the log holds one line a cause and minute."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.app.health import health
from bot.app.worker import FAILURES, Worker
from bot.leaks.triage import Triage
from storage import Engine, StoreError, open_store, queues
from storage.queues import Delivery

NOW = 1_790_000_000


class Moving:
    """A clock that a test moves, in the shape that health wants."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> int:
        return self.at

    def jumped_s(self) -> None:
        return None


def turns(*ends: BaseException | None, done: threading.Event) -> Callable[[], None]:
    """A turn of the sender for each end: it raises it, or sends nothing."""
    left = list(ends)

    def turn() -> None:
        end = left.pop(0) if left else None
        if not left:
            done.set()
        if end is not None:
            raise end

    return turn


def a_worker(store: Engine, clock: Moving, turn: Callable[[], Any] = lambda: None) -> Worker:
    return Worker(
        triage=Triage(store, "C1", 3600, clock.now),
        sender=SimpleNamespace(turn=turn, last_error=None),  # type: ignore[arg-type]
        now=clock.now,
        busy=lambda: False,
        look_at_clock=lambda: None,
        inbox_bell=threading.Event(),
        outbox_bell=threading.Event(),
    )


def shown(store: Engine, worker: Worker, clock: Moving) -> list[str]:
    intake = SimpleNamespace(is_slow=lambda: False, last_error=None, oldest_wait_s=lambda: 0.0)
    return list(health(store, intake, worker, clock)[1]["problems"])  # type: ignore[arg-type, call-overload]


def run_turns(worker: Worker, count: int) -> None:
    """Run turns of the sender's loop in this thread."""
    sender = worker._loops[1]
    for _ in range(count):
        worker._turn(sender)


def test_turns_that_fail_one_after_the_other_are_a_problem_until_one_succeeds(tmp_path: Path) -> None:
    """/healthz said ok for as long as a damaged page let every turn fail."""
    store, clock, done = open_store("sqlite://", NOW), Moving(), threading.Event()
    worker = a_worker(store, clock, turns(*[StoreError("a.db: no")] * FAILURES, None, done=done))

    run_turns(worker, FAILURES - 1)
    before = shown(store, worker, clock)
    run_turns(worker, 1)
    failing = shown(store, worker, clock)
    run_turns(worker, 1)
    after = shown(store, worker, clock)

    assert ([], []) == (before, after)
    assert [f"the sender loop failed {FAILURES} times in a row: StoreError: a.db: no"] == failing


def test_a_cause_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    """Ten turns with two causes are two lines; a defect has its trace, the store has none."""
    store, clock, done = open_store("sqlite://", NOW), Moving(), threading.Event()
    ends = [StoreError("a.db is locked"), ValueError("a defect")] * 5
    worker = a_worker(store, clock, turns(*ends, done=done))

    with caplog.at_level(logging.ERROR):
        run_turns(worker, len(ends))

    lines = [(one.getMessage(), bool(one.exc_info and one.exc_info[0])) for one in caplog.records]
    assert [
        ("a turn of the sender loop failed: a.db is locked; again in a second", False),
        ("a turn of the sender loop failed: a defect; again in a second", True),
    ] == lines


def test_a_delivery_that_waits_longer_than_a_minute_is_a_problem() -> None:
    """Whatever the cause is."""
    store, clock = open_store("sqlite://", NOW), Moving()
    worker = a_worker(store, clock)
    with store.transaction():
        queues.put_deliveries(store, [Delivery("d1", "sentry", None, b"{}", NOW)])

    clock.at = NOW + 60
    within = shown(store, worker, clock)
    clock.at = NOW + 61
    after = shown(store, worker, clock)

    assert [] == within
    assert ["the oldest delivery has waited for 61 s: see the log"] == after


def test_a_delivery_that_the_store_fails_on_fails_the_turn_and_waits_at_most_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was given back for 2^tries seconds, and the turn counted as done."""
    store, clock = open_store("sqlite://", NOW), Moving()
    worker = a_worker(store, clock)
    with store.transaction():
        queues.put_deliveries(store, [Delivery("d1", "sentry", None, b"{}", NOW)])
        store.execute("UPDATE deliveries SET tries = 20")

    def fail(triage: Triage, delivery: Delivery) -> str:
        raise StoreError("a.db is not a usable SQLite file")

    monkeypatch.setattr(Triage, "work", fail)
    worker._turn(worker._loops[0])

    row = store.query("SELECT due_at, dead_at FROM deliveries")[0]
    assert {"due_at": NOW + 60, "dead_at": None} == row
    assert 1 == worker._loops[0].failures
