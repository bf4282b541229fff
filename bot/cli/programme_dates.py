"""What `python -m bot programme` does: tell the rounds and move them, also while the bot runs.

Each command is one short transaction of its own process: SQLite lets one write at a time, the other waits for
milliseconds, and the running bot reads the rounds anew whenever it needs them.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bot.app.clock import Clock
from bot.config import Settings
from bot.core.group import date_changes
from bot.core.group.date_changes import Refused
from bot.core.group.programme_file import THEME_MAX, TIME_FORM, TITLE_MAX, YEARS
from bot.core.group.round_calendar import present
from bot.core.when import read_days
from bot.group import programme_file
from bot.group.rounds import meant_by
from storage import open_store, programmes
from storage.engine import Engine
from storage.records import Programme, Round

Change = Callable[[Programme, Sequence[Round], int], list[Round]]
Say = Callable[[str], None]


def show(settings: Settings, name: str | None, as_json: bool, say: Say) -> None:
    """Every round of a programme, and where its dates come from. Raises Refused."""
    with _opened(settings) as (store, now):
        programme, rounds = _programme(store, name, now)
        people = programmes.members(store, programme.id)
        if as_json:
            said = {"programme": asdict(programme), "members": [one.person for one in people]}
            say(json.dumps({**said, "rounds": [_as_json(one, rounds, now) for one in rounds]}, ensure_ascii=False))
            return
        say(_head(programme, len(people)))
        for one in rounds:
            say(_line(one, rounds, now))
        for sentence in _of_file(store, settings):
            say(sentence)


def change(settings: Settings, name: str | None, edit: Change, dry_run: bool, as_json: bool, say: Say) -> None:
    """Edit the rounds and say what they were and are. Raises Refused; then nothing is changed."""
    with _opened(settings) as (store, now), store.transaction():
        programme, before = _programme(store, name, now)
        after = edit(programme, before, now)
        if not dry_run:
            for one in after:
                if one not in before:
                    programmes.put_round(store, one)
    if as_json:
        both = {"before": before, "after": after}
        told = {key: [_as_json(one, rounds, now) for one in rounds] for key, rounds in both.items()}
        say(json.dumps({"programme": asdict(programme), "changed": not dry_run, **told}, ensure_ascii=False))
        return
    say(f"{programme.name} ({programme.zone})")
    old = {one.number: one for one in before}
    for one in after:
        say(_changed_line(old.get(one.number), one))
    if dry_run:
        say("Nothing was changed: this was a dry run.")


def seed(settings: Settings, file: Path | None, say: Say) -> None:
    """Bring a file's programme into the store unless it is there. Raises SettingsProblem and Refused."""
    with _opened(settings) as (store, now):
        found = programme_file.seed(store, settings, now, file)
        if found is None or found.programme is None:
            raise Refused("There is no programme to read: write a programme.toml with a start, or name a file")
        rounds = programmes.rounds(store, found.programme.id)
        known = " is there already: its file is not read again, dates move with shift, skip and add"
        say(found.programme.name + (" was made" if found.new else known))
        for one in rounds:
            say(_line(one, rounds, now))


def shifted(number: int, by: str, time: str | None, only: bool) -> Change:
    """A coming round and all after it meet elsewhen. by: "7d", "-2w", or a date."""

    def edit(programme: Programme, rounds: Sequence[Round], now: int) -> list[Round]:
        one = next((one for one in rounds if one.number == number), rounds[0])
        days = _days(by, one.meets_on)
        return date_changes.shift(programme, rounds, number, now, days=days, time=_time(time), only=only)

    return edit


def skipped(number: int, undo: bool) -> Change:
    """A coming round does not meet, or does after all."""

    def edit(programme: Programme, rounds: Sequence[Round], now: int) -> list[Round]:
        return date_changes.unskip(rounds, number, now) if undo else date_changes.skip(rounds, number, now)

    return edit


def added(title: str, theme: str, on: str | None, time: str | None) -> Change:
    """One more round at the end."""
    said = " ".join(title.split())
    if not said or len(said) > TITLE_MAX:
        raise Refused(f"The title must have 1 to {TITLE_MAX} characters")
    if len(theme) > THEME_MAX:
        raise Refused(f"The theme is {len(theme)} characters long: use at most {THEME_MAX}")
    day = None if on is None else _day(on)

    def edit(programme: Programme, rounds: Sequence[Round], now: int) -> list[Round]:
        return date_changes.add(programme, rounds, now, said, " ".join(theme.split()), on=day, time=_time(time))

    return edit


def _days(by: str, meets_on: str) -> int:
    days = read_days(by)
    if days is not None:
        return days
    return (date.fromisoformat(_day(by)) - date.fromisoformat(meets_on)).days


def _day(said: str) -> str:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused(f"{said!r} says no day: use a date such as 2026-01-11, or for a shift 7d, -1d or 1w")
    return found.isoformat()


def _time(said: str | None) -> str | None:
    if said is not None and not TIME_FORM.fullmatch(said):
        raise Refused(f"{said!r} is no local time: use one such as 21:00")
    return said


@contextlib.contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Engine, int]]:
    now = Clock().now()
    store = open_store(settings.database_url, now)
    try:
        yield store, now
    finally:
        store.close()


def _programme(store: Engine, name: str | None, now: int) -> tuple[Programme, list[Round]]:
    found = meant_by(store, now, name)
    names = ", ".join(repr(one.name) for one in programmes.every(store))
    if found is None and names:
        which = "No programme is meant" if name is None else f"There is no programme {name!r}"
        raise Refused(f"{which}: name one with --programme, of {names}")
    if found is None:
        raise Refused("There is no programme yet: `python -m bot programme seed FILE` makes one of a programme.toml")
    if not found[1]:
        raise Refused(f"{found[0].name!r} has no rounds")
    return found


def _of_file(store: Engine, settings: Settings) -> list[str]:
    named = programme_file.name_in(settings)
    if named is None:
        return []
    path, name = named
    if programmes.named(store, name) is None:
        return [f"{path} names {name!r}, which is not in the store: `python -m bot programme seed` makes it"]
    return [f"{path} was read once; its later changes are not. Dates move with shift, skip and add."]


def _head(programme: Programme, people: int) -> str:
    where = programme.channel or "no channel"
    grace, passes = f"grace {programme.grace_s // 60} min", f"passes {programme.passes}"
    return f"{programme.name} ({programme.zone}), {where}, {grace}, {passes}, members {people}"


def _state(one: Round, rounds: Sequence[Round], now: int) -> str:
    if one.skipped_at is not None:
        return "skipped"
    if one.meets_at <= now:
        return "held"
    return "present" if one == present(rounds, now) else "coming"


def _line(one: Round, rounds: Sequence[Round], now: int) -> str:
    period = f"{one.begins_on} to {one.meets_on}" if one.skipped_at is None else " " * 24
    return (
        f"{one.number:>4}  {period}  meets {one.meets_on} {one.meets_time}  {_state(one, rounds, now):<7}  {one.title}"
    )


def _dates(one: Round) -> str:
    return "skipped" if one.skipped_at is not None else f"{one.begins_on} to {one.meets_on} {one.meets_time}"


def _changed_line(old: Round | None, new: Round) -> str:
    if old == new:
        return f"{new.number:>4}  {_dates(new)}  {new.title}"
    return f"{new.number:>4}  {_dates(old) if old else '(none)'} → {_dates(new)}  {new.title}"


def _as_json(one: Round, rounds: Sequence[Round], now: int) -> dict[str, object]:
    said = asdict(one)
    del said["programme"]
    return {**said, "state": _state(one, rounds, now)}
