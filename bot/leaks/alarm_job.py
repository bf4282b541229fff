"""The weekly look at every leak: one whose reports come more often, at p below 0.002, tells its channel unasked."""

from __future__ import annotations

from bot.core import alarm
from bot.core.statistics.outlook import Outlook, outlook
from bot.core.statistics.trend import Assessment
from bot.leaks.announce import announce
from bot.leaks.history import span_of, trend_of
from storage import alarms, fixes, leak_views, leaks, runs
from storage.alarms import Alarm
from storage.engine import Engine
from storage.records import Change, LeakView, MessageKind
from storage.records.spans import HISTORY_S

JOB = "weekly alarm"
AT_ONCE = 3
"""Alarms of one call; the look goes on with the next, so that a channel is not flooded after a backfill."""


def look_at_all(store: Engine, channel: str, now: int) -> None:
    """The look of this week, UTC, from Monday on: each leak once, however often it is asked; late after downtime.

    A week that passed while the bot was down is not made up for: its look would see what this one sees.
    """
    week = alarm.week_of(now)
    whole = f"week {week}"
    if runs.run_is_done(store, JOB, whole):
        return
    raised = 0
    for number in alarms.to_look_at(store, now - alarm.HISTORY_S, alarm.LEAST_REPORTS):
        slot = f"L{number} week {week}"
        if runs.run_is_done(store, JOB, slot):
            continue
        raised += look(store, channel, number, slot, now)
        if raised == AT_ONCE:
            return
    if runs.begin_run(store, JOB, whole, now):
        runs.finish_run(store, JOB, whole, now)


def look(store: Engine, channel: str, number: int, slot: str, now: int) -> bool:
    """One leak's look; True if it raised an alarm. Computed outside the transaction, decided inside it, once a slot."""
    view = leak_views.view(store, number, now)
    if view is None:
        return False
    trend = trend_of(store, view, now)
    found = _outlook(store, view, now) if alarm.raises(trend) else None
    with store.transaction():
        if not runs.begin_run(store, JOB, slot, now):
            return False
        runs.finish_run(store, JOB, slot, now)
        return _decide(store, channel, number, trend, found, now)


def _outlook(store: Engine, view: LeakView, now: int) -> Outlook:
    span = span_of(store, view, now)
    end = int(span.end)
    return outlook(span, leak_views.spots(store, view.leak.number, end - HISTORY_S, end))


def _decide(store: Engine, channel: str, number: int, trend: Assessment, found: Outlook | None, now: int) -> bool:
    """Needs a transaction. The leak is read again: somebody may have snoozed it while its figures were computed."""
    leak = leaks.find_leak(store, number)
    if leak is None or alarm.is_silent(leak, now):
        return False
    last = alarms.latest(store, number)
    stands = last is not None and not _is_over(store, last, number, trend, now)
    if found is None or not alarm.may_raise(last.at if last else None, stands, now):
        return False
    row = Change(number, now, "", "alarm", "job")
    change = announce(store, channel, row, MessageKind.ALARM, edits=False)
    alarms.keep(store, change, number, now, alarm.figures(found))
    return True


def _is_over(store: Engine, last: Alarm, number: int, trend: Assessment, now: int) -> bool:
    """An alarm ends with the evidence for "more", or with a fix; it is written down then."""
    if last.cleared_at is not None:
        return True
    fix = fixes.latest(store, number)
    fixed = fix is not None and fix.registered_at > last.at
    if not fixed and not alarm.is_over(trend):
        return False
    alarms.clear(store, last.change, now)
    return True
