"""The verdicts people read: delta, trend, date, fix and forecast, each on histories small enough to check by eye."""

from __future__ import annotations

import math
import random
from dataclasses import FrozenInstanceError

import pytest

from bot.cli.vectors.methods import results
from bot.core.statistics.episodes import Slope, widen_slope
from bot.core.statistics.trend import assess, delta, fix_evidence, forecast, since_when

DAY = 86_400.0
TWO_YEARS = 728 * DAY


def every(days: float, start: float, end: float) -> list[float]:
    """Times in seconds, evenly apart."""
    count = int((end - start) / days)
    return [DAY * (start + days * (k + 0.5)) for k in range(count)]


def poisson(rate_per_day: float, start: float, end: float, seed: int) -> list[float]:
    """Times in seconds at random."""
    draw, day, out = random.Random(seed), start, []
    while (day := day + draw.expovariate(rate_per_day)) < end:
        out.append(day * DAY)
    return out


SHRINKING = every(60, 0, 420) + every(12, 420, 728)
SLOWING = [TWO_YEARS - t for t in reversed(SHRINKING)]


def test_delta_is_the_mid_p_comparison() -> None:
    """Nine in 28 days against three in 19: about double, and no evidence."""
    told = delta(9, 3, 28, 19)

    assert (9, 3, True) == (told.now, told.before, told.enough)
    assert (2.0357, 0.5752, 9.3218, 0.2954) == pytest.approx((told.ratio, told.low, told.high, told.p_value), abs=5e-5)
    with pytest.raises(FrozenInstanceError):
        told.now = 3  # type: ignore[misc]


def test_delta_needs_six() -> None:
    """Five in both windows say nothing, six against none has a lower limit only; an unobserved window says nothing."""
    few, against_none, unseen = delta(5, 0), delta(6, 0), delta(9, 9, 1, 0)

    assert (False, None, None) == (few.enough, few.ratio, few.p_value)
    assert (True, None, None) == (against_none.enough, against_none.ratio, against_none.high)
    assert against_none.p_value == pytest.approx(0.015625)
    assert against_none.low == pytest.approx(1.5443, abs=5e-5)
    assert not unseen.enough


def test_delta_of_bunches_is_more_careful() -> None:
    """Counts divided by phi: the same ratio, a wider interval, a larger p."""
    plain, bunched = delta(20, 8), delta(20, 8, phi=2.5)

    assert plain.ratio == bunched.ratio
    assert plain.low is not None
    assert bunched.low is not None
    assert plain.p_value is not None
    assert bunched.p_value is not None
    assert bunched.low < plain.low
    assert plain.p_value < 0.05 < bunched.p_value


def test_a_shrinking_interval_is_found() -> None:
    """Sixty days between alerts, then twelve: strong evidence, up, and both intervals said."""
    told = assess(SHRINKING, TWO_YEARS)

    assert ("strong", "up", 32, 728.0, 26, True) == (
        told["level"],
        told["direction"],
        told["n"],
        told["days"],
        told["bins"],
        told["weekday_removed"],
    )
    assert told["first_interval_days"] == pytest.approx(60, rel=0.2)
    assert told["last_interval_days"] == pytest.approx(12, rel=0.1)
    assert told["ratio"] == pytest.approx(5, rel=0.2)
    assert told["lacks"] is None


def test_a_growing_interval_points_down() -> None:
    """The same history backwards."""
    told = assess(SLOWING, TWO_YEARS)

    assert ("strong", "down") == (told["level"], told["direction"])


def test_a_perfectly_steady_leak_is_flat() -> None:
    """One in every bin: p is 1 and nothing divides by zero."""
    told = assess(every(28, 0, 728), TWO_YEARS)

    assert (1.0, "flat", "none", 1.0) == (told["p_value"], told["direction"], told["level"], told["ratio"])


