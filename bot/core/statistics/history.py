"""The history of a leak's alerts, shared by all verdicts: observed time, occurrences, bins and slope."""

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
"""Below this number of occurrences there is no p-value."""
LONGEST = 104 * WEEK_S
"""Older alerts are left out: they say nothing about today's trend."""
CHANGED_BELOW = 0.05
"""A p-value below this counts as a change."""


@dataclass(frozen=True, slots=True)
class History:
    """The occurrences of one leak, counted in bins.

    Attributes:
        units: occurrences after the start, in calendar seconds.
        raw: True if occurrences are alerts, False if they are episodes.
        clock: `units` in observed seconds.
        slope: None if there are too few occurrences or bins.
    """

    record: Record
    units: list[float]
    raw: bool
    clock: list[float]
    bins: Bins
    phi: float
    slope: Slope | None

    @property
    def p_value(self) -> float | None:
        """Return the p-value of the slope; None if there is no slope."""
        return self.slope.p_value if self.slope else None

    @property
    def changed(self) -> bool:
        """Return True if the rate changed (p < 0.05)."""
        return self.slope is not None and self.slope.p_value < CHANGED_BELOW


def read_history(
    event_times: Iterable[float], t_end: float, gaps: Iterable[tuple[float, float]], t_start: float | None
) -> History:
    """Check, sort and count the last 104 weeks of alerts.

    Raises:
        ValueError: an input is invalid (see `bot.core.statistics.record`).
    """
    whole = read_record(event_times, t_end, gaps, t_start)
    record = whole.since(max(whole.start, whole.end - LONGEST))
    # Form episodes before the cut: an episode that runs across the cut keeps its date.
    units, raw = countable(whole.alerts, record.start, record.end - record.start)
    bins = bins_of(record, units)
    phi = dispersion(bins, len(units))
    slope = binned_slope(bins) if len(units) >= MINIMUM and len(bins) >= LEAST_BINS else None
    clock = record.to_observed(units)
    return History(record, units, raw, clock, bins, phi, widen_slope(slope, phi, len(units)) if slope else None)


def bins_of(record: Record, times: Iterable[float]) -> Bins:
    """Count the given sorted calendar times in the bins of the record."""
    start = record.start
    return bin_table([t - start for t in times], record.end - start, [(a - start, b - start) for a, b in record.gaps])
