"""The schedule of the digest, for an external monitor."""

from __future__ import annotations

from datetime import date
from typing import Any

from storage.records import Programme, Round

MARGIN_MIN, LONGEST_MIN = 15, 10


def schedule(programme: Programme, one: Round) -> dict[str, Any]:
    """Build the monitor's configuration: weekly, at the weekday and time of this meeting, in its time zone."""
    hour, minute = one.meets_time.split(":")[:2]
    weekday = date.fromisoformat(one.meets_on).isoweekday() % 7  # crontab's Sunday is 0
    return {
        "schedule": {"type": "crontab", "value": f"{int(minute)} {int(hour)} * * {weekday}"},
        "timezone": programme.zone,
        "checkin_margin": MARGIN_MIN,
        "max_runtime": LONGEST_MIN,
    }