@pytest.mark.parametrize(
    ("times", "days", "lacks"),
    [
        ([], 400, "episodes"),
        (every(80, 0, 400), 400, "episodes"),
        ([DAY + 60 * k for k in range(50)], 400, "episodes"),
        (every(2, 0, 14), 15, "days"),
    ],
    ids=["none", "five", "fifty in one episode", "a fortnight"],
)
def test_too_little_says_what_is_missing(times: list[float], days: float, lacks: str) -> None:
    """Below six episodes or sixteen days there is no p at all."""
    told = assess(times, days * DAY)

    assert ("too_few", None, "flat", lacks, 6) == (
        told["level"],
        told["p_value"],
        told["direction"],
        told["lacks"],
        told["needed"],
    )


def test_bursts_are_one_episode() -> None:
    """Every alert repeated within hours changes nothing but the count of alerts."""
    burst = sorted(t + hours * 3600 for t in SHRINKING for hours in (0, 1, 5))
    once, thrice = assess(SHRINKING, TWO_YEARS), assess(burst, TWO_YEARS)

    assert (32, 96) == (once["events"], thrice["events"])
    assert {**once, "events": 96} == thrice


def test_alerts_that_never_pause_are_not_one_episode() -> None:
    """Monthly, then every few hours for the last two months: two days at most are one episode, and the rise is seen."""
    times = every(30, 0, 668) + every(0.25, 668, 728)
    told = assess(times, TWO_YEARS)

    assert ("episodes", 22 + 27, "up") == (told["unit"], told["n"], told["direction"])
    assert told["level"] in {"weak", "strong"}


def test_daily_alerts_are_counted_one_by_one() -> None:
    """A hundred alerts in a hundred days are a rate, not "too few"."""
    told = assess(every(1, 0, 100), 100 * DAY)

    assert ("alerts", 100, "none") == (told["unit"], told["n"], told["level"])


def test_a_known_outage_is_no_change() -> None:
    """Nothing for a quarter because the bot was down is not a rising rate."""
    times = [t for t in poisson(0.09, 0, 728, 3) if t > 182 * DAY]
    blind, told = assess(times, TWO_YEARS), assess(times, TWO_YEARS, [(0, 182 * DAY)])

    assert blind["p_value"] is not None
    assert told["p_value"] is not None
    assert blind["p_value"] < 0.05 < told["p_value"]
    assert 546.0 == told["days"]


def test_a_short_history_keeps_the_weekday_pattern_and_says_so() -> None:
    """Between sixteen days and eight weeks there are eight bins that are not whole weeks."""
    told = assess(every(3, 0, 40), 40 * DAY)

    assert (8, 5.0, False) == (told["bins"], told["bin_days"], told["weekday_removed"])


def test_clear_bunches_cost_evidence() -> None:
    """From twenty occurrences and phi above 1.5 on the same slope is worth a little less; below both it is the same."""
    slope = Slope(0.1, 2.07, 24, 0.0494)

    assert slope == widen_slope(slope, 1.5, 40)
    assert slope == widen_slope(slope, 3.0, 19)
    assert 0.05 < widen_slope(slope, 1.6, 20).p_value < 0.06


def test_the_verdict_is_the_published_calculation() -> None:
    """Episodes, whole-week bins, weighted slope: what the vectors' method "trend" gives."""
    times = poisson(0.04, 0, 728, 11)
    vector = {"name": "", "input": {"method": "trend", "events_d": [t / DAY for t in times], "t_end_d": 728}}
    published = next(results([vector]))["got"]

    told = assess(times, TWO_YEARS)

    assert published == {"p_two_sided": pytest.approx(told["p_value"]), "direction": told["direction"]}


def test_no_date_without_a_change() -> None:
    """Only assess decides whether there is anything to date."""
    told = since_when(poisson(0.05, 0, 728, 1), TWO_YEARS)

    assert (None, None, None, False) == (told["time"], told["low"], told["high"], told["gradual"])


