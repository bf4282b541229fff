"""Two leaks that turn out to be one, and their fixes."""

from __future__ import annotations

from dataclasses import replace

from bot.core.statistics.fix_watch import evidence, recurrences
from storage import fixes, leaks
from storage.engine import Engine
from storage.merges import merge
from storage.records import Fix, FixState, State

STANDING = (FixState.WATCHING, FixState.FIXED)


def join(store: Engine, into: int, other: int, now: int) -> tuple[tuple[int, int], ...]:
    """Make `other` a part of `into`, its attempts to fix it too: their (old, new) numbers. Needs a transaction.

    Where both have a fix that is watched or stands, one goes on: a proved one before one that is watched, then the
    one that was deployed earlier, as long as no report of either leak speaks against it. They mend the same code, so
    the quiet began with the first that holds; an attempt that is spoken against never mended it. The others end.
    """
    rivals = {leak: fix for leak in (into, other) if (fix := fixes.latest(store, leak)) and fix.state in STANDING}
    carried = merge(store, into, other, now)
    found = [
        replace(fix, leak=into, attempt=fix.attempt if leak == into else dict(carried)[fix.attempt])
        for leak, fix in rivals.items()
    ]
    found.sort(key=lambda fix: (fix.state is not FixState.FIXED, fix.fixed_at, fix.registered_at))
    _go_on(store, found, now)
    return carried


def _go_on(store: Engine, rivals: list[Fix], now: int) -> None:
    """The first that nothing speaks against goes on, else the last, which the next look then decides aloud."""
    while len(rivals) > 1 and (against := _against(store, rivals[0], now)):
        fix = replace(rivals.pop(0), returned_at=against[0])
        watch = fixes.watch(store, fix.leak, now, fix)
        fixes.decide(store, fix, FixState.RETURNED, now, evidence(watch, now) if watch else {}, against[0])
    for fix in rivals[1:]:
        fixes.replaced(store, fix, now)
    for fix in rivals[:1]:
        state, leak = State(fix.state.value), leaks.find_leak(store, fix.leak)
        if leak is not None and leak.state is not state:
            leaks.set_state(store, fix.leak, state, now)


def _against(store: Engine, fix: Fix, now: int) -> list[int]:
    watch = fixes.watch(store, fix.leak, now, fix)
    return [at for at in recurrences(watch) if at <= now] if watch else []
