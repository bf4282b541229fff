"""The forecast: the number of alerts to expect."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TypedDict

from bot.core.statistics.episodes import dispersion
from bot.core.statistics.history import bins_of, read_history
from bot.core.statistics.special_functions import negative_binomial_quantile
from storage.records.spans import DAY_S, WEEK_S

MINIMUM_FORECAST = 3
REGIME_COUNT = 10
REGIME_LEAST = 8 * WEEK_S
LEAST_SPAN = DAY_S
"""With less observed time than this there is no forecast."""
LONGEST_HORIZON = 36_525 * DAY_S


class Forecast(TypedDict):
    """The number of alerts to expect in the horizon. Below 3 occurrences the values are None and `enough` is False.

    Attributes:
        low, high: the 80 % interval of raw alerts.
        mean: their mean.
        episodes_low, episodes_high: the same interval for occurrences, more accurate for bunched alerts.
        chance: the probability of at least one.
        days, n: observed days of the recent regime, and the occurrences in it.
    """

    low: int | None
    high: int | None
    mean: float | None
    episodes_low: int | None
    episodes_high: int | None
    chance: float | None
    days: float
    n: int
    enough: bool


def forecast(
    event_times: Iterable[float],
    t_end: float,
    horizon: float,
    gaps: Iterable[tuple[float, float]] = (),
    *,
    t_start: float | None = None,
) -> Forecast:
    """Forecast the alerts in [t_end, t_end + horizon), in seconds: 80 % interval of a negative binomial.

    It uses the recent regime: all data or, after a change (p < 0.05), the shortest recent time with 10 occurrences and
    at least 8 weeks. Less than a day is too few. Other arguments and errors are as for assess. Raises ValueError for a
    horizon outside 1 second to 100 years.
    """
    if not isinstance(horizon, int | float) or not 1 <= horizon <= LONGEST_HORIZON:
        raise ValueError(f"horizon is {horizon!r:.40}: give seconds, from 1 second to 100 years")
    history = read_history(event_times, t_end, gaps, t_start)
    record, clock = history.record, history.clock
    begin = 0.0
    if history.changed and len(clock) >= REGIME_COUNT:
        begin = max(0.0, min(clock[-REGIME_COUNT], record.observed - REGIME_LEAST))
    span = record.observed - begin
    n = len(clock) - bisect_right(clock, begin)
    if len(clock) < MINIMUM_FORECAST or span < LEAST_SPAN:
        return _too_few(span, n)
    alerts = [t for t in record.alerts if t > record.start]
    y = len(alerts) - bisect_right(record.to_observed(alerts), begin)
    low, high = _range(y, span, horizon, dispersion(bins_of(record, alerts), len(alerts)))
    few, many = _range(n, span, horizon, history.phi)
    return Forecast(
        low=low,
        high=high,
        mean=(y + 0.5) * horizon / span,
        episodes_low=few,
        episodes_high=many,
        chance=1 - (span / (span + horizon)) ** ((n + 0.5) / history.phi),
        days=span / DAY_S,
        n=n,
        enough=True,
    )


def _too_few(span: float, n: int) -> Forecast:
    return Forecast(
        low=None,
        high=None,
        mean=None,
        episodes_low=None,
        episodes_high=None,
        chance=None,
        days=span / DAY_S,
        n=n,
        enough=False,
    )


def _range(count: int, span: float, horizon: float, phi: float) -> tuple[int, int]:
    """Compute the 10 and 90 % points of the next count.

    Mean m = (count + 1/2) h / W, variance phi (m + m^2 / (count + 1/2)): gamma(1/2) prior, widened by the
    dispersion index.
    """
    size = count + 0.5
    mean = size * horizon / span
    success = 1 / (phi * (1 + mean / size))
    widened = mean * success / (1 - success)
    return negative_binomial_quantile(0.1, widened, success), negative_binomial_quantile(0.9, widened, success)
