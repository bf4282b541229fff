"""Episodes and bins at their edges."""

import pytest

from bot.core.statistics.episodes import Bins, bin_table, binned_slope, countable, episodes
from storage.records.spans import DAY_S as DAY

WEEK = 7 * DAY


@pytest.mark.parametrize(
    ("end", "number", "days"),
    [
        (16 * DAY - 1, 0, 0),
        (16 * DAY, 8, 2),
        (56 * DAY - 8, 8, (56 * DAY - 8) / 8 / DAY),
        (8 * WEEK, 8, 7),
        (9 * WEEK - 1, 8, 7),
        (26 * WEEK, 26, 7),
        (27 * WEEK, 13, 14),
        (52 * WEEK, 26, 14),
        (53 * WEEK, 17, 21),
    ],
)
def test_how_many_bins(end: float, number: int, days: float) -> None:
    """Nothing below 16 days, eight bins below eight weeks, then whole weeks, at most 26 bins."""
    bins = bin_table([], end)

    assert number == len(bins)
    assert bins.length == pytest.approx(days * DAY)


def test_bins_are_half_open_and_the_last_is_closed() -> None:
    """A time on an edge belongs to the later bin; one at the end to the last; the oldest remainder to none."""
    bins = bin_table([3 * DAY, 10 * DAY, 17 * DAY, 59 * DAY], 59 * DAY)

    assert (1, 1, 1, 0, 0, 0, 0, 1) == bins.counts


def test_a_bin_observed_for_a_quarter_is_kept() -> None:
    """A bin below a quarter is dropped, and the numbers of the others stay."""
    quarter = bin_table([], 8 * WEEK, [(0.0, 0.75 * WEEK)])
    less = bin_table([], 8 * WEEK, [(WEEK, 1.76 * WEEK)])

    assert (0.25, 8) == (quarter.exposure[0], len(quarter))
    assert (0, 2, 3, 4, 5, 6, 7) == less.kept


def test_three_bins_have_a_slope() -> None:
    """One degree of freedom is the least; two bins make no slope."""
    three = binned_slope(Bins((0, 1, 2), (1, 3, 2), (1.0, 1.0, 1.0), 1.0))

    assert three is not None
    assert (0.5, 1) == (three.slope, three.df)
    assert three.t == pytest.approx(1 / 3**0.5)
    assert three.p_value == pytest.approx(2 / 3)
    assert binned_slope(Bins((0, 1), (1, 3), (1.0, 1.0), 1.0)) is None


def test_an_episode_ends_with_a_pause_or_its_length() -> None:
    """A pause of exactly the gap, and a run of exactly the longest, still belong to it."""
    assert [0, 21] == episodes([0, 10, 21], gap=10)
    assert [0, 30] == episodes([0, 10, 20, 30], gap=10, longest=20)


def test_one_episode_in_ten_days_is_still_counted_as_episodes() -> None:
    """Denser ones would hide the rate: raw alerts are counted then."""
    ten = [k * 10 * DAY + 1 for k in range(10) for _ in range(2)]

    assert (sorted(set(ten)), False) == countable(ten, 0, 100 * DAY)
    assert (ten, True) == countable(ten, 0, 100 * DAY - 1)
