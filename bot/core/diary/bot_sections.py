"""The parts of a diary that the bot writes itself, and how it recognises them: fixed sections, tasks, and headings.

A part counts as the bot's own only if writing it again gives the same characters; otherwise it stays as it is in the
file. So nothing is lost when people edit the file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from bot.core.diary.diary import DateLine, Diary, Option, Task, Week
from bot.core.diary.markdown_lines import (
    TASK,
    closing_of,
    escape_headings,
    lines_of,
    masked,
    task_lines,
    unescape_headings,
)
from bot.core.diary.problem_table import read_table, write_table
from bot.core.group.journal import ACTION_CHARS, split_item
from bot.core.texts.bundles import Texts
from storage.records import Section

HEADINGS = {
    "did": "diary-did",
    "numbers": "diary-numbers",
    "learned": "diary-learned",
    "next": "diary-next",
    "help": "diary-help",
    "candidates": "diary-candidates",
}


def is_fixed(section: Section) -> bool:
    """Return True if the modal asks for the section: it has a kind and no heading of its own."""
    return not section.heading and section.kind in HEADINGS


def write_section(section: Section, level: int, tasks: Sequence[Task], options: Sequence[Option], texts: Texts) -> str:
    """Write a section as Markdown.

    Args:
        level: of a fixed heading.
        tasks: those that the section shows.
    """
    if is_fixed(section):
        return _write_fixed(section, level, tasks, options, texts)
    text = section.text if not section.text or section.text.endswith("\n") else section.text + "\n"
    if section.kind == "next" and tasks:
        text = _mark(text, tasks)
    return f"{section.heading}\n{text}" if section.heading else text


def _write_fixed(section: Section, level: int, tasks: Sequence[Task], options: Sequence[Option], texts: Texts) -> str:
    if section.kind == "candidates" and options:
        body = write_table(options, texts)  # its stored text is an old state of the table
    else:
        body = _clean(section.text)
        body = escape_headings(body)
        if section.kind == "next":
            body = _as_tasks(body, tasks)
    if not body:
        return ""
    return f"{'#' * level} {texts.say(HEADINGS[section.kind])}\n\n{body}\n\n"


def _clean(text: str) -> str:
    even = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not even.strip():
        return ""
    return even + ("\n" + closing if (closing := closing_of(even + "\n").rstrip("\n")) else "")


class _Waiting:
    """Tasks by their words. Each is taken once, in order."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._by_text: dict[str, deque[int]] = {}
        self._left: dict[int, Task] = dict(enumerate(tasks))
        for at, one in enumerate(tasks):
            self._by_text.setdefault(_key(one.text), deque()).append(at)

    def take(self, text: str) -> Task | None:
        places = self._by_text.get(_key(text))
        return self._left.pop(places.popleft()) if places else None

    def left(self) -> list[Task]:
        return list(self._left.values())


def _as_tasks(body: str, tasks: Sequence[Task]) -> str:
    """Put a box before every line of the body that is a task; append the tasks that no line names."""
    waiting = _Waiting(tasks)
    lines = body.split("\n") if body else []
    for at, line in enumerate(lines):
        item = bare_item(line)
        task = waiting.take(item)
        if task:
            lines[at] = _box(task.done, item)
    return "\n".join([*lines, *(_box(one.done, one.text) for one in waiting.left())])


def allot(sections: Sequence[Section], tasks: Sequence[Task]) -> tuple[list[list[Task]], list[Task]]:
    """Return the tasks that each section names, and those that none names."""
    waiting = _Waiting(tasks)
    allotted = []
    for one in sections:
        named = _named(one) if one.kind == "next" else ()
        allotted.append([task for text in named if (task := waiting.take(text))])
    return allotted, waiting.left()


def same_words(sections: Sequence[Section], tasks: Sequence[Task]) -> list[tuple[str, str, str]]:
    """Return what the sections say, in a form that is equal before and after an export.

    Lines that are tasks and the place of the table are left out: tasks and rows are stored apart.
    """
    waiting = _Waiting(tasks)
    words = []
    for one in sections:
        text = one.text
        if is_fixed(one):
            lines = _clean(text).split("\n")
            if one.kind == "next":
                lines = [line for line in lines if not waiting.take(bare_item(line))]
            text = "\n".join(lines)
            if not text or one.kind == "candidates":
                continue
        words.append((one.kind, one.heading, text))
    return words


