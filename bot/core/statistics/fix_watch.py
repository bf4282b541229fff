"""Watching a fix: which sightings speak against it, and what its quiet proves so far."""

from __future__ import annotations

import re

from bot.core.statistics.fix import FixEvidence, fix_evidence
from storage.records import Fix, Seen, Watch
from storage.records.spans import DAY_S

DRAINING_S = DAY_S
"""After so long the last old process is taken to be gone. Source: facts on trend statistics 1.4, its default."""

_VERSION = re.compile(r"(?P<package>.*@)?v?(?P<numbers>\d+(?:\.\d+)+)(?P<rest>[-+._].*)?", re.DOTALL)


def order_of(release: str, other: str) -> int | None:
    """-1 where a release is older than the other, 1 where it is newer, 0 where they are the same; None: who knows.

    Read from the numbers of names such as "2.14.0", "v2.14" or "server@2.14.0+83"; a hash has none, and versions of
    different packages say nothing of each other.
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
    """Does a sighting show that the fix is none: was it a process that ran the fix?

    A release that is older than the fixed one never does, the fixed one and newer ones always do. Where a release is
    unknown, time decides: until DRAINING_S after the fix old processes may still run.
    """
    if fix.release is not None and seen.release is not None:
        order = order_of(seen.release, fix.release)
        if order is not None:
            return order >= 0
        if seen.release_first_at is not None and seen.release_first_at < fix.fixed_at:
            return False
    return seen.at > fix.fixed_at + DRAINING_S


def recurrences(watch: Watch) -> list[int]:
    """When the leak was seen from processes that ran the fix, oldest first."""
    found = [seen.at for seen in watch.since if speaks_against(watch.fix, seen)]
    # What was decided by its arrival, since its own clock was wrong, is counted by that.
    known = watch.fix.returned_at
    return sorted(found if known is None or known in found else [*found, known])


def draining(watch: Watch) -> int:
    """How many sightings since the fix came from processes that did not run it."""
    return sum(not speaks_against(watch.fix, seen) for seen in watch.since)


def begins_at(watch: Watch, now: int) -> int:
    """When the quiet begins to count: the last old process is gone by then, as far as is known."""
    fix = watch.fix
    old = [seen.at for seen in watch.since if seen.at <= now and not speaks_against(fix, seen)]
    return max([fix.fixed_at + DRAINING_S, *old])


def evidence(watch: Watch, now: int) -> FixEvidence:
    """What is known of the fix at a moment; before the quiet began to count, as of its beginning.

    The span from the fix until the quiet counts belongs neither to before nor to after.
    """
    begins = begins_at(watch, now)
    drained = (watch.fix.fixed_at + 1.0, float(begins))  # a report of the very second of the fix is one before it
    return fix_evidence(
        watch.before,
        begins,
        recurrences(watch),
        max(now, begins),
        [*watch.gaps, drained],
        t_start=watch.begun_at,
    )


def back_after_days(fix: Fix, at: int) -> float:
    """Calendar days from the deployment of the fix to a sighting."""
    return max(0.0, at - fix.fixed_at) / DAY_S
