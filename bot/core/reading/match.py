"""Which leak is it? The keys of a report against what is known: the code that should have released decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.core.reading.keys import CreationRole, Keys, keys, owner_frame

__all__ = ["Keys", "KnownKey", "MatchReason", "Resolution", "keys", "owner_frame", "resolve"]

Kind = Literal["site", "origin", "header"]
_CREATING = {CreationRole.OWN, CreationRole.LENT}
# More ways to reach one creation tell nothing new.
MAX_ROWS_PER_ORIGIN = 8
# More places that hand a buffer to one site tell nothing new either.
MAX_ORIGINS = 16
# A leak whose method loses its buffer on more paths than that is known well enough by its origin.
MAX_SITES = 16


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A stored row: this key was learnt for this leak. callers: as in Keys, on rows of kind "origin" only, else ""."""

    kind: Kind
    key: str
    leak: int
    callers: str = ""


class MatchReason(StrEnum):
    """Why a report belongs to the leak that it was resolved to.

    SITE: its last access. ORIGIN: its creation, which one leak has. CALLERS: what called the creation. SAME_PLACE: a
    leak is lost where this one is created. AMBIGUOUS: the text fits several leaks alike; it goes to the oldest of them.
    HEADER: nothing but project and resource. NEW: none of these.
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
    """What a report was resolved to.

    leak: a known leak, None: a new one. learn: rows (kind, key, callers) to store for it, none of them stored yet.
    joins: other leaks that this report shows to be the same one; to ignore them is safe, later reports keep to `leak`.
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
        """Who is known to have held the buffer while the site's code used it; empty where nobody is."""
        held = {_holder(row, origin, site) for origin, rows in self.origins.items() for row in rows}
        return {holder for holder in held if holder is not None}


def resolve(keys: Keys, known: Sequence[KnownKey]) -> Resolution:
    """Resolve a report's keys against stored rows.

    known: every row whose key equals one of ours, whatever the kind of either, and every row of the leaks so matched.
    A place is one text as a site and as an origin. The same rows in another order give the same answer.
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
    """A report that tells both places. The site decides, unless that code only borrows what many others hold."""
    at_site = [leak for leak in leaks if site in leak.sites]
    from_origin = [leak for leak in leaks if origin in leak.origins]
    # Seen by its creation alone so far; one that did not come through our caller is not ours.
    siteless = [leak for leak in from_origin if not leak.sites and _may_be(leak, keys, origin)]
    held = _holder(keys.callers, origin, site)
    ours = [leak for leak in at_site if held is None or held in (leak.holders(site) or {held})]
    returned = _mark(keys.callers) == CreationRole.RETURNED
    here = [leak for leak in (ours if returned else at_site) if origin in leak.origins] or ours
    if here:
        # The creation came before, and a cut report before it: both threads were one leak all along.
        return _decided([here[0], *siteless] if len(siteless) == 1 else here[:1], keys, MatchReason.SITE)
    if _mark(keys.callers) == CreationRole.OWN:
        own = [leak for leak in from_origin if CreationRole.OWN in leak.marks(origin)]
        if own:
            return _decided(own[:1], keys, MatchReason.ORIGIN)
    if len(siteless) > 1:
        return _nearest(siteless, keys, origin)
    return _decided(siteless, keys, MatchReason.ORIGIN)


def _resolve_site(keys: Keys, site: str, leaks: Sequence[_Leak]) -> Resolution:
    """A cut report. Where its place is known only as a creation, it is that leak if nobody else was seen to lose it."""
    at_site = [leak for leak in leaks if site in leak.sites]
    if at_site:
        # Code that several leaks lend their buffers to: whose still runs above it?
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
    """The leak whose creation was called as ours was, as far as possible; whole reports outweigh lone creations."""
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
    """False: the creation is a helper's, and its caller here is not the one that the leak is known by."""
    rows = leak.origins[origin]
    returned = [row for row in rows if _mark(row) == CreationRole.RETURNED]
    if _mark(keys.callers) == CreationRole.RETURNED:
        return any(_agreement(row, keys.callers) for row in rows)
    if len(returned) == len(rows):
        return any(_agreement(keys.callers, row) for row in rows)
    return True


def _holder(callers: str, origin: str, site: str) -> str | None:
    """The code that had the buffer from its creation on and still runs: the creator, or whom a helper handed it to.

    None: nobody does, or the site's own code does.
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
    """How many callers from the creation on agree. All of theirs must, where theirs end with the one that kept it."""
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
    """All of these are one leak: the oldest keeps its name. No leak: a new one."""
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
