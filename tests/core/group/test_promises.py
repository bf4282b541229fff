"""Action items of earlier rounds: which ones are shown, and what ticking and dropping changes."""

from bot.core.group.promises import OLDER_MAX, Promise, Promises, promises_of, settle
from storage.records import Action

BEGAN_AT, NOW = 100, 120


def promise(round_: int, position: int, text: str, done_at: int | None = None) -> Promise:
    return Promise(round_, Action(position, text, done_at))


def texts(some: tuple[Promise, ...]) -> list[str]:
    return [one.action.text for one in some]


def test_the_last_round_shows_all_and_older_ones_what_was_open() -> None:
    """What was done since the round began shows as done; before, it is over."""
    earlier = [
        promise(1, 0, "open"),
        promise(1, 1, "done before", 50),
        promise(1, 2, "done since", 110),
        promise(3, 0, "last, done", 60),
        promise(3, 1, "last"),
    ]

    found = promises_of(earlier, BEGAN_AT)

    assert (3, ["last, done", "last"], ["open", "done since"]) == (
        found.last_round,
        texts(found.last),
        texts(found.older),
    )


def test_a_text_that_was_set_again_shows_in_its_latest_round() -> None:
    """Once, whatever became of it before; and of very many the newest show."""
    found = promises_of([promise(1, 0, "a"), promise(2, 0, "a"), promise(3, 0, "b")], BEGAN_AT)
    many = promises_of([*(promise(1, at, f"{at}") for at in range(50)), promise(2, 0, "z")], BEGAN_AT)

    assert [(2, "a")] == [(one.round, one.action.text) for one in found.older]
    assert [f"{at}" for at in range(50 - OLDER_MAX, 50)] == texts(many.older)
    assert Promises() == promises_of([], BEGAN_AT)


def test_only_what_had_a_box_is_settled() -> None:
    """A tick keeps its first moment, a box that is not ticked opens the item; a round without a change is not named."""
    earlier = [
        promise(1, 0, "hidden", 50),
        promise(1, 1, "tick"),
        promise(2, 0, "keep", 60),
        promise(3, 0, "untick", 70),
    ]
    shown = promises_of(earlier, BEGAN_AT)
    keys = {one.action.text: one.key for one in earlier}

    changed = settle(earlier, shown, {keys["tick"]}, set(), NOW)

    assert {1: [Action(0, "hidden", 50), Action(1, "tick", NOW)], 3: [Action(0, "untick")]} == changed
    assert {} == settle(earlier, shown, {keys["untick"]}, set(), NOW)


def test_a_dropped_item_goes_in_every_round_that_set_it() -> None:
    """One that is ticked as well is done; the key is that of the text, not of the place."""
    earlier = [promise(1, 0, "a"), promise(1, 1, "b"), promise(2, 0, "a"), promise(2, 1, "c")]
    shown = promises_of(earlier, BEGAN_AT)
    dropped = {promise(2, 7, "a").key, promise(2, 0, "c").key}

    changed = settle(earlier, shown, {promise(2, 0, "c").key}, dropped, NOW)

    assert {1: [Action(1, "b")], 2: [Action(1, "c", NOW)]} == changed
