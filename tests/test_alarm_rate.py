"""How often the weekly look alarms over steady leaks and over rising ones, through the rule that the job uses.

A thousand histories a row with another seed gave, in two years of weekly looks: see docs/statistics.md.
"""

from __future__ import annotations

from bisect import bisect_right
from random import Random

import pytest

from bot.core.alarm import HISTORY_S, LEAST_REPORTS, raises
from bot.core.statistics.trend import assess
from bot.simulation.sentry_side import deliver
from bot.simulation.simulate import BEGIN, load, simulator
from storage.records.spans import WEEK_S

YEARS_S, DAY_S = 104 * WEEK_S, 86_400
REPS, SEED = 60, 4


def ever_alarms(times: list[int]) -> bool:
    """The looks of two years at a leak that was first seen with the first of these times, as the job makes them."""
    for now in range(HISTORY_S, YEARS_S + 1, WEEK_S):
        seen = bisect_right(times, now)
        if seen >= LEAST_REPORTS and now - times[0] >= HISTORY_S and raises(assess(times[:seen], now)):
            return True
    return False


def poisson(dice: Random, count: float, power: float = 1.0) -> list[int]:
    """About so many reports in two years; power 2: at a rate that grows in proportion to time."""
    at, found = 0.0, []
    while (at := at + dice.expovariate(count)) < 1:
        found.append(int(at ** (1 / power) * YEARS_S))
    return found


def share(make: object, reps: int = REPS) -> float:
    """Of so many histories, how many ever alarm."""
    dice = Random(SEED)
    histories = [make(dice) for _ in range(reps)]  # type: ignore[operator]
    return sum(ever_alarms(times) for times in histories if times) / reps


@pytest.mark.parametrize("count", [20, 60])
def test_steady_leaks_hardly_ever_alarm(count: int):
    """At most 6 % is promised; the bound is that for so few histories."""
    assert share(lambda dice: poisson(dice, count)) <= 0.1


def test_bunches_of_reports_hardly_ever_alarm():
    """Four within hours, a steady rate of bunches."""

    def bunched(dice: Random) -> list[int]:
        begins = poisson(dice, 20)
        return sorted(at + dice.randrange(4 * 3600) for at in begins for _ in range(4) if at < YEARS_S - DAY_S)

    assert share(bunched) <= 0.1


def test_a_rising_leak_alarms():
    """Forty reports in two years at a rate that grows in proportion to time."""
    assert share(lambda dice: poisson(dice, 40, power=2)) >= 0.7


def test_a_steady_fleet_hardly_ever_alarms():
    """What Netty and Sentry make of a leak that does not change: a simulated fleet of JVMs."""
    fleet = simulator(load("steady-rare"))

    def reports(dice: Random) -> list[int]:
        history = fleet.run(dice)
        sent = deliver(dice, fleet.scenario.sentry, history.printed)
        return [int(one.printed.at) for one in sent if one.printed.leak == 0]

    assert fleet.scenario.days * DAY_S <= YEARS_S + 14 * DAY_S
    assert BEGIN > 0
    assert share(reports, 30) <= 0.14
