"""Write a Diary as its Markdown file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.diary.bot_sections import allot, any_words, is_fixed, title_head, week_head, write_section
from bot.core.diary.diary import Diary, Task, Week
from bot.core.diary.headings import week_of
from bot.core.diary.markdown_lines import close_form, closing_of, headings, lines_of
from bot.core.diary.problem_list import find_options
from bot.core.texts.bundles import Texts
from storage.records import Section

TABLE = Section("candidates", "", "")
"""A place for the table of candidates."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of a week. ours: the bot's own, with blank lines around it. tasks: those that it shows."""

    section: Section
    ours: bool
    tasks: Sequence[Task] = ()


def write_diary(diary: Diary, texts: Texts) -> str:
    """Write the file of a diary: text from a file as it was, the bot's own parts under the headings of `texts`.

    A diary without a title gets one, and a week without a heading gets its number and dates.
    """
    diary = _with_table(diary)
    level = week_level(diary)
    made = [
        (text, one.ours)
        for one in _in_order(diary, level, texts)
        if (text := write_section(one.section, level + 1, one.tasks, diary.options, texts))
    ]
    if any(ours for _, ours in made) and _count(_join(made)) != sum(_count(text) for text, _ in made):
        # Something that an old part opens and never ends would swallow a new one.
        made = [(text + closing_of(text), ours) for text, ours in made]
    whole = _join(made)
    if made and made[-1][1]:
        whole = whole.rstrip("\n") + "\n"
    return close_form(diary.form, whole)


def _join(parts: Sequence[tuple[str, bool]]) -> str:
    made: list[str] = []
    for text, ours in parts:
        if ours and made and not made[-1].endswith("\n\n"):
            made.append("\n" if made[-1].endswith("\n") else "\n\n")
        made.append(text)
    return "".join(made)


def _count(text: str) -> int:
    return len(headings(lines_of(text)))


def week_level(diary: Diary) -> int:
    """Return the level of the weeks' headings: the shallowest in the text, else 2."""
    return min((found[1] for week in diary.weeks for one in week.sections if (found := _week(one))), default=2)


def _week(section: Section) -> tuple[int, int] | None:
    """Return (number, level) if the section's heading begins a week."""
    found = headings(section.heading.split("\n")) if section.heading else []
    week = week_of(found[0].name) if found else None
    return (week[0], found[0].level) if week else None


def _in_order(diary: Diary, level: int, texts: Texts) -> list[_Part]:
    """Return all sections in the order of the file.

    A new week, and one with more or fewer sections than then, goes by its number.
    """
    parts = _parts(diary, level, texts)
    said: dict[int, int] = {}
    for number, count in diary.order:
        said[number] = said.get(number, 0) + count
    kept = {number for number, found in parts.items() if said.get(number, 0) == len(found)}
    runs = [(number, count) for number, count in diary.order if number in kept]
    for number in sorted(set(parts) - kept - {0}):
        later = (at for at, run in enumerate(runs) if run[0] > number)
        earlier = (at + 1 for at in range(len(runs) - 1, -1, -1) if 0 < runs[at][0] < number)
        start = 1 if runs and not runs[0][0] else 0
        runs.insert(next(later, next(earlier, start)), (number, len(parts[number])))
    if 0 not in kept:
        after = len(diary.after)
        runs = [(0, len(parts[0]) - after), *runs, (0, after)]
    waiting = {number: iter(found) for number, found in parts.items()}
    return [next(waiting[number]) for number, count in runs for _ in range(count)]


def _parts(diary: Diary, level: int, texts: Texts) -> dict[int, list[_Part]]:
    """Return the sections of every week with the headings that they lack; 0: those before and after all weeks."""
    parts = {0: [_Part(one, False) for one in (*diary.before, *diary.after)]}
    if not diary.order and not any_words(diary.before) and (diary.author or diary.programme):
        parts[0][:0] = [_Part(one, True) for one in title_head(diary, texts)]
    for week in diary.weeks:
        found = _shown(week)
        if all((_week(one) or (0, 0))[0] != week.number for one in week.sections):
            found.insert(0, _Part(week_head(week, level, texts), True))
        parts[week.number] = found
    return parts


def _shown(week: Week) -> list[_Part]:
    """Return a week's sections with their tasks.

    Tasks that no text names go to the last "next" section, or to a new one.
    """
    named, left = allot(week.sections, week.tasks)
    may = [at for at, one in enumerate(week.sections) if one.kind == "next" and is_fixed(one)]
    parts = [
        _Part(one, is_fixed(one), [*named[at], *(left if may and at == may[-1] else ())])
        for at, one in enumerate(week.sections)
    ]
    return parts if may or not left else [*parts, _Part(Section("next", "", ""), True, left)]


def _with_table(diary: Diary) -> Diary:
    """Add the table of candidates at the end of the first week, unless the text has them already."""
    sections = [one for week in diary.weeks for one in week.sections]
    if not diary.options or not diary.weeks or any(is_fixed(one) and one.kind == TABLE.kind for one in sections):
        return diary
    if find_options(sections) == list(diary.options):
        return diary
    first = diary.weeks[0]
    return replace(diary, weeks=(replace(first, sections=(*first.sections, TABLE)), *diary.weeks[1:]))


def without_heads(source: str, diary: Diary, shell: Diary, texts: Texts) -> Diary | None:
    """Remove from a file of the bot's own all that the store knows without it.

    That is its title, the weeks' headings, and the table's place.

    Args:
        shell: author, programme and dates as stored, with each week's.

    Returns:
        None if the file is not exactly what the bot would write: it was edited, or the programme has changed.
    """
    weeks = {week.number: week for week in shell.weeks}
    if not set(weeks) >= {week.number for week in diary.weeks}:
        return None
    first = diary.weeks[0].number if diary.weeks else 0
    bare = replace(
        shell,
        weeks=tuple(
            replace(weeks[week.number], sections=_bare(week.sections, week.number == first), tasks=week.tasks)
            for week in diary.weeks
        ),
        options=diary.options,
        form=diary.form,
        language=diary.language,
    )
    return bare if write_diary(bare, texts) == source else None


def _bare(sections: tuple[Section, ...], may_end_with_table: bool) -> tuple[Section, ...]:
    return sections[1:-1] if may_end_with_table and len(sections) > 1 and sections[-1] == TABLE else sections[1:]
