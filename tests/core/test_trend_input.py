"""What the trend does with odd input: a documented rule or a clear ValueError, and where time 0 lies."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.statistics.record import merge_gaps, read_record
from bot.core.statistics.trend import assess, delta, fix_evidence, forecast, since_when

DAY = 86_400.0
NOW = 1_790_000_000.0
STEADY = [30 * DAY * (k + 0.5) for k in range(24)]
END = 720 * DAY

Ask = Callable[..., Any]


def ask_forecast(times: list[float], t_end: float, gaps: Any = ()) -> Any:
    return forecast(times, t_end, 28 * DAY, gaps)


def ask_fix(times: list[float], t_end: float, gaps: Any = ()) -> Any:
    return fix_evidence(times, t_end, [], t_end + 10 * DAY, gaps)


QUESTIONS: list[Ask] = [assess, since_when, ask_forecast, ask_fix]
every_question = pytest.mark.parametrize("ask", QUESTIONS, ids=["assess", "since_when", "forecast", "fix_evidence"])


@every_question
@pytest.mark.parametrize(
    ("times", "t_end", "gaps", "says"),
    [
        ([1.0, math.nan], END, (), "event_times|finite"),
        ([math.inf], END, (), "finite"),
        (None, END, (), "event_times is None"),
        (STEADY, END, None, "gaps is None"),
        ([-1.0], END, (), "zero or more"),
        ([None], END, (), "finite"),
        (["5"], END, (), "finite"),
        (STEADY, math.nan, (), "t_end"),
        (STEADY, math.inf, (), "t_end"),
        (STEADY, -1.0, (), "t_end"),
        (STEADY, END, [(2.0, 1.0)], "ends before it begins"),
        (STEADY, END, [(1.0, math.nan)], "gaps"),
        (STEADY, END, [5.0], "pair"),
        (STEADY, END, [(1.0, 2.0, 3.0)], "pair"),
    ],
)
def test_what_cannot_be_time_is_refused(ask: Ask, times: Any, t_end: float, gaps: Any, says: str) -> None:
    """Not a number, not finite, before the epoch, a reversed gap: ValueError that says which."""
    with pytest.raises(ValueError, match=says):
        ask(times, t_end, gaps)


@every_question
def test_order_does_not_matter(ask: Ask) -> None:
    """Out of order is sorted."""
    shuffled = random.Random(1).sample(STEADY, len(STEADY))

    assert ask(STEADY, END) == ask(shuffled, END)


@every_question
def test_gaps_are_merged_and_clipped(ask: Ask) -> None:
    """Overlapping, touching, repeated, empty and outlying gaps are one gap."""
    many = [(100 * DAY, 150 * DAY), (140 * DAY, 160 * DAY), (160 * DAY, 170 * DAY), (120 * DAY, 130 * DAY)]
    many += [(50 * DAY, 50 * DAY), (END + 20 * DAY, END + 90 * DAY), (120 * DAY, 130 * DAY)]

    assert ask(STEADY, END, [(100 * DAY, 170 * DAY)]) == ask(STEADY, END, many)


@every_question
def test_nothing_is_an_answer(ask: Ask) -> None:
    """No alerts, no time: the answer is "too few", in the beginning as today."""
    for t_end in (0.0, END, NOW):
        assert ask([], t_end)


@every_question
def test_later_alerts_are_not_known_yet(ask: Ask) -> None:
    """What lies after the end changes nothing but the number left out."""
    then = ask(STEADY, END)
    later = ask([*STEADY, END + 1, END + 300 * DAY], END)

    assert 2 == later.pop("ignored", 2) - then.pop("ignored", 0)
    assert then == later


def test_the_end_may_be_the_only_alert() -> None:
    """A leak seen this second has no history."""
    told = assess([NOW], NOW)

    assert ("too_few", 0, 1, 0.0) == (told["level"], told["n"], told["events"], told["days"])


def test_the_same_second_twice_is_two_alerts() -> None:
    """In one episode they are one; where alerts are dense they are counted both."""
    sparse = assess([*STEADY, *STEADY], END)
    dense_times = [1.5 * DAY * (k + 0.5) for k in range(100)]
    dense = assess(dense_times + dense_times, 150 * DAY)

    assert (24, 48, "episodes") == (sparse["n"], sparse["events"], sparse["unit"])
    assert (200, 200, "alerts") == (dense["n"], dense["events"], dense["unit"])


def test_alerts_inside_a_gap_are_left_out() -> None:
    """A gap is when nothing could be recorded; what was read in later would be counted against no time."""
    told = assess([*STEADY, 101 * DAY, 102 * DAY], END, [(100 * DAY, 104 * DAY)])

    assert (2, 24, 716.0) == (told["ignored"], told["n"], told["days"])


def test_time_zero_is_zero_for_times_that_count_from_it() -> None:
    """Below twenty years of seconds every alert is evidence, since observation began at 0."""
    told = assess(STEADY, END)

    assert (24, 720.0) == (told["n"], told["days"])


def test_time_zero_is_the_first_alert_for_times_of_a_clock() -> None:
    """Since the epoch: the record starts at its first alert, which with its episode is no evidence."""
    start = NOW - END
    told = assess([start + t for t in [*STEADY, STEADY[0] + 3600]], NOW)

    assert (23, 25, 705.0) == (told["n"], told["events"], told["days"])


def test_a_known_start_makes_both_agree() -> None:
    """With t_start a clock's times and counted times give the same, to the rounding of a billion seconds."""
    rising = sorted(END * math.sqrt((k + 0.5) / 40) for k in range(40))
    counted, clock = assess(rising, END), assess([NOW - END + t for t in rising], NOW, t_start=NOW - END)

    assert set(counted) == set(clock)
    assert counted == {key: pytest.approx(value) for key, value in clock.items()}
    first = since_when(rising, END)["time"]
    second = since_when([NOW - END + t for t in rising], NOW, t_start=NOW - END)["time"]
    assert first is not None
    assert second is not None
    assert first == pytest.approx(second - (NOW - END), abs=1)