def _named(section: Section) -> list[str]:
    lines = section.text.split("\n")
    inside = [False] * len(lines) if is_fixed(section) else masked(lines)
    return [bare_item(line) for at, line in enumerate(lines) if not inside[at]]


def bare_item(line: str) -> str:
    """Return a line of a list without its bullet and box, as the tasks of an entry are stored."""
    return split_item(line)[0]


def _key(text: str) -> str:
    """Return what tells one task from another. An entry that was saved in Slack has only the beginning of a task."""
    return _one_line(text[:ACTION_CHARS])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _box(done: bool, text: str) -> str:
    return f"- [{'x' if done else ' '}] {_one_line(text)}"


def _mark(text: str, tasks: Sequence[Task]) -> str:
    """Update the boxes of the text's tasks, and add a box where a task has none."""
    waiting, lines = _Waiting(tasks), lines_of(text)
    for at, done, item in list(task_lines(lines)):
        task = waiting.take(item)
        if task and task.done != done:
            lines[at] = TASK.sub(rf"\g<1>{'x' if task.done else ' '}\g<3>", lines[at], count=1)
    inside = masked(lines)
    # Items without a box may have become tasks in the modal.
    for at, line in enumerate(lines):
        if inside[at] or TASK.match(line):
            continue
        item = bare_item(line)
        task = waiting.take(item)
        if task:
            lines[at] = line[: len(line) - len(line.lstrip())] + _box(task.done, item)
    return "".join(f"{line}\n" for line in lines)


def read_section(
    raw: tuple[str, str], kind: str, level: int, texts: Texts | None
) -> tuple[Section, list[Task], list[Option]]:
    """Read a section of the file: one of the bot's own, or free text as it is.

    Args:
        raw: its heading and its text.
        level: at which the bot writes fixed headings; 0 if the section cannot be one.
        texts: None if the file has no section of the bot's own.
    """
    heading, text = raw
    for fixed, name in HEADINGS.items() if texts and level else ():
        if texts and heading == f"{'#' * level} {texts.say(name)}":
            section, tasks, options = _read_fixed(fixed, text.strip("\n"), texts)
            if write_section(section, level, tasks, options, texts) == f"{heading}\n{text}":
                return section, tasks, options
    found = [Task(said, done) for _, done, said in task_lines(lines_of(text))] if kind == "next" else []
    return Section(kind, heading, text), found, []


def _read_fixed(kind: str, body: str, texts: Texts) -> tuple[Section, list[Task], list[Option]]:
    if kind == "candidates":
        options = read_table(body)
        if options and write_table(options, texts) == body:
            return Section(kind, "", ""), [], options
    if kind != "next":
        return Section(kind, "", unescape_headings(body)), [], []
    lines = body.split("\n")
    tasks = []
    for at, done, said in task_lines(lines):
        lines[at] = said
        tasks.append(Task(said, done))
    return Section(kind, "", unescape_headings("\n".join(lines))), tasks, []


def week_head(week: Week, level: int, texts: Texts) -> Section:
    """Write the heading of a week, with its dates, for a week whose text has none."""
    name = texts.say("diary-week", number=str(week.number))
    title = " ".join(week.title.split())
    return Section("other", f"{'#' * level} {name}{f' : {title}' if title else ''}", _dates_line(week.dates))


def _dates_line(dates: DateLine | None) -> str:
    return f"- {dates.text}\n\n" if dates else "\n"


def title_head(diary: Diary, texts: Texts) -> tuple[Section, ...]:
    """Write the title and the overview for a diary that has nothing before its first week."""
    author, programme = " ".join((diary.author or "").split()), " ".join((diary.programme or "").split())
    title = texts.say("diary-title", programme=programme, author=author).strip()
    sections = [Section("other", f"# {title}", "\n" if diary.dates is None else "")]
    if diary.dates:
        period = f"- **{texts.say('diary-period-label')} :** {diary.dates.text}\n\n"
        sections.append(Section("other", f"## {texts.say('diary-overview')}", period))
    return tuple(sections)


def any_words(parts: Iterable[Section]) -> bool:
    """Return True if any of the sections has text."""
    return any(one.heading.strip() or one.text.strip() for one in parts)
