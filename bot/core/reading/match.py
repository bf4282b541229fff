"""Match a report's keys against the known leaks; the code that should have released the resource decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.core.reading.keys import CreationRole, Keys, keys, owner_frame

__all__ = ["Keys", "KnownKey", "MatchReason", "Resolution", "keys", "owner_frame", "resolve"]

Kind = Literal["site", "origin", "header"]
_CREATING = {CreationRole.OWN, CreationRole.LENT}
# More call paths to one creation add no information.
MAX_ROWS_PER_ORIGIN = 8
# More origins of buffers at one site add no information.
MAX_ORIGINS = 16
# A leak with more sites than this is identified well enough by its origin.
MAX_SITES = 16


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A stored row: a key that belongs to a leak. callers is as in Keys for kind "origin", else ""."""

    kind: Kind
    key: str
    leak: int
    callers: str = ""


class MatchReason(StrEnum):
    """The reason why a report belongs to its leak.

    SITE: the newest access matched. ORIGIN: the creation matched, and only one leak has it.
    CALLERS: the callers of the creation decided between several leaks.
    SAME_PLACE: one report's creation is the other's site.
    AMBIGUOUS: several leaks fit equally; the oldest was chosen.
    HEADER: only project and resource matched. NEW: no leak matched.
    """

    SITE = "site"
    ORIGIN = "origin"
    CALLERS = "callers"
    SAME_PLACE = "same_place"
    AMBIGUOUS = "ambiguous"
    HEADER = "header"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The leak of a report, and the rows to store for it.

    Attributes:
        leak: the known leak; None for a new one.
        learn: rows (kind, key, callers) to store; none of them is stored yet.
        reason: the reason for the match.
        joins: other leaks that this report proves to be the same. Ignoring them is safe: later reports match `leak`.
    """

    leak: int | None
    learn: tuple[tuple[Kind, str, str], ...]
    reason: MatchReason
    joins: tuple[int, ...] = ()


@dataclass(slots=True)
class _Leak:
    number: int
    sites: set[str] = field(default_factory=set)
    origins: dict[str, set[str]] = field(default_factory=dict)
    headers: set[str] = field(default_factory=set)

    def marks(self, origin: str | None = None) -> set[str]:
        rows = self.origins.values() if origin is None else [self.origins.get(origin, set())]
        return {_mark(callers) for row in rows for callers in row}

    def holders(self, site: str) -> set[str]:
        """Return the code known to have held the buffer while the site used it; empty if none is known."""
        held = {_holder(row, origin, site) for origin, rows in self.origins.items() for row in rows}
        return {holder for holder in held if holder is not None}


def resolve(keys: Keys, known: Sequence[KnownKey]) -> Resolution:
    """Resolve a report's keys against stored rows.

    Args:
        keys: the report's keys.
        known: all rows of every leak that has a row with one of these keys, of any kind. A place has the same text as
            a site and as an origin. The order of the rows does not matter.
    """
    leaks = _by_leak(known)
    if keys.header is not None:
        return _decided([leak for leak in leaks if keys.header in leak.headers], keys, MatchReason.HEADER)
    if keys.site is not None and keys.origin is not None:
        return _resolve_whole(keys, keys.site, keys.origin, leaks)
    if keys.site is not None:
        return _resolve_site(keys, keys.site, leaks)
    return _resolve_origin(keys, keys.origin or "", leaks)


def _by_leak(known: Iterable[KnownKey]) -> list[_Leak]:
    leaks: dict[int, _Leak] = {}
    for row in known:
        leak = leaks.setdefault(row.leak, _Leak(row.leak))
        if row.kind == "site":
            leak.sites.add(row.key)
        elif row.kind == "origin":
            leak.origins.setdefault(row.key, set()).add(row.callers)
        else:
            leak.headers.add(row.key)
    return sorted(leaks.values(), key=lambda leak: leak.number)


def _resolve_whole(keys: Keys, site: str, origin: str, leaks: Sequence[_Leak]) -> Resolution:
    """Resolve a report with both places. The site decides, unless its code only borrows buffers of many holders."""
    at_site = [leak for leak in leaks if site in leak.sites]
    from_origin = [leak for leak in leaks if origin in leak.origins]
    # Leaks known only by their creation. A leak whose creation had another caller is a different one.
    siteless = [leak for leak in from_origin if not leak.sites and _may_be(leak, keys, origin)]
    held = _holder(keys.callers, origin, site)
    ours = [leak for leak in at_site if held is None or held in (leak.holders(site) or {held})]
    returned = _mark(keys.callers) == CreationRole.RETURNED
    here = [leak for leak in (ours if returned else at_site) if origin in leak.origins] or ours
    if here:
        # A cut report and a lone creation made two threads: this report shows that they are one leak.
        return _decided([here[0], *siteless] if len(siteless) == 1 else here[:1], keys, MatchReason.SITE)
    if _mark(keys.callers) == CreationRole.OWN:
        own = [leak for leak in from_origin if CreationRole.OWN in leak.marks(origin)]
        if own:
            return _decided(own[:1], keys, MatchReason.ORIGIN)
    if len(siteless) > 1:
        return _nearest(siteless, keys, origin)
    return _decided(siteless, keys, MatchReason.ORIGIN)


def _resolve_site(keys: Keys, site: str, leaks: Sequence[_Leak]) -> Resolution:
    """Resolve a report without a creation.

    A site known only as an origin matches that leak, if no other code was seen to lose its buffer.
    """
    at_site = [leak for leak in leaks if site in leak.sites]
    if at_site:
        # Several leaks lend buffers to this code: choose the one whose holder is still running.
        running = set(_callers(keys.callers))
        held = [leak for leak in at_site if leak.holders(site) & running]
        return _decided(held if len(held) == 1 else at_site[:1], keys, MatchReason.SITE)
    created_here = [leak for leak in leaks if site in leak.origins]
    alone = [leak for leak in created_here if not leak.sites or CreationRole.OWN in leak.marks(site)]
    return _decided(alone if len(alone) == 1 else [], keys, MatchReason.SAME_PLACE)


def _resolve_origin(keys: Keys, origin: str, leaks: Sequence[_Leak]) -> Resolution:
    from_origin = [leak for leak in leaks if origin in leak.origins]
    if len(from_origin) == 1:
        return _decided([leak for leak in from_origin if _may_be(leak, keys, origin)], keys, MatchReason.ORIGIN)
    if from_origin:
        return _nearest(from_origin, keys, origin)
    lost_here = [leak for leak in leaks if origin in leak.sites and not leak.origins]
    return _decided(lost_here if len(lost_here) == 1 else [], keys, MatchReason.SAME_PLACE)


def _nearest(candidates: Sequence[_Leak], keys: Keys, origin: str) -> Resolution:
    """Choose the leak whose creation has the most callers in common; whole reports outweigh lone creations."""
    for alone in (False, True):
        scores = [
            max((_agreement(keys.callers, row) for row in leak.origins[origin] if _is_alone(row) is alone), default=0)
            for leak in candidates
        ]
        best = max(scores)
        if best > 0 and scores.count(best) == 1:
            return _decided([candidates[scores.index(best)]], keys, MatchReason.CALLERS)
    ours = _callers(keys.callers)
    alike = [leak for leak in candidates if any(_is_alike(ours, row) for row in leak.origins[origin])]
    return _decided(alike[:1], keys, MatchReason.AMBIGUOUS)


def _may_be(leak: _Leak, keys: Keys, origin: str) -> bool:
    """Return False if a helper method created the buffer and its caller is not one that the leak is known by."""
    rows = leak.origins[origin]
    returned = [row for row in rows if _mark(row) == CreationRole.RETURNED]
    if _mark(keys.callers) == CreationRole.RETURNED:
        return any(_agreement(row, keys.callers) for row in rows)
    if len(returned) == len(rows):
        return any(_agreement(keys.callers, row) for row in rows)
    return True


def _holder(callers: str, origin: str, site: str) -> str | None:
    """Return the code that held the buffer since its creation and still runs.

    That code is the creator, or the caller that a helper method returned the buffer to. None if no such code runs, or
    if it is the site's own.
    """
    if _mark(callers) in _CREATING:
        return origin.rpartition("|")[2]
    if _mark(callers) != CreationRole.RETURNED:
        return None
    holder = callers.rpartition(":")[2].rpartition("<")[2]
    return None if site.endswith(f"|{holder}") else holder


def _is_alone(callers: str) -> bool:
    return _mark(callers) == CreationRole.ALONE


def _mark(callers: str) -> str:
    return callers.partition(":")[0]


def _agreement(ours: str, theirs: str) -> int:
    """Count the callers that agree, from the creation upwards.

    Callers of a RETURNED row end with the one that kept the buffer: all of them must agree, else the count is 0.
    """
    our, their = _callers(ours), _callers(theirs)
    agreed = 0
    while agreed < min(len(our), len(their)) and our[agreed] == their[agreed]:
        agreed += 1
    return agreed if agreed == len(their) or _mark(theirs) != CreationRole.RETURNED else 0


def _is_alike(ours: Sequence[str], row: str) -> bool:
    theirs = _callers(row)
    return theirs == (ours[: len(theirs)] if _mark(row) == CreationRole.RETURNED else ours)


def _callers(callers: str) -> list[str]:
    names = callers.partition(":")[2]
    return names.split("<") if names else []


def _decided(same: Sequence[_Leak], keys: Keys, reason: MatchReason) -> Resolution:
    """Resolve to the oldest of these leaks and join the others to it; to a new leak if there are none."""
    if not same:
        return Resolution(None, _learn(keys, None), MatchReason.NEW)
    ordered = sorted(same, key=lambda leak: leak.number)
    return Resolution(ordered[0].number, _learn(keys, ordered[0]), reason, tuple(leak.number for leak in ordered[1:]))


def _learn(keys: Keys, leak: _Leak | None) -> tuple[tuple[Kind, str, str], ...]:
    leak = leak or _Leak(0)
    rows: list[tuple[Kind, str, str]] = []
    if keys.site is not None and keys.site not in leak.sites and len(leak.sites) < MAX_SITES:
        rows.append(("site", keys.site, ""))
    if keys.origin is not None:
        stored = leak.origins.get(keys.origin, set())
        full = len(stored) >= MAX_ROWS_PER_ORIGIN if stored else len(leak.origins) >= MAX_ORIGINS
        if keys.callers not in stored and not full:
            rows.append(("origin", keys.origin, keys.callers))
    if keys.header is not None and keys.header not in leak.headers:
        rows.append(("header", keys.header, ""))
    return tuple(rows)
