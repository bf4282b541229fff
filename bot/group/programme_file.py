"""Make a study group's programme from `programme.toml`, once. From then on the store holds the dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.core.group.date_changes import ProgrammeRefusal
from bot.core.group.programme_file import ProgrammeFile, name_of, read, rounds_of, start_of
from bot.core.group.round_calendar import days_later, moment
from bot.group.rounds import find_named
from storage import programmes
from storage.engine import Engine
from storage.records import Programme, Round
from storage.records.spans import WEEK_S


class ProgrammeFileProblem(Exception):
    """A programme's file cannot be used. The text has one line for each reason, with what to do."""


@dataclass(frozen=True)
class ProgrammeSource:
    """Which file to read, and what applies where the file is silent.

    path: None if there is no file to read.
    is_named: a person named the file, so it must exist, and outside the local workspace it must have a start.
    is_local: the bot runs in the local workspace. An example, a file without a start, begins there this week.
    channel: the channel of a programme that names none.
    """

    path: Path | None
    is_named: bool
    is_local: bool
    channel: str


@dataclass(frozen=True)
class Seeded:
    """The result for one file.

    programme: None if the file is an example that was not used.
    new: the programme was made now.
    joined: the programme of an imported diary got its channel and rounds now.
    """

    programme: Programme | None
    new: bool
    joined: bool = False


def seed(store: Engine, source: ProgrammeSource, now: int, met: int = 0) -> Seeded | None:
    """Make the programme of a file. Read no further if a programme of that name has a channel.

    A programme of that name without a channel came from an imported diary: it gets the file's channel, rounds, and
    members, and its entries stay.

    Args:
        met: for an example: the number of rounds that have met by now. The programme is then made a week ago, when
            the last of them began. At least one round is left to come.

    Returns:
        None if there is no file to read.

    Raises:
        ProgrammeFileProblem: the file cannot be used. The text names every reason.
    """
    path = source.path
    if path is None:
        return None
    content = _parsed(path)
    name = content.get("name")
    known = find_named(store, name) if isinstance(name, str) else None
    if known is not None and known.channel is not None:
        return Seeded(known, new=False)
    plan = read(content)
    if not isinstance(plan, ProgrammeFile):
        raise ProgrammeFileProblem("\n".join(f"{path}: {sentence}" for sentence in plan))
    if plan.start is None and not source.is_local:
        if not source.is_named:
            return Seeded(None, new=False)
        raise ProgrammeFileProblem(f"{path}: start is missing: set the first day, such as start = 2026-01-05")
    weeks = 0 if plan.start is not None else min(met, len(plan.rounds) - 1)
    made_at, start = now - WEEK_S if weeks else now, start_of(plan, now - weeks * WEEK_S)
    programme = Programme(0, plan.name, plan.zone, plan.channel or source.channel, plan.grace_s, plan.passes, made_at)
    with store.transaction():
        programme = _put(store, programme, known)
        _put_rounds(store, plan, path, programme, start)
        for person in plan.members:
            programmes.join(store, programme.id, person, made_at)
    return Seeded(programme, new=known is None, joined=known is not None)


def _put(store: Engine, new: Programme, known: Programme | None) -> Programme:
    """Store a programme in the place of the known one, if there is one."""
    if known is None:
        return programmes.make(store, new.name, new.zone, new.channel, new.grace_s, new.passes, new.made_at)
    programme = replace(new, id=known.id)
    programmes.change(store, programme)
    return programme


def name_in(path: Path | None) -> str | None:
    """Return the programme's name in a file; None if there is no file, or it cannot be read, or it holds no name."""
    if path is None:
        return None
    try:
        name = _parsed(path).get("name")
    except ProgrammeFileProblem:
        return None
    return name_of(name) if isinstance(name, str) else None


def _put_rounds(store: Engine, plan: ProgrammeFile, path: Path, programme: Programme, start: str) -> None:
    """Store the rounds of a file. Rounds of an imported diary get its dates; those beyond its last stay behind it."""
    try:
        rounds = rounds_of(plan, programme, start)
    except ProgrammeRefusal as refused:
        raise ProgrammeFileProblem(f"{path}: rounds: {refused}") from None
    last, rest = rounds[-1], list[Round]()
    for one in programmes.rounds(store, programme.id):
        if one.number <= rounds[-1].number:
            continue
        if one.meets_on <= last.meets_on:
            raise ProgrammeFileProblem(
                f"{path}: rounds: an imported diary has a round {one.number} on {one.meets_on}, which is not after "
                f"round {last.number} ({last.meets_on}): add the rounds up to {one.number} to the file"
            )
        meets_at = moment(programme.zone, one.meets_on, one.meets_time)
        begins_on = days_later(last.meets_on, 1)
        rest.append(replace(one, begins_on=begins_on, begins_at=last.meets_at, meets_at=meets_at))
        last = rest[-1]
    for one in [*rounds, *rest]:
        programmes.put_round(store, one)


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise ProgrammeFileProblem(
            f"{path} cannot be read ({error.strerror}): set PROGRAMME to a programme's file, or leave it out"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeFileProblem(f"{path} is not TOML ({error}): mend it, or set PROGRAMME to another file") from None
