"""The words and dates by which a diary is known."""

from datetime import date

import pytest

from bot.core.diary.date_ranges import Period, find_day, find_range, period_of, period_within
from bot.core.diary.headings import kind_of, title_of, week_of
from bot.core.texts.bundles import Texts, languages
from tests.optional import there

PERIOD = Period(date(2025, 12, 16), date(2026, 1, 15))
TURN = Period(date(2025, 12, 29), date(2026, 1, 4))


@pytest.mark.parametrize(
    "text",
    [
        "2025. 12. 16 ~ 2026. 01. 15",
        "2025. 12. 16. ~ 2026. 1. 15.",
        "2025-12-16 - 2026-01-15",
        "2025-12-16~2026-01-15 (4주)",
        "2025/12/16 – 2026/1/15",
        "2025년 12월 16일 ~ 2026년 1월 15일",
        "2025년 12월 16일(화)부터 2026년 1월 15일(목)까지",
        "2025. 12. 16 ~ 01. 15",
        "12. 16 ~ 2026. 01. 15",
        "'25.12.16 ~ '26.01.15",
        "25.12.16~26.01.15",
        "Dec 16, 2025 to Jan 15, 2026",
        "16 December 2025 → 15th Jan 2026",
        "2025.12.16—2026.1.15",
    ],
)
def test_a_period_is_read_in_the_forms_that_people_write(text: str) -> None:
    """A year that one side leaves out is that of the other, or the next."""
    assert PERIOD == period_of(*there(find_range(text, whole=True)))


@pytest.mark.parametrize(
    "text", ["12. 29 ~ 1. 4", "12/29-1/4", "12월 29일 ~ 1월 4일", "Dec 29 - Jan 4", "12. 29(월) ~ 1. 4(일)"]
)
def test_a_week_takes_its_year_from_the_programme_over_new_year(text: str) -> None:
    """December is last year's, January this one's."""
    assert TURN == period_within(*there(find_range(text, whole=True)), PERIOD)


def test_a_last_day_may_leave_out_its_month() -> None:
    """`12. 16 ~ 21` is one week."""
    assert Period(date(2025, 12, 16), date(2025, 12, 21)) == period_within(*there(find_range("12. 16 ~ 21")), PERIOD)


@pytest.mark.parametrize("text", ["미정", "3/4 분기", "2025", "1.2.3", "10:30 ~ 11:30", "12. 16", ""])
def test_what_is_no_pair_of_dates_is_none(text: str) -> None:
    """Nothing is guessed."""
    assert find_range(text, whole=True) is None


@pytest.mark.parametrize(
    "text", ["2025. 13. 45 ~ 2026. 1. 1", "2025. 2. 30 ~ 2025. 3. 1", "12. 16 ~ 12. 21", "0206. 1. 1 ~ 2026. 1. 2"]
)
def test_days_that_do_not_exist_or_have_no_year_make_no_period(text: str) -> None:
    """29 February of a leap year does, and an end before its begin is kept for a message."""
    assert period_of(*there(find_range(text))) is None
    assert date(2024, 2, 29) == find_day("2024. 2. 29")
    assert Period(date(2025, 12, 16), date(2016, 1, 15)) == period_of(*there(find_range("2025. 12. 16 ~ 2016. 01. 15")))


@pytest.mark.parametrize(
    ("heading", "week"),
    [
        ("1주차 : 후보", (1, "후보")),
        ("1 주차 - 후보", (1, "후보")),
        ("**제2주차**", (2, "")),
        ("[3주차] 후보", (3, "후보")),
        ("🚀 4주차 | 후보", (4, "후보")),
        ("2회차 후보", (2, "후보")),
        ("Week 1: look", (1, "look")),
        ("week 12 – look", (12, "look")),
        ("Round 3", (3, "")),
        ("1st week: look", (1, "look")),
        ("22nd Week", (22, "")),
    ],
)
def test_a_week_is_known_by_its_heading(heading: str, week: tuple[int, str]) -> None:
    """In Korean and English."""
    assert week == there(week_of(heading))[:2]


@pytest.mark.parametrize("heading", ["1주차와 2주차", "1주일", "weekend 2", "0주차", "Week", "주차 1", "Week 1234"])
def test_other_headings_begin_no_week(heading: str) -> None:
    """A near miss is never guessed at."""
    assert week_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("봄학교 3기 성장일기: 김미나", ("봄학교 3기", "김미나")),
        ("[봄학교 3기] 성장 일기 - 김미나", ("봄학교 3기", "김미나")),
        ("봄학교 성장일기 (김미나)", ("봄학교", "김미나")),
        ("김미나의 성장일기", (None, "김미나")),
        ("성장일기", (None, None)),
        ("Growth diary: Sam", (None, "Sam")),
        ("Acme School growth diary of Sam Lee", ("Acme School", "Sam Lee")),
        ("Sam’s growth journal", (None, "Sam")),
        ("Notes", None),
    ],
)
def test_a_title_names_programme_and_author(heading: str, said: tuple[str | None, str | None] | None) -> None:
    """What it does not say is None; what is no title is none."""
    assert said == title_of(heading)


@pytest.mark.parametrize("language", languages())
def test_the_headings_that_the_bot_writes_are_known_in_every_language(language: str) -> None:
    """A section that somebody edited in the file still has its kind."""
    texts = Texts(language)

    for kind in ("did", "numbers", "learned", "next", "help", "candidates"):
        assert kind == kind_of(texts.say(f"diary-{kind}"))
    assert (2, "") == there(week_of(texts.say("diary-week", number="2")))[:2]
    assert ("봄", "나") == title_of(texts.say("diary-title", programme="봄", author="나"))


@pytest.mark.parametrize("heading", ["업로드 서버 문제상황 검토 및 실행 계획 세우기", "가이드 세션", "Notes", ""])
def test_a_heading_that_says_no_kind_plainly_is_other(heading: str) -> None:
    """A word of a kind within a sentence does not make it one."""
    assert "other" == kind_of(heading)
