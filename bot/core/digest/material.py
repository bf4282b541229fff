"""All that the digest of a round is made of, as it comes out of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.records import Change, Counted, Leak, Member, NewLeak, Programme, Round, Share


@dataclass(frozen=True, slots=True)
class LeakVerdict:
    """What the statistics say of a leak. trend: an Assessment; watch: evidence for its fix and which attempt it is."""

    trend: Mapping[str, Any]
    watch: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Participants:
    """Who belongs to the programme and what they shared. presented: the last round in which each was to present."""

    members: Sequence[Member] = ()
    shares: Sequence[Share] = ()
    passes: Sequence[tuple[int, str]] = ()
    presented: Mapping[str, int] = field(default_factory=dict)
    applause: int = 0
    applause_before: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """All that a digest is made of. ends: what it counts up to, the meeting or, of a round that is on, the present.

    counted: in the round and in the one before. missed: rounds that met while nobody could tell of them. apart: for
    the finale, reports of the last `apart_s` seconds and of as many before the programme began.
    """

    programme: Programme
    round: Round
    rounds: Sequence[Round]
    ends: int
    built_at: int
    leaks: Sequence[Leak]
    counted: Mapping[int, Counted]
    weekly: Sequence[tuple[int, int, int]]
    changes: Sequence[Change]
    changes_before: Sequence[Change]
    opened: Sequence[NewLeak]
    opened_before: Sequence[NewLeak]
    standings: Mapping[int, LeakVerdict]
    people: Participants = Participants()
    missed: Sequence[int] = ()
    apart: Mapping[int, Counted] = field(default_factory=dict)
    apart_s: int = 0
