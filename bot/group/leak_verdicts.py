"""The statistical verdict of every leak at a moment, computed once and again only for leaks that changed since.

Over 200 leaks with half a million reports this takes a second. So the verdicts of a digest are computed before its
meeting, as of the meeting; a leak that is reported in between is computed again. A verdict is the same as that of
`/leak trend` at that moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.digest.material import LeakVerdict
from bot.core.statistics.fix_watch import evidence
from bot.core.statistics.history import MINIMUM
from bot.core.statistics.trend import assess
from bot.leaks.history import history_of
from storage import digests
from storage.engine import Engine
from storage.fixes import watch
from storage.issues import alerts_of
from storage.records import Fix, Leak, LeakView, Places, State, Windows

MOMENTS = 2
WATCHED = (State.WATCHING, State.FIXED)
TOO_FEW = LeakVerdict({"p_value": None})


def compute_verdict(store: Engine, leak: Leak, has_fix: bool, at: int) -> LeakVerdict:
    """Compute the verdict of one leak at a moment; later reports do not count."""
    if leak.total < MINIMUM and not has_fix:
        return TOO_FEW
    view = LeakView(leak, Windows(0, 0, 0, 0, leak.total), Places(), alerts=alerts_of(store, leak.number, at))
    if has_fix:
        view = replace(view, watch=watch(store, leak.number, at))
    span = history_of(store, view, at)
    if leak.state not in WATCHED or view.watch is None:
        span = replace(span, times=[one for one in span.times if one <= at], end=at)
    trend = assess(span.times, span.end, span.gaps, t_start=span.start)
    if view.watch is None or leak.state not in WATCHED:
        return LeakVerdict(dict(trend))
    fix = {"state": leak.state.value, "attempt": view.watch.fix.attempt, **evidence(view.watch, at)}
    return LeakVerdict(dict(trend), fix)


@dataclass
class LeakVerdicts:
    """Caches the verdicts of the last moments. Any thread may call; one computes at a time."""

    store: Engine
    _kept: dict[int, dict[int, tuple[Any, LeakVerdict]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, leaks: Iterable[Leak], at: int, between: Callable[[], None] = lambda: None) -> dict[int, LeakVerdict]:
        """Return the verdict of each leak by its number.

        Args:
            between: called before each verdict that must be computed, such as to yield the CPU.
        """
        with self._lock:
            known = self._kept.pop(at, {})
            fixes, around = digests.fixes(self.store), digests.surroundings(self.store)
            entries: dict[int, tuple[Any, LeakVerdict]] = {}
            for leak in leaks:
                key = _key(leak, fixes.get(leak.number, ()), around)
                kept = known.get(leak.number)
                if kept is None or kept[0] != key:
                    between()
                    kept = key, compute_verdict(self.store, leak, leak.number in fixes, at)
                entries[leak.number] = kept
            self._kept[at] = entries
            for old in [*self._kept][:-MOMENTS]:
                del self._kept[old]
            return {number: verdict for number, (_, verdict) in entries.items()}


def _key(leak: Leak, fixes: Sequence[Fix], around: tuple[int, ...]) -> Any:
    """Return everything that a verdict depends on: while it is equal, the verdict is the same."""
    return leak.total, leak.first_seen, leak.last_seen, leak.state, leak.state_at, tuple(fixes), around
