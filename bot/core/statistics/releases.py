"""Is a leak fixed, counted in releases instead of days. A release that ran and sent no report is quiet.

Netty reports each text once per process, so no report after a fix may only mean that no process was restarted. If
Sentry knows the deployments, the releases without a report are known, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from bot.core.statistics.fix_watch import order_of, recurrences
from bot.core.statistics.quiet_spell import CLAIM_AT, per_start_p, starts_needed
from storage.records import Fix, Watch

LEAST_REPORTED = 3
"""With fewer releases that reported before the fix, quiet ones prove nothing. This is the minimum of `fix`."""
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment in Sentry. at: when it finished, epoch seconds."""

    project: str
    environment: str
    release: str
    at: int


@dataclass(frozen=True, slots=True)
class Releases:
    """The evidence for a fix, counted in releases.

    p = C(m, k) / C(m + d, k), with m before, k reported and d quiet. It is the chance that all k releases that report
    are among the first m, if nothing had changed.

    Attributes:
        before: releases before the fix.
        reported: the number of those that reported the leak.
        quiet: releases since the fix. None of them reported.
        p_value: None if fewer than three releases reported.
        needed: the total number of quiet releases at which p reaches 0.05.

    Source: facts on trend statistics, 1.4, "per start instead of per day".
    """

    before: int
    reported: int
    quiet: int
    p_value: float | None
    needed: int | None

    @property
    def enough(self) -> bool:
        """Return True if the releases alone show, at 95 %, that fewer of them report."""
        return self.p_value is not None and self.p_value <= CLAIM_AT

    @property
    def more(self) -> int:
        """Return the number of quiet releases still to wait for."""
        return max(0, (self.needed or 0) - self.quiet)


@dataclass(frozen=True, slots=True)
class ReleasedWatch(Watch):
    """A watched fix whose deployments are known."""

    releases: Releases | None = None


def agree(watch: Watch) -> bool:
    """Return False while the releases contradict a claim by days, because more quiet ones are needed."""
    releases = watch.releases if isinstance(watch, ReleasedWatch) else None
    return releases is None or releases.p_value is None or releases.enough


def released(watch: Watch, releases: Releases | None) -> Watch:
    """Add the evidence from releases to a watch; return the watch unchanged if there is none."""
    if releases is None:
        return watch
    told = {field.name: getattr(watch, field.name) for field in fields(Watch)}
    return ReleasedWatch(**told, releases=releases)


@dataclass(frozen=True, slots=True)
class _Life:
    """A release from its first deployment until its successor was deployed in all its environments.

    Attributes:
        end: None while the release still runs.
    """

    release: str
    begin: int
    end: int | None

    def lasted(self, now: int) -> int:
        """Return the seconds that the release has run so far."""
        return (self.end if self.end is not None else now) - self.begin


def releases_of(watch: Watch, deployed: Iterable[Deployed], reported: Collection[str], now: int) -> Releases | None:
    """Compute the evidence from releases for a fix; None after a recurrence, or without a known release before the fix.

    A release counts once the next one was deployed, since it has no more chance to report. With the fix, it also counts
    once it has run for longer than any release before. A release does not count if nothing could be recorded for most
    of its life. Before the fix, it counts only if it was deployed after the leak's record began: the release that
    showed the leak first is the reason why the record exists.

    Args:
        watch: the watched fix.
        deployed: the known deployments.
        reported: the releases that ever reported the leak.
        now: epoch seconds.
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
    # A fixed release that reported while old processes may still have run is no evidence either way.
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
    """List the releases in the order of their first deployments. A redeployment is not a new release."""
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
    """Decide by name, else by time, if a release contains the fix; None for an old release deployed after the fix."""
    order = order_of(life.release, fix.release) if fix.release is not None else None
    if order is not None and order >= 0:
        return True
    if life.begin < fix.fixed_at:
        return False
    return True if order is None else None


def _unseen(life: _Life, gaps: Iterable[tuple[int, int]], now: int) -> bool:
    """Return True if nothing could be recorded for most of a release's life."""
    end = life.begin + life.lasted(now)
    lost = sum(max(0, min(b, end) - max(a, life.begin)) for a, b in gaps)
    return lost > MOSTLY * life.lasted(now)
