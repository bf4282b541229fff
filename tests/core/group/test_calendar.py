"""Rounds in time: year ends, leap days, clocks that change, and that the rounds of a programme cover all of it once."""

from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.group import date_changes
from bot.core.group.date_changes import Meeting, ProgrammeRefusal, planned
from bot.core.group.round_calendar import choose, day_of, days_later, in_grace, is_late, moment, present
from storage.records import Programme, Round

HOUR, DAY = 3600, 86_400
ZONES = (
    "UTC",
    "Asia/Seoul",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
)
TIMES = ("00:00", "00:30", "01:30", "02:00", "02:30", "09:00", "21:00", "23:59")
SEOUL = Programme(1, "season", "Asia/Seoul", "C1", 3600, 1, 0)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def in_zone(zone: str, **changes: Any) -> Programme:
    return replace(SEOUL, zone=zone, **changes)


def weekly(zone: str, start: str, first: str, count: int, time: str = "21:00") -> list[Round]:
    """`count` rounds, a week apart in civil time."""
    meetings = [Meeting(f"round {n + 1}", "", days_later(first, 7 * n), time) for n in range(count)]
    return planned(in_zone(zone), start, meetings)


def hours(one: Round) -> float:
    return (one.meets_at - one.begins_at) / HOUR


@pytest.mark.parametrize(
    ("zone", "day", "time", "expected"),
    [
        ("Asia/Seoul", "2026-11-22", "21:00", "2026-11-22 12:00"),
        ("Asia/Seoul", "2027-01-01", "00:00", "2026-12-31 15:00"),
        ("Asia/Seoul", "2028-02-29", "21:00", "2028-02-29 12:00"),
        ("Asia/Kathmandu", "2026-11-22", "21:00", "2026-11-22 15:15"),
        # Twice: 02:30 summer time is the first.
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45"),
        # Not at all: as much later as the clocks jump.
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 01:30"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:45"),
        # The whole day is not there: the same time of the next.
        ("Pacific/Apia", "2011-12-30", "21:00", "2011-12-31 07:00"),
        ("Pacific/Apia", "2011-12-29", "21:00", "2011-12-30 07:00"),
    ],
)
def test_a_local_time_is_one_moment(zone: str, day: str, time: str, expected: str):
    """Also where the clocks show it twice, or never."""
    assert utc(expected) == moment(zone, day, time)


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        ("2026-12-27", 7, "2027-01-03"),
        ("2028-02-22", 7, "2028-02-29"),
        ("2028-02-29", 7, "2028-03-07"),
        ("2027-02-22", 7, "2027-03-01"),
        ("2026-01-04", -7, "2025-12-28"),
    ],
)
def test_a_week_later_is_a_civil_date(day: str, days: int, expected: str):
    """Over the end of a year and through leap years."""
    assert expected == days_later(day, days)


@pytest.mark.parametrize(
    ("zone", "first", "long"),
    [
        ("Asia/Seoul", "2026-03-22", 168),
        ("Europe/Berlin", "2026-03-22", 167),
        ("Europe/Berlin", "2026-10-18", 169),
        ("America/New_York", "2026-03-01", 167),
        ("America/New_York", "2026-10-25", 169),
        ("Australia/Lord_Howe", "2026-09-27", 167.5),
        ("Australia/Lord_Howe", "2026-03-29", 168.5),
        ("Asia/Kathmandu", "2026-03-22", 168),
        ("Pacific/Apia", "2011-12-25", 144),
    ],
)
def test_a_week_is_as_long_as_it_is(zone: str, first: str, long: float):
    """The second of two rounds, over a change of the clocks; in Apia over the day that was left out."""
    rounds = weekly(zone, days_later(first, -6), first, 2)

    assert long == hours(rounds[1])


def test_the_days_of_rounds_follow_each_other():
    """What people read as a period: the day after a meeting to the next meeting, and the first from the start."""
    rounds = weekly("Asia/Seoul", "2025-12-16", "2025-12-21", 4)

    assert [
        ("2025-12-16", "2025-12-21"),
        ("2025-12-22", "2025-12-28"),
        ("2025-12-29", "2026-01-04"),
        ("2026-01-05", "2026-01-11"),
    ] == [(one.begins_on, one.meets_on) for one in rounds]
    assert utc("2025-12-15 15:00") == rounds[0].begins_at


