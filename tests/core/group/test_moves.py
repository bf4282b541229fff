"""Dates that move: what moves with them, what never does, and what is refused."""

from dataclasses import replace

import pytest

from bot.core.group import date_changes
from bot.core.group.date_changes import Meeting, ProgrammeRefusal, planned
from bot.core.group.round_calendar import days_later, moment
from storage.records import Programme, Round

SEASON = Programme(1, "season", "Asia/Seoul", "C1", 3600, 1, 0)
ROUNDS = planned(
    SEASON, "2026-01-05", [Meeting(f"round {n}", "", days_later("2026-01-04", 7 * n), "21:00") for n in (1, 2, 3, 4)]
)
IN_ROUND_2 = moment("Asia/Seoul", "2026-01-14", "12:00")


def days(rounds: list[Round]) -> list[str]:
    return [f"{one.begins_on[5:]} {one.meets_on[5:]} {one.meets_time}" for one in rounds if one.skipped_at is None]


def test_a_shift_moves_the_round_and_all_after_it():
    """The round itself grows, the later ones keep their length."""
    found = date_changes.shift(SEASON, ROUNDS, 3, IN_ROUND_2, days=7)

    assert ["01-05 01-11 21:00", "01-12 01-18 21:00", "01-19 02-01 21:00", "02-02 02-08 21:00"] == days(found)


def test_a_shift_of_one_round_only_takes_its_time_from_the_next():
    """One meeting a day later, everything else as it was."""
    found = date_changes.shift(SEASON, ROUNDS, 3, IN_ROUND_2, days=1, only=True)

    assert ["01-05 01-11 21:00", "01-12 01-18 21:00", "01-19 01-26 21:00", "01-27 02-01 21:00"] == days(found)


def test_a_shift_may_change_the_time_of_day():
    """For the round and all after it."""
    found = date_changes.shift(SEASON, ROUNDS, 3, IN_ROUND_2, time="20:00")

    assert ["01-05 01-11 21:00", "01-12 01-18 21:00", "01-19 01-25 20:00", "01-26 02-01 20:00"] == days(found)
    assert found[2].meets_at == ROUNDS[2].meets_at - 3600 == found[3].begins_at


def test_a_programme_that_has_not_begun_begins_later_too():
    """Else its first round would be two weeks long; once begun, its start stays."""
    before = date_changes.shift(SEASON, ROUNDS, 1, ROUNDS[0].begins_at - 1, days=7)
    begun = date_changes.shift(SEASON, ROUNDS, 1, ROUNDS[0].begins_at, days=7)

    assert "01-12 01-18 21:00" == days(before)[0]
    assert moment("Asia/Seoul", "2026-01-12", "00:00") == before[0].begins_at
    assert "01-05 01-18 21:00" == days(begun)[0]


def test_a_skipped_round_gives_its_time_to_the_next():
    """Also the first, and several."""
    one = date_changes.skip(ROUNDS, 3, IN_ROUND_2)
    two = date_changes.skip(one, 2, IN_ROUND_2)

    assert ["01-05 01-11 21:00", "01-12 01-18 21:00", "01-19 02-01 21:00"] == days(one)
    assert ["01-05 01-11 21:00", "01-12 02-01 21:00"] == days(two)
    assert [None, IN_ROUND_2, IN_ROUND_2, None] == [each.skipped_at for each in two]


def test_a_skip_can_be_taken_back():
    """Everything is then as it was."""
    assert ROUNDS == date_changes.unskip(date_changes.skip(ROUNDS, 3, IN_ROUND_2), 3, IN_ROUND_2)


def test_a_round_is_added_a_week_after_the_last():
    """With the last one's time of day, unless another day and time are named."""
    usual = date_changes.add(SEASON, ROUNDS, IN_ROUND_2, "more", "theme")
    named = date_changes.add(SEASON, ROUNDS, IN_ROUND_2, "more", "theme", on="2026-02-04", time="09:30")

    assert "02-02 02-08 21:00" == days(usual)[4]
    assert "02-02 02-04 09:30" == days(named)[4]
    assert (5, "more", "theme") == (usual[4].number, usual[4].title, usual[4].theme)


