"""Dates as people write them in a diary: `2025. 12. 16 ~ 2026. 01. 15`, `12/16 - 12/21`, `12월 16일 ~ 21일`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = (
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august"),
    *("sep sept september", "oct october", "nov november", "dec december"),
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
YEARS = range(1970, 2200)
LINE_CHARS = 400
"""Dates are searched only in this many characters of a line, so that a long line stays cheap."""
ROUND_DAYS_MAX = 100
"""A longer round means a typing error in its dates."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_NAME = (
    r"(?:\s{0,3}\(?(?:[월화수목금토일](?:요일)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b\)?)?"
)
_DATE = re.compile(
    rf"""
    (?:
        (?:['’](?=\d\d\D)|(?=\d{{4}}\D)|(?=\d\d\s?[./]\s?\d\d?\s?[./]\s?\d))
        (?P<year>\d{{4}}|\d\d)\s{{0,3}}(?:[./-]|년)\s{{0,3}}(?P<month>\d\d?)\s{{0,3}}(?:[./-]|월)\s{{0,3}}(?P<day>\d\d?)
      | (?P<month2>\d\d?)\s{{0,3}}(?:[./-]|월)\s{{0,3}}(?P<day2>\d\d?)
      | (?P<name>{_MONTH})\b\.?\s{{1,3}}(?P<day3>\d\d?)(?:st|nd|rd|th)?(?:,?\s{{1,3}}(?P<year3>\d{{4}}))?
      | (?P<day4>\d\d?)(?:st|nd|rd|th)?\s{{1,3}}(?P<name4>{_MONTH})\b\.?(?:,?\s{{1,3}}(?P<year4>\d{{4}}))?
    )
    (?!\d)(?:\s?일(?!\w)|\.(?!\d))?{_DAY_NAME}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TO = re.compile(r"\s{0,5}(?:~|〜|∼|～|–|—|-{1,3}|→|->|to\b|until\b|부터)\s{0,5}", re.IGNORECASE)
_LAST_DAY = re.compile(rf"(\d\d?)(?:st|nd|rd|th)?(?!\d)\s?일?{_DAY_NAME}", re.IGNORECASE)
_REST = re.compile(r"\s*(?:까지)?\s*(?:\([^()]{0,40}\))?\s*[.,]?\s*")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date in a text, perhaps without its year. start, end: its place in the text."""

    year: int | None
    month: int
    day: int
    start: int
    end: int

    def on(self, year: int) -> date | None:
        """Return the date in that year, unless it names its own; None if it does not exist or is out of range."""
        try:
            day = date(self.year or year, self.month, self.day)
        except ValueError:
            return None
        return day if day.year in YEARS else None


@dataclass(frozen=True, slots=True)
class Period:
    """Two dates. end may be before begin: people mistype, and the reader reports it."""

    begin: date
    end: date


def find_range(text: str, whole: bool = False) -> tuple[PartialDate, PartialDate] | None:
    """Find the first two dates with a dash, tilde or "to" between them. whole: nothing else may be in the text."""
    text = text[:LINE_CHARS]
    for first in _DATE.finditer(text):
        between = _TO.match(text, first.end())
        if between:
            last = _DATE.match(text, between.end())
            begin = _stated(first)
            end = _stated(last) if last else _day_of_month(text, between.end(), begin)
            if end is not None and (not whole or (not text[: first.start()].strip() and _ends(text, end.end))):
                return begin, end
        if whole:
            return None
    return None


def _ends(text: str, at: int) -> bool:
    return bool(_REST.fullmatch(text, at))


def _stated(match: re.Match[str]) -> PartialDate:
    part = match.groupdict()
    year = part["year"] or part["year3"] or part["year4"]
    name = part["name"] or part["name4"]
    month = MONTHS[name.lower()] if name else int(part["month"] or part["month2"])
    day = int(part["day"] or part["day2"] or part["day3"] or part["day4"])
    return PartialDate(
        (int(year) + (2000 if len(year) == 2 else 0)) if year else None, month, day, match.start(), match.end()
    )


def _day_of_month(text: str, at: int, begin: PartialDate) -> PartialDate | None:
    match = _LAST_DAY.match(text, at)
    return PartialDate(begin.year, begin.month, int(match[1]), at, match.end()) if match else None


def find_day(text: str) -> date | None:
    """Read one whole date such as `2026-01-15` or `2026. 1. 15`; None for anything else."""
    match = _DATE.fullmatch(text[:LINE_CHARS].strip())
    stated = _stated(match) if match else None
    return stated.on(stated.year) if stated and stated.year else None


def period_of(begin: PartialDate, end: PartialDate) -> Period | None:
    """Return the two dates of a programme.

    A year that only one of them names counts for both, or for the year beside it. None if no such day exists, or
    neither names a year.
    """
    year = begin.year or end.year
    if year is None:
        return None
    if begin.year is None:
        first = _nearest([begin.on(one) for one in (year, year - 1)], before=end.on(year))
    else:
        first = begin.on(year)
    last = end.on(year)
    if end.year is None and first and last and last < first:
        last = end.on(year + 1)
    return Period(first, last) if first and last else None


def _nearest(days: list[date | None], before: date | None) -> date | None:
    known = [one for one in days if one is not None and (before is None or one <= before)]
    return known[0] if known else None


def period_within(begin: PartialDate, end: PartialDate, whole: Period | None) -> Period | None:
    """Return the two dates of a round, with the year from the programme's period, also over the turn of the year.

    The year is the one that puts the beginning into the period, else nearest to it. None if no year is known.
    """
    if whole is None or begin.year is not None or end.year is not None:
        return period_of(begin, end)
    years = range(min(whole.begin.year, whole.end.year) - 1, max(whole.begin.year, whole.end.year) + 2)
    days = [one for one in (begin.on(year) for year in years) if one is not None]
    if not days:
        return None
    first = min(days, key=lambda one: _distance(one, whole))
    last = end.on(first.year)
    if last is not None and last < first:
        last = end.on(first.year + 1)
    return Period(first, last) if last else None


def _distance(day: date, whole: Period) -> int:
    if day < whole.begin:
        return (whole.begin - day).days
    return max((day - whole.end).days, 0)


def sunday_from(day: date) -> date:
    """Return that day, or the Sunday after it: the day when a study group meets by default."""
    return day + timedelta(days=6 - day.weekday())


def likely_end(period: Period) -> date:
    """Guess what an end before its beginning was meant to be: the same day in the first year that fits."""
    for year in (period.begin.year, period.begin.year + 1, period.begin.year + 2, period.begin.year + 3):
        try:
            meant = period.end.replace(year=year)
        except ValueError:  # 29 February
            continue
        if meant >= period.begin:
            return meant
    return period.begin + timedelta(days=28)
