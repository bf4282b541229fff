"""What quiet and recurrences prove about a fix, at the edges: the minimum, bunched alerts, a burst that comes back."""

import pytest

from bot.core.statistics.quiet_spell import Baseline, evalue
from bot.core.statistics.trend import fix_evidence
from storage.records.spans import DAY_S as DAY

STEADY = [k * 45.5 * DAY for k in range(8)]
FIX = 364 * DAY
# Six bunches of five alerts, two days apart within a bunch.
BUNCHED = [(60 * k + 2 * j) * DAY for k in range(6) for j in range(5)]


def test_three_before_are_enough() -> None:
    """The minimum that messages name is a minimum: with exactly so many, quiet proves the fix."""
    told = fix_evidence([10 * DAY, 50 * DAY, 90 * DAY], 100 * DAY, [], 9000 * DAY, t_start=0)

    assert (3, 3, True) == (told["n"], told["needed"], told["fixed95"])
    assert told["days_needed"] == pytest.approx(100 * (20 ** (1 / 3) - 1))


def test_bunched_recurrences_count_less() -> None:
    """Alerts that come in bunches are divided by the dispersion index, those since the fix like those before."""
    told = fix_evidence(BUNCHED, FIX, [FIX + 30 * DAY, FIX + 50 * DAY], FIX + 200 * DAY, t_start=0)
    n, after, phi = told["n"], told["n_after"], told["phi"]
    whole, half = Baseline(n / phi, FIX), Baseline((n - 16) / phi, FIX / 2)

    assert (29, 2) == (n, after)
    assert phi > 2
    assert told["evalue"] == pytest.approx(min(evalue(base, after / phi, 200 * DAY) for base in (whole, half)))


def test_a_burst_that_comes_back_is_one_episode() -> None:
    """Fifty alerts within a day, where episodes are counted, are one recurrence."""
    burst = [FIX + 10 * DAY + 600 * j for j in range(50)]
    told = fix_evidence(STEADY, FIX, burst, FIX + 100 * DAY, t_start=0)

    assert ("episodes", 1) == (told["unit"], told["n_after"])


def test_a_recurrence_without_a_pause_is_several_episodes() -> None:
    """Alerts twice a day for four days: an episode ends after two days at the latest."""
    without_pause = [FIX + 10 * DAY + j * DAY / 2 for j in range(9)]
    told = fix_evidence(STEADY, FIX, without_pause, FIX + 100 * DAY, t_start=0)

    assert ("episodes", 2) == (told["unit"], told["n_after"])


def test_the_span_before_begins_where_recording_began() -> None:
    """Twelve episodes in 108 days are too dense for episodes, also when time 0 lies years before."""
    before = [(1000 + 9 * k) * DAY for k in range(12)]
    told = fix_evidence(before, 1108 * DAY, [], 1200 * DAY, t_start=1000 * DAY - 1)

    assert ("alerts", 12) == (told["unit"], told["n"])
