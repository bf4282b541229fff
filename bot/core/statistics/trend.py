"""The verdict on a leak's alerts: whether it occurs more often, since when, whether it is fixed, and a forecast.

`assess`, `since_when`, `forecast` and `fix_evidence` take seconds and return plain dicts; `delta` compares two counts.
For time 0 and invalid input see `statistics.record`. Two rules keep the promised false alarm rates. Episodes or
whole-week bins decide, never the single alert. Below the minimum there is no p-value.
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
"""p = 0.05 is evidence of at most 2.5 to 1, p = 0.005 of 14 to 1 (Sellke, Bayarri and Berger 2001)."""
INTERVAL_AT = (0.11, 0.5, 0.89)
"""Posterior points that cover the true date in about 80 % of the histories in which a change is found."""
ARCSINE = 0.5
"""The prior for the date gives more weight near the ends: a late change mostly looks earlier than it was."""
BUNCHED_WIDTH = 1.6
"""Tempers the posterior of bunched alerts, as a multiple of phi. Bunches blur a date more than they widen counts."""

Level = Literal["too_few", "none", "weak", "strong"]
Direction = Literal["up", "down", "flat"]


class Assessment(TypedDict):
    """The trend of a leak's alerts. Days are observed days.

    Attributes:
        p_value: two-sided; None with too few data.
        direction: the sign of the slope for any p; "flat" without a slope.
        level: the strength of the evidence, with limits at p = 0.05 and 0.005.
        lacks: "episodes" or "days" if there are too few of them, else None.
        n, unit: the number of occurrences, and "episodes" or "alerts".
        needed: the minimum of `n`.
        events: raw alerts in the observed time.
        days, days_needed: observed days, and their minimum.
        ratio, ratio_low, ratio_high: the rate of the last third of the observed time over the first third, with 95 %
            mid-p limits; None if not finite, or with fewer than 6 occurrences in both.
        first_interval_days, last_interval_days: days per occurrence in those thirds; None without occurrences.
        phi: the dispersion index; above 1.5 the alerts are bunched.
        bins, bin_days: the number of bins used, and their length.
        weekday_removed: True if the bins are whole weeks.
        ignored: alerts left out, because they are outside the observed time.
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
    """The date of the change. Every value is None unless `assess` has p < 0.05.

    Attributes:
        time, low, high: the posterior median and the 80 % interval, in the caller's seconds.
        rate_before, rate_after: occurrences per observed day before and after `time`.
        gradual: True if the interval is longer than half the history. Then show no date.
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
    """Test whether the rate changes: the slope of episodes per whole-week bin, weighted by exposure, and its t test.

    At most the last 104 weeks are used. event_times: alerts in seconds since the last fix. t_end: now. gaps: (begin,
    end) pairs in which nothing could be recorded. t_start: the beginning of the observed time; for None see
    `statistics.record`. Raises ValueError as `read_record` does.
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
    """Return the observed seconds of a third of the history, and the occurrences in the first and the last third."""
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
    """Find the date of the change: posterior median, 80 % interval, and the rates before and after.

    The date needs p < 0.05 in `assess`, which has the same arguments and errors. The posterior uses observed time. A
    date inside a gap is given as the beginning of the gap.
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
