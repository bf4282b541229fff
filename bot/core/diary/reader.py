"""Read a Markdown file as a Diary, by the rules in diary.py. Nothing of the file is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, takewhile
from typing import Any

from bot.core.diary.bot_sections import HEADINGS, is_fixed, read_section
from bot.core.diary.date_ranges import Period, find_range, period_of, period_within
from bot.core.diary.diary import AFTER, DateLine, Diary, Option, Task, Week
from bot.core.diary.headings import is_afterword, kind_of, labelled, plain, title_of, week_of
from bot.core.diary.markdown_lines import Heading, close_form, headings, lines_of, masked, open_form
from bot.core.diary.problem_list import find_options
from bot.core.diary.writer import write_diary
from bot.core.texts.bundles import Texts
from storage.records import Section

_AFTER = -1
DATES_WITHIN = 5
"""Dates of a week are searched in this many lines below its heading."""
_LEAD = re.compile(r"\s*(?:[-*+>]\s+)?(?:(?:기간|일정|날짜|dates?|period)\s?[:：]?\s*)?", re.IGNORECASE)
_GOAL = re.compile(r"\s*(?:[-*+]|\d{1,2}[.)])\s+")
_PART = re.compile(r"[\[(（]((?:[^\[\]()（）]|\([월화수목금토일](?:요일)?\)|\([a-zA-Z]{2,9}\)){3,60})[\])）]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A section as it is in the file. line: its first, from 0. heading: None before the first heading."""

    line: int
    heading: Heading | None
    raw: tuple[str, str]

    @property
    def name(self) -> str:
        return self.heading.name if self.heading else ""

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0

    @property
    def body_line(self) -> int:
        return self.line + (self.heading.lines if self.heading else 0)


def read_diary(source: str, languages: Sequence[Texts], within: Period | None = None) -> Diary:
    """Read the diary of a file, in linear time; `find_flaw` says whether it is one. Never raises.

    Args:
        languages: in which the bot's own parts may be. The first language that occurs is used; if writing the parts
            again would not give the same file, they stay free text.
        within: the time of the programme, for dates without a year, where the file does not say it.
    """
    for texts in languages:
        if any(f"# {texts.say(name)}" in source for name in HEADINGS.values()):
            found = _read(source, texts, within)
            if has_own(found) and write_diary(found, texts) == source:
                return replace(found, language=texts.language)
    return _read(source, None, within)


def has_own(diary: Diary) -> bool:
    """Return True if parts of the diary are in the bot's own form."""
    return any(is_fixed(one) for week in diary.weeks for one in week.sections)


def _read(source: str, texts: Texts | None, within: Period | None) -> Diary:
    form, text = open_form(source)
    pieces = _cut(text)
    level, begins = _weeks(pieces)
    places = _places(pieces, level, begins)
    before = [piece for piece, place in zip(pieces, places, strict=True) if place == 0]
    found = Diary(form=form, **_overview(before))
    whole = (found.dates.period if found.dates else None) or within
    parts: dict[int, list[Section]] = {}
    tasks: dict[int, list[Task]] = {}
    options: list[Option] = []
    for at, place in enumerate(places):
        section, done, table = _section(pieces, at, place, level, texts)
        parts.setdefault(place, []).append(section)
        tasks.setdefault(place, []).extend(done)
        options = options or table
    weeks = [
        Week(number, title, dates, tuple(parts[number]), tuple(tasks[number]))
        for number, (title, dates) in sorted(_heads(pieces, begins, whole).items())
    ]
    return replace(
        found,
        before=tuple(parts.get(0, ())),
        weeks=tuple(weeks),
        after=tuple(parts.get(_AFTER, ())),
        options=tuple(options or find_options([one for week in weeks for one in week.sections])),
        order=tuple(_runs([max(place, 0) for place in places])),
    )


def _cut(text: str) -> list[_Piece]:
    """Cut the whole text before every heading."""
    lines = lines_of(text)
    found = headings(lines)
    pieces = []
    first = found[0].at if found else len(lines)
    if first:
        pieces.append(_Piece(0, None, ("", _joined(lines[:first]))))
    for at, one in enumerate(found):
        end = found[at + 1].at if at + 1 < len(found) else len(lines)
        body = one.at + one.lines
        pieces.append(_Piece(one.at, one, ("\n".join(lines[one.at : body]), _joined(lines[body:end]))))
    return pieces


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _weeks(pieces: Sequence[_Piece]) -> tuple[int, dict[int, int]]:
    """Return the level of the weeks' headings, and the number of the week that a piece begins, by the piece's index."""
    said = [(at, piece.level, *week) for at, piece in enumerate(pieces) if (week := week_of(piece.name))]
    if not said:
        return 2, {}
    level = min(one for _, one, *_ in said)
    known = {number for _, one, number, *_ in said if one == level}
    return level, {
        at: number for at, one, number, _, parted in said if one == level or (parted and number not in known)
    }


def _places(pieces: Sequence[_Piece], level: int, begins: dict[int, int]) -> list[int]:
    """Return the week of every piece; 0: before the first, _AFTER: after the last."""
    last = max(begins, default=len(pieces))
    places, place = [], 0
    for at, piece in enumerate(pieces):
        if at in begins:
            place = begins[at]
        elif at > last and (piece.level < level or (piece.level == level and is_afterword(piece.name))):
            place = _AFTER
        places.append(place)
    return places


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for number, same in groupby(places):
        yield number, sum(1 for _ in same)


