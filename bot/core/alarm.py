"""The alarm that nobody asked for: when a leak raises one, when it may again, and its words.

Looked at once a week, p below 0.002 and "more": at most 6 % of steady leaks ever raise one in two years. Daily looks or
p below 0.05 would raise one for about half of them. "Less" is good news, which nobody is interrupted for.
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
"""Six occurrences and the one with which the record begins: below that no verdict exists."""
THURSDAY = 3
"""1 January 1970 was one, and weeks begin on Monday."""
QUIET_STATES = (State.WATCHING, State.FIXED)


def week_of(now: int) -> int:
    """The number of a week that begins on Monday, UTC; 0 holds 1 January 1970."""
    return (now // DAY_S + THURSDAY) // 7


def raises(trend: Assessment) -> bool:
    """Does this verdict of a weekly look raise an alarm? trend: of at least eight weeks."""
    p = trend["p_value"]
    return p is not None and p < RAISED_BELOW and trend["direction"] == "up" and trend["weekday_removed"]


def is_over(trend: Assessment) -> bool:
    """Does this verdict end an alarm that stands: no evidence of "more" any longer?"""
    p = trend["p_value"]
    return p is None or p >= CHANGED_BELOW or trend["direction"] != "up"


def may_raise(last_at: int | None, stands: bool, now: int) -> bool:
    """One alarm at a time, and no second within 26 weeks of the last one, whatever became of it."""
    return last_at is None or (not stands and now - last_at >= AGAIN_S)


def is_silent(leak: Leak, now: int) -> bool:
    """Leaks whose fix is watched or proved, snoozed ones, and those that are a part of another raise none."""
    snoozed = leak.snoozed_until is not None and leak.snoozed_until > now
    return snoozed or leak.merged_into is not None or leak.state in QUIET_STATES


def figures(found: Outlook) -> dict[str, Any]:
    """What `raised` tells, as plain values, so that it is the same whenever it is sent."""
    return {
        "trend": dict(found.trend),
        "since": dict(found.since),
        "deployed": [[one.project, one.environment, one.release, one.at] for one in found.deployed],
        "candidates": [list(one) for one in found.candidates],
    }
