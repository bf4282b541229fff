"""Frozen dataclasses of the digest's figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A leak's reports in two consecutive periods."""

    now: int
    before: int


@dataclass(frozen=True, slots=True)
class NewLeak:
    """A leak first seen in a round. taken_at: its first 👀 or ✅, done_at: its first ✅; None if there is none yet."""

    leak: int
    first_seen: int
    taken_at: int | None = None
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A shared journal. asks: it asks for help."""

    round: int
    person: str
    shared_at: int
    asks: bool = False
