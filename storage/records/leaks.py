"""One frozen dataclass a noun: what the queries return. Times are epoch seconds, UTC; None means not yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.alerts import Alerts


class State(StrEnum):
    """Where a leak stands. Snoozing is apart (`Leak.snoozed_until`), so that it hides nothing of the state."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    INVESTIGATED = "investigated"
    WATCHING = "watching"
    FIXED = "fixed"
    RETURNED = "returned"


class MarkKind(StrEnum):
    """What one person said of a leak with a reaction, a button or a command."""

    INVESTIGATING = "investigating"
    INVESTIGATED = "investigated"


@dataclass(frozen=True, slots=True)
class Leak:
    """Everything that has one site. `number` is the N of "LN". merged_into: the leak that this one turned out to be.

    frame and access_text are for people, keys for machines.

    frame: the application frame that names the site, as printed; None for header-only reports.
    total: reports counted; told_at and told_total: when the channel last heard of it, and how many there were then.
    access_text: the newest access record's first lines. level: "simple", "advanced" or "unknown", the best seen so far.
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
    """One person's standing mark on a leak. `person` is a Slack user id."""

    leak: int
    person: str
    kind: MarkKind
    at: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Windows:
    """Reports in the last day and week, and in the day and week before. day_before covers [now-48 h, now-24 h).

    sightings_28d: reports per UTC day, oldest first, 28 figures; the last one is today.
    """

    day: int
    day_before: int
    week: int
    week_before: int
    total: int
    sightings_28d: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where a leak was seen, latest first, as (name, reports) pairs: the last 28 days of its history, ten names each.

    reports counts all time, so that a name's figure never falls.
    """

    projects: tuple[tuple[str, int], ...] = ()
    environments: tuple[tuple[str, int], ...] = ()
    hosts: tuple[tuple[str, int], ...] = ()
    releases: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the audit trail: who did what to a leak, when, through which surface."""

    leak: int
    at: int
    who: str
    what: str
    surface: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A leak that turned out to be a part of another, and the marks that stood on it by then."""

    number: int
    marks: tuple[Mark, ...] = ()


class FixState(StrEnum):
    """What became of an attempt to fix a leak."""

    WATCHING = "watching"
    FIXED = "fixed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Fix:
    """One attempt to fix a leak, as somebody registered it. fixed_at: when it was deployed.

    release: the first that has it; None: not told. decided_at: when the state was reached; returned_at: when the
    sighting happened that showed that it was none.
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
    """A sighting since a fix. release_first_at: when its release was first seen in any leak; None: it has none."""

    at: int
    release: str | None = None
    release_first_at: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and at which level a leak was seen once; None: not told."""

    at: int
    host: str | None
    release: str | None
    level: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A fix with what speaks for and against it.

    before: when the leak was seen before the fix, ascending; begun_at: since when that was observed, None: since the
    first of them. since: the sightings from the fix on. gaps: when nothing could be recorded. again: not the first fix.
    """

    fix: Fix
    before: tuple[int, ...]
    since: tuple[Seen, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()
    begun_at: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class LeakView:
    """Everything that a message about one leak may say. Read in one go, so that its parts agree.

    took_in: the leaks that turned out to be this one, by number. parted: younger leaks that some of its reports may be
    of. watch: its latest fix, alerts: how they reach us; lists of leaks leave both out.
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
