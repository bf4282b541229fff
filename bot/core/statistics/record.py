"""The observed alerts: validated times, observation gaps, the beginning of observation, and observed time.

**Time 0.** A caller that knows when observation began passes `t_start`. Without `t_start`:

- If `t_end` is below 20 years of seconds, times count from the beginning of observation, which is 0. Simulations and
  tests use this.
- Otherwise times are seconds since the epoch, and the record starts at its first alert ("first seen"). Time 0 is that
  alert.

Only times strictly after time 0 count. So the alert that begins the record is no evidence, nor is the rest of its
episode. Otherwise it would count twice: for ten alerts Laplace's false alarms rise from 4.9 to 7.1 %, and a "fixed"
claim after three is false in 10.2 instead of 4.6 %.

**Unusual input.** Unsorted times are sorted. Equal times are two alerts: event ids, which reveal re-deliveries, are not
known here. Times after the end, before `t_start` or inside a gap are left out and counted in `ignored`. Gaps are
clipped, and merged if they overlap or touch; empty gaps are dropped. ValueError is raised for a number that is negative
or not finite, a gap that ends before it begins, and an end before the start.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from storage.records.spans import DAY_S

EPOCH_FROM = 20 * 365.25 * DAY_S
"""Times at or above this are seconds since the epoch; below, seconds since observation began."""

Gaps = Sequence[tuple[float, float]]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """The alerts of one period of observation, in the caller's seconds.

    Attributes:
        start, end: the period.
        alerts: sorted, start <= t <= end, none inside a gap.
        gaps: sorted, disjoint, inside the period.
        ignored: the number of given alerts outside the period or inside a gap.
    """

    start: float
    end: float
    alerts: tuple[float, ...]
    gaps: tuple[tuple[float, float], ...]
    ignored: int

    @property
    def observed(self) -> float:
        """Return the seconds in which an alert could be recorded."""
        return self.end - self.start - sum(b - a for a, b in self.gaps)

    def since(self, start: float) -> Record:
        """Return the same record from a later start on. The alerts before it count as ignored."""
        alerts = self.alerts[bisect_left(self.alerts, start) :]
        return Record(
            start,
            self.end,
            alerts,
            merge_gaps(self.gaps, start, self.end),
            self.ignored + len(self.alerts) - len(alerts),
        )

    def to_observed(self, times: Iterable[float]) -> list[float]:
        """Convert sorted calendar times to observed seconds since the start. Gaps do not count."""
        lost, k, out = 0.0, 0, []
        for t in times:
            while k < len(self.gaps) and self.gaps[k][1] <= t:
                lost += self.gaps[k][1] - self.gaps[k][0]
                k += 1
            stopped = self.gaps[k][0] if k < len(self.gaps) else t
            out.append(min(t, stopped) - self.start - lost)
        return out

    def to_calendar(self, observed: float) -> float:
        """Convert observed seconds since the start to the earliest matching calendar time."""
        t = self.start + observed
        for a, b in self.gaps:
            if t <= a:
                break
            t += b - a
        return t


def read_record(
    event_times: Iterable[float], t_end: float, gaps: Iterable[tuple[float, float]] = (), t_start: float | None = None
) -> Record:
    """Check and sort the alerts until `t_end`.

    Raises:
        ValueError: an input is invalid, see the module's docstring.
    """
    end = _checked(t_end, "t_end")
    times = check_times(event_times, "event_times")
    spans = check_gaps(gaps)
    total = len(times)
    times = outside_gaps(times[: bisect_right(times, end)], merge_gaps(spans, -math.inf, end))
    start = _start(times, end, t_start)
    if end < start:
        raise ValueError(f"t_end {end} is before the start of observation {start}: give a later end")
    times = times[bisect_left(times, start) :]
    return Record(start, end, tuple(times), merge_gaps(spans, start, end), total - len(times))


def _start(times: list[float], end: float, t_start: float | None) -> float:
    if t_start is not None:
        return _checked(t_start, "t_start")
    if end < EPOCH_FROM:
        return 0.0
    return times[0] if times else end


def check_times(times: Iterable[float], name: str) -> list[float]:
    """Return a sorted copy.

    Raises:
        ValueError: a time is negative, or not a finite number of seconds.
    """
    return sorted(_checked(t, name) for t in _each(times, name))


def _each(values: Iterable[T], name: str) -> Iterable[T]:
    try:
        return iter(values)
    except TypeError:
        raise ValueError(f"{name} is {values!r}: give a sequence, or leave it out") from None


def _checked(value: float, name: str) -> float:
    try:
        if math.isfinite(value) and value >= 0:
            return float(value)
    except OverflowError:
        raise ValueError(f"{name} holds a number that is too large: give finite numbers of seconds") from None
    except TypeError:
        pass
    raise ValueError(f"{name} holds {value!r}: give finite numbers of seconds, zero or more")


def check_gaps(gaps: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Check the gaps: pairs of finite seconds.

    Raises:
        ValueError: a gap is not such a pair, or ends before it begins.
    """
    out = []
    for gap in _each(gaps, "gaps"):
        try:
            a, b = gap
        except (TypeError, ValueError):
            raise ValueError(f"gaps holds {gap!r}: give pairs (begin, end) in seconds") from None
        begin, end = _checked(a, "gaps"), _checked(b, "gaps")
        if begin > end:
            raise ValueError(f"the gap ({begin}, {end}) ends before it begins")
        out.append((begin, end))
    return out


def merge_gaps(gaps: Iterable[tuple[float, float]], start: float, end: float) -> tuple[tuple[float, float], ...]:
    """Sort the gaps, clip them to the period, and merge those that overlap or touch."""
    out: list[tuple[float, float]] = []
    for begin, stop in sorted((max(a, start), min(b, end)) for a, b in gaps):
        if begin >= stop:
            continue
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], stop))
        else:
            out.append((begin, stop))
    return tuple(out)


def outside_gaps(times: list[float], gaps: Gaps) -> list[float]:
    """Return the times outside all gaps. A gap is half open, [begin, end)."""
    for begin, stop in gaps:
        times = times[: bisect_left(times, begin)] + times[bisect_left(times, stop) :]
    return times
