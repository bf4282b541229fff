"""Turn the parsed `programme.toml` into a plan, or list all its problems at once. Pure."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.group.date_changes import Meeting, ProgrammeRefusal, planned, week_after
from bot.core.group.round_calendar import day_of, days_later, moment
from storage.records import Programme, Round

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KEYS = ("name", "zone", "start", "end", "channel", "grace_minutes", "passes", "members", "meeting", "rounds")
MEETING_KEYS = ("weekday", "time")
ROUND_KEYS = ("title", "theme", "on", "time")
ZONE, WEEKDAY, TIME, GRACE_MINUTES, PASSES = "Asia/Seoul", "Sunday", "21:00", 60, 1
NAME_MAX, TITLE_MAX, THEME_MAX, ROUNDS_MAX = 80, 120, 500, 104
YEARS = range(1970, 2200)
_CHANNEL = re.compile(r"[CG][A-Z0-9]{8,20}")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
TIME_FORM = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round of the file. on and time are its own date and local time; None means the usual ones."""

    title: str
    theme: str
    on: str | None
    time: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """The whole file. start is None for an example: it starts this week. weekday 0 is Monday."""

    name: str
    zone: str
    start: str | None
    end: str | None
    channel: str | None
    grace_s: int
    passes: int
    members: tuple[str, ...]
    weekday: int
    time: str
    rounds: tuple[RoundPlan, ...]


def read(said: Mapping[str, Any]) -> ProgrammeFile | list[str]:
    """Return the plan of a parsed file, or a sentence for each problem with the key and the remedy."""
    reading = _Reading()
    plan = reading.plan(said)
    if not reading.problems:
        reading.problems += _problems_of_dates(plan)
    return reading.problems or plan