def test_after_a_skipped_last_round_the_added_one_has_its_time():
    """No time between two meetings belongs to nobody."""
    found = date_changes.add(SEASON, date_changes.skip(ROUNDS, 4, IN_ROUND_2), IN_ROUND_2, "more", "")

    assert "01-26 02-08 21:00" == days(found)[-1]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            lambda: date_changes.shift(SEASON, ROUNDS, 1, IN_ROUND_2, days=7),
            "Round 1 was on 2026-01-11 21:00: past rounds",
        ),
        (lambda: date_changes.skip(ROUNDS, 1, IN_ROUND_2), "Round 1 was on 2026-01-11 21:00: past rounds never change"),
        (
            lambda: date_changes.shift(SEASON, ROUNDS, 9, IN_ROUND_2, days=7),
            "There is no round 9: the rounds are 1 to 4",
        ),
        (
            lambda: date_changes.shift(SEASON, ROUNDS, 2, IN_ROUND_2, days=-7),
            "2 would meet on 2026-01-11 21:00, which is past",
        ),
        (
            lambda: date_changes.shift(SEASON, ROUNDS, 3, IN_ROUND_2, days=-7),
            "Round 3 .* later day than round 2 .2026-01-18",
        ),
        (
            lambda: date_changes.shift(SEASON, ROUNDS, 3, IN_ROUND_2, days=7, only=True),
            "Round 4 .* later day than round 3",
        ),
        (
            lambda: date_changes.skip(date_changes.skip(ROUNDS, 3, IN_ROUND_2), 3, IN_ROUND_2),
            "Round 3 is skipped already",
        ),
        (lambda: date_changes.unskip(ROUNDS, 3, IN_ROUND_2), "Round 3 is not skipped"),
        (lambda: date_changes.shift(SEASON, date_changes.skip(ROUNDS, 3, IN_ROUND_2), 3, IN_ROUND_2), "skip 3 --undo"),
        (
            lambda: date_changes.add(SEASON, ROUNDS, IN_ROUND_2, "x", "", on="2026-02-01"),
            "Round 5 .* later day than round 4",
        ),
        (lambda: date_changes.add(SEASON, ROUNDS, ROUNDS[3].meets_at + 30 * 86_400, "x", ""), "name a date with --on"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(edit, says: str):
    """Past rounds never change, and meetings stay in their order."""
    with pytest.raises(ProgrammeRefusal, match=says):
        edit()


def test_a_round_that_was_skipped_in_the_past_stays_skipped():
    """Its time was counted for the next by now."""
    skipped = date_changes.skip(ROUNDS, 2, IN_ROUND_2)

    with pytest.raises(ProgrammeRefusal, match="past rounds never change"):
        date_changes.unskip(skipped, 2, ROUNDS[1].meets_at)


def test_rounds_that_were_imported_oddly_do_not_stop_a_move():
    """What was held is not judged: only the coming rounds must follow each other."""
    odd = [replace(ROUNDS[0], meets_on="2026-01-18"), *ROUNDS[1:]]

    found = date_changes.shift(SEASON, odd, 3, ROUNDS[1].meets_at, days=7)

    assert odd[:2] == found[:2]


def test_in_apia_two_meetings_cannot_fall_together():
    """30 December 2011 was left out there, so its evening is that of the 31st."""
    apia = replace(SEASON, zone="Pacific/Apia")

    with pytest.raises(ProgrammeRefusal, match="Round 2"):
        planned(apia, "2011-12-20", [Meeting("a", "", "2011-12-30", "21:00"), Meeting("b", "", "2011-12-31", "21:00")])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-11", "2026-01-18"),
        ("2026-01-10", "2026-01-18"),
        ("2026-01-12", "2026-01-18"),
        ("2026-01-14", "2026-01-18"),
        ("2026-01-15", "2026-01-25"),
    ],
)
def test_after_a_meeting_on_another_day_comes_the_next_weeks_usual_one(day: str, expected: str):
    """A Saturday instead of the Sunday is not followed by that Sunday."""
    assert expected == date_changes.week_after(day, 6)
