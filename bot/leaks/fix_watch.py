"""Register a fix of a leak, watch it, and decide whether it worked. Each function is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.decide import state_from_marks
from bot.core.statistics.fix_watch import evidence, recurrences
from bot.core.when import full_release, read_deployed
from bot.core.words.fix_messages import Objection, objection
from bot.leaks.announce import announce
from bot.leaks.releases import releases_agree
from storage import fixes, leaks, marks, runs, threads
from storage.engine import Engine
from storage.records import Change, Fix, FixState, LeakView, MessageKind, State
from storage.records.spans import DAY_S

JOB = "fix watch"
LOOKED_AT_S = 365 * DAY_S  # more quiet time after the proof excludes ever smaller rates


def read(store: Engine, view: LeakView, typed: str, person: str, now: int) -> Fix | Objection:
    """Read which fix a person means; return it unregistered, or the reason why it cannot be registered.

    typed: the words after the leak. A release counts as deployed when a report of any leak first named it, else now.
    """
    deployed = read_deployed(typed, now, lambda name: fixes.release_first_at(store, name) is not None)
    if deployed is None:
        return Objection("fix-no-date", typed=typed)
    release = full_release(deployed.release, (name for name, _ in view.places.releases)) if deployed.release else None
    at = deployed.at
    if at is None:
        first_at = fixes.release_first_at(store, release) if release else None
        at = now if first_at is None else first_at
    last = fixes.latest(store, view.leak.number)
    fix = Fix(view.leak.number, fixes.next_attempt(store, view.leak.number), now, at, release, person)
    watch = fixes.watch(store, fix.leak, now, fix)
    return (objection(view, watch, last, now) if watch else None) or fix


def register(store: Engine, channel: str, asked: Fix, surface: str) -> Fix:
    """Start watching a fix, and announce it. channel: where a leak without a root gets one."""
    now = asked.registered_at
    with store.transaction():
        fix = fixes.register(store, asked.leak, asked.person, now, asked.fixed_at, asked.release)
        leaks.set_state(store, fix.leak, State.WATCHING, now)
        announce(store, channel, Change(fix.leak, now, fix.person, f"fix {fix.attempt}", surface))
    return fix


def withdraw(store: Engine, channel: str, leak: int, person: str, surface: str, now: int) -> bool:
    """End the watch that this person registered and recompute the state from the marks; False if there is no watch."""
    with store.transaction():
        fix, found = fixes.latest(store, leak), leaks.find_leak(store, leak)
        if fix is None or found is None or fix.person != person or found.state not in (State.WATCHING, State.FIXED):
            return False
        fixes.withdraw(store, fix, now)
        state = state_from_marks(marks.standing_marks(store, leak), returned=found.returned_at is not None)
        leaks.set_state(store, leak, state, now)
        announce(store, channel, Change(leak, now, person, f"unfix {fix.attempt}", surface))
    return True


def come_back(store: Engine, channel: str, fix: Fix, at: int, now: int, aloud: bool = True) -> None:
    """Record that a process with the fix leaked at `at`, and announce once that the fix failed. Needs a transaction.

    The marks are dropped: people have to look again. aloud: False records the failure without a message.
    """
    fix = replace(fix, returned_at=at)
    watch = fixes.watch(store, fix.leak, max(now, at), fix)
    figures = evidence(watch, max(now, at)) if watch else None
    if not fixes.decide(store, fix, FixState.RETURNED, now, figures or {}, at):
        return
    change = Change(fix.leak, now, "", f"back {fix.attempt}", "sentry")
    if aloud:
        key = f"back:L{fix.leak}:{fix.attempt}"
        announce(store, channel, change, MessageKind.BACK, key=key, opens=False, edits=False)
    else:
        marks.write_change(store, change)
    marks.drop_marks(store, fix.leak)
    leaks.set_state(store, fix.leak, State.RETURNED, now, returned_at=now)


def look_at_all(
    store: Engine, channel: str, now: int, proved: Callable[[str, int], None] = lambda person, leak: None
) -> None:
    """Look at every watched or proved fix, each once a UTC day.

    proved: called with the person who registered a fix and the leak, when the evidence reaches 95 %.
    """
    for number in fixes.watched(store, now - LOOKED_AT_S):
        with store.transaction():
            slot = f"L{number} day {now // DAY_S}"
            if runs.begin_run(store, JOB, slot, now):
                look(store, threads.home_of(store, number, channel), number, now, proved)
                runs.finish_run(store, JOB, slot, now)


def look(
    store: Engine, channel: str, number: int, now: int, proved: Callable[[str, int], None] = lambda person, leak: None
) -> None:
    """Decide on a watched fix if the evidence allows it, and update the root. Needs a transaction."""
    watch = fixes.watch(store, number, now)
    if watch is None:
        return
    returned = [at for at in recurrences(watch) if at <= now]
    found = evidence(watch, now)
    if returned:  # a merge or a backfill brought these reports
        come_back(store, channel, watch.fix, returned[0], now)
    elif (
        found["fixed95"]
        and releases_agree(store, watch, now)
        and fixes.decide(store, watch.fix, FixState.FIXED, now, found)
    ):
        change, key = (
            Change(number, now, "", f"fixed {watch.fix.attempt}", "job"),
            f"fixed:L{number}:{watch.fix.attempt}",
        )
        announce(store, channel, change, MessageKind.FIXED, key=key, opens=False, edits=False)
        leaks.set_state(store, number, State.FIXED, now)
        proved(watch.fix.person, number)
    threads.ask_edit(store, number, channel, now)
