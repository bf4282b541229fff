"""Leaks that turn out to be one, and leaks that turn out to be two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.statistics.fix_watch import evidence, recurrences
from bot.core.words.merges import MERGED, PARTED, note_of_merge
from bot.leaks.announce import announce, has_written_root
from storage import fixes, leak_views, leaks, marks, threads
from storage.engine import Engine
from storage.merges import merge, sharing_origin
from storage.records import Change, Fix, FixState, State

CURRENT = (FixState.WATCHING, FixState.FIXED)


def merge_leaks(store: Engine, channel: str, number: int, others: Sequence[int], now: int) -> None:
    """Make each of `others` a part of leak `number`, and tell both threads once. Needs a transaction."""
    for other in others:
        # Decided before the merge: it ends a root that is not written yet, and a root yet to come shows the merge.
        told = [leak for leak in (number, other) if has_written_root(store, leak)]
        parts = [leak for leak in leak_views.taken_in(store, other) if threads.has_root(store, leak)]
        carried = join(store, number, other, now)
        for leak in (number, other):
            change = Change(leak, now, "", MERGED, "sentry", note_of_merge(other, number, carried))
            if leak in told:
                announce(store, channel, change, opens=False, edits=False)
            else:
                marks.write_change(store, change)
        for leak in (*told, *parts):
            threads.ask_edit(store, leak, threads.home_of(store, leak, channel), now)


def tell_parted(store: Engine, channel: str, number: int, origin: str, now: int) -> None:
    """Tell older leaks of this origin that reports which name only the creation may be leak `number`'s.

    Needs a transaction. A leak whose root is not written gets the audit row only.
    """
    for older in sharing_origin(store, origin, number):
        change = Change(older, now, "", PARTED, "sentry", f"L{number}")
        if has_written_root(store, older):
            announce(store, channel, change, opens=False)
        else:
            marks.write_change(store, change)


def join(store: Engine, into: int, other: int, now: int) -> tuple[tuple[int, int], ...]:
    """Move everything of leak `other` into leak `into`; return the (old, new) numbers of its fixes.

    Needs a transaction. If both leaks have a fix that is watched or proved, one stays current: a proved one before a
    watched one, then the one that was deployed earlier, as long as no report of either leak contradicts it. Both fixes
    change the same code, so the quiet time began with the first that holds. The other fix ends.
    """
    rivals = {leak: fix for leak in (into, other) if (fix := fixes.latest(store, leak)) and fix.state in CURRENT}
    carried = merge(store, into, other, now)
    renumbered = [
        replace(fix, leak=into, attempt=fix.attempt if leak == into else dict(carried)[fix.attempt])
        for leak, fix in rivals.items()
    ]
    renumbered.sort(key=lambda fix: (fix.state is not FixState.FIXED, fix.fixed_at, fix.registered_at))
    _keep_one(store, renumbered, now)
    return carried


def _keep_one(store: Engine, rivals: list[Fix], now: int) -> None:
    """Keep the first fix that no report contradicts, else the last; the next daily look then announces its failure."""
    while len(rivals) > 1 and (contradictions := _contradictions(store, rivals[0], now)):
        fix = replace(rivals.pop(0), returned_at=contradictions[0])
        watch = fixes.watch(store, fix.leak, now, fix)
        fixes.decide(store, fix, FixState.RETURNED, now, evidence(watch, now) if watch else {}, contradictions[0])
    for fix in rivals[1:]:
        fixes.replaced(store, fix, now)
    for fix in rivals[:1]:
        state, leak = State(fix.state.value), leaks.find_leak(store, fix.leak)
        if leak is not None and leak.state is not state:
            leaks.set_state(store, fix.leak, state, now)


def _contradictions(store: Engine, fix: Fix, now: int) -> list[int]:
    watch = fixes.watch(store, fix.leak, now, fix)
    return [at for at in recurrences(watch) if at <= now] if watch else []