def test_a_change_is_dated_with_its_uncertainty() -> None:
    """Day 420 lies in the interval, which is short; the rates are those on either side."""
    told = since_when(SHRINKING, TWO_YEARS)

    assert told["time"] is not None
    assert told["low"] is not None
    assert told["high"] is not None
    assert told["low"] < 420 * DAY < told["high"]
    assert told["high"] - told["low"] < 120 * DAY
    assert told["low"] <= told["time"] <= told["high"]
    assert told["rate_before"] == pytest.approx(1 / 60, rel=0.3)
    assert told["rate_after"] == pytest.approx(1 / 12, rel=0.3)
    assert not told["gradual"]


def test_a_slow_drift_gets_no_date() -> None:
    """Few alerts and a rate that grows all the time: the interval is longer than half the history."""
    times = [TWO_YEARS * ((k + 0.5) / 11) ** 0.45 for k in range(11)]
    told = since_when(times, TWO_YEARS)

    assert told["time"] is not None
    assert told["gradual"]


def test_a_gap_moves_the_calendar_not_the_clock() -> None:
    """Two months of outage before the change push its date by two months."""
    plain = since_when(SHRINKING, TWO_YEARS)["time"]
    late = [t + 56 * DAY * (t > 200 * DAY) for t in SHRINKING]
    moved = since_when(late, TWO_YEARS + 56 * DAY, [(200 * DAY, 256 * DAY)], t_start=0)["time"]

    assert plain is not None
    assert moved is not None
    assert moved - plain == pytest.approx(56 * DAY, abs=15 * DAY)


def test_quiet_for_long_enough_is_fixed() -> None:
    """Seven alerts in 364 days need 194 quiet ones: T (20^(1/7) - 1); nothing is claimed a day earlier."""
    before, fix = every(52, 0, 364), 364 * DAY
    needed = 364 * (20 ** (1 / 7) - 1)
    told = fix_evidence(before, fix, [], fix + 20 * DAY)
    almost, enough = (fix_evidence(before, fix, [], fix + (needed + d) * DAY)["fixed95"] for d in (-1, 1))

    assert (False, False, 7, 20.0, 364.0) == (
        told["fixed95"],
        told["recurred"],
        told["n"],
        told["days_quiet"],
        told["days_before"],
    )
    assert told["days_needed"] == pytest.approx(needed)
    assert told["days_more"] == pytest.approx(needed - 20)
    assert told["p_value"] == pytest.approx((364 / 384) ** 7)
    assert told["residual_ratio"] == pytest.approx(needed / 20)
    assert (False, True) == (almost, enough)


def test_days_needed_are_known_on_the_day_of_the_fix() -> None:
    """So that looking every day costs nothing, they never change while it stays quiet."""
    before, fix = poisson(0.06, 0, 364, 8), 364 * DAY

    waits = {fix_evidence(before, fix, [], fix + day * DAY)["days_needed"] for day in range(0, 200, 20)}

    assert 1 == len(waits)


def test_a_recurrence_ends_the_claim() -> None:
    """However long the silence after it; the rates are compared, and the e-value goes on."""
    before, fix = every(45.5, 0, 364), 364 * DAY
    told = fix_evidence(before, fix, [fix + 9 * DAY], fix + 2000 * DAY)

    assert (False, True, None, None) == (told["fixed95"], told["recurred"], told["p_value"], told["days_needed"])
    assert (9.0, 9.0, 1) == (told["recurred_after_days"], told["days_quiet"], told["n_after"])
    assert told["ratio"] == pytest.approx((1 / 2000) / (8 / 364))
    assert told["went_down"]
    assert told["evalue"] is not None
    assert told["evalue"] >= 20


def test_too_few_before_prove_nothing() -> None:
    """Two alerts before the fix: no length of quiet is enough."""
    told = fix_evidence([10 * DAY, 90 * DAY], 100 * DAY, [], 9000 * DAY, t_start=0)

    assert (False, None, None, 3, 2) == (
        told["fixed95"],
        told["p_value"],
        told["days_needed"],
        told["needed"],
        told["n"],
    )


