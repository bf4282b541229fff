"""What every verdict over a leak's alerts shares: the span looked at, what was counted in it, bins and slope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.statistics.episodes import (
    LEAST_BINS,
    Bins,
    Slope,
    bin_table,
    binned_slope,
    countable,
    dispersion,
    widen_slope,
)
from bot.core.statistics.record import Record, read_record
from storage.records.spans import WEEK_S

MINIMUM = 6
"""Occurrences below which there is no p at all."""
LONGEST = 104 * WEEK_S
"""Older history says nothing about today's trend."""
CHANGED_BELOW = 0.05
"""The p-value below which a change is spoken of."""


@dataclass(frozen=True, slots=True)
class History:
    """units: occurrences after the start, calendar seconds; clock: the same in observed ones; raw: they are alerts."""

    record: Record
    units: list[float]
    raw: bool
    clock: list[float]
    bins: Bins
    phi: float
    slope: Slope | None

    @property
    def p_value(self) -> float | None:
        return self.slope.p_value if self.slope else None

    @property
    def changed(self) -> bool:
        return self.slope is not None and self.slope.p_value < CHANGED_BELOW


def read_history(
    event_times: Iterable[float], t_end: float, gaps: Iterable[tuple[float, float]], t_start: float | None
) -> History:
    """Check, order and count what was observed; at most the last 104 weeks of it. Errors: see `record`."""
    whole = read_record(event_times, t_end, gaps, t_start)
    record = whole.since(max(whole.start, whole.end - LONGEST))
    # Episodes are formed before the cut, so that one running across it is not dated anew.
    units, raw = countable(whole.alerts, record.start, record.end - record.start)
    bins = bins_of(record, units)
    phi = dispersion(bins, len(units))
    slope = binned_slope(bins) if len(units) >= MINIMUM and len(bins) >= LEAST_BINS else None
    clock = record.to_observed(units)
    return History(record, units, raw, clock, bins, phi, widen_slope(slope, phi, len(units)) if slope else None)


def bins_of(record: Record, times: Iterable[float]) -> Bins:
    """The bins of the record with the given sorted calendar times counted in them."""
    start = record.start
    return bin_table([t - start for t in times], record.end - start, [(a - start, b - start) for a, b in record.gaps])
