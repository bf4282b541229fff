"""A member's action items of earlier rounds: the last ones, and older ones that are still open.

An item stays until it is done or dropped. A round whose "next" sets new items does not end the older ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from storage.records import Action

OLDER_MAX = 30
"""So many older items are shown, the newest. The others stay stored."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item with the round in which it was set."""

    round: int
    action: Action

    @property
    def key(self) -> str:
        """Return what names it in a modal. It stays the same when the items around it change."""
        return f"{self.round}:{hashlib.sha256(self.action.text.encode()).hexdigest()[:12]}"

    @property
    def is_done(self) -> bool:
        """Return True if it is done."""
        return self.action.done_at is not None


@dataclass(frozen=True, slots=True)
class Promises:
    """The items that a round shows.

    Attributes:
        last_round: the latest earlier round with items; 0 if there is none.
        last: all items of that round.
        older: items of the rounds before it that were open when the present round began, the oldest first.
    """

    last_round: int = 0
    last: tuple[Promise, ...] = ()
    older: tuple[Promise, ...] = ()

    @property
    def every(self) -> tuple[Promise, ...]:
        """Return the older items and the last ones."""
        return (*self.older, *self.last)


def promises_of(earlier: Iterable[Promise], began_at: int) -> Promises:
    """Choose what a round shows of the items of all earlier rounds.

    Args:
        earlier: by round and position. A text that was set again shows once, in its latest round.
        began_at: when the round began. An item that was done later still shows, as done.
    """
    known = {one.action.text: one for one in earlier}
    last_round = max((one.round for one in known.values()), default=0)
    shown = sorted(known.values(), key=lambda one: (one.round, one.action.position))
    older = [one for one in shown if one.round < last_round and _was_open(one, began_at)]
    return Promises(last_round, tuple(one for one in shown if one.round == last_round), tuple(older[-OLDER_MAX:]))


def _was_open(one: Promise, began_at: int) -> bool:
    return one.action.done_at is None or one.action.done_at >= began_at


def settle(
    earlier: Sequence[Promise], shown: Promises, ticked: Set[str], dropped: Set[str], now: int
) -> Mapping[int, list[Action]]:
    """Return the new items of each round that changes.

    Args:
        earlier: all items of earlier rounds.
        shown: those that had a box. Others keep their state.
        ticked: keys of those that are done; a finished item keeps its time.
        dropped: keys of those to delete, in every round that set them. One that is ticked is not dropped.
    """
    keys = {one.key for one in shown.every}
    gone = {one.action.text for one in shown.every if one.key in dropped - ticked}
    changed: dict[int, list[Action]] = {}
    for number in sorted({one.round for one in earlier}):
        before = [one for one in earlier if one.round == number]
        after = [
            replace(one.action, done_at=(one.action.done_at or now) if one.key in ticked else None)
            if one.key in keys
            else one.action
            for one in before
            if one.is_done or one.action.text not in gone
        ]
        if after != [one.action for one in before]:
            changed[number] = after
    return changed
