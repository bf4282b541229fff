"""Frozen dataclasses of the study group: programmes, rounds, members, and their writing. Times as in `leaks`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Programme:
    """The season of a study group.

    Attributes:
        zone: the IANA time zone of its days and meetings.
        channel: its Slack channel; None if nothing is posted, as for an imported diary.
        grace_s: an entry is on time until so many seconds after the meeting.
        passes: rounds that a member may skip without a miss.
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
    """One week of a programme: everything in [begins_at, meets_at). A skipped round has no meeting.

    The round after a skipped one begins where the skipped one began.

    Attributes:
        begins_on, meets_on: its first and last civil day (`2026-11-22`) in the programme's zone.
        meets_time: such as `21:00`.
        begins_at: the previous meeting; for the first round, midnight of its first day.
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
    """One person of a programme. person: a Slack user id, or the author's name of an imported diary."""

    programme: int
    person: str
    name: str | None
    joined_at: int
    left_at: int | None = None
    reminders_off_at: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an entry. kind: did, numbers, learned, next, help, or other.

    Attributes:
        heading: the Markdown heading with its number signs; empty for a part from the modal.
        text: Markdown.
    """

    kind: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One member's journal for one round. shared_at: None for a draft, which only its author sees.

    Round 0 comes before the first round (a diary's title and overview).
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
    """A member's action item of a round, one line of "next". done_at: None until it is done."""

    position: int
    text: str
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A problem that a member may work on. effort_days: person-days, None if unknown. effect_score: 1 to 5 (most)."""

    position: int
    problem: str
    effort_days: float | None
    effect: str
    evidence: str
    leak: int | None = None
    chosen_at: int | None = None
    effect_score: int | None = None
