"""What a study group has: its programme, rounds and members, and what they write. Times as in `leaks`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Programme:
    """The season of a study group. zone: an IANA name; its days and meetings are those of that zone.

    channel: where it lives in Slack; None: nothing is posted for it, such as for an imported diary. grace_s: how long
    after a meeting an entry is still on time. passes: rounds that a member may sit out without a miss.
    """

    id: int
    name: str
    zone: str
    channel: str | None
    grace_s: int
    passes: int
    made_at: int


@dataclass(frozen=True, slots=True)
class Round:
    """One week of a programme: everything in [begins_at, meets_at). A skipped one meets not, the next begins with it.

    begins_on, meets_on: the first and the last of its civil days (`2026-11-22`) in the programme's zone, as people
    write them; meets_time: `21:00`. begins_at: the meeting before; for the first round its first midnight.
    """

    programme: int
    number: int
    title: str
    theme: str
    begins_on: str
    meets_on: str
    meets_time: str
    begins_at: int
    meets_at: int
    skipped_at: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a programme. person: a Slack user id; of an imported diary its author's name."""

    programme: int
    person: str
    name: str | None
    joined_at: int
    left_at: int | None = None
    reminders_off_at: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an entry, in its order. kind: did, numbers, learned, next, help, or other.

    heading: as it stood in Markdown, with its number signs; empty for a part that the modal asked for.
    text: Markdown.
    """

    kind: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One member's journal for one round. shared_at None: a draft, which nobody else sees.

    round 0 stands before the first round (a diary's title and overview).
    """

    programme: int
    round: int
    person: str
    leak: int | None
    begun_at: int
    saved_at: int
    shared_at: int | None = None
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a member set out to do in a round, one line of "next". done_at None: still to be done."""

    position: int
    text: str
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A problem that a member may take on. effort_days: person-days; None: not known. effect_score: 1 to 5, 5 most."""

    position: int
    problem: str
    effort_days: float | None
    effect: str
    evidence: str
    leak: int | None = None
    chosen_at: int | None = None
    effect_score: int | None = None
