"""`programme.toml`: what it means, and that all its problems are told at once."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.group.programme_file import ProgrammeFile, read, rounds_of, start_of
from bot.core.group.round_calendar import day_of, present
from storage.records import Programme

EXAMPLE = (Path(__file__).parents[3] / "programme.toml").read_text("utf-8")
DIARY = """
name = "러너스하이 2기"
start = 2025-12-16
end = 2026-01-15
channel = "C0123456789"
members = ["U0123456789", "U0123456789", "W12"]
[[rounds]]
title = "후보"
theme = "해결하고 싶은 문제"
[[rounds]]
title = "선정"
[[rounds]]
title = "재현"
on = 2026-01-03
time = 10:30:00
[[rounds]]
title = "PR"
"""


def plan_of(text: str) -> ProgrammeFile:
    plan = read(tomllib.loads(text))
    assert isinstance(plan, ProgrammeFile), plan
    return plan


def problems_of(text: str) -> list[str]:
    found = read(tomllib.loads(text))
    assert isinstance(found, list), found
    return found


def programme_of(plan: ProgrammeFile) -> Programme:
    return Programme(1, plan.name, plan.zone, plan.channel, plan.grace_s, plan.passes, 0)


def test_a_whole_file_is_read():
    """Defaults where nothing is said; a member who stands there twice is one."""
    plan = plan_of(DIARY)

    assert ("러너스하이 2기", "Asia/Seoul", "2025-12-16", "2026-01-15") == (plan.name, plan.zone, plan.start, plan.end)
    assert ("C0123456789", 3600, 1, 6, "21:00") == (plan.channel, plan.grace_s, plan.passes, plan.weekday, plan.time)
    assert ("U0123456789", "W12") == plan.members
    assert ["후보", "선정", "재현", "PR"] == [one.title for one in plan.rounds]


def test_rounds_meet_weekly_but_for_those_with_a_date_of_their_own():
    """After a Saturday morning instead of the Sunday night comes the Sunday of the next week."""
    plan = plan_of(DIARY)

    found = rounds_of(plan, programme_of(plan), "2025-12-16")

    assert ["12-16 12-21 21:00", "12-22 12-28 21:00", "12-29 01-03 10:30", "01-04 01-11 21:00"] == [
        f"{one.begins_on[5:]} {one.meets_on[5:]} {one.meets_time}" for one in found
    ]


def test_an_end_before_the_start_names_both_dates():
    """The typing error of a real diary."""
    (problem,) = problems_of(DIARY.replace("2026-01-15", "2016-01-15"))

    assert "end = 2016-01-15 is before start = 2025-12-16" in problem
    assert "typing error" in problem


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('name = "러너스하이 2기"', "", "name is missing: set it to the programme's name"),
        ("start = 2025-12-16", 'start = "16 Dec"', "start must be a date such as 2026-01-05"),
        ("start = 2025-12-16", "start = 2025-12-16T09:00:00", "start must be a date such as 2026-01-05"),
        ("start = 2025-12-16", "start = 16", "start must be a date such as 2026-01-05"),
        ("start = 2025-12-16", 'zone = "Asia/Soul"\nstart = 2025-12-16', "zone = 'Asia/Soul' is not known"),
        ("start = 2025-12-16", 'zone = "../etc"\nstart = 2025-12-16', "zone = '../etc' is not known"),
        ("start = 2025-12-16", "zone = 9\nstart = 2025-12-16", "zone = '9' is not known"),
        ("2026-01-15", "2026-01-10", "end = 2026-01-10 is before the meeting of round 4 on 2026-01-11"),
        ('"C0123456789"', '"#study"', "channel must be a channel's id"),
        ('"W12"', '"mina"', "members must be Slack user ids"),
        ("start = ", "passes = -1\nstart = ", "passes must be a whole number from 0 to 100"),
        ("start = ", "passes = true\nstart = ", "passes must be a whole number from 0 to 100"),
        ("start = ", "grace_minutes = 1.5\nstart = ", "grace_minutes must be a whole number"),
        ("start = ", "strat = 1\nstart = ", "strat is not known: did you mean start?"),
        ("start = ", "meeting = 7\nstart = ", "meeting must be a table"),
        ("start = ", 'meeting.weekday = "S"\nstart = ', "meeting.weekday must be a day of the week"),
        ("start = ", 'meeting.time = "9pm"\nstart = ', 'meeting.time must be a local time such as "21:00"'),
        ("start = ", "meeting.day = 1\nstart = ", "meeting.day is not known"),
        ('title = "PR"', "", "rounds[4].title is missing"),
        ("2026-01-03", "2025-12-28", "rounds: Round 3 would meet on 2025-12-28 10:30"),
        ("start = 2025-12-16", "", "start is missing: end names a date"),
    ],
)
def test_a_problem_names_its_key_and_what_to_do(before: str, after: str, says: str):
    """One sentence each."""
    found = problems_of(DIARY.replace(before, after, 1))

    assert any(sentence.startswith(says) for sentence in found), found


def test_all_problems_are_told_at_once():
    """Whoever mends the file mends it once."""
    found = problems_of('zone = "x"\npasses = "many"\nstart = 1\n[[rounds]]\ntitle = ""\ntime = "24:00"')

    assert ["name", "zone", "start", "passes", "rounds[1].title", "rounds[1].time"] == [
        sentence.split()[0] for sentence in found
    ]


@pytest.mark.parametrize("text", ['name = "x"', 'name = "x"\nrounds = []', 'name = "x"\nrounds = "four"'])
def test_a_programme_needs_rounds(text: str):
    """Nothing else could be seeded."""
    assert ["rounds is missing: write [[rounds]] for each round, and under it title and theme"] == problems_of(text)


def test_a_round_must_be_a_table():
    """Not the number of it."""
    (found,) = problems_of('name = "x"\nrounds = [4]')

    assert found.startswith("rounds[1] must be a table")


@pytest.mark.parametrize(
    ("now", "start", "first"),
    [
        ("2026-11-22 11:59", "2026-11-16", "2026-11-22"),  # Sunday 20:59 in Seoul, a minute before the meeting
        ("2026-11-22 12:00", "2026-11-22", "2026-11-29"),  # it has just met: the programme starts today
        ("2026-11-22 15:00", "2026-11-23", "2026-11-29"),  # Monday in Seoul, Sunday still in UTC
        ("2026-12-31 15:00", "2026-12-28", "2027-01-03"),
    ],
)
def test_the_example_starts_with_the_present_week(now: str, start: str, first: str):
    """In the programme's zone."""
    plan = plan_of(EXAMPLE)
    at = int(datetime.fromisoformat(now).replace(tzinfo=UTC).timestamp())

    found = start_of(plan, at)

    assert start == found
    assert first == rounds_of(plan, programme_of(plan), found)[0].meets_on


