"""Whether alerts show that their rule tells of an issue at most once in so long."""

from itertools import accumulate
from random import Random

import pytest

from bot.core.statistics.alert_throttle import LEAST_GAPS, seems_every

MINUTE, HOUR, DAY = 60, 3600, 86_400


def steady(seed: int, mean: float, count: int = 220) -> list[float]:
    dice = Random(seed)
    return list(accumulate(dice.expovariate(1 / mean) for _ in range(count)))


def throttled(times: list[float], every: float) -> list[int]:
    """What a rule lets through; whole seconds, as they are stored."""
    found: list[float] = []
    for at in times:
        if not found or at >= found[-1] + every:
            found.append(at)
    return [int(at) for at in found]


@pytest.mark.parametrize("every", [5 * MINUTE, 30 * MINUTE, HOUR, 12 * HOUR, DAY, 7 * DAY])
@pytest.mark.parametrize("events_per_interval", [10, 1, 0.5])
def test_a_throttle_shows_itself(every: int, events_per_interval: float) -> None:
    """However often the leak really happens, as long as it does about as often as the rule may act."""
    times = throttled(steady(7, every / events_per_interval, 4000), every)

    assert every == seems_every(times[-200:])


def test_no_rule_is_accused_wrongly() -> None:
    """Steady, in bursts, regular, or by the clock: in fewer than one of a hundred histories."""
    accused = 0
    for seed in range(300):
        mean = (120, 1800, HOUR, 12 * HOUR, DAY)[seed % 5]
        dice = Random(seed)
        bursts = sorted(at + dice.expovariate(1 / HOUR) for at in steady(seed, 4 * mean, 55) for _ in range(4))
        regular = list(accumulate(dice.gammavariate(4, mean / 4) for _ in range(220)))
        clock = [number * mean + dice.gauss(0, 10) for number in range(220)]
        for times in (steady(seed, mean), bursts, regular, clock):
            accused += any(seems_every(times[:count]) is not None for count in range(20, 201, 10))

    assert accused < 12


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([1800] * LEAST_GAPS, 1800),
        ([1800] * (LEAST_GAPS - 1), None),
        ([1800] * LEAST_GAPS + [1700], None),
        ([1800] * 5 + [9000] * 100, 1800),
        ([1800] * 4 + [9000] * 100, None),
        ([1790] * 10 + [1830] * 10, None),
        ([1790] * 3 + [1830] * 17, 1800),
        ([900] * 30, None),
        ([], None),
    ],
)
def test_the_rule_is_the_documented_one(gaps: list[int], expected: int | None) -> None:
    """Twenty gaps, none too short, five near, and few of those below the interval itself."""
    assert expected == seems_every(list(accumulate([0, *gaps])))
