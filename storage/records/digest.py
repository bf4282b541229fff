"""What the digest counts, a dataclass a noun."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """Reports of a leak in two stretches of time that follow each other."""

    now: int
    before: int


@dataclass(frozen=True, slots=True)
class NewLeak:
    """A leak that was first seen in a round. taken_at: its first 👀 or ✅, done_at: its first ✅; None: none yet."""

    leak: int
    first_seen: int
    taken_at: int | None = None
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A journal that was shared. asks: whether it asks for help."""

    round: int
    person: str
    shared_at: int
    asks: bool = False
