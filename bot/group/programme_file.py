"""`programme.toml` → the store, once: from then on the store says what the dates are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config import Settings, SettingsProblem
from bot.core.group.date_changes import Refused
from bot.core.group.programme_file import Plan, read, rounds_of, start_of
from bot.workspace.model import CHANNELS
from storage import programmes
from storage.engine import Engine
from storage.records import Programme
from storage.records.spans import WEEK_S


@dataclass(frozen=True)
class Seeded:
    """What became of a file. new: its programme was made now. programme None: it is an example, left where it is."""

    programme: Programme | None
    new: bool


def study_channel(settings: Settings) -> str:
    """Where a programme lives that names no channel: LEAK_CHANNEL, in the local workspace #study-group."""
    return settings.leak_channel or CHANNELS[1].id


def seed(store: Engine, settings: Settings, now: int, file: Path | None = None, met: int = 0) -> Seeded | None:
    """Make the programme of a file, unless one of its name is there; such a file is not looked at any further.

    file: this one instead of the setting's. None: there is no file to read. met: so many rounds of an example have met
    by now, and it is known since the last of them began; a round of it is on all the same.
    Raises SettingsProblem with all that is wrong with it.
    """
    path = file or _path(settings)
    if path is None:
        return None
    said = _parsed(path)
    name = said.get("name")
    known = programmes.named(store, " ".join(name.split())) if isinstance(name, str) else None
    if known is not None:
        return Seeded(known, new=False)
    plan = read(said)
    if not isinstance(plan, Plan):
        raise SettingsProblem("\n".join(f"{path}: {sentence}" for sentence in plan))
    if plan.start is None and not settings.is_local:
        if file is None and not _is_named(settings):
            return Seeded(None, new=False)
        raise SettingsProblem(f"{path}: start is missing: set the first day, such as start = 2026-01-05")
    weeks = 0 if plan.start is not None else min(met, len(plan.rounds) - 1)
    channel = plan.channel or study_channel(settings)
    return Seeded(
        _make(store, plan, path, channel, now - WEEK_S if weeks else now, start_of(plan, now - weeks * WEEK_S)),
        new=True,
    )


def name_in(settings: Settings) -> tuple[Path, str] | None:
    """The programme that the setting's file names, for whoever tells of it; None where there is none to be read."""
    try:
        path = _path(settings)
        name = _parsed(path).get("name") if path else None
    except SettingsProblem:
        return None
    return (path, " ".join(name.split())) if path and isinstance(name, str) else None


def _make(store: Engine, plan: Plan, path: Path, channel: str, now: int, start: str) -> Programme:
    with store.transaction():
        found = programmes.make(
            store, plan.name, plan.zone, channel, plan.grace_s, plan.passes, now
        )  # fmt: skip
        try:
            rounds = rounds_of(plan, found, start)
        except Refused as refused:
            raise SettingsProblem(f"{path}: rounds: {refused}") from None
        for one in rounds:
            programmes.put_round(store, one)
        for person in plan.members:
            programmes.join(store, found.id, person, now)
    return found


def _is_named(settings: Settings) -> bool:
    """Somebody set PROGRAMME: then its file must be there."""
    return "programme" in settings.model_fields_set


def _path(settings: Settings) -> Path | None:
    if not settings.programme:
        return None
    path = Path(settings.programme)
    return path if _is_named(settings) or path.exists() else None


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise SettingsProblem(
            f"{path} cannot be read ({error.strerror}): set PROGRAMME to a programme's file, or leave it out"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{path} is not TOML ({error}): mend it, or set PROGRAMME to another file") from None