def test_a_meeting_at_midnight_ends_with_its_day_before_it():
    """The day that begins with the meeting belongs to the next round."""
    rounds = weekly("UTC", "2026-01-05", "2026-01-12", 2, time="00:00")

    assert "2026-01-12" == rounds[1].begins_on
    assert rounds[0].meets_at == rounds[1].begins_at == moment("UTC", "2026-01-12", "00:00")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("time", TIMES)
def test_in_three_years_each_week_has_one_meeting(zone: str, time: str):
    """156 weeks in nine zones: Sundays only, one each, at the time that was said wherever the clocks know it."""
    rounds = weekly(zone, "2025-12-29", "2026-01-04", 156, time)

    local = [datetime.fromtimestamp(one.meets_at, ZoneInfo(zone)) for one in rounds]
    assert {6} == {at.weekday() for at in local}
    assert 156 == len({at.date() for at in local})
    assert all(at == rounds[n].meets_at for n, at in enumerate(one.begins_at for one in rounds[1:]))
    moved = [at for at in local if at.strftime("%H:%M") != time]
    assert all(at.utcoffset() != (at - timedelta(hours=6)).astimezone(ZoneInfo(zone)).utcoffset() for at in moved)
    assert len(moved) <= 3


def test_all_lengths_of_a_week_come_about():
    """Nowhere does a week count as 168 hours because weeks usually have that many."""
    lengths = {hours(one) for zone in ZONES for one in weekly(zone, "2025-12-29", "2026-01-04", 156)[1:]}

    assert {167, 167.5, 168, 168.5, 169} == lengths


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("shift", "only", "skip", "unskip", "add")),
        st.integers(1, 9),
        st.integers(-10, 21),
        st.sampled_from((None, *TIMES)),
    ),
    max_size=12,
)


def edited(programme: Programme, rounds: list[Round], edit: tuple[str, int, int, str | None], now: int) -> list[Round]:
    """The rounds after an edit; as they were if it is refused."""
    what, number, days, time = edit
    try:
        if what == "skip":
            return date_changes.skip(rounds, number, now)
        if what == "unskip":
            return date_changes.unskip(rounds, number, now)
        if what == "add":
            return date_changes.add(programme, rounds, now, "more", "")
        return date_changes.shift(programme, rounds, number, now, days=days, time=time, only=what == "only")
    except ProgrammeRefusal:
        return rounds


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.dates(datetime(2010, 1, 1).date(), datetime(2030, 1, 1).date()),
    time=st.sampled_from(TIMES),
    edits=EDITS,
    weeks_gone=st.integers(-1, 5),
    seconds=st.lists(st.integers(-10 * DAY, 120 * DAY), max_size=60),
)
def test_rounds_cover_all_time_once_whatever_is_edited(zone, start, time, edits, weeks_gone, seconds):
    """No gap, no overlap: the events of the rounds add up to all events, and what was held stays as it was."""
    programme = in_zone(zone)
    rounds = weekly(zone, start.isoformat(), days_later(start.isoformat(), 6), 5, time)
    now = rounds[0].begins_at + weeks_gone * 7 * DAY + 12_345
    held = [one for one in rounds if one.meets_at <= now]
    for edit in edits:
        rounds = edited(programme, rounds, edit, now)

    meeting = [one for one in rounds if one.skipped_at is None]
    assert held == [one for one in rounds if one.meets_at <= now]
    assert all(a.meets_at == b.begins_at < b.meets_at for a, b in pairwise(meeting))
    assert all(a.meets_on < b.meets_on and b.begins_on <= b.meets_on for a, b in pairwise(meeting))
    assert [one.number for one in rounds] == list(range(1, len(rounds) + 1))
    if meeting:
        first, last = meeting[0], meeting[-1]
        assert rounds[0].begins_at == first.begins_at
        events = sorted(rounds[0].begins_at + at for at in seconds)
        per_round = [sum(one.begins_at <= at < one.meets_at for at in events) for one in meeting]
        assert sum(first.begins_at <= at < last.meets_at for at in events) == sum(per_round)