def test_alerts_before_a_known_start_are_left_out() -> None:
    """Since the last fix means: pass its time as t_start and all the alerts."""
    told = assess([NOW - END + t for t in STEADY], NOW, t_start=NOW - 300 * DAY)

    assert (10, 14, 300.0) == (told["n"], told["ignored"], told["days"])
    with pytest.raises(ValueError, match="before the start"):
        assess([], NOW, t_start=NOW + 1)
    with pytest.raises(ValueError, match="t_start"):
        assess([], NOW, t_start=math.nan)


def test_history_is_cut_at_two_years_without_dating_an_episode_anew() -> None:
    """104 weeks count; an episode that ran across the cut belongs to before it."""
    cut = NOW - 728 * DAY
    told = assess([cut - 900 * DAY, cut - 3600, cut + 3600, cut + 30 * DAY, NOW - DAY], NOW)

    assert (2, 728.0, 2) == (told["n"], told["days"], told["ignored"])


def test_a_horizon_must_lie_ahead() -> None:
    """Nothing, backwards, for ever and not-a-number are refused."""
    for horizon in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="horizon"):
            forecast(STEADY, END, horizon)


@pytest.mark.parametrize(
    "arguments",
    [(-1, 5), (5, -1), (5, 5, -1.0), (5, 5, 1, math.nan), (5, 5, 1, 1, 0.5), (5, 5, 1, 1, math.inf)],
)
def test_delta_refuses_what_is_no_count(arguments: tuple[Any, ...]) -> None:
    """Negative or non-finite numbers, and a dispersion below one."""
    with pytest.raises(ValueError, match="is "):
        delta(*arguments)


spans = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted).map(tuple), max_size=8)


@given(st.lists(st.integers(0, 50), max_size=20), spans)
def test_the_observed_clock_stands_still_in_gaps(times: list[int], gaps: Any) -> None:
    """Every second of the span is in a gap or on the clock; to the calendar and back is the same moment."""
    record = read_record(times, 50, gaps)
    apart = merge_gaps(gaps, 0, 50)
    clock = record.to_observed(record.alerts)

    covered = {second for a, b in gaps for second in range(a, b)}
    assert 50 - len(covered) == record.observed
    assert all(a[1] < b[0] for a, b in pairwise(apart))
    assert clock == sorted(clock)
    assert [t - len([s for s in covered if s < t]) for t in record.alerts] == clock
    assert clock == record.to_observed([record.to_calendar(moment) for moment in clock])
