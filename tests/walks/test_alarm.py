"""The weekly look that nobody asks for: a leak that comes more often tells its channel, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.app import jobs
from bot.core.alarm import AGAIN_S, week_of
from bot.leaks import alarm_job
from storage import alarms, marks
from tests.optional import there
from tests.walks.events import PROJECT, event
from tests.walks.stage import CHANNEL, DAY, HOUR, NOON, Stage, elements, is_broadcast, texts_of

WEEK = 7 * DAY
RISING = [n**0.5 * 10 for n in range(0, 441, 9)]
"""Days of 50 reports in 30 weeks: the rate grows in proportion to time."""
STEADY = [n * 4.2 for n in range(50)]


def look(stage: Stage) -> None:
    """The job's look, as often as the scheduler likes."""
    table = jobs.table(
        store=stage.bot.store, now=stage.bot.clock.now, keep_bodies_days=14, channel=stage.bot.slack.channel
    )
    (job,) = [job for job in table if job.name == "weekly alarm"]
    job.run()
    stage.wake()
    stage.settle()


def live(stage: Stage, reports: Iterable[float], until_day: float, **more: Any) -> list[int]:
    """Reports on their days, and a look each Monday morning; in which weeks the channel was alarmed."""
    begun, due, alarmed = stage.now, list(reports), []
    while (stage.now - begun) / DAY < until_day:
        monday = (week_of(int(stage.now)) + 1) * WEEK - 3 * DAY + 9 * HOUR
        while due and begun + due[0] * DAY < monday:
            stage.move(begun + due.pop(0) * DAY - stage.now)
            stage.report(event(**more))
        stage.move(monday - stage.now)
        before = len(told(stage))
        look(stage)
        alarmed += [week_of(int(stage.now))] * (len(told(stage)) - before)
    return alarmed


def told(stage: Stage) -> list[str]:
    """The alarms of the channel."""
    return [one["text"] for one in stage.in_channel() if "It comes more often" in one["text"]]


def test_a_leak_that_comes_more_often_alarms_once(stage: Stage):
    """In many weeks of looking, and each look is made once."""
    alarmed = live(stage, RISING, 210)

    assert 1 == len(alarmed)
    assert 1 == sum(is_broadcast(one) for one in stage.in_channel())
    assert [("alarm", "", "job")] == [
        (one.what, one.who, one.surface) for one in marks.changes(stage.bot.store, 1) if one.what == "alarm"
    ]


def test_a_steady_leak_does_not(stage: Stage):
    """Thirty weeks of looks."""
    assert [] == live(stage, STEADY, 210)


def test_less_often_is_no_alarm(stage: Stage):
    """Good news waits for whoever asks."""
    falling = [0.0, *(210 - day for day in reversed(RISING[1:]))]

    assert [] == live(stage, falling, 210)
    assert "Strong evidence that the interval is growing" in stage.type("/leak trend L1")["text"]


@pytest.fixture
def risen(open_stage: Callable[..., Stage]) -> Stage:
    """A leak that would raise an alarm with the next look; none was made so far."""
    return rise(open_stage())


def rise(stage: Stage) -> Stage:
    begun = stage.now
    for day in RISING:
        stage.bot.clock.set_to(begun + day * DAY)
        stage.report(event(), settle=False)
    stage.settle()
    stage.move(HOUR)
    return stage


def test_the_alarm_says_what_the_table_of_words_asks_for(risen: Stage):
    """In the thread and the channel: n, both rates, ratio with its interval, p, since when, and what to do."""
    look(risen)

    (message,) = [one for one in risen.in_channel() if is_broadcast(one)]
    text = message["text"]
    every = r"1 per [\d.]+ days"
    counted = r"\d+ reports in 2\d\d days, ratio [\d.]+, 95 %: [\d.]+ to [\d.]+, p (0\.\d+|below 0\.0001)"
    verdict = rf"Strong evidence that the interval is shrinking: {every} in the first third, {every} in the last"
    assert re.search(rf"{verdict} \({counted}\)", text), text
    assert "Since about" in text or "The change came gradually" in text
    assert "`/leak trend L1` shows the numbers; `/leak take L1` tells the others" in text
    assert "at most 6 in 100 steady leaks" in text
    assert message["thread_ts"] == risen.root()["ts"]
    assert ["leak_take", "leak_done", "leak_more"] == [one["action_id"] for one in elements(message)]