@settings(max_examples=200, deadline=None)
@given(
    at=st.integers(1_767_225_600, 1_900_000_000),
    weekday=st.sampled_from(("Monday", "wed", "Sat", "sunday")),
    zone=st.sampled_from(("Asia/Seoul", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe")),
)
def test_whenever_the_example_is_first_run_its_first_round_is_on(at: int, weekday: str, zone: str):
    """Whatever day, meeting day and zone."""
    plan = plan_of(EXAMPLE.replace('"Sunday"', f'"{weekday}"').replace("Asia/Seoul", zone))

    rounds = rounds_of(plan, programme_of(plan), start_of(plan, at))

    on = present(rounds, at)
    assert on is not None
    assert 1 == on.number
    assert rounds[0].begins_on <= day_of(zone, at)
    assert 4 == len(rounds)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("name", "zone", "start", "end", "channel", "grace_minutes", "passes", "members", "meeting", "rounds")


@settings(max_examples=300, deadline=None)
@given(said=st.dictionaries(st.sampled_from(KEYS), JSON), rounds=st.lists(JSON, max_size=3))
def test_whatever_stands_in_a_file_is_a_plan_or_sentences(said: dict, rounds: list):
    """Nothing in a file can bring the bot down with a trace."""
    found = read({**said, "rounds": said.get("rounds", rounds)})

    assert isinstance(found, ProgrammeFile) or all(isinstance(one, str) and one for one in found)
