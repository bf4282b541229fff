"""Fixes of leaks that turn out to be one: nothing is lost, and one watch goes on."""

from collections.abc import Iterator

import pytest

from bot.core.texts.bundles import Texts, languages
from bot.core.words import merges
from bot.leaks import fix_watch
from bot.leaks.merges import join as join_leaks
from bot.leaks.merges import merge_leaks
from storage import Engine, fixes, leak_views, leaks, open_store, threads
from storage.leaks import Description, Sighting
from storage.records import Change, FixState, State

NOW = 1_790_000_000
DAY = 86_400
WATCHING, FIXED, RETURNED, REPLACED = FixState.WATCHING, FixState.FIXED, FixState.RETURNED, FixState.REPLACED


@pytest.fixture
def store() -> Iterator[Engine]:
    """Two leaks, each seen every five days for two hundred until a hundred days ago."""
    engine = open_store("sqlite://", NOW)
    with engine.transaction():
        for leak in (1, 2):
            what = Description("netty", "ByteBuf", None, "advanced", "")
            leaks.open_leak(engine, what, NOW - 300 * DAY, NOW - 300 * DAY)
            for number in range(41):
                see(engine, leak, 300 - 5 * number - leak)
    yield engine
    engine.close()


def see(store: Engine, leak: int, days_ago: int) -> None:
    at = NOW - days_ago * DAY
    leaks.count_sighting(store, Sighting(f"e{leak}-{days_ago}", leak, at, at, "d", "advanced", "site"))


def fix(store: Engine, leak: int, days_ago: int, state: FixState = WATCHING) -> None:
    """An attempt, registered on the day of its deployment."""
    at = NOW - days_ago * DAY
    with store.transaction():
        made = fixes.register(store, leak, f"U{leak}", at, at, None)
        leaks.set_state(store, leak, State.WATCHING, at)
        if state is not WATCHING:
            fixes.decide(store, made, state, at + DAY, {"days_quiet": 7}, at + DAY if state is RETURNED else None)
            leaks.set_state(store, leak, State(state.value), at)


def join(store: Engine) -> tuple[tuple[int, int], ...]:
    with store.transaction():
        return join_leaks(store, 1, 2, NOW)