def name_of(text: str) -> str:
    """Return the name of a programme: composed letters, single blanks. Files of macOS often have parted letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def start_of(plan: ProgrammeFile, now: int) -> str:
    """Return the local date on which the programme starts.

    If the file has no date: the Monday of this week, or today if this week's meeting is past. The first round of an
    example is therefore always open.
    """
    if plan.start is not None:
        return plan.start
    today = date.fromisoformat(day_of(plan.zone, now))
    monday = (today - timedelta(days=today.weekday())).isoformat()
    first = _first_meeting(plan, monday)
    return monday if moment(plan.zone, first, plan.time) > now else today.isoformat()


def rounds_of(plan: ProgrammeFile, programme: Programme, start: str) -> list[Round]:
    """Return the rounds of the plan. A round without its own date meets a week after the previous one.

    The first meeting is on the first meeting day after the start.

    Raises:
        ProgrammeRefusal: the dates are not in order.
    """
    meetings: list[Meeting] = []
    for one in plan.rounds:
        usual = week_after(meetings[-1].on, plan.weekday) if meetings else _first_meeting(plan, start)
        meetings.append(Meeting(one.title, one.theme, one.on or usual, one.time or plan.time))
    return planned(programme, start, meetings)


def _first_meeting(plan: ProgrammeFile, start: str) -> str:
    return days_later(start, (plan.weekday - date.fromisoformat(start).weekday() - 1) % 7 + 1)


def _problems_of_dates(plan: ProgrammeFile) -> list[str]:
    """Return the problems between dates of several keys."""
    if plan.start is None:
        dated = ["end"] if plan.end else []
        dated += [f"rounds[{n}].on" for n, one in enumerate(plan.rounds, start=1) if one.on]
        return [
            f"start is missing: {key} names a date, so set the first day, such as start = 2026-01-05" for key in dated
        ]
    if plan.end is not None and plan.end < plan.start:
        return [
            f"end = {plan.end} is before start = {plan.start}: one of them has a typing error, often in the year; "
            "put the later date into end"
        ]
    try:
        rounds = rounds_of(plan, Programme(0, plan.name, plan.zone, None, 0, 0, 0), plan.start)
    except ProgrammeRefusal as refused:
        return [f"rounds: {refused}. Give it another date with on = ..., or move start = {plan.start}"]
    last = rounds[-1]
    if plan.end is not None and last.meets_on > plan.end:
        return [
            f"end = {plan.end} is before the meeting of round {last.number} on {last.meets_on}: "
            "set a later end, or have fewer rounds"
        ]
    return []


class _Reading:
    """A reader that collects all problems; a wrong value counts as absent."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def plan(self, said: Mapping[str, Any]) -> ProgrammeFile:
        self._known(said, KEYS, "")
        meeting = said.get("meeting", {})
        if not isinstance(meeting, Mapping):
            self._add("meeting must be a table: write [meeting], and under it weekday and time")
            meeting = {}
        self._known(meeting, MEETING_KEYS, "meeting.")
        return ProgrammeFile(
            name=name_of(self._text(said, "name", NAME_MAX, 'the programme\'s name, such as "Growth season 3"')),
            zone=self._zone(said.get("zone", ZONE)),
            start=self._date(said, "start"),
            end=self._date(said, "end"),
            channel=self._channel(said.get("channel")),
            grace_s=60 * self._number(said, "grace_minutes", GRACE_MINUTES, 7 * 24 * 60),
            passes=self._number(said, "passes", PASSES, 100),
            members=self._members(said.get("members", [])),
            weekday=self._weekday(meeting.get("weekday", WEEKDAY)),
            time=self._time(meeting, "meeting.") or TIME,
            rounds=self._rounds(said.get("rounds")),
        )

    def _add(self, sentence: str) -> None:
        self.problems.append(sentence)

    def _known(self, said: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in said:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                meant = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(keys)}"
                self._add(f"{where}{key} is not known: {meant}")

    def _text(self, said: Mapping[str, Any], key: str, most: int, what: str, where: str = "") -> str:
        value = said.get(key)
        if not isinstance(value, str) or not value.strip():
            self._add(f"{where}{key} is missing: set it to {what}")
            return "?"
        if len(value) > most:
            self._add(f"{where}{key} is {len(value)} characters long: use at most {most}")
        return " ".join(value.split())

    def _number(self, said: Mapping[str, Any], key: str, usual: int, most: int) -> int:
        value = said.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self._add(f"{key} must be a whole number from 0 to {most}, such as {usual}")
            return usual
        return value

    def _zone(self, value: object) -> str:
        try:
            return ZoneInfo(str(value)).key
        except (ValueError, OSError, LookupError):
            self._add(f"zone = {str(value)!r} is not known: use a name such as Asia/Seoul or Europe/Berlin")
            return ZONE

    def _date(self, said: Mapping[str, Any], key: str, where: str = "") -> str | None:
        value = said.get(key)
        if value is None:
            return None
        try:
            found = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if not isinstance(found, date) or isinstance(found, datetime) or found.year not in YEARS:
            self._add(f"{where}{key} must be a date such as 2026-01-05")
            return None
        return found.isoformat()

    def _time(self, said: Mapping[str, Any], where: str) -> str | None:
        value = said.get("time")
        if value is None:
            return None
        shown = value.isoformat("minutes") if isinstance(value, time) else str(value)
        if not TIME_FORM.fullmatch(shown):
            self._add(f'{where}time must be a local time such as "21:00"')
            return None
        return shown

    def _weekday(self, value: object) -> int:
        said = str(value).strip().lower()
        found = [at for at, name in enumerate(WEEKDAYS) if len(said) >= 3 and name.startswith(said)]
        if not found:
            self._add('meeting.weekday must be a day of the week, such as "Sunday"')
        return found[0] if found else WEEKDAYS.index(WEEKDAY.lower())

    def _channel(self, value: object) -> str | None:
        if value is None or (isinstance(value, str) and _CHANNEL.fullmatch(value)):
            return value
        self._add('channel must be a channel\'s id such as "C0123456789", not its name: see its details in Slack')
        return None

    def _members(self, value: object) -> tuple[str, ...]:
        listed = value if isinstance(value, list) else [value]
        wrong = [one for one in listed if not (isinstance(one, str) and _PERSON.fullmatch(one))]
        if wrong:
            self._add(f'members must be Slack user ids such as ["U0123456789"]: {wrong[0]!r} is not one')
            return ()
        return tuple(dict.fromkeys(listed))

    def _rounds(self, value: object) -> tuple[RoundPlan, ...]:
        if not isinstance(value, list) or not value:
            self._add("rounds is missing: write [[rounds]] for each round, and under it title and theme")
            return ()
        if len(value) > ROUNDS_MAX:
            self._add(f"rounds has {len(value)}: use at most {ROUNDS_MAX}, and add more later")
        return tuple(self._round(one, number) for number, one in enumerate(value, start=1))

    def _round(self, said: object, number: int) -> RoundPlan:
        where = f"rounds[{number}]."
        if not isinstance(said, Mapping):
            self._add(f"rounds[{number}] must be a table: write [[rounds]], and under it title and theme")
            return RoundPlan("?", "", None, None)
        self._known(said, ROUND_KEYS, where)
        theme = self._text(said, "theme", THEME_MAX, "what the round is about", where) if said.get("theme") else ""
        title = self._text(said, "title", TITLE_MAX, 'a few words, such as "Candidates"', where)
        return RoundPlan(title, theme, self._date(said, "on", where), self._time(said, where))
