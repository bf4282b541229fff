"""Who is reminded of a journal, and when: two days and three hours before a meeting, and once after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.group.round_calendar import days_later, is_late, met, moment, present
from storage.records import Entry, Member, Programme, Round
from storage.records.group_keys import RoundKey
from storage.records.spans import DAY_S, HOUR_S

DAYS_AHEAD = 2
SOON_S = 3 * HOUR_S
SAME_EVENING_S = 3 * HOUR_S
"""Meetings no further apart share one reminder."""
PASSED_S = 2 * DAY_S
"""A missed reminder of a past meeting is sent this long, after downtime."""


_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")


def is_person(name: str) -> bool:
    """Return True for a Slack user id."""
    return _PERSON.fullmatch(name) is not None


class ReminderKind(StrEnum):
    """Two days before a meeting, three hours before it, or after it."""

    EARLY = "early"
    SOON = "soon"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one round."""

    kind: ReminderKind
    programme: Programme
    round: Round

    def slot(self, person: str, kind: ReminderKind | None = None) -> str:
        """Return what is sent once: this kind, for this date of the meeting, to this person."""
        one = self.round
        return f"{kind or self.kind}:{RoundKey(one.programme, one.number)}:{one.meets_on}:{person}"

    def slots(self, person: str) -> list[str]:
        """Return the slots that it takes: one sent three hours before takes that of two days before, too."""
        kinds = (self.kind, ReminderKind.EARLY) if self.kind is ReminderKind.SOON else (self.kind,)
        return [self.slot(person, kind) for kind in kinds]


def early_at(programme: Programme, one: Round) -> int:
    """Return two days before a meeting by the calendar: at the meeting's hour, also when clocks change in between."""
    return moment(programme.zone, days_later(one.meets_on, -DAYS_AHEAD), one.meets_time)


def find_due(programme: Programme, rounds: Sequence[Round], now: int) -> list[Reminder]:
    """Return the programme's reminders that are due: only the latest, also after downtime."""
    due = []
    past = met(rounds, now)
    if past and _passed(programme, past[-1], now):
        due.append(Reminder(ReminderKind.PASSED, programme, past[-1]))
    one = present(rounds, now)
    if one is not None and now >= one.meets_at - SOON_S:
        due.append(Reminder(ReminderKind.SOON, programme, one))
    elif one is not None and now >= early_at(programme, one):
        due.append(Reminder(ReminderKind.EARLY, programme, one))
    return due


def find_same_evening(
    due: Iterable[Reminder], programme: Programme, rounds: Sequence[Round], now: int
) -> list[Reminder]:
    """Return a reminder that is sent early, since another meeting on the same evening is reminded of now."""
    one = present(rounds, now)
    if one is None:
        return []
    kinds = {
        other.kind
        for other in due
        if other.kind is not ReminderKind.PASSED and abs(other.round.meets_at - one.meets_at) <= SAME_EVENING_S
    }
    return [Reminder(kind, programme, one) for kind in (ReminderKind.SOON, ReminderKind.EARLY) if kind in kinds][:1]


def is_current(reminder: Reminder, now: int) -> bool:
    """Return True if a queued reminder may still be sent, for Slack may have been away."""
    one, programme = reminder.round, reminder.programme
    if one.skipped_at is not None:
        return False
    if reminder.kind is ReminderKind.PASSED:
        return _passed(programme, one, now)
    # Within three hours the later reminder takes the place of the earlier one.
    return now < one.meets_at - (SOON_S if reminder.kind is ReminderKind.EARLY else 0)


def is_wanted(reminder: Reminder, member: Member, entry: Entry | None, has_passed: bool) -> bool:
    """Return True if the member has neither shared an entry nor taken a pass nor switched reminders off."""
    if has_passed or member.left_at is not None or member.reminders_off_at is not None:
        return False
    if reminder.kind is ReminderKind.PASSED and member.joined_at > reminder.round.meets_at:
        return False
    return entry is None or entry.shared_at is None


def _passed(programme: Programme, one: Round, now: int) -> bool:
    return is_late(one, programme, now) and now <= one.meets_at + programme.grace_s + PASSED_S
