"""Figures of the last round: every leak before and after the programme, and the shared entries of each member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.core.digest.material import LeakVerdict, Material
from bot.core.statistics.compare import delta
from storage.records import Leak, Round, State
from storage.records.spans import DAY_S

LONGEST_S = 28 * DAY_S
"""The longest period compared before and after. A shorter programme uses its own length."""


def window(held: Sequence[Round]) -> int:
    """Return the seconds to compare before the programme and at its end. held: the rounds that meet, by time."""
    return min(LONGEST_S, held[-1].meets_at - held[0].begins_at)


def finale(given: Material, held: Sequence[Round]) -> dict[str, Any]:
    """Collect the leaks that were reported in either period or have a fix, largest change first, and the members."""
    shown = [
        _leak(leak, given)
        for leak in given.leaks
        if leak.number in given.apart or leak.state in (State.WATCHING, State.FIXED)
    ]
    shown.sort(key=lambda one: (-abs(one["before"] - one["after"]), -one["before"], one["leak"]))
    return {
        "days": given.apart_s / DAY_S,
        "rounds": len(held),
        "before": sum(one["before"] for one in shown),
        "after": sum(one["after"] for one in shown),
        "leaks": shown,
        "fixed": sum(leak.state is State.FIXED for leak in given.leaks),
        "members": _members(given, held),
    }


def _leak(leak: Leak, given: Material) -> dict[str, Any]:
    found = given.apart.get(leak.number)
    before, after = (found.before, found.now) if found else (0, 0)
    # Reports come in bunches, so the interval is widened by the leak's own dispersion.
    standing = given.standings.get(leak.number)
    change = delta(after, before, phi=max(1.0, float(standing.trend.get("phi") or 1)) if standing else 1.0)
    return {
        "leak": leak.number,
        "before": before,
        "after": after,
        "ratio": change.ratio,
        "low": change.low,
        "high": change.high,
        "enough": change.enough,
        "state": leak.state.value,
        "verdict": _verdict(standing),
        "watch": dict(standing.watch) if standing and standing.watch else None,
    }


def _verdict(standing: LeakVerdict | None) -> dict[str, Any] | None:
    if standing is None or standing.trend["p_value"] is None:
        return None
    return {name: standing.trend[name] for name in ("level", "direction", "p_value", "n", "unit")}


def _members(given: Material, held: Sequence[Round]) -> list[dict[str, Any]]:
    """Count the shared entries of each member who shared, most first; those of skipped rounds count, too."""
    numbers = {one.number for one in held}
    shared = Counter(one.person for one in given.people.shares)
    passes = Counter(person for number, person in given.people.passes if number in numbers)
    order = sorted(shared, key=lambda person: (-shared[person], person))
    return [{"person": person, "shared": shared[person], "passes": passes[person]} for person in order]
