"""A growth diary as values: what its author wrote, week by week, with all text around it.

`read_diary` (reader.py) makes a Diary from a Markdown file, and `write_diary` (writer.py) writes it back. A file that
is read and written unchanged has the same bytes. Rules of reading:
- The file is cut at its headings into sections that hold all of it. Weeks are the headings that say so
  (`1주차 : title`, `Week 1: title`) at the shallowest level at which one occurs. A deeper one begins a week only if its
  number has no heading at that level, and a separator or nothing follows the number. All text before the first week is
  `before`.
- Any other heading belongs to the week above it, at any level. After the last week, a shallower heading, or one that
  names an afterword (`참고 링크`, `References`), begins `after`.
- A number that occurs twice is one week, whose parts keep their places in the file; weeks may come in any order.
- Week 0 and weeks without a number are not weeks: their text stays in the section that holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.core.diary.date_ranges import ROUND_DAYS_MAX, Period, likely_end, sunday_from
from bot.core.diary.markdown_lines import FileFormat
from storage.records import Section

WEEK = timedelta(days=7)
AFTER = "after"
"""The kind of a section after the last week."""


@dataclass(frozen=True, slots=True)
class DateLine:
    """Dates as a diary states them. line: counted from 1. text: as written. period: None if they cannot be read."""

    line: int
    text: str
    period: Period | None


@dataclass(frozen=True, slots=True)
class Task:
    """An item `- [x] text` of the plan for the next week."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A problem that might be taken on.

    Attributes:
        effort_days: person-days; None if not stated.
        leak: a number such as 3 of L3.
        score: of the effect, 1 to 5; None if not given.
    """

    problem: str
    effort_days: float | None = None
    effect: str = ""
    evidence: str = ""
    leak: int | None = None
    chosen: bool = False
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """One round of the diary. dates: None if not stated. sections: include that of its own heading, if it has one."""

    number: int
    title: str = ""
    dates: DateLine | None = None
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Diary:
    """A whole diary.

    Attributes:
        author, programme: None if not stated.
        problem, goals: read from `before`, where their text stays.
        weeks: by number.
        order: (number, count of sections) in the order of the file, 0 for before and after; empty if the order is
            before, weeks, after.
        language: of the bot's own headings in the file; None if there are none.
    """

    title: str = ""
    author: str | None = None
    programme: str | None = None
    dates: DateLine | None = None
    problem: str = ""
    goals: tuple[str, ...] = ()
    before: tuple[Section, ...] = ()
    weeks: tuple[Week, ...] = ()
    after: tuple[Section, ...] = ()
    options: tuple[Option, ...] = ()
    form: FileFormat = field(default_factory=FileFormat)
    language: str | None = None
    order: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a diary cannot be imported.

    Attributes:
        name: of the sentence in the texts.
        args: its arguments.
        doubtful: it can be imported once the person says that it is meant so.
    """

    name: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    doubtful: bool = False


def find_flaw(diary: Diary) -> Flaw | None:
    """Return the first problem that must be fixed before the diary can be imported; None if there is none."""
    sections = (*diary.before, *(one for week in diary.weeks for one in week.sections), *diary.after)
    if not any(one.heading.strip() or one.text.strip() or one.kind != "other" for one in sections):
        return Flaw("diary-empty")
    if not diary.weeks and diary.author is None and diary.programme is None:
        return Flaw("diary-none")
    whole = diary.dates
    if whole and whole.period and whole.period.end < whole.period.begin:
        return Flaw("diary-period", {**_said(whole), "meant": likely_end(whole.period).isoformat()})
    for week in diary.weeks:
        if week.dates and _is_wrong(week.dates):
            return Flaw("diary-week-dates", {"number": week.number, "line": week.dates.line, "text": week.dates.text})
    return None


def _said(dates: DateLine) -> dict[str, str | int]:
    period = dates.period
    begin, end = (period.begin.isoformat(), period.end.isoformat()) if period else ("", "")
    return {"line": dates.line, "text": dates.text, "begin": begin, "end": end}


def _is_wrong(dates: DateLine) -> bool:
    period = dates.period
    return period is not None and not 0 <= (period.end - period.begin).days <= ROUND_DAYS_MAX


def schedule(diary: Diary, known: Mapping[int, Period]) -> dict[int, Period] | Flaw:
    """Return when each week was: as the diary says, else as the programme says, else by counting.

    Counting: a week begins the day after the one before and ends on the Sunday then; the first begins with the
    programme. A missing week takes seven days. A file that does not say when the programme began counts from the
    nearest known round.

    Args:
        known: the rounds of an existing programme.
    """
    periods: dict[int, Period] = {}
    last: tuple[int, date] | None = None
    for week in diary.weeks:
        stated = week.dates.period if week.dates else None
        period = stated or known.get(week.number) or _counted(diary, week.number, last, known)
        if period is None:
            return _undated(diary, week.number)
        periods[week.number] = period
        last = (week.number, period.end)
    return periods


def _counted(diary: Diary, number: int, last: tuple[int, date] | None, known: Mapping[int, Period]) -> Period | None:
    whole = diary.dates.period if diary.dates else None
    dated = {one.number: one.dates.period for one in diary.weeks if one.dates and one.dates.period}
    if last is None and whole is None and not dated:
        earlier = [one for one in known if one < number]
        last = (max(earlier), known[max(earlier)].end) if earlier else None
    later = dated or known
    if last:
        begin = last[1] + timedelta(days=1) + WEEK * (number - last[0] - 1)
    elif whole:
        begin = whole.begin if number == 1 else sunday_from(whole.begin) + timedelta(days=1) + WEEK * (number - 2)
    elif later:
        begin = later[min(later)].begin - WEEK * (min(later) - number)
    else:
        return None
    return Period(begin, sunday_from(begin))


def _undated(diary: Diary, number: int) -> Flaw:
    for dates in (*(week.dates for week in diary.weeks if week.number == number), diary.dates):
        if dates is not None:
            return Flaw("diary-dates-unread", {"line": dates.line, "text": dates.text})
    return Flaw("diary-undated", {"number": number})
