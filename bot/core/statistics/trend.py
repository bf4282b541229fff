"""The verdict over a leak's alerts: is it coming more often, since when, is it fixed, what comes next.

`assess`, `since_when`, `forecast`, `fix_evidence` take seconds and return plain dicts; `delta` compares two counts.
Where time 0 lies, and what happens to odd input, is written in `statistics.record`. Every alarm rate that is promised
to people rests on these rules: episodes or whole-week bins decide, never the single alert; below the minimum there
is no p at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Literal, TypedDict

from bot.core.statistics.changepoint import change_quantiles
from bot.core.statistics.compare import Delta, delta
from bot.core.statistics.episodes import BUNCHED_FROM, LEAST_DAYS, WHOLE_WEEKS_FROM, Slope
from bot.core.statistics.fix import FixEvidence, fix_evidence
from bot.core.statistics.forecast import Forecast, forecast
from bot.core.statistics.history import CHANGED_BELOW, MINIMUM, History, read_history
from storage.records.spans import DAY_S, WEEK_S

__all__ = [
    "Assessment",
    "Delta",
    "FixEvidence",
    "Forecast",
    "SinceWhen",
    "assess",
    "delta",
    "fix_evidence",
    "forecast",
    "since_when",
]

STRONG_BELOW = 0.005
"""0.05 is at best evidence of 2.5 to 1, 0.005 of 14 to 1 (Sellke, Bayarri and Berger 2001)."""
INTERVAL_AT = (0.11, 0.5, 0.89)
"""Points of the posterior that cover the true date in about 80 % of histories in which a change is found at all."""
ARCSINE = 0.5
"""Prior for the date, heavier near the ends: a late change is mostly found when it looks earlier than it was."""
BUNCHED_WIDTH = 1.6
"""Bunches blur a date more than they widen counts: tempering of the posterior, as a multiple of phi."""

Level = Literal["too_few", "none", "weak", "strong"]
Direction = Literal["up", "down", "flat"]


class Assessment(TypedDict):
    """Is the interval between alerts shrinking? Days are observed days.

    p_value: two-sided, None when too few. direction: of the slope, whatever p is; flat when there is none. level:
    by p, 0.05 and 0.005. lacks: what there is too little of, "episodes" or "days", or None. n: occurrences counted;
    unit: "episodes" or "alerts"; needed: minimum of n. events: raw alerts in the span. days: observed days.
    days_needed: least span in days. ratio, ratio_low, ratio_high: rate of the last third of the observed time over
    the first, 95 % mid-p limits; None where not finite or fewer than 6 in both. first_interval_days,
    last_interval_days: days per occurrence in those thirds, None where none. phi: dispersion index, above 1.5 the
    alerts come in bunches. bins, bin_days: how many were used, and their length. weekday_removed: the bins are
    whole weeks. ignored: alerts left out (before or after the span, or in a gap).
    """

    p_value: float | None
    direction: Direction
    level: Level
    lacks: str | None
    n: int
    unit: str
    needed: int
    events: int
    days: float
    days_needed: int
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    first_interval_days: float | None
    last_interval_days: float | None
    phi: float
    bins: int
    bin_days: float | None
    weekday_removed: bool
    ignored: int


class SinceWhen(TypedDict):
    """The date of the change; every None unless assess has p < 0.05.

    time, low, high: seconds as the caller counts them, posterior median and 80 % interval. rate_before, rate_after:
    occurrences per observed day on either side of time. gradual: the interval is longer than half the history, so
    name no date.
    """

    time: float | None
    low: float | None
    high: float | None
    rate_before: float | None
    rate_after: float | None
    gradual: bool
    p_value: float | None


def assess(
    event_times: Iterable[float],
    t_end: float,
    gaps: Iterable[tuple[float, float]] = (),
    *,
    t_start: float | None = None,
) -> Assessment:
    """Is the rate rising? The slope of episodes per whole-week bin, weighted by exposure, with its t test.

    event_times: alerts in seconds; give those since the last fix. t_end: now. gaps: (begin, end) in which nothing
    could have been recorded. t_start: when observation began; None: see `statistics.record`. At most the last 104 weeks
    are used. Raises ValueError as read_record does.
    """
    history = read_history(event_times, t_end, gaps, t_start)
    record, slope = history.record, history.slope
    third, first, last = _thirds(history)
    ratio = delta(last, first, third, third, history.phi)
    return Assessment(
        p_value=history.p_value,
        direction=_direction(slope),
        level=_level(history.p_value),
        lacks=None if slope else "episodes" if len(history.units) < MINIMUM else "days",
        n=len(history.units),
        unit="alerts" if history.raw else "episodes",
        needed=MINIMUM,
        events=len(record.alerts),
        days=record.observed / DAY_S,
        days_needed=LEAST_DAYS,
        ratio=ratio.ratio,
        ratio_low=ratio.low,
        ratio_high=ratio.high,
        first_interval_days=third / DAY_S / first if first else None,
        last_interval_days=third / DAY_S / last if last else None,
        phi=history.phi,
        bins=len(history.bins),
        bin_days=history.bins.length / DAY_S if len(history.bins) else None,
        weekday_removed=record.end - record.start >= WHOLE_WEEKS_FROM * WEEK_S,
        ignored=record.ignored,
    )


def _thirds(history: History) -> tuple[float, int, int]:
    """Observed seconds of a third of the history, and the occurrences in the first and in the last."""
    third = history.record.observed / 3
    return third, bisect_right(history.clock, third), len(history.clock) - bisect_right(history.clock, 2 * third)


def _direction(slope: Slope | None) -> Direction:
    if slope is None or slope.t == 0:
        return "flat"
    return "up" if slope.t > 0 else "down"


def _level(p_value: float | None) -> Level:
    if p_value is None:
        return "too_few"
    if p_value < STRONG_BELOW:
        return "strong"
    return "weak" if p_value < CHANGED_BELOW else "none"


def since_when(
    event_times: Iterable[float],
    t_end: float,
    gaps: Iterable[tuple[float, float]] = (),
    *,
    t_start: float | None = None,
) -> SinceWhen:
    """The date of the change, if assess finds one: posterior median, 80 % interval, the rates on both sides.

    Needs p < 0.05. Arguments and errors as for assess. The posterior runs on the observed clock; a date inside a
    gap is given as the end of what could be seen before it.
    """
    history = read_history(event_times, t_end, gaps, t_start)
    if not history.changed:
        return SinceWhen(
            time=None, low=None, high=None, rate_before=None, rate_after=None, gradual=False, p_value=history.p_value
        )
    record, clock = history.record, history.clock
    tempered = BUNCHED_WIDTH * history.phi if history.phi > BUNCHED_FROM else 1.0
    low, middle, high = change_quantiles(clock, record.observed, tempered, INTERVAL_AT, ARCSINE)
    before = bisect_right(clock, middle)
    return SinceWhen(
        time=record.to_calendar(middle),
        low=record.to_calendar(low),
        high=record.to_calendar(high),
        rate_before=before / middle * DAY_S,
        rate_after=(len(clock) - before) / (record.observed - middle) * DAY_S,
        gradual=high - low > record.observed / 2,
        p_value=history.p_value,
    )
