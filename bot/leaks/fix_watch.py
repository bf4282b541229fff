"""An attempt to fix a leak, from its registration to its verdict. What is written here is one transaction each."""

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
LOOKED_AT_S = 365 * DAY_S  # a proved fix: its quiet goes on to exclude more


def read(store: Engine, view: LeakView, typed: str, person: str, now: int) -> Fix | Objection:
    """The fix that a person means, not yet registered, or why it cannot be.

    typed: what follows the leak. A release was deployed when it was first seen in any leak, else now.
    """
    said = read_deployed(typed, now, lambda name: fixes.release_first_at(store, name) is not None)
    if said is None:
        return Objection("fix-no-date", typed=typed)
    release = full_release(said.release, (name for name, _ in view.places.releases)) if said.release else None
    at = said.at
    if at is None:
        first_at = fixes.release_first_at(store, release) if release else None
        at = now if first_at is None else first_at
    last = fixes.latest(store, view.leak.number)
    fix = Fix(view.leak.number, fixes.next_attempt(store, view.leak.number), now, at, release, person)
    watch = fixes.watch(store, fix.leak, now, fix)
    return (objection(view, watch, last, now) if watch else None) or fix


def register(store: Engine, channel: str, asked: Fix, surface: str) -> Fix:
    """Watch a fix from now on; the thread hears of it once and the root shows it. channel: where a root would lie."""
    now = asked.registered_at
    with store.transaction():
        fix = fixes.register(store, asked.leak, asked.person, now, asked.fixed_at, asked.release)
        leaks.set_state(store, fix.leak, State.WATCHING, now)
        announce(store, channel, Change(fix.leak, now, fix.person, f"fix {fix.attempt}", surface))
    return fix


def withdraw(store: Engine, channel: str, leak: int, person: str, surface: str, now: int) -> bool:
    """End the watch that this person registered; False if there is none. The leak stands where its marks put it."""
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
    """A process that ran the fix leaked at a moment: it is none, and the channel hears so once. Needs a transaction.

    aloud False: it is kept and shown, but nothing is posted for it. Who stood by the leak has to begin anew.
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
    """The daily look at every fix that is watched or stands: each leak once a UTC day, however often it is asked.

    proved: is told who registered a fix, and of which leak, when its evidence reaches 95 %.
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
    """Decide on a watched fix if that can be done, and let the root show how far it is. Needs a transaction."""
    watch = fixes.watch(store, number, now)
    if watch is None:
        return
    returned = [at for at in recurrences(watch) if at <= now]
    found = evidence(watch, now)
    if returned:  # what a merge or a backfill brought in
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
