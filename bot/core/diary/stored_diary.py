"""A member's diary as the store keeps it, and the Diary made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core.diary.date_ranges import Period, find_day
from bot.core.diary.diary import AFTER, DateLine, Diary, Option, Task, Week
from bot.core.diary.markdown_lines import FileFormat
from storage.records import Action, Candidate, Entry, Programme, Round

BEFORE = 0
"""The number of the entry that holds the text before and after the weeks."""


@dataclass(frozen=True, slots=True)
class StoredDiary:
    """The rows of one member's diary.

    Attributes:
        rounds: the programme's.
        alone: nobody else belongs to the programme.
        name: the member's, if known.
        written: entries with their action items by round; 0 is BEFORE.
        prints: hashes of what the last import wrote, by round.
        files: the rounds that came from each file. They do not overlap.
    """

    programme: Programme | None = None
    rounds: Sequence[Round] = ()
    alone: bool = True
    name: str | None = None
    written: Mapping[int, tuple[Entry, Sequence[Action]]] = field(default_factory=dict)
    candidates: Sequence[Candidate] = ()
    form: FileFormat = field(default_factory=FileFormat)
    order: tuple[tuple[int, int], ...] = ()
    language: str | None = None
    prints: Mapping[str, str] = field(default_factory=dict)
    files: tuple[frozenset[int], ...] = ()


def period_of_round(one: Round) -> Period:
    """Return the civil dates of a round."""
    begin, end = find_day(one.begins_on), find_day(one.meets_on)
    if begin is None or end is None:
        raise ValueError(f"round {one.number} has no dates")
    return Period(begin, end)


def whole_of(rounds: Sequence[Round]) -> Period:
    """Return the first and the last day of some rounds."""
    periods = [period_of_round(one) for one in rounds]
    return Period(min(one.begin for one in periods), max(one.end for one in periods))


def shell_of(programme: Programme, rounds: Sequence[Round], author: str) -> Diary:
    """Build the diary of a member who has written nothing: author, programme, dates, and every round."""
    ordered = sorted(rounds, key=lambda one: one.number)
    weeks = [
        Week(one.number, one.title, DateLine(0, f"{_day(one.begins_on)} ~ {_day(one.meets_on)}", period_of_round(one)))
        for one in ordered
    ]
    dates = None
    if ordered:
        whole = whole_of(ordered)
        dates = DateLine(0, f"{whole.begin:%Y. %m. %d} ~ {whole.end:%Y. %m. %d}", whole)
    return Diary(author=author, programme=programme.name, dates=dates, weeks=tuple(weeks))


def _day(day: str) -> str:
    return day[5:].replace("-", ". ")


def diary_of(kept: StoredDiary, author: str) -> Diary:
    """Build the diary of all that is stored."""
    if kept.programme is None:
        return Diary(author=author)
    shell = shell_of(kept.programme, kept.rounds, author)
    weeks = [
        replace(
            week,
            sections=kept.written[week.number][0].sections,
            tasks=tuple(Task(one.text, one.done_at is not None) for one in kept.written[week.number][1]),
        )
        for week in shell.weeks
        if week.number in kept.written
    ]
    options = tuple(
        Option(
            one.problem,
            one.effort_days,
            one.effect,
            one.evidence,
            one.leak,
            one.chosen_at is not None,
            one.effect_score,
        )
        for one in kept.candidates
    )
    around = kept.written[BEFORE][0].sections if BEFORE in kept.written else ()
    return replace(
        shell,
        before=tuple(one for one in around if one.kind != AFTER),
        after=tuple(one for one in around if one.kind == AFTER),
        weeks=tuple(weeks) or (shell.weeks[:1] if options else ()),
        options=options,
        form=kept.form,
        order=kept.order,
        language=kept.language,
    )
