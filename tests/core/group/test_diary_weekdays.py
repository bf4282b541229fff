"""Dates in a week's heading whose days are named in parentheses of their own."""

from datetime import date

import pytest

from bot.core.diary.date_ranges import Period
from bot.core.diary.reader import read_diary


@pytest.mark.parametrize(
    "heading",
    [
        "## 2주차 (1/13(화) ~ 1/19(월)) : 재현",
        "## 2주차 : 재현 (1월 13일(화) ~ 19일(월))",
        "## Week 2: 재현 (1/13 (Tue) - 1/19 (Mon))",
        "## [2주차] 재현 [1.13(화요일) ~ 1.19(월요일)]",
    ],
)
def test_named_days_do_not_hide_the_dates(heading: str):
    """Else the week would be counted, and lie a day or more beside what stands there."""
    (week,) = read_diary(f"# 성장일기: 가\n- 기간: 2026. 01. 05 ~ 2026. 02. 01\n{heading}\n텍스트\n", []).weeks

    assert "재현" == week.title
    assert week.dates is not None
    assert Period(date(2026, 1, 13), date(2026, 1, 19)) == week.dates.period
