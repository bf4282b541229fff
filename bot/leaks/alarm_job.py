"""Look at every leak once a week, and announce those whose reports come more often (p below 0.002)."""

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
"""Alarms of one call. The next call continues, so that a backfill does not flood a channel."""


def look_at_all(store: Engine, channel: str, now: int) -> None:
    """Look at each leak once a week, from Monday UTC on, or later after downtime.

    A week that passed during downtime is skipped: its look would use the same reports as this one.
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
    """Look at one leak, once a slot; True if it raised an alarm. The figures are computed outside the transaction."""
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
    """Decide and announce. Needs a transaction. The leak is read again: a person may have snoozed it meanwhile."""
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
    """Say whether the last alarm has ended, with its evidence or with a fix; store when it ended."""
    if last.cleared_at is not None:
        return True
    fix = fixes.latest(store, number)
    fixed = fix is not None and fix.registered_at > last.at
    if not fixed and not alarm.is_over(trend):
        return False
    alarms.clear(store, last.change, now)
    return True
