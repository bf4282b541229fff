"""Set and move the dates of a programme: rounds in, rounds out. Past rounds never change.

A round begins with the meeting before it, so moving one meeting moves the begin of the next round, too. Together the
rounds always cover the time from the programme's start to its last meeting, without gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.group.round_calendar import days_later, moment
from storage.records import Programme, Round

WEEK = 7


class ProgrammeRefusal(Exception):
    """The dates cannot be changed. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A planned round. on: a civil date. time: `21:00`. Both are in the programme's zone."""

    title: str
    theme: str
    on: str
    time: str


def planned(programme: Programme, start: str, meetings: Sequence[Meeting]) -> list[Round]:
    """Build the rounds of a new programme.

    Args:
        start: the civil date at whose midnight the first round begins.

    Raises:
        ProgrammeRefusal: the meetings do not follow each other.
    """
    begins_at = moment(programme.zone, start, "00:00")
    rounds = [
        Round(
            programme.id, number, one.title, one.theme, start, one.on, one.time, begins_at,
            moment(programme.zone, one.on, one.time),
        )
        for number, one in enumerate(meetings, start=1)
    ]  # fmt: skip
    return _linked(rounds, lambda one: True)


def shift(
    programme: Programme,
    rounds: Sequence[Round],
    number: int,
    now: int,
    *,
    days: int = 0,
    time: str | None = None,
    only: bool = False,
) -> list[Round]:
    """Move a coming round by some days, and all rounds after it unless `only`.

    A first round that has not begun takes the programme's start along.

    Args:
        days: negative to meet earlier.
        time: the local time at which the moved rounds meet from now on; None: as before.

    Raises:
        ProgrammeRefusal: the round is over or skipped, or the new dates do not follow each other.
    """
    moved = _coming(rounds, number, now)
    if moved.skipped_at is not None:
        raise ProgrammeRefusal(f"Round {number} is skipped: have it meet again first, with `skip {number} --undo`")
    changed = [
        _at(programme, one, days_later(one.meets_on, days), time or one.meets_time)
        if one.number == number or (one.number > number and not only)
        else one
        for one in rounds
    ]
    if moved is rounds[0] and now < moved.begins_at and not only:
        begins_on = days_later(moved.begins_on, days)
        changed[0] = replace(changed[0], begins_on=begins_on, begins_at=moment(programme.zone, begins_on, "00:00"))
    return _checked(changed, rounds, now)


def skip(rounds: Sequence[Round], number: int, now: int) -> list[Round]:
    """Skip a coming round; its time belongs to the next.

    Raises:
        ProgrammeRefusal: the round is over or skipped already.
    """
    one = _coming(rounds, number, now)
    if one.skipped_at is not None:
        raise ProgrammeRefusal(f"Round {number} is skipped already")
    return _checked(_replaced(rounds, replace(one, skipped_at=now)), rounds, now)


def unskip(rounds: Sequence[Round], number: int, now: int) -> list[Round]:
    """Let a skipped coming round meet after all, at its old time.

    Raises:
        ProgrammeRefusal: the round is over or not skipped, or the dates do not follow each other.
    """
    one = _coming(rounds, number, now)
    if one.skipped_at is None:
        raise ProgrammeRefusal(f"Round {number} is not skipped")
    return _checked(_replaced(rounds, replace(one, skipped_at=None)), rounds, now)


def add(
    programme: Programme,
    rounds: Sequence[Round],
    now: int,
    title: str,
    theme: str,
    *,
    on: str | None = None,
    time: str | None = None,
) -> list[Round]:
    """Add a round at the end, a week after the last or on a date.

    Raises:
        ProgrammeRefusal: the new date is past or does not follow the last.
    """
    last = rounds[-1]
    wanted = on or days_later(last.meets_on, WEEK)
    new = _at(programme, replace(last, number=last.number + 1, skipped_at=None), wanted, time or last.meets_time)
    if new.meets_at <= now and on is None:
        raise ProgrammeRefusal(f"A week after the last round is {wanted}, which is past: name a date with --on")
    return _checked([*rounds, replace(new, title=title, theme=theme)], rounds, now)


def _coming(rounds: Sequence[Round], number: int, now: int) -> Round:
    round_ = next((one for one in rounds if one.number == number), None)
    if round_ is None:
        raise ProgrammeRefusal(f"There is no round {number}: the rounds are 1 to {rounds[-1].number}")
    if round_.meets_at <= now:
        raise ProgrammeRefusal(f"Round {number} was on {round_.meets_on} {round_.meets_time}: past rounds never change")
    return round_


def _at(programme: Programme, one: Round, day: str, time: str) -> Round:
    return replace(one, meets_on=day, meets_time=time, meets_at=moment(programme.zone, day, time))


def _replaced(rounds: Sequence[Round], new: Round) -> list[Round]:
    return [new if one.number == new.number else one for one in rounds]


def _checked(changed: list[Round], before: Sequence[Round], now: int) -> list[Round]:
    """Link the coming rounds, and leave past ones as they were."""
    past = {one.number for one in before if one.meets_at <= now}
    for one in changed:
        if one.number not in past and one.meets_at <= now:
            raise ProgrammeRefusal(f"Round {one.number} would meet on {one.meets_on} {one.meets_time}, which is past")
    return _linked(changed, lambda one: one.number not in past)


def _linked(rounds: Sequence[Round], may_change: Callable[[Round], bool]) -> list[Round]:
    """Begin each round at the last meeting before it.

    Raises:
        ProgrammeRefusal: the meetings do not follow each other.
    """
    begins_on, begins_at = rounds[0].begins_on, rounds[0].begins_at
    linked: list[Round] = []
    before: Round | None = None
    for one in rounds:
        changes = may_change(one)
        linked.append(replace(one, begins_on=begins_on, begins_at=begins_at) if changes else one)
        if one.skipped_at is not None:
            continue
        if changes and (one.meets_at <= begins_at or (before is not None and one.meets_on <= before.meets_on)):
            after = f"round {before.number} ({before.meets_on})" if before else f"the programme's start ({begins_on})"
            when = f"{one.meets_on} {one.meets_time}"
            raise ProgrammeRefusal(f"Round {one.number} would meet on {when}: it must be on a later day than {after}")
        begins_on, begins_at, before = _first_day(one), one.meets_at, one
    return linked


def _first_day(one: Round) -> str:
    """Return the first civil day that is wholly after a meeting."""
    return one.meets_on if one.meets_time == "00:00" else days_later(one.meets_on, 1)


def week_after(day: str, weekday: int) -> str:
    """Return the next week's meeting day, counted from the one nearest to a day. weekday: 0 is Monday."""
    off = (date.fromisoformat(day).weekday() - weekday + 3) % WEEK - 3
    return days_later(day, WEEK - off)
