"""Programmes as data for tests of the study group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.core.group.round_calendar import moment
from storage import journal, programmes
from storage.engine import Engine
from storage.records import Programme, Round, Section

HOUR, DAY = 3600, 86_400
CHANNEL = "C0STUDY0001"
MINA, JONAS, ARA = "U0LOCAL02", "U0LOCAL03", "U0LOCAL01"


@dataclass
class Season:
    """A programme with its rounds, kept. stage: the bot that it is kept in, if there is one."""

    store: Engine
    programme: Programme
    stage: Any = None

    @property
    def rounds(self) -> list[Round]:
        return programmes.rounds(self.store, self.programme.id)

    def join(self, *people: str, at: int = 0) -> None:
        with self.store.transaction():
            for person in people:
                programmes.join(self.store, self.programme.id, person, at)

    def write(self, round_: int, person: str, text: str, now: int, share: bool = True) -> None:
        with self.store.transaction():
            journal.save(self.store, self.programme.id, round_, person, [Section("did", "", text)], None, now)
            if share:
                journal.share(self.store, self.programme.id, round_, person, now)

    def take_pass(self, round_: int, person: str, now: int) -> None:
        with self.store.transaction():
            programmes.take_pass(self.store, self.programme.id, round_, person, now)

    def move(self, number: int, meets_on: str, meets_time: str = "21:00") -> None:
        """A round meets at another time; the one after it begins then."""
        with self.store.transaction():
            for one in self.rounds:
                if one.number == number:
                    programmes.put_round(
                        self.store, a_round(self.programme, number, one.begins_on, meets_on, meets_time)
                    )


def a_round(programme: Programme, number: int, begins_on: str, meets_on: str, meets_time: str) -> Round:
    """A round from the midnight of its first day to its meeting."""
    begins_at = moment(programme.zone, begins_on, "00:00")
    meets_at = moment(programme.zone, meets_on, meets_time)
    return Round(
        programme.id, number, f"Week {number}", "", begins_on, meets_on, meets_time, begins_at, meets_at
    )  # fmt: skip


def open_season(
    store: Engine,
    zone: str = "Asia/Seoul",
    first: str = "2026-09-27",
    weeks: int = 4,
    time: str = "21:00",
    name: str = "Growth",
    channel: str | None = CHANNEL,
    grace_s: int = HOUR,
) -> Season:
    """Weekly rounds that meet on the weekday of `first`."""
    with store.transaction():
        programme = programmes.make(store, name, zone, channel, grace_s, 1, 0)
        day = date.fromisoformat(first)
        for number in range(1, weeks + 1):
            meets = day + timedelta(weeks=number - 1)
            begins = (meets - timedelta(days=6)).isoformat()
            programmes.put_round(store, a_round(programme, number, begins, meets.isoformat(), time))
    return Season(store, programme)
