"""Watching a fix: which sightings disprove it, and the evidence of its quiet time so far."""

from __future__ import annotations

import re

from bot.core.statistics.fix import FixEvidence, fix_evidence
from storage.records import Fix, Seen, Watch
from storage.records.spans import DAY_S

DRAINING_S = DAY_S
"""The last old process is assumed to have ended after this time. Source: facts on trend statistics 1.4, its default."""

_VERSION = re.compile(r"(?P<package>.*@)?v?(?P<numbers>\d+(?:\.\d+)+)(?P<rest>[-+._].*)?", re.DOTALL)


def order_of(release: str, other: str) -> int | None:
    """Compare two releases: -1 if `release` is older, 1 if it is newer, 0 if they are the same, None if unknown.

    The numbers of names such as "2.14.0", "v2.14" or "server@2.14.0+83" are compared. A hash has no number, and
    versions of different packages are not comparable.
    """
    if release == other:
        return 0
    one, two = _VERSION.fullmatch(release), _VERSION.fullmatch(other)
    if one is None or two is None or one["package"] != two["package"]:
        return None
    first, second = _numbers(one["numbers"]), _numbers(two["numbers"])
    return None if first == second else -1 if first < second else 1


def _numbers(text: str) -> list[int]:
    found = [int(part) for part in text.split(".") if len(part) < 12]
    while found and found[-1] == 0:
        found.pop()
    return found


def speaks_against(fix: Fix, seen: Seen) -> bool:
    """Return True if a sighting disproves the fix, because the process ran the fix.

    The release decides: a release older than the fixed one never disproves it, the fixed one and newer ones always do.
    If the release is unknown, the time decides: until DRAINING_S after the fix, old processes may still run.
    """
    if fix.release is not None and seen.release is not None:
        order = order_of(seen.release, fix.release)
        if order is not None:
            return order >= 0
        if seen.release_first_at is not None and seen.release_first_at < fix.fixed_at:
            return False
    return seen.at > fix.fixed_at + DRAINING_S


def recurrences(watch: Watch) -> list[int]:
    """List the sightings from processes that ran the fix, oldest first, in epoch seconds."""
    found = [seen.at for seen in watch.since if speaks_against(watch.fix, seen)]
    # A sighting with a wrong clock was judged by its arrival, so it counts at that time.
    known = watch.fix.returned_at
    return sorted(found if known is None or known in found else [*found, known])


def draining(watch: Watch) -> int:
    """Count the sightings since the fix from processes that did not run it."""
    return sum(not speaks_against(watch.fix, seen) for seen in watch.since)


def begins_at(watch: Watch, now: int) -> int:
    """Return the time from which quiet counts: the last known old process has ended by then."""
    fix = watch.fix
    old = [seen.at for seen in watch.since if seen.at <= now and not speaks_against(fix, seen)]
    return max([fix.fixed_at + DRAINING_S, *old])


def evidence(watch: Watch, now: int) -> FixEvidence:
    """Compute the evidence for the fix at a time; before the quiet time begins, as of its beginning.

    The time from the fix until quiet counts belongs neither to the old rate nor to the new one.
    """
    begins = begins_at(watch, now)
    drained = (watch.fix.fixed_at + 1.0, float(begins))  # A report in the same second as the fix counts as before it.
    return fix_evidence(
        watch.before,
        begins,
        recurrences(watch),
        max(now, begins),
        [*watch.gaps, drained],
        t_start=watch.begun_at,
    )


def back_after_days(fix: Fix, at: int) -> float:
    """Return the calendar days from the deployment of the fix to a sighting."""
    return max(0.0, at - fix.fixed_at) / DAY_S
