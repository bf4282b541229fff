"""Is it fixed, counted in releases instead of days: one that ran and did not report is quiet, however long it ran.

Netty reports each text once per process, so silence after a fix may only mean that no fresh process started. Where
Sentry knows the deployments, the releases that did not report are known too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from bot.core.statistics.fix_watch import order_of, recurrences
from bot.core.statistics.quiet_spell import CLAIM_AT, per_start_p, starts_needed
from storage.records import Fix, Watch

LEAST_REPORTED = 3
"""Releases that reported before the fix, below which quiet ones prove nothing: the minimum of `fix`."""
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment as Sentry tells it. at: when it finished, epoch seconds."""

    project: str
    environment: str
    release: str
    at: int


@dataclass(frozen=True, slots=True)
class Releases:
    """reported of before releases reported before the fix, none of quiet since.

    p_value: p = C(m, k) / C(m + d, k) with m before, k reported, d quiet: how often the k that report would all fall
    among the first m, had nothing changed. None below three that reported. needed: quiet releases in all at which it
    reaches 0.05. Unit: releases. Source: facts on trend statistics, 1.4, "per start instead of per day".
    """

    before: int
    reported: int
    quiet: int
    p_value: float | None
    needed: int | None

    @property
    def enough(self) -> bool:
        """Do the releases alone say, at 95 %, that fewer report?"""
        return self.p_value is not None and self.p_value <= CLAIM_AT

    @property
    def more(self) -> int:
        """Quiet releases still to wait for."""
        return max(0, (self.needed or 0) - self.quiet)


@dataclass(frozen=True, slots=True)
class ReleasedWatch(Watch):
    """A watched fix whose deployments are known."""

    releases: Releases | None = None


def agree(watch: Watch) -> bool:
    """May the days' claim stand as far as the releases go? They contradict it while more quiet ones are needed."""
    releases = watch.releases if isinstance(watch, ReleasedWatch) else None
    return releases is None or releases.p_value is None or releases.enough


def released(watch: Watch, releases: Releases | None) -> Watch:
    """The watch with what its releases prove; as it is where that is not known."""
    if releases is None:
        return watch
    told = {field.name: getattr(watch, field.name) for field in fields(Watch)}
    return ReleasedWatch(**told, releases=releases)


@dataclass(frozen=True, slots=True)
class _Life:
    """A release from its first deployment until the next release stood in all of its places; None: it still runs."""

    release: str
    begin: int
    end: int | None

    def lasted(self, now: int) -> int:
        """Seconds so far."""
        return (self.end if self.end is not None else now) - self.begin


def releases_of(watch: Watch, deployed: Iterable[Deployed], reported: Collection[str], now: int) -> Releases | None:
    """What the releases prove of a fix; None where no release of before it is known, or after a recurrence.

    reported: the releases that ever reported the leak. A release counts once its chance is over, that is once the next
    one was deployed, and with the fix also once it has run for longer than any before; not if nothing could be recorded
    for most of its life; and before the fix only if it was deployed after the record of the leak began, since the
    release that showed the leak first is how it came to be known.
    """
    known = [one for one in deployed if one.at <= now]
    begun = watch.begun_at if watch.begun_at is not None else min(watch.before, default=None)
    if begun is None or any(at <= now for at in recurrences(watch)):
        return None
    lives = [life for life in _lives(known) if not _unseen(life, watch.gaps, now)]
    old = [life for life in lives if life.end and life.begin > begun and _is_fixed(watch.fix, life) is False]
    if not old:
        return None
    longest = max(life.lasted(now) for life in old)
    # One that reported while old processes may still have run speaks neither against the fix nor for it.
    fixed = [life for life in lives if _is_fixed(watch.fix, life) and life.release not in reported]
    quiet = [life for life in fixed if life.end or life.lasted(now) > longest]
    k = sum(life.release in reported for life in old)
    enough = k >= LEAST_REPORTED
    return Releases(
        before=len(old),
        reported=k,
        quiet=len(quiet),
        p_value=per_start_p(len(old), k, len(quiet)) if enough else None,
        needed=starts_needed(len(old), k) if enough else None,
    )


def _lives(deployed: Sequence[Deployed]) -> list[_Life]:
    """The releases in the order of their first deployments. A redeployment is no new release."""
    places: dict[tuple[str, str], dict[str, int]] = {}
    for one in sorted(deployed, key=lambda one: one.at):
        places.setdefault((one.project, one.environment), {}).setdefault(one.release, one.at)
    begins: dict[str, int] = {}
    ends: dict[str, int | None] = {}
    for first in places.values():
        line = [*first.items(), (None, None)]
        for (name, begin), (_, end) in pairwise(line):
            if name is None or begin is None:
                continue
            begins[name] = min(begins.get(name, begin), begin)
            so_far = ends.get(name, end)
            ends[name] = None if end is None or so_far is None else max(so_far, end)
    return sorted((_Life(name, begin, ends[name]) for name, begin in begins.items()), key=lambda life: life.begin)


def _is_fixed(fix: Fix, life: _Life) -> bool | None:
    """Does a release hold the fix, by its name or else its time? None: an old one that was deployed after the fix."""
    order = order_of(life.release, fix.release) if fix.release is not None else None
    if order is not None and order >= 0:
        return True
    if life.begin < fix.fixed_at:
        return False
    return True if order is None else None


def _unseen(life: _Life, gaps: Iterable[tuple[int, int]], now: int) -> bool:
    """Could nothing be recorded for most of a release's life?"""
    end = life.begin + life.lasted(now)
    lost = sum(max(0, min(b, end) - max(a, life.begin)) for a, b in gaps)
    return lost > MOSTLY * life.lasted(now)
