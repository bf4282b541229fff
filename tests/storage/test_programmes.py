"""What the store keeps of programmes, rounds, members and passes, on every engine."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage import Engine, StoreError, open_store, programmes
from storage.records import Programme, Round
from tests.storage.test_promises import ENGINES

NOW = 1_790_000_000
DAY = 86_400
MINA, JONAS = "U0LOCAL02", "U0LOCAL03"


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(request.param(tmp_path), NOW)
    yield engine
    engine.close()


def a_programme(store: Engine, name: str = "season") -> Programme:
    with store.transaction():
        return programmes.make(store, name, "Asia/Seoul", "C1", 3600, 1, NOW)


def a_round(programme: Programme, number: int = 1, **changes: Any) -> Round:
    one = Round(
        programme.id, number, "title", "theme", "2026-09-21", "2026-09-27", "21:00", NOW, NOW + number * 7 * DAY
    )
    return replace(one, **changes)


def kept(store: Engine, *rounds: Round) -> None:
    with store.transaction():
        for one in rounds:
            programmes.put_round(store, one)


def test_a_programme_is_found_as_it_was_made(store: Engine) -> None:
    """By its id, by its name, and among all."""
    first, second = a_programme(store), a_programme(store, "다음 시즌")

    assert first == programmes.find(store, first.id)
    assert second == programmes.named(store, "다음 시즌")
    assert [first, second] == programmes.every(store)
    assert programmes.find(store, 99) is None
    assert programmes.named(store, "none") is None


def test_a_name_belongs_to_one_programme(store: Engine) -> None:
    """A second start, or a second process, makes no second one."""
    a_programme(store)

    with pytest.raises(StoreError):
        a_programme(store)

    assert 1 == len(programmes.every(store))


def test_two_who_make_a_programme_at_once_make_one(store: Engine) -> None:
    """Whoever comes second is refused and leaves nothing."""
    refused: list[StoreError] = []

    def make() -> None:
        try:
            a_programme(store)
        except StoreError as error:
            refused.append(error)

    together(*[make] * 4)

    assert 3 == len(refused)
    assert 1 == len(programmes.every(store))


def together(*acts: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_rounds_come_by_number_and_a_later_word_replaces_an_earlier(store: Engine) -> None:
    """Also a skip, and its taking back."""
    programme = a_programme(store)
    kept(store, a_round(programme, 2), a_round(programme, 10), a_round(programme, 1))
    moved = a_round(programme, 2, title="t", theme="", begins_on="2026-09-28", meets_at=NOW + 9 * DAY, skipped_at=NOW)

    kept(store, moved)

    assert [a_round(programme, 1), moved, a_round(programme, 10)] == programmes.rounds(store, programme.id)
    kept(store, replace(moved, skipped_at=None))
    assert programmes.rounds(store, programme.id)[1].skipped_at is None


def test_rounds_belong_to_a_programme_that_is_there(store: Engine) -> None:
    """And to that one only."""
    first, second = a_programme(store), a_programme(store, "other")
    kept(store, a_round(first), a_round(second), a_round(second, 2))

    with pytest.raises(StoreError):
        kept(store, replace(a_round(first), programme=99))

    assert [1, 2] == [len(programmes.rounds(store, one.id)) for one in (first, second)]


def test_who_joins_twice_is_one_member(store: Engine) -> None:
    """The first time counts, and is the only one that changes something."""
    programme = a_programme(store)

    with store.transaction():
        told = [programmes.join(store, programme.id, MINA, NOW + n) for n in range(3)]

    assert [True, False, False] == told
    assert [(MINA, NOW)] == [(one.person, one.joined_at) for one in programmes.members(store, programme.id)]


def test_who_leaves_can_come_back(store: Engine) -> None:
    """Gone from the members, still known, and back on a word."""
    programme = a_programme(store)
    with store.transaction():
        programmes.join(store, programme.id, MINA, NOW)
        programmes.join(store, programme.id, JONAS, NOW + 1)

    with store.transaction():
        told = [programmes.leave(store, programme.id, MINA, NOW + 5) for _ in range(2)]

    assert [True, False] == told
    assert [JONAS] == [one.person for one in programmes.members(store, programme.id)]
    gone = programmes.member(store, programme.id, MINA)
    assert gone is not None
    assert NOW + 5 == gone.left_at
    with store.transaction():
        assert programmes.join(store, programme.id, MINA, NOW + 9)
        assert not programmes.leave(store, programme.id, "U0NOBODY", NOW)
    assert [MINA, JONAS] == [one.person for one in programmes.members(store, programme.id)]


def test_a_name_is_learned_and_not_forgotten(store: Engine) -> None:
    """A later join without a name keeps the one that is known."""
    programme = a_programme(store)

    with store.transaction():
        told = [programmes.join(store, programme.id, MINA, NOW, name) for name in (None, "Mina", None)]

    assert [True, True, False] == told
    found = programmes.member(store, programme.id, MINA)
    assert found is not None
    assert "Mina" == found.name


def test_reminders_can_be_stopped_and_started(store: Engine) -> None:
    """For one member of one programme."""
    programme, other = a_programme(store), a_programme(store, "other")
    with store.transaction():
        programmes.join(store, programme.id, MINA, NOW)
        programmes.join(store, other.id, MINA, NOW)

    with store.transaction():
        programmes.set_reminders(store, programme.id, MINA, NOW + 1)

    off = [programmes.member(store, one.id, MINA) for one in (programme, other)]
    assert [NOW + 1, None] == [one.reminders_off_at for one in off if one]
    with store.transaction():
        programmes.set_reminders(store, programme.id, MINA, None)
    again = programmes.member(store, programme.id, MINA)
    assert again is not None
    assert again.reminders_off_at is None


def test_a_pass_is_taken_once_and_given_back_once(store: Engine) -> None:
    """A double click changes nothing."""
    programme = a_programme(store)

    with store.transaction():
        taken = [programmes.take_pass(store, programme.id, 2, MINA, NOW) for _ in range(2)]
        programmes.take_pass(store, programme.id, 1, JONAS, NOW)

    assert [True, False] == taken
    assert [(1, JONAS), (2, MINA)] == programmes.passes(store, programme.id)
    with store.transaction():
        back = [programmes.give_pass_back(store, programme.id, 2, MINA) for _ in range(2)]
    assert [True, False] == back
    assert [(1, JONAS)] == programmes.passes(store, programme.id)
