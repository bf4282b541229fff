"""Which file each week of a diary came from: an import changes the weeks of its own file only.

A diary may be one file, or several such as a file a week. The weeks of an import form a file. A later file that holds
one of them is a new state of it. A file with a single week never speaks for other weeks, whatever they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.core.diary.bot_sections import is_fixed
from bot.core.diary.diary import Diary, Option
from bot.core.diary.problem_list import find_options
from bot.core.diary.stored_diary import BEFORE, StoredDiary
from storage.records import Section

Runs = tuple[tuple[int, int], ...]
File = frozenset[int]


@dataclass(frozen=True, slots=True)
class FileScope:
    """The part of a stored diary that a file may change.

    Attributes:
        held: the weeks in the file, and BEFORE if it has text around them and may change the stored one.
        gone: weeks of the stored file that the new one no longer has.
        files: the weeks of every file, this one included, if `gone` stays.
    """

    held: File
    gone: tuple[int, ...]
    files: tuple[File, ...]


def scope_of(diary: Diary, kept: StoredDiary) -> FileScope:
    """Find which stored weeks belong to the file of a diary."""
    weeks = frozenset(one.number for one in diary.weeks)
    own = weeks or frozenset({BEFORE})
    owned = frozenset(number for one in kept.files if one & own for number in one) & frozenset(kept.written)
    is_part = len(weeks) <= 1 and bool(owned - own - {BEFORE})
    rest = frozenset() if is_part else owned - own
    takes_around = not weeks or BEFORE in rest or BEFORE not in kept.written
    has_around = bool(diary.before or diary.after)
    held = own | ({BEFORE} if has_around and takes_around else frozenset())
    # A single week says nothing about an overview that it does not have.
    gone = () if len(weeks) <= 1 else tuple(sorted(rest - held))
    others = (one - held - rest for one in kept.files)
    return FileScope(held, gone, (*filter(None, others), held | rest))


def within_scope(diary: Diary, kept: StoredDiary, held: File) -> Diary:
    """Put the text around the weeks into the weeks where the stored overview came from another file.

    A title that the stored overview has already is left out.
    """
    if BEFORE in held or not diary.weeks:
        return diary
    stored = kept.written[BEFORE][0].sections if BEFORE in kept.written else ()
    runs = diary.order or tuple((week.number, len(week.sections)) for week in diary.weeks)
    numbers = [number for number, _ in runs if number]
    first, last = numbers[0], numbers[-1]
    before, after = _unknown(diary.before, stored), _unknown(diary.after, stored)
    sections = {week.number: week.sections for week in diary.weeks}
    sections[first] = (*before, *sections[first])
    sections[last] = (*sections[last], *(replace(one, kind="other") for one in after))
    weeks = tuple(replace(week, sections=sections[week.number]) for week in diary.weeks)
    moved = ((first, len(before)), *((number, count) for number, count in runs if number), (last, len(after)))
    return replace(diary, before=(), after=(), weeks=weeks, order=_joined(moved) if diary.order else ())


def _unknown(parts: Sequence[Section], stored: Sequence[Section]) -> tuple[Section, ...]:
    """Return the parts that say something which the stored overview does not."""
    known = {(one.heading.strip(), one.text.strip()) for one in stored}
    headings = {heading for heading, _ in known}
    return tuple(
        one
        for one in parts
        if (one.heading.strip(), one.text.strip()) not in known
        and not (one.heading.strip() in headings and not one.text.strip())
    )


def _joined(runs: Iterable[tuple[int, int]]) -> Runs:
    groups = groupby((run for run in runs if run[1]), key=lambda run: run[0])
    return tuple((number, sum(count for _, count in same)) for number, same in groups)


def merged_order(kept: StoredDiary, order: Runs, held: File, deleted: Iterable[int]) -> Runs:
    """Return the order of all files' sections: those of the file stand together, by their first week.

    Args:
        order: of the file.

    Returns:
        Empty if the weeks go by their numbers, under a title of the bot's own.
    """
    dropped = held | frozenset(deleted)
    if not frozenset().union(*kept.files) & frozenset(kept.written) - dropped:
        return order
    if not kept.order:
        return ()
    rest = [run for run in kept.order if run[0] not in dropped]
    first = min((number for number, _ in order if number), default=BEFORE)
    place = next((at for at, run in enumerate(rest) if run[0] > first), None)
    if place is None:
        place = len(rest) - (1 if len(rest) > 1 and rest[-1][0] == BEFORE else 0)
    return _joined([*rest[:place], *order, *rest[place:]])


def options_of(diary: Diary, kept: StoredDiary, deleted: Iterable[int]) -> tuple[Option, ...] | None:
    """Return the candidates of all files together, as one file with all the weeks would have them.

    Returns:
        None if the stored ones stay: another week has the bot's own table of them.
    """
    mine = {week.number: week.sections for week in diary.weeks}
    gone = frozenset(deleted)
    others = {
        number: entry.sections
        for number, (entry, _) in kept.written.items()
        if number != BEFORE and number not in mine and number not in gone
    }
    if not others or any(map(_is_table, _flat(mine))):
        return diary.options
    if any(map(_is_table, _flat(others))):
        return None
    return tuple(find_options(_flat({**others, **mine})))


def _flat(weeks: dict[int, tuple[Section, ...]]) -> list[Section]:
    return [one for _, sections in sorted(weeks.items()) for one in sections]


def _is_table(section: Section) -> bool:
    return is_fixed(section) and section.kind == "candidates"
