"""Tell a new state of a stored week from another week that has the same number by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.diary.bot_sections import bare_item, is_fixed
from bot.core.diary.date_ranges import Period, find_range
from bot.core.diary.diary import Diary, Flaw, Week
from bot.core.diary.headings import plain, week_of
from bot.core.diary.planned_entries import PlannedEntry
from bot.core.diary.stored_diary import BEFORE, StoredDiary, period_of_round
from storage.records import Action, Section

LINE_CHARS = 300
KEPT_SHARE = 0.5
"""A week with another title or other dates must keep this share of its lines to be the same week."""


def find_conflict(
    diary: Diary, kept: StoredDiary, changed: Sequence[PlannedEntry], periods: Mapping[int, Period]
) -> Flaw | None:
    """Return the first stored week that the file would replace by another one; None if there is none.

    Args:
        changed: entries that differ from the stored ones, which came from a file.
        periods: of the weeks in the file.
    """
    for one in changed:
        week = next((week for week in diary.weeks if week.number == one.round), None)
        if week is None and diary.weeks:
            continue  # the overview of a file whose weeks are the stored ones
        if _is_another(one, week, kept) and not _keeps_others(one.round, changed, diary, kept):
            return _flaw(week, kept, periods)
    return None


def _is_another(one: PlannedEntry, week: Week | None, kept: StoredDiary) -> bool:
    stored, same = _counts(one, kept)
    title_differs = week is not None and " ".join(week.title.split()) not in title_of_stored(week.number, kept)
    dates_differ = week is not None and _dates_differ(week, kept)
    if not stored:
        return title_differs and dates_differ
    return not same or ((title_differs or dates_differ) and same < stored * KEPT_SHARE)


def _counts(one: PlannedEntry, kept: StoredDiary) -> tuple[int, int]:
    """Return how many lines the stored entry has, and how many of them the file has, too."""
    entry, actions = kept.written[one.round]
    before = _lines(entry.sections, actions)
    return len(before), len(before & _lines(one.sections, one.actions))


def _keeps_others(number: int, changed: Sequence[PlannedEntry], diary: Diary, kept: StoredDiary) -> bool:
    """Return True if other weeks of the same stored file are in the new file and still say what they said."""
    file = next((one for one in kept.files if number in one), frozenset())
    others = {week.number for week in diary.weeks if week.number in file and week.number in kept.written} - {number}
    stored = same = 0
    for other in others:
        entry, actions = kept.written[other]
        lines = _lines(entry.sections, actions)
        new = next((one for one in changed if one.round == other), None)
        stored += len(lines)
        same += len(lines & _lines(new.sections, new.actions)) if new else len(lines)
    return bool(same) and same >= stored * KEPT_SHARE


def _lines(sections: Iterable[Section], actions: Iterable[Action]) -> set[str]:
    """Return the lines that say something: no headings, dates, boxes, or the bot's table."""
    texts = [one.text for one in sections if not (is_fixed(one) and one.kind == "candidates")]
    lines = (" ".join(bare_item(line[:LINE_CHARS]).split()) for text in texts for line in text.splitlines())
    said = {line for line in lines if any(map(str.isalnum, line)) and find_range(line) is None}
    return said | {" ".join(one.text[:LINE_CHARS].split()) for one in actions}


def title_of_stored(number: int, kept: StoredDiary) -> str:
    """Return the title of a stored week: that of its own heading, else that of the round."""
    sections = kept.written[number][0].sections if number in kept.written else ()
    for one in sections:
        week = week_of(plain(one.heading.strip().strip("#"))) if one.heading else None
        if week and week[0] == number:
            return " ".join(week[1].split())
    return next((" ".join(one.title.split()) for one in kept.rounds if one.number == number), "")


def _dates_differ(week: Week, kept: StoredDiary) -> bool:
    stated = week.dates.period if week.dates else None
    round_ = next((one for one in kept.rounds if one.number == week.number), None)
    return stated is not None and round_ is not None and period_of_round(round_) != stated


def _flaw(week: Week | None, kept: StoredDiary, periods: Mapping[int, Period]) -> Flaw:
    if week is None:
        return Flaw("diary-other-overview", {"theirs": _first_heading(kept)}, doubtful=True)
    round_ = next(one for one in kept.rounds if one.number == week.number)
    theirs = _named(title_of_stored(week.number, kept), period_of_round(round_))
    ours = _named(" ".join(week.title.split()), periods[week.number])
    return Flaw("diary-other-week", {"number": week.number, "theirs": theirs, "ours": ours}, doubtful=True)


def _first_heading(kept: StoredDiary) -> str:
    return next((plain(one.heading.strip("# ")) for one in kept.written[BEFORE][0].sections if one.heading), "–")


def _named(title: str, period: Period) -> str:
    dates = f"{period.begin} ~ {period.end}"
    return f'"{title}", {dates}' if title else dates
