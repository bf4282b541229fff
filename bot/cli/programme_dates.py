"""Read and move the rounds of a programme, and say them as lines for a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bot.app.programme_source import programme_source
from bot.cli.opened_store import OpenedStore
from bot.core.group import date_changes
from bot.core.group.date_changes import ProgrammeRefusal
from bot.core.group.programme_file import THEME_MAX, TIME_FORM, TITLE_MAX, YEARS
from bot.core.group.round_calendar import present
from bot.core.when import read_days
from bot.group import programme_file
from bot.group.rounds import find_named, meant_by
from storage import programmes
from storage.engine import Engine
from storage.records import Programme, Round

Change = Callable[[Programme, Sequence[Round], int], list[Round]]


def listing(place: OpenedStore, name: str | None, as_json: bool) -> Iterator[str]:
    """Yield a line for every round of a programme, and where its dates come from. Raises ProgrammeRefusal."""
    store, now = place.store, place.clock.now()
    programme, rounds = _programme(store, name, now)
    people = programmes.members(store, programme.id)
    if as_json:
        head = {"programme": asdict(programme), "members": [one.person for one in people]}
        yield json.dumps({**head, "rounds": [_as_json(one, rounds, now) for one in rounds]}, ensure_ascii=False)
        return
    yield _head(programme, len(people))
    for one in rounds:
        yield _line(one, rounds, now)
    yield from _of_file(place)


def change(place: OpenedStore, name: str | None, edit: Change, dry_run: bool, as_json: bool) -> Iterator[str]:
    """Edit the rounds, and yield what they were and are. Raises ProgrammeRefusal; then nothing is changed."""
    store, now = place.store, place.clock.now()
    with store.transaction():
        programme, before = _programme(store, name, now)
        after = edit(programme, before, now)
        if not dry_run:
            for one in after:
                if one not in before:
                    programmes.put_round(store, one)
    if as_json:
        both = {"before": before, "after": after}
        states = {key: [_as_json(one, rounds, now) for one in rounds] for key, rounds in both.items()}
        yield json.dumps({"programme": asdict(programme), "changed": not dry_run, **states}, ensure_ascii=False)
        return
    yield f"{programme.name} ({programme.zone})"
    old = {one.number: one for one in before}
    for one in after:
        yield _changed_line(old.get(one.number), one)
    if dry_run:
        yield "Nothing was changed: this was a dry run."


def seed(place: OpenedStore, file: Path | None) -> Iterator[str]:
    """Make the programme of a file unless the store has it, and yield its rounds.

    Raises ProgrammeFileProblem or ProgrammeRefusal.

    Args:
        file: read this file instead of PROGRAMME.
    """
    store, now = place.store, place.clock.now()
    seeded = programme_file.seed(store, programme_source(place.settings, file), now)
    if seeded is None or seeded.programme is None:
        raise ProgrammeRefusal("There is no programme to read: write a programme.toml with a start, or name a file")
    known = " is there already: its file is not read again, dates move with shift, skip and add"
    joined = f" came from an imported diary: it has the file's rounds now, and lives in {seeded.programme.channel}"
    yield seeded.programme.name + (" was made" if seeded.new else joined if seeded.joined else known)
    rounds = programmes.rounds(store, seeded.programme.id)
    for one in rounds:
        yield _line(one, rounds, now)


def shifted(number: int, by: str, time: str | None, only: bool) -> Change:
    """Return the edit that moves a coming round and all after it. by: "7d", "-2w", or a date."""

    def edit(programme: Programme, rounds: Sequence[Round], now: int) -> list[Round]:
        one = next((one for one in rounds if one.number == number), rounds[0])
        days = _days(by, one.meets_on)
        return date_changes.shift(programme, rounds, number, now, days=days, time=_time(time), only=only)

    return edit


def skipped(number: int, undo: bool) -> Change:
    """Return the edit that skips a coming round, or with `undo` takes the skip back."""

    def edit(programme: Programme, rounds: Sequence[Round], now: int) -> list[Round]:
        return date_changes.unskip(rounds, number, now) if undo else date_changes.skip(rounds, number, now)

    return edit


def added(title: str, theme: str, on: str | None, time: str | None) -> Change:
    """Return the edit that adds a round at the end."""

    def edit(programme: Programme, rounds: Sequence[Round], now: int) -> list[Round]:
        words = " ".join(title.split())
        if not words or len(words) > TITLE_MAX:
            raise ProgrammeRefusal(f"The title must have 1 to {TITLE_MAX} characters")
        if len(theme) > THEME_MAX:
            raise ProgrammeRefusal(f"The theme is {len(theme)} characters long: use at most {THEME_MAX}")
        day = None if on is None else _day(on)
        return date_changes.add(programme, rounds, now, words, " ".join(theme.split()), on=day, time=_time(time))

    return edit


def _days(by: str, meets_on: str) -> int:
    days = read_days(by)
    if days is not None:
        return days
    return (date.fromisoformat(_day(by)) - date.fromisoformat(meets_on)).days


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise ProgrammeRefusal(f"{text!r} says no day: use a date such as 2026-01-11, or for a shift 7d, -1d or 1w")
    return day.isoformat()


def _time(text: str | None) -> str | None:
    if text is not None and not TIME_FORM.fullmatch(text):
        raise ProgrammeRefusal(f"{text!r} is no local time: use one such as 21:00")
    return text


def _programme(store: Engine, name: str | None, now: int) -> tuple[Programme, list[Round]]:
    meant = meant_by(store, now, name)
    names = ", ".join(repr(one.name) for one in programmes.every(store))
    if meant is None and names:
        which = "No programme is meant" if name is None else f"There is no programme {name!r}"
        raise ProgrammeRefusal(f"{which}: name one with --programme, of {names}")
    if meant is None:
        raise ProgrammeRefusal(
            "There is no programme yet: `python -m bot programme seed FILE` makes one of a programme.toml"
        )
    if not meant[1]:
        raise ProgrammeRefusal(f"{meant[0].name!r} has no rounds")
    return meant


def _of_file(place: OpenedStore) -> Iterator[str]:
    path = programme_source(place.settings).path
    name = programme_file.name_in(path)
    stored = find_named(place.store, name) if name is not None else None
    if stored is not None and stored.channel is None:
        yield f"{name!r} came from an imported diary: `python -m bot programme seed` gives it the rounds of {path}"
    elif name is not None and stored is None:
        yield f"{path} names {name!r}, which is not in the store: `python -m bot programme seed` makes it"
    elif name is not None:
        yield f"{path} was read once; its later changes are not. Dates move with shift, skip and add."


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
    fields = asdict(one)
    del fields["programme"]
    return {**fields, "state": _state(one, rounds, now)}
