"""When the bot could not record, and what of it was filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import jobs
from storage import Engine, gaps, open_store
from tests.sentry_api.conftest import NOW

MINUTE, HOUR = 60, 3600


def beats(store: Engine, *moments: int) -> None:
    for moment in moments:
        gaps.beat(store, moment)


def test_steady_beats_leave_no_gap(store: Engine):
    """Nor does one that is a little late, nor a quick restart."""
    beats(store, NOW, NOW + 30, NOW + 60, NOW + 140)

    assert [] == gaps.gaps(store, 0)


def test_a_stop_is_a_gap_from_the_last_beat_to_the_next(store: Engine, tmp_path: Path):
    """Also across processes: the beats are in the store."""
    beats(store, NOW, NOW + 30)
    store.close()
    later = open_store(f"sqlite:///{tmp_path}/read.db", NOW)

    beats(later, NOW + HOUR)

    assert [(NOW + 30, NOW + HOUR)] == gaps.gaps(later, 0)
    later.close()


def test_a_clock_that_is_set_back_makes_no_gap(store: Engine):
    """Beats of the past are passed over, and the present goes on as before."""
    beats(store, NOW, NOW - 1000 * HOUR, NOW - 999 * HOUR, NOW + 30)

    assert [] == gaps.gaps(store, 0)


def test_refused_webhooks_are_a_gap_since_the_last_beat(store: Engine):
    """The door said no: something may be lost in that half minute. Neighbours are one gap."""
    sent_away = 0
    moment = NOW
    beat = jobs.heartbeat(store, lambda: moment, lambda: sent_away)
    for refused_by_then in (0, 3, 7, 7):
        sent_away = refused_by_then
        beat()
        moment += 30

    assert [(NOW, NOW + 60)] == gaps.gaps(store, 0)


@pytest.mark.parametrize(
    ("filled", "left"),
    [
        ((0, 100), [(0, 50), (60, 100)]),
        ((0, 1000), [(0, 50), (60, 100)]),
    ],
)
def test_what_is_filled_twice_is_filled_once(store: Engine, filled: tuple[int, int], left: list[tuple[int, int]]):
    """A smaller filling first, then the rest."""
    with store.transaction():
        gaps.add(store, 0, 100, "down")
    gaps.fill(store, 50, 60, NOW)
    before = gaps.gaps(store, 0)

    gaps.fill(store, *filled, NOW)

    assert left == before
    assert [] == gaps.gaps(store, 0)


@pytest.mark.parametrize(
    ("fill", "left"),
    [
        ((100, 200), []),
        ((0, 150), [(150, 200)]),
        ((150, 300), [(100, 150)]),
        ((120, 130), [(100, 120), (130, 200)]),
        ((0, 100), [(100, 200)]),
        ((200, 300), [(100, 200)]),
    ],
)
def test_only_what_was_read_is_filled(store: Engine, fill: tuple[int, int], left: list[tuple[int, int]]):
    """A gap is cut where the reading ends; touching is not overlapping."""
    with store.transaction():
        gaps.add(store, 100, 200, "down")

    gaps.fill(store, *fill, NOW)

    assert left == gaps.gaps(store, 0)


def test_gaps_come_in_order_apart_and_cut_to_the_span(store: Engine):
    """As bot.core.statistics.trend takes them."""
    with store.transaction():
        for begin, end, cause in ((500, 600, "down"), (100, 200, "down"), (150, 300, "refused"), (590, 650, "refused")):
            gaps.add(store, begin, end, cause)

    assert [(100, 300), (500, 650)] == gaps.gaps(store, 0)
    assert [(160, 300), (500, 650)] == gaps.gaps(store, 160)
    assert [] == gaps.gaps(store, 650)


def test_a_gap_that_comes_again_is_a_gap_again(store: Engine):
    """The same span recorded anew after it was filled."""
    with store.transaction():
        gaps.add(store, 100, 200, "down")
    gaps.fill(store, 0, 300, NOW)

    with store.transaction():
        gaps.add(store, 100, 200, "down")

    assert [(100, 200)] == gaps.gaps(store, 0)