def test_the_look_is_made_late_and_once_however_often_it_is_asked(risen: Stage):
    """After downtime of months: one look, that of this week."""
    for _ in range(5):
        look(risen)
        risen.move(HOUR)

    assert 1 == len(told(risen))


def test_two_workers_alarm_once(risen: Stage):
    """Both compute; one of them decides."""
    store, now = risen.bot.store, int(risen.now)
    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(alarm_job.look_at_all, store, CHANNEL, now) for _ in range(8)]:
            one.result()
    risen.wake()
    risen.settle()

    assert 1 == len(told(risen))
    assert [{"n": 1}] == store.query("SELECT COUNT(*) AS n FROM alarms")


def test_a_failure_between_begin_and_ask_keeps_nothing(risen: Stage):
    """They are one transaction: what fails inside it leaves the week's look to be made."""
    store, now = risen.bot.store, int(risen.now)
    with store.transaction():
        store.execute("ALTER TABLE outbox RENAME TO outbox_away")
    with pytest.raises(Exception, match="outbox"):
        alarm_job.look_at_all(store, CHANNEL, now)
    with store.transaction():
        store.execute("ALTER TABLE outbox_away RENAME TO outbox")
    kept = store.query("SELECT slot FROM runs WHERE job = 'weekly alarm'"), store.query("SELECT change FROM alarms")
    look(risen)

    assert ([], []) == kept
    assert 1 == len(told(risen))


def test_a_lost_answer_posts_no_second_alarm(open_stage: Callable[..., Stage]):
    """Stopped after Slack took it and before that was written down, the next start looks for it."""
    stage = rise(open_stage())
    stage.faults({"method": "chat.postMessage", "do": "lost"})
    look(stage)
    at = stage.now
    stage.stop()
    later = open_stage(at=at)
    look(later)
    later.move(60)

    assert 1 == len(told(later))


def test_a_leak_whose_fix_is_watched_stays_silent(risen: Stage):
    """Its quiet is what counts now; once the fix is taken back, the same numbers alarm."""
    risen.type("/leak fix L1")
    look(risen)
    watched = told(risen)
    risen.type("/leak undo L1")
    risen.move(WEEK)
    look(risen)

    assert [] == watched
    assert 1 == len(told(risen))


def test_after_snoozing_the_next_week_alarms(risen: Stage):
    """The look of the snoozed week is made, and says nothing."""
    with risen.bot.store.transaction():
        risen.bot.store.execute("UPDATE leaks SET snoozed_until = :at", {"at": int(risen.now) + DAY})
    look(risen)
    silent = told(risen)
    risen.move(WEEK)
    look(risen)

    assert [] == silent
    assert 1 == len(told(risen))


def test_one_that_is_investigated_is_told_of_whoever_is_on_it(risen: Stage):
    """Nobody is asked to take what is taken."""
    risen.type("/leak take L1")
    look(risen)

    assert "somebody is on it already" in told(risen)[0]


def test_after_a_fix_that_failed_a_new_rise_alarms_again_after_26_weeks(stage: Stage):
    """Not while the alarm stands, and not within half a year of it."""
    first = live(stage, RISING, 210, release=f"{PROJECT}@1.0.0")
    stage.type("/leak fix L1 2.0.0")
    stage.move(2 * DAY)
    again = live(stage, [*RISING, 211, 212, 212.5, 213], 217, release=f"{PROJECT}@2.0.0")

    assert (1, 1) == (len(first), len(again))
    assert again[0] - first[0] >= AGAIN_S // WEEK
    assert (None, 2) == (
        there(alarms.latest(stage.bot.store, 1)).cleared_at,
        stage.bot.store.query("SELECT COUNT(*) AS n FROM alarms")[0]["n"],
    )


def test_the_history_tells_of_the_alarm(risen: Stage):
    """The audit trail is what `/leak show` tells."""
    look(risen)

    assert "alarm" in texts_of(risen.type("/leak show L1")) or "comes more often" in texts_of(
        risen.type("/leak show L1")
    )


def test_weeks_begin_on_monday():
    """UTC: the Sunday before and the Monday."""
    monday = NOON - NOON % DAY + 2 * DAY  # 28 September 2026

    assert week_of(monday) == week_of(monday + WEEK - 1) == week_of(monday - 1) + 1
