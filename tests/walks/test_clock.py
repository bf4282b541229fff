"""The clock of the machine runs ahead for a moment: nothing that was written then waits for the future."""

from collections.abc import Callable

import pytest

from bot.app.clock import JUMP_S, Clock
from storage import channel_pauses, outbox, queues
from storage.records import MessageKind
from tests.optional import there
from tests.walks.events import event
from tests.walks.stage import CHANNEL, DAY, HOUR, Stage, until

OpenStage = Callable[..., Stage]
POST = "chat.postMessage"


@pytest.mark.parametrize("ahead_s", [HOUR, 25 * HOUR, 365 * DAY], ids=["1 h", "25 h", "a year"])
def test_what_was_written_ahead_is_due_now(stage: Stage, ahead_s: int):
    """Reports, replies, a pause and a lease of a clock that was ahead for four seconds."""
    stage.report(event())
    before = stage.now
    stage.bot.clock.set_to(before + ahead_s)
    stage.faults({"method": POST, "do": "429", "retry_after": 30})
    stage.report(event("image-scale"), settle=False)
    until(lambda: stage.bot.store.query("SELECT channel FROM pauses"), "a pause is written")
    stage.bot.clock.set_to(before + 4)
    stage.wake()
    until(lambda: len(stage.roots()) == 2, "the root is there")
    stage.move(2 * HOUR + 120)
    stage.report(event())
    stage.report(event("image-scale"))
    stage.settle()

    assert [1, 1] == [len(stage.replies(root)) for root in stage.roots()]


def test_a_lease_and_a_pause_of_the_future_have_ended(stage: Stage):
    """The same in the store: a claim, a row that waits, and a paused channel."""
    store, now = stage.bot.store, int(stage.now)
    stage.bot.worker.stop()
    with store.transaction():
        outbox.ask(store, "early", MessageKind.TEST, None, CHANNEL, now + DAY, due_at=now + 2 * DAY, detail="U0LOCAL02")
        channel_pauses.pause(store, CHANNEL, now + DAY, 60)
    ready = channel_pauses.ready_channels(store, now)
    claimed = there(outbox.claim(store, CHANNEL, now + 2 * DAY, 60))
    again = there(outbox.claim(store, CHANNEL, now, 60))

    assert [CHANNEL] == ready
    assert "early" == claimed.key == again.key


def test_a_delivery_of_the_future_is_read(stage: Stage):
    """And one whose retry was put off by a clock that was ahead."""
    store, now = stage.bot.store, int(stage.now)
    stage.bot.worker.stop()
    with store.transaction():
        queues.put_deliveries(store, [queues.Delivery("d1", "sentry", None, b"{}", now + DAY, 1)])
    (first,) = queues.claim_deliveries(store, now, 15, 10)
    queues.give_back(store, "deliveries", first.id, now + DAY, 2**10)

    assert ["d1"] == [one.id for one in queues.claim_deliveries(store, now, 15, 10)]


def test_a_jump_is_logged_and_shown(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    """Somebody set the clock; an hour later it is no news."""
    clock, wall, passed = Clock(), [1e9], [0.0]
    monkeypatch.setattr("bot.app.clock.time.time", lambda: wall[0])
    monkeypatch.setattr("bot.app.clock.time.monotonic", lambda: passed[0])
    for wall_s, passed_s in ((0, 0), (5, 5), (90_005, 10)):
        wall[0], passed[0] = 1e9 + wall_s, float(passed_s)
        clock.look_for_jump()
    told = there(clock.jumped_s())
    passed[0] += HOUR + 1

    assert 89_995 == told > JUMP_S
    assert "jumped by 89995 s" in caplog.text
    assert clock.jumped_s() is None
