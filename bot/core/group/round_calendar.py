"""Rounds in time: which one is on, which one an entry is for, and when it is late. Seconds since the epoch, UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.records import Programme, Round
from storage.records.spans import WEEK_S

AFTER_S = WEEK_S
"""A programme stays the present one this long after its last meeting."""


def moment(zone: str, day: str, time: str) -> int:
    """Return when a local time (`2026-11-22`, `21:00`) is in a zone.

    A time that occurs twice is the first of the two. One that clocks skip is later by as much as they skip.
    """
    local = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone), fold=0)
    return int(local.astimezone(UTC).timestamp())


def day_of(zone: str, at: int) -> str:
    """Return the civil date of a moment in a zone."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date().isoformat()


def days_later(day: str, days: int) -> str:
    """Return the civil date so many days later."""
    return (datetime.fromisoformat(day) + timedelta(days=days)).date().isoformat()


def met(rounds: Iterable[Round], now: int) -> list[Round]:
    """Return the rounds whose meeting is over, by time."""
    return sorted(
        (one for one in rounds if one.skipped_at is None and one.meets_at <= now), key=lambda one: one.meets_at
    )


def present(rounds: Iterable[Round], now: int) -> Round | None:
    """Return the round that is on: the next to meet, once it has begun. None before the first and after the last."""
    coming = sorted(
        (one for one in rounds if one.skipped_at is None and one.meets_at > now), key=lambda one: one.meets_at
    )
    return coming[0] if coming and coming[0].begins_at <= now else None


def in_grace(rounds: Iterable[Round], programme: Programme, now: int) -> Round | None:
    """Return the round that has just met and still takes entries as on time."""
    past = met(rounds, now)
    return past[-1] if past and now <= past[-1].meets_at + programme.grace_s else None


def is_late(one: Round, programme: Programme, shared_at: int) -> bool:
    """Return True if an entry was shared after the meeting and its grace time."""
    return shared_at > one.meets_at + programme.grace_s


def choose(
    programmes: Iterable[Programme], rounds: Mapping[int, Sequence[Round]], now: int, channel: str | None
) -> Programme | None:
    """Choose the programme that is meant: one of the channel if it has any, else any that has a channel.

    Of several: one that is on, the latest begun; else the next to begin; else the last that ended. A programme is on
    from its start until a week after its last meeting, so that a late entry still finds it.

    Args:
        rounds: by the programme's id.

    Returns:
        None if no programme has a round.
    """
    living = [one for one in programmes if one.channel is not None and rounds.get(one.id)]
    here = [one for one in living if one.channel == channel]

    def order(one: Programme) -> tuple[int, int, int]:
        begins, ends = _span(rounds[one.id])
        if begins <= now < ends + AFTER_S:
            return (2, begins, one.id)
        return (1, -begins, one.id) if now < begins else (0, ends, one.id)

    return max(here or living, key=order, default=None)


def _span(rounds: Sequence[Round]) -> tuple[int, int]:
    """Return when a programme begins, and when its last meeting is."""
    meeting = [one.meets_at for one in rounds if one.skipped_at is None] or [one.meets_at for one in rounds]
    return min(one.begins_at for one in rounds), max(meeting)
