"""The entries of an import: each with what is stored for its week, sorted by what happens to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.diary.bot_sections import same_words
from bot.core.diary.diary import Task
from bot.core.diary.stored_diary import StoredDiary
from bot.core.group.journal import ACTION_CHARS
from storage.records import Action, Section


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry to be written."""

    round: int
    sections: tuple[Section, ...]
    actions: tuple[Action, ...]


@dataclass(slots=True)
class SortedEntries:
    """Entries by what happens to them. stay: written or changed in Slack."""

    new: list[PlannedEntry] = field(default_factory=list)
    changed: list[PlannedEntry] = field(default_factory=list)
    same: list[PlannedEntry] = field(default_factory=list)
    stay: list[PlannedEntry] = field(default_factory=list)


def sort_entries(saved: Sequence[PlannedEntry], kept: StoredDiary, replacing: bool) -> SortedEntries:
    """Sort entries by what happens to them. What was written or changed in Slack stays, unless it is to be replaced."""
    groups = SortedEntries()
    for one in saved:
        entry = kept.written.get(one.round)
        stored = print_of(entry[0].sections, entry[1]) if entry else None
        if stored is None:
            groups.new.append(one)
        elif stored == print_of_entry(one):
            groups.same.append(one)
        elif replacing or stored == kept.prints.get(str(one.round)):
            groups.changed.append(one)
        else:
            groups.stay.append(one)
    return groups


def print_of_entry(one: PlannedEntry) -> str:
    """Return the hash of a planned entry's words."""
    return print_of(one.sections, one.actions)


def plan_entry(
    number: int, sections: tuple[Section, ...], tasks: Sequence[Task], kept: StoredDiary, at: int
) -> PlannedEntry:
    """Build an entry with its tasks. A task that was ticked before keeps its time; others get that of the meeting."""
    entry = kept.written.get(number)
    done = {one.text: one.done_at for one in entry[1] if one.done_at is not None} if entry else {}
    actions = (
        Action(position, task.text, done.get(task.text, at) if task.done else None)
        for position, task in enumerate(tasks)
    )
    return PlannedEntry(number, sections, tuple(actions))


def print_of(sections: Sequence[Section], actions: Sequence[Action]) -> str:
    """Return a hash of an entry's words: equal for equal texts."""
    tasks = [Task(one.text, one.done_at is not None) for one in actions]
    return hash_of([same_words(sections, tasks), sorted((one.text[:ACTION_CHARS], one.done) for one in tasks)])


def hash_of(value: object) -> str:
    """Return a hash of 32 hexadecimal digits: equal for equal values."""
    source = json.dumps(value, ensure_ascii=True, default=str)
    return hashlib.sha256(source.encode()).hexdigest()[:32]