@settings(max_examples=200, deadline=None)
@given(edits=EDITS, at=st.integers(-10 * DAY, 120 * DAY), zone=st.sampled_from(ZONES))
def test_at_every_moment_of_a_programme_one_round_is_on(edits, at, zone):
    """The present round is the one whose time holds the moment; none before the start and after the last meeting."""
    programme = in_zone(zone)
    rounds = weekly(zone, "2026-02-23", "2026-03-01", 5)
    for edit in edits:
        rounds = edited(programme, rounds, edit, rounds[0].begins_at - DAY)
    moment_ = rounds[0].begins_at + at

    meeting = [one for one in rounds if one.skipped_at is None]
    expected = [one for one in meeting if one.begins_at <= moment_ < one.meets_at]
    found = present(rounds, moment_)
    assert expected == ([found] if found else [])
    edges = [one.meets_at for one in meeting]
    assert found == (
        meeting[bisect_right(edges, moment_)] if meeting and meeting[0].begins_at <= moment_ < edges[-1] else None
    )


def test_grace_ends_with_its_last_second():
    """On time until the meeting and its grace, late after that."""
    rounds = weekly("Asia/Seoul", "2026-01-05", "2026-01-11", 2)
    meets = rounds[0].meets_at

    assert in_grace(rounds, SEOUL, meets - 1) is None
    assert rounds[0] == in_grace(rounds, SEOUL, meets) == in_grace(rounds, SEOUL, meets + 3600)
    assert in_grace(rounds, SEOUL, meets + 3601) is None
    assert not is_late(rounds[0], SEOUL, meets + 3600)
    assert is_late(rounds[0], SEOUL, meets + 3601)


def test_a_day_is_the_day_of_its_zone():
    """The same moment is on two dates."""
    at = utc("2026-12-31 20:00")

    assert "2027-01-01" == day_of("Asia/Seoul", at)
    assert "2026-12-31" == day_of("America/New_York", at)


# ---- which programme is meant


def season(id_: int, start: str, weeks: int = 4, channel: str | None = "C1") -> tuple[Programme, list[Round]]:
    programme = replace(SEOUL, id=id_, name=f"season {id_}", channel=channel)
    rounds = weekly("Asia/Seoul", start, days_later(start, 6), weeks)
    return programme, [replace(one, programme=id_) for one in rounds]


SPRING, SUMMER = season(1, "2026-03-02"), season(2, "2026-06-01")
LONG, OTHER = season(3, "2026-01-05", 50, "C3"), season(4, "2026-03-02", 4, "C4")
DIARY = season(5, "2026-03-02", 4, None)


@pytest.mark.parametrize(
    ("seasons", "now", "channel", "expected"),
    [
        ([SPRING, SUMMER], "2026-03-10 12:00", "C1", 1),
        ([SPRING, SUMMER], "2026-06-10 12:00", "C1", 2),
        ([SPRING, SUMMER], "2026-02-01 12:00", "C1", 1),
        # Its last meeting was on 29 March: a late entry still finds it for a week.
        ([SPRING, SUMMER], "2026-04-04 12:00", "C1", 1),
        ([SPRING, SUMMER], "2026-04-06 12:00", "C1", 2),
        ([SPRING, SUMMER], "2027-01-01 12:00", "C1", 2),
        ([LONG, SUMMER], "2026-06-10 12:00", "C3", 3),
        ([LONG, SUMMER], "2026-06-10 12:00", "C9", 2),
        ([LONG, SUMMER], "2026-06-10 12:00", None, 2),
        ([LONG, SUMMER], "2026-08-10 12:00", None, 3),
        ([SPRING, OTHER], "2026-03-10 12:00", "C4", 4),
        ([DIARY, SUMMER], "2026-03-10 12:00", None, 2),
        ([DIARY], "2026-03-10 12:00", None, None),
        ([], "2026-03-10 12:00", "C1", None),
    ],
)
def test_the_programme_that_is_meant(seasons, now: str, channel: str | None, expected: int | None):
    """The channel's own first; then the one that is on, the next, the last. An imported diary is never meant."""
    found = choose([one for one, _ in seasons], {one.id: rounds for one, rounds in seasons}, utc(now), channel)

    assert expected == (found.id if found else None)


def test_a_programme_without_rounds_is_not_meant():
    """There is nothing in it to be on; with its rounds it is."""
    assert SPRING[0] == choose([SPRING[0]], {1: SPRING[1]}, 0, "C1")
    assert choose([SPRING[0]], {1: []}, 0, "C1") is None
