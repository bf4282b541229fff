"""Make a study group's programme from `programme.toml`, once. From then on the store holds the dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.group.date_changes import ProgrammeRefusal
from bot.core.group.programme_file import ProgrammeFile, read, rounds_of, start_of
from storage import programmes
from storage.engine import Engine
from storage.records import Programme
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
    """

    programme: Programme | None
    new: bool


def seed(store: Engine, source: ProgrammeSource, now: int, met: int = 0) -> Seeded | None:
    """Make the programme of a file. Read no further if a programme of that name exists.

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
    known = programmes.named(store, " ".join(name.split())) if isinstance(name, str) else None
    if known is not None:
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
    return Seeded(_make(store, plan, path, plan.channel or source.channel, made_at, start), new=True)


def name_in(path: Path | None) -> str | None:
    """Return the programme's name in a file; None if there is no file, or it cannot be read, or it holds no name."""
    if path is None:
        return None
    try:
        name = _parsed(path).get("name")
    except ProgrammeFileProblem:
        return None
    return " ".join(name.split()) if isinstance(name, str) else None


def _make(store: Engine, plan: ProgrammeFile, path: Path, channel: str, now: int, start: str) -> Programme:
    with store.transaction():
        programme = programmes.make(store, plan.name, plan.zone, channel, plan.grace_s, plan.passes, now)
        try:
            rounds = rounds_of(plan, programme, start)
        except ProgrammeRefusal as refused:
            raise ProgrammeFileProblem(f"{path}: rounds: {refused}") from None
        for one in rounds:
            programmes.put_round(store, one)
        for person in plan.members:
            programmes.join(store, programme.id, person, now)
    return programme


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise ProgrammeFileProblem(
            f"{path} cannot be read ({error.strerror}): set PROGRAMME to a programme's file, or leave it out"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeFileProblem(f"{path} is not TOML ({error}): mend it, or set PROGRAMME to another file") from None
