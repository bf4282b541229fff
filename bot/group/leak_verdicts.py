"""What the statistics say of every leak at a moment: worked out once, and again only for what has changed since.

Over 200 leaks with half a million reports this takes a second, so a digest has it worked out before its meeting, as of
the meeting; what is reported in between is worked out anew. A verdict is the one of `/leak trend` at that moment.
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


def standing_of(store: Engine, leak: Leak, has_fix: bool, at: int) -> LeakVerdict:
    """One leak at a moment; reports of later do not count."""
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
    told = {"state": leak.state.value, "attempt": view.watch.fix.attempt, **evidence(view.watch, at)}
    return LeakVerdict(dict(trend), told)


@dataclass
class Standings:
    """Keeps those of the last moments that were asked for. Any thread may ask; one works at a time."""

    store: Engine
    _kept: dict[int, dict[int, tuple[Any, LeakVerdict]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, leaks: Iterable[Leak], at: int, between: Callable[[], None] = lambda: None) -> dict[int, LeakVerdict]:
        """By leak. between: called before each that must be worked out, such as to leave the door the processor."""
        with self._lock:
            known = self._kept.pop(at, {})
            fixes, around = digests.fixes(self.store), digests.surroundings(self.store)
            found: dict[int, tuple[Any, LeakVerdict]] = {}
            for leak in leaks:
                key = _key(leak, fixes.get(leak.number, ()), around)
                kept = known.get(leak.number)
                if kept is None or kept[0] != key:
                    between()
                    kept = key, standing_of(self.store, leak, leak.number in fixes, at)
                found[leak.number] = kept
            self._kept[at] = found
            for old in [*self._kept][:-MOMENTS]:
                del self._kept[old]
            return {number: standing for number, (_, standing) in found.items()}


def _key(leak: Leak, fixes: Sequence[Fix], around: tuple[int, ...]) -> Any:
    """Whatever a verdict rests on: while it is the same, so is the verdict."""
    return leak.total, leak.first_seen, leak.last_seen, leak.state, leak.state_at, tuple(fixes), around