def attempts(store: Engine, leak: int = 1) -> list[tuple[int, int, str]]:
    rows = store.query("SELECT attempt, fixed_at, state FROM fixes WHERE leak = :leak ORDER BY attempt", {"leak": leak})
    return [(row["attempt"], (NOW - row["fixed_at"]) // DAY, row["state"]) for row in rows]


def state(store: Engine) -> State:
    leak = leaks.find_leak(store, 1)
    assert leak is not None
    return leak.state


def test_a_running_watch_goes_on_in_the_other_leak(store: Engine) -> None:
    """With its release, date and person; its leak has nothing left that could be decided twice."""
    fix(store, 2, 90)
    before = fixes.latest(store, 2)

    pairs = join(store)

    after = fixes.latest(store, 1)
    assert before is not None
    assert after is not None
    assert ((1, 1),) == pairs
    assert (before.fixed_at, "U2", WATCHING) == (after.fixed_at, after.person, after.state)
    assert State.WATCHING is state(store)
    assert [] == attempts(store, 2)
    assert [1] == fixes.watched(store, 0)


def test_attempts_are_numbered_on_in_order_of_time(store: Engine) -> None:
    """What was told of the older leak's numbers stays true; the old numbers of the other still find theirs."""
    fix(store, 1, 250, RETURNED)
    fix(store, 2, 270, RETURNED)
    fix(store, 2, 200, RETURNED)
    fix(store, 2, 80)

    pairs = join(store)

    assert ((1, 2), (2, 3), (3, 4)) == pairs
    assert [(1, 250, RETURNED), (2, 270, RETURNED), (3, 200, RETURNED), (4, 80, WATCHING)] == attempts(store)
    found = fixes.find(store, 2, 3)
    assert found is not None
    assert (1, 4) == (found.leak, found.attempt)
    assert [270, 250, 200, 80] == [(NOW - one.fixed_at) // DAY for one in fixes.history(store, 1)]
    watch = fixes.watch(store, 1, NOW)
    assert watch is not None
    assert watch.again
    assert NOW - 200 * DAY == watch.begun_at
    assert 5 == fixes.next_attempt(store, 1)


def test_of_two_running_watches_the_earlier_goes_on(store: Engine) -> None:
    """Both mend the same code, and nothing was seen since the earlier one: that is where the quiet began."""
    fix(store, 1, 60)
    fix(store, 2, 90)

    join(store)

    assert [(1, 60, REPLACED), (2, 90, WATCHING)] == attempts(store)
    found = fixes.latest(store, 1)
    assert found is not None
    assert 2 == found.attempt


def test_an_attempt_that_is_spoken_against_gives_way_to_the_later(store: Engine) -> None:
    """The other leak went on after the earlier fix: that one was none, the later one is watched."""
    fix(store, 1, 90)
    with store.transaction():
        see(store, 2, 70)
    fix(store, 2, 60)

    join(store)

    assert [(1, 90, RETURNED), (2, 60, WATCHING)] == attempts(store)
    assert State.WATCHING is state(store)


def test_a_proved_fix_stands_before_one_that_is_watched(store: Engine) -> None:
    """Unless the other leak shows that it was none."""
    fix(store, 1, 60)
    fix(store, 2, 50, FIXED)

    join(store)

    assert [(1, 60, REPLACED), (2, 50, FIXED)] == attempts(store)
    assert State.FIXED is state(store)


def test_the_next_look_tells_the_channel_what_the_merge_showed(store: Engine) -> None:
    """The only fix is spoken against by the other leak's reports: it came back, aloud."""
    fix(store, 1, 90)
    with store.transaction():
        see(store, 2, 70)

    join(store)
    with store.transaction():
        fix_watch.look(store, "C1", 1, NOW)

    assert [(1, 90, RETURNED)] == attempts(store)
    assert State.RETURNED is state(store)
    assert ["back"] == [row["kind"] for row in store.query("SELECT kind FROM outbox WHERE kind = 'back'")]


def test_a_chain_of_merges_keeps_every_old_number_findable(store: Engine) -> None:
    """L3 into L2 into L1."""
    with store.transaction():
        leaks.open_leak(store, Description("netty", "ByteBuf", None, "advanced", ""), NOW, NOW)
    fix(store, 2, 95, RETURNED)
    fix(store, 3, 80)
    with store.transaction():
        join_leaks(store, 2, 3, NOW)
        join_leaks(store, 1, 2, NOW)

    found = fixes.find(store, 3, 1)

    assert found is not None
    assert (1, 2, WATCHING) == (found.leak, found.attempt, found.state)
    assert [(1, 95, RETURNED), (2, 80, WATCHING)] == attempts(store)


@pytest.mark.parametrize("language", languages())
def test_the_audit_trail_and_the_thread_tell_the_new_numbers(store: Engine, language: str) -> None:
    """And a merge of before, without them, reads as it did."""
    fix(store, 2, 95, RETURNED)
    fix(store, 2, 80)
    with store.transaction():
        threads.ask_root(store, 1, "C1", NOW)
        merge_leaks(store, "C1", 1, [2], NOW)

    notes = [row["note"] for row in store.query("SELECT note FROM changes WHERE what = 'merged' ORDER BY id")]
    view = leak_views.view(store, 1, NOW)
    assert view is not None
    told = merges.sentences(Texts(language), view, Change(1, NOW, "", merges.MERGED, "sentry", notes[0]))
    plain = merges.sentences(Texts(language), view, Change(1, NOW, "", merges.MERGED, "sentry", "L2 → L1"))
    assert ["L2 → L1, fix 1 → 1, 2 → 2"] * 2 == notes
    assert "1 → 1, 2 → 2" in told[-1]
    assert told[:-1] == plain
