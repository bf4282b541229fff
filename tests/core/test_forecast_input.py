"""A forecast of or from next to nothing, or of all time."""

from __future__ import annotations

import pytest

from bot.core.statistics.trend import assess, forecast
from storage.records.spans import DAY_S as DAY

MONTHLY = [30.0 * DAY * n for n in range(1, 20)]


@pytest.mark.parametrize("horizon", [1e-9, 1e-300, 1e30, 1e300, 10**400, float("nan"), "28"])
def test_a_horizon_beyond_sense_is_refused(horizon: float):
    """Neither a crash nor a search without end."""
    with pytest.raises(ValueError, match="horizon"):
        forecast(MONTHLY, 600 * DAY, horizon)


@pytest.mark.parametrize("end", [1e-299, 5.0])
def test_seconds_of_observation_are_too_few(end: float):
    """Millions of reports would be foretold from four."""
    found = forecast([end * part for part in (0.2, 0.4, 0.6, 0.8)], end, 28 * DAY)

    assert not found["enough"]


def test_a_whole_number_beyond_floats_is_refused():
    """As any other time that is none."""
    with pytest.raises(ValueError, match="event_times"):
        assess([10**400], 600 * DAY)