def _section(
    pieces: Sequence[_Piece], at: int, place: int, level: int, texts: Texts | None
) -> tuple[Section, list[Task], list[Option]]:
    piece = pieces[at]
    heading, text = piece.raw
    is_week = week_of(piece.name) is not None
    kind = AFTER if place == _AFTER else "other" if place == 0 or is_week else kind_of(piece.name)
    may_be_ours = place > 0 and not is_week and at > 0 and _ends_blank(pieces[at - 1].raw)
    if at == len(pieces) - 1 and not text.endswith("\n\n"):
        # At the end of a file the bot leaves out the blank line that parts its sections.
        found = read_section((heading, text + "\n"), kind, level + 1 if may_be_ours else 0, texts)
        if found[0].heading != heading:
            return found
        may_be_ours = False
    return read_section(piece.raw, kind, level + 1 if may_be_ours else 0, texts)


def _ends_blank(raw: tuple[str, str]) -> bool:
    return (raw[0] + "\n" + raw[1]).endswith("\n\n")


def _heads(
    pieces: Sequence[_Piece], begins: dict[int, int], whole: Period | None
) -> dict[int, tuple[str, DateLine | None]]:
    """Title and dates of every week: the first that are said."""
    found: dict[int, tuple[str, DateLine | None]] = {}
    for at, number in begins.items():
        title, dates = _head(pieces[at], whole)
        before = found.get(number, ("", None))
        found[number] = (before[0] or title, before[1] or dates)
    return found


def _head(piece: _Piece, whole: Period | None) -> tuple[str, DateLine | None]:
    week = week_of(piece.name)
    title = week[1] if week else ""
    for part in _PART.finditer(title):
        stated = find_range(part[1], whole=True)
        if stated:
            rest = f"{title[: part.start()]} {title[part.end() :]}".strip(" :：-–—|")
            return rest, DateLine(piece.line + 1, part[1].strip(), period_within(*stated, whole))
    lines = [(at, line) for at, line in enumerate(_first_lines(piece.raw[1])) if line.strip()]
    for at, line in lines[:DATES_WITHIN]:
        text = _LEAD.sub("", line.replace("*", ""), count=1).strip()
        stated = find_range(text, whole=True)
        if stated:
            return title, DateLine(piece.body_line + at + 1, text, period_within(*stated, whole))
    return title, None


def _first_lines(text: str) -> list[str]:
    return text[:4000].split("\n")


def _overview(pieces: Sequence[_Piece]) -> dict[str, Any]:
    """Read title, author, programme, dates, problem and goals from the text before the first week."""
    found: dict[str, Any] = {}
    titles = [(piece, title_of(piece.name)) for piece in pieces if piece.heading]
    titled = next((one for one in titles if one[1]), None) or next((one for one in titles if one[0].level == 1), None)
    if titled:
        programme, author = titled[1] or (None, None)
        found |= {"title": plain(titled[0].name), "programme": programme, "author": author}
    for piece in pieces:
        lines = lines_of(piece.raw[1])
        inside = masked(lines)
        whole = labelled(piece.name) if piece.heading else None
        if whole:
            _note(found, *whole, piece.name, piece.line, lines)
        for at, line in enumerate(lines):
            said = None if inside[at] or not line.strip() else labelled(line)
            if said:
                _note(found, *said, line, piece.body_line + at, _below(lines, at))
    return found


def _note(found: dict[str, Any], label: str, value: str, line: str, at: int, below: Sequence[str]) -> None:
    nested = [_GOAL.sub("", one, count=1).strip() for one in below if one.strip()]
    if label == "period" and "dates" not in found:
        where, text = next(((at + n, one) for n, one in enumerate([line, *below[:3]]) if find_range(one)), (at, line))
        stated = find_range(text)
        found["dates"] = DateLine(where + 1, value or plain(text), period_of(*stated) if stated else None)
    elif label == "problem" and "problem" not in found:
        found["problem"] = "\n".join([value, *nested]).strip()
    elif label == "goals" and "goals" not in found:
        found["goals"] = tuple([value] * bool(value) + nested)


def _below(lines: Sequence[str], at: int) -> list[str]:
    """Return the more indented lines that follow a list item."""
    margin = _margin(lines[at])
    return list(takewhile(lambda line: bool(line.strip()) and _margin(line) > margin, lines[at + 1 : at + 101]))


def _margin(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def mend_end(source: str, diary: Diary, end: date) -> tuple[str, str] | None:
    """Replace the end of the programme's period; return the new file and the old date, None if the file has no end."""
    if diary.dates is None:
        return None
    form, text = open_form(source)
    lines = lines_of(text)
    at = diary.dates.line - 1
    stated = find_range(lines[at])
    if stated is None:
        return None
    last = stated[1]
    was = lines[at][last.start : last.end]
    numbers = re.findall(r"\d+", was)
    said = end.isoformat()
    if len(numbers) == 3 and len(numbers[0]) == 4:
        values = iter((f"{end.year:04}", f"{end.month:0{len(numbers[1])}}", f"{end.day:0{len(numbers[2])}}"))
        said = re.sub(r"\d+", lambda _: next(values), was)
    lines[at] = lines[at][: last.start] + said + lines[at][last.end :]
    return close_form(form, _joined(lines)), was
