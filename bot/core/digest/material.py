"""The stored data that the digest of a round is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.records import Change, Counted, Leak, Member, NewLeak, Programme, Round, Share


@dataclass(frozen=True, slots=True)
class LeakVerdict:
    """The statistics of a leak. trend: an Assessment. watch: the evidence for its fix, and the attempt's number."""

    trend: Mapping[str, Any]
    watch: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Participants:
    """The members of the programme and their shared entries.

    Attributes:
        presented: the last round in which each was to present.
        left: people who left the programme. Their shared entries stay.
    """

    members: Sequence[Member] = ()
    shares: Sequence[Share] = ()
    passes: Sequence[tuple[int, str]] = ()
    presented: Mapping[str, int] = field(default_factory=dict)
    applause: int = 0
    applause_before: int = 0
    left: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Material:
    """All data for a digest.

    Attributes:
        ends: the end of the counted time: the meeting or, for the current round, now.
        counted: reports in the round and in the one before, by leak.
        missed: rounds that met while no digest could be posted.
        apart: for the finale, reports of the last `apart_s` seconds and of as many before the programme began.
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