def test_the_quiet_clock_stops_in_gaps() -> None:
    """Silence while nothing could be recorded is no evidence, before as after."""
    before, fix = every(45.5, 0, 364), 364 * DAY
    gaps = [(fix + 10 * DAY, fix + 40 * DAY), (0.0, 10 * DAY)]
    told = fix_evidence(before, fix, [], fix + 60 * DAY, gaps)

    assert (30.0, 354.0) == (told["days_quiet"], told["days_before"])


def test_an_alert_of_the_new_release_counts_whenever_it_came() -> None:
    """Inside a gap, or during the roll-out before t_fix; one still to come does not."""
    before, fix = every(45.5, 0, 364), 364 * DAY
    now = fix + 300 * DAY
    gaps = [(fix + DAY, fix + 5 * DAY)]

    assert fix_evidence(before, fix, [fix + 2 * DAY], now, gaps)["recurred"]
    assert fix_evidence(before, fix, [fix - 3600], now)["recurred"]
    assert 0.0 == fix_evidence(before, fix, [fix - 3600], now)["days_quiet"]
    assert not fix_evidence(before, fix, [now + 1], now)["recurred"]


def test_alerts_of_old_processes_after_the_fix_are_neither() -> None:
    """They are no baseline and no recurrence."""
    before, fix = every(45.5, 0, 364), 364 * DAY
    told = fix_evidence([*before, fix + DAY], fix, [], fix + 60 * DAY)

    assert (8, False, 1) == (told["n"], told["recurred"], told["ignored"])
    with pytest.raises(ValueError, match="before the start"):
        fix_evidence(before, fix, [], fix - 1)


def test_a_rate_already_falling_is_no_credit_to_the_fix() -> None:
    """Twelve early and two late: the recent half asks for a longer silence than the whole."""
    falling = every(15, 0, 180) + every(90, 184, 364)
    told = fix_evidence(falling, 364 * DAY, [], 365 * DAY)

    assert told["days_needed"] is not None
    assert told["days_needed"] > 182 * (20 ** (1 / 2) - 1) - 1


def test_a_forecast_holds_the_usual_count() -> None:
    """One a fortnight: about two in four weeks."""
    told = forecast(every(14, 0, 728), TWO_YEARS, 28 * DAY)

    assert (0, 4, True) == (told["low"], told["high"], told["enough"])
    assert told["mean"] == pytest.approx(2, abs=0.1)
    assert told["chance"] == pytest.approx(0.86, abs=0.03)


def test_a_forecast_follows_the_recent_regime() -> None:
    """After a change only the last ten occurrences and at least eight weeks count."""
    told = forecast(SHRINKING, TWO_YEARS, 28 * DAY)

    assert (9, True) == (told["n"], told["enough"])
    assert told["mean"] == pytest.approx(28 / 12, rel=0.15)


def test_a_forecast_needs_three() -> None:
    """Two alerts foretell nothing."""
    told = forecast([100 * DAY, 200 * DAY], TWO_YEARS, 28 * DAY)

    assert (None, None, None, False) == (told["low"], told["high"], told["chance"], told["enough"])


def test_false_alarms_are_as_promised() -> None:
    """Of 400 steady histories about one in twenty looks like a change; far fewer look strong."""
    levels = [assess(poisson(0.04, 0, 728, seed), TWO_YEARS)["level"] for seed in range(400)]

    assert 0.02 <= (levels.count("weak") + levels.count("strong")) / 400 <= 0.08
    assert levels.count("strong") / 400 <= 0.02


def test_every_number_can_be_written_as_json() -> None:
    """No infinity and no not-a-number leaves, whatever the history."""
    for seed in range(60):
        draw = random.Random(seed)
        times = [draw.random() * TWO_YEARS for _ in range(draw.randint(0, 60))]
        answers = [
            assess(times, TWO_YEARS),
            since_when(times, TWO_YEARS),
            forecast(times, TWO_YEARS, 28 * DAY),
            fix_evidence(times, TWO_YEARS, [], TWO_YEARS * (1 + draw.random())),
        ]
        numbers = [value for told in answers for value in told.values() if isinstance(value, float)]
        assert all(math.isfinite(value) for value in numbers)
