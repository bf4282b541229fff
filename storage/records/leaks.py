"""Frozen dataclasses for leaks, one for each noun. Times are epoch seconds, UTC; None means not yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.alerts import Alerts


class State(StrEnum):
    """The state of a leak. Snoozing is separate (`Leak.snoozed_until`), so that it does not hide the state."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    INVESTIGATED = "investigated"
    WATCHING = "watching"
    FIXED = "fixed"
    RETURNED = "returned"


class MarkKind(StrEnum):
    """The kind of a person's mark by reaction, button or command."""

    INVESTIGATING = "investigating"
    INVESTIGATED = "investigated"


@dataclass(frozen=True, slots=True)
class Leak:
    """All reports from one site. `number` is the N of "LN". frame and access_text are for people.

    Attributes:
        frame: the application frame that names the site, as printed; None for header-only reports.
        level: "simple", "advanced" or "unknown", the best seen so far.
        access_text: the first lines of the newest access record.
        total: the number of reports.
        told_at, told_total: when the channel was last informed, and `total` at that time.
        merged_into: the leak that this one is part of.
    """

    number: int
    family: str
    resource: str | None
    frame: str | None
    level: str
    access_text: str
    state: State
    state_at: int
    first_seen: int
    last_seen: int
    last_url: str | None
    snoozed_until: int | None = None
    returned_at: int | None = None
    total: int = 0
    told_at: int = 0
    told_total: int = 0
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's current mark on a leak. `person` is a Slack user id."""

    leak: int
    person: str
    kind: MarkKind
    at: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Windows:
    """Reports in the last day and week, and in the day and week before. day_before covers [now-48 h, now-24 h).

    Attributes:
        sightings_28d: reports of each UTC day, oldest first, 28 figures; the last one is today.
    """

    day: int
    day_before: int
    week: int
    week_before: int
    total: int
    sightings_28d: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where a leak was seen in the last 28 days of its history, latest first. At most ten (name, reports) a kind.

    `reports` counts all time, so that a figure never falls.
    """

    projects: tuple[tuple[str, int], ...] = ()
    environments: tuple[tuple[str, int], ...] = ()
    hosts: tuple[tuple[str, int], ...] = ()
    releases: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the audit trail: person, leak, action, time and surface."""

    leak: int
    at: int
    who: str
    what: str
    surface: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A leak that is now part of another, and its marks when it was merged."""

    number: int
    marks: tuple[Mark, ...] = ()


class FixState(StrEnum):
    """The state of an attempt to fix a leak."""

    WATCHING = "watching"
    FIXED = "fixed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Fix:
    """One registered attempt to fix a leak.

    Attributes:
        fixed_at: when it was deployed.
        release: the first release that contains it; None if it was not given.
        decided_at: when the state was reached.
        returned_at: when the sighting happened that proved the fix failed.
    """

    leak: int
    attempt: int
    registered_at: int
    fixed_at: int
    release: str | None
    person: str
    state: FixState = FixState.WATCHING
    decided_at: int | None = None
    returned_at: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting since a fix. release_first_at: when its release was first seen in any leak; None without a release."""

    at: int
    release: str | None = None
    release_first_at: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Place and level of one sighting; None if unknown."""

    at: int
    host: str | None
    release: str | None
    level: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A fix with the sightings for and against it.

    Attributes:
        before: sightings before the fix, ascending.
        begun_at: the start of that observation; None if it starts with the first of them.
        since: the sightings after the fix.
        gaps: when nothing could be recorded.
        again: this is not the first fix.
    """

    fix: Fix
    before: tuple[int, ...]
    since: tuple[Seen, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()
    begun_at: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class LeakView:
    """Everything that a message about one leak may show. It is read at once, so that its parts agree.

    Attributes:
        took_in: the leaks merged into this one, by number.
        watch, alerts: its latest fix, and how its alerts reach the bot. Both are None in lists of leaks.
        parted: younger leaks that some of its reports may belong to.
    """

    leak: Leak
    windows: Windows
    places: Places
    marks: tuple[Mark, ...] = ()
    last_investigated: Change | None = None
    took_in: tuple[Merged, ...] = ()
    watch: Watch | None = None
    parted: tuple[int, ...] = ()
    alerts: Alerts | None = None
