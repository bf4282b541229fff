"""The weekly alarm: when a leak raises one, when it may raise another, and its figures.

Each leak is checked once a week. An alarm needs p below 0.002 and a rising rate: at most 6 % of steady leaks ever raise
one in two years. Daily checks, or p below 0.05, would raise one for about half of them. A falling rate raises no alarm.
Source: facts on trend statistics, 1.6 and 3.2; tests/test_alarm_rate.py measures it with `raises`.
"""

from __future__ import annotations

from typing import Any

from bot.core.statistics.history import CHANGED_BELOW
from bot.core.statistics.outlook import Outlook
from bot.core.statistics.trend import Assessment
from storage.records import Leak, State
from storage.records.spans import DAY_S, WEEK_S

RAISED_BELOW = 0.002
HISTORY_S = 8 * WEEK_S
AGAIN_S = 26 * WEEK_S
LEAST_REPORTS = 7
"""Six occurrences and the one that begins the record; below that there is no verdict."""
THURSDAY = 3
"""1 January 1970 was a Thursday, and weeks begin on Monday."""
QUIET_STATES = (State.WATCHING, State.FIXED)


def week_of(now: int) -> int:
    """Return the number of a week that begins on Monday, UTC; week 0 includes 1 January 1970."""
    return (now // DAY_S + THURSDAY) // 7


def raises(trend: Assessment) -> bool:
    """Return True if this weekly verdict raises an alarm. The trend must cover at least eight weeks."""
    p = trend["p_value"]
    return p is not None and p < RAISED_BELOW and trend["direction"] == "up" and trend["weekday_removed"]


def is_over(trend: Assessment) -> bool:
    """Return True if this verdict ends an alarm, because the rate no longer rises significantly."""
    p = trend["p_value"]
    return p is None or p >= CHANGED_BELOW or trend["direction"] != "up"


def may_raise(last_at: int | None, stands: bool, now: int) -> bool:
    """Return True for the first alarm, or if none is active and the last one is at least 26 weeks old."""
    return last_at is None or (not stands and now - last_at >= AGAIN_S)


def is_silent(leak: Leak, now: int) -> bool:
    """Return True for leaks that raise no alarm: snoozed, merged into another, or with a fix watched or proved."""
    snoozed = leak.snoozed_until is not None and leak.snoozed_until > now
    return snoozed or leak.merged_into is not None or leak.state in QUIET_STATES


def figures(found: Outlook) -> dict[str, Any]:
    """Return the figures of the alarm as plain values, so that a later post shows the same."""
    return {
        "trend": dict(found.trend),
        "since": dict(found.since),
        "deployed": [[one.project, one.environment, one.release, one.at] for one in found.deployed],
        "candidates": [list(one) for one in found.candidates],
    }
