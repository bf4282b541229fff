"""Set and remove one person's marks on a leak: from a reaction, a button or a command."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.decide import state_from_marks
from bot.leaks.announce import announce
from storage import leaks, marks
from storage.engine import Engine
from storage.records import Change, Leak, Mark, MarkKind, State


@dataclass(frozen=True)
class Marking:
    """Changes marks, and announces what changed.

    channel: where a leak without a root gets one. bell: wakes the sender.
    """

    store: Engine
    channel: str
    now: Callable[[], int]
    bell: threading.Event

    def mark(self, leak: int, person: str, kind: MarkKind, source: str, note: str | None = None) -> bool:
        """Set a person's mark; True if it is new. A new mark is announced once.

        source: see storage.marks.add_mark. The part before its first colon is the surface in the audit trail.
        """
        now = self.now()
        with self.store.transaction():
            stood = self._stands(leak, person, kind)
            marks.add_mark(self.store, Mark(leak, person, kind, now, note), source)
            if stood and note is None:
                return False
            self._change(Change(leak, now, person, kind.value, source.partition(":")[0], note))
        self.bell.set()
        return True

    def unmark(
        self, leak: int, person: str, surface: str, kind: MarkKind | None = None, source: str | None = None
    ) -> bool:
        """Remove a person's own marks: all, or those of a kind and source; True if at least one was removed."""
        now = self.now()
        with self.store.transaction():
            before = self._kinds(leak, person)
            marks.drop_marks(self.store, leak, person, kind, source)
            gone = before - self._kinds(leak, person)
            if not gone:
                return False
            # Swapping 👀 for ✅ removes the first only: the second still counts, also in the digest.
            what = "undo" if MarkKind.INVESTIGATED in gone else f"undo {MarkKind.INVESTIGATING.value}"
            self._change(Change(leak, now, person, what, surface))
        self.bell.set()
        return True

    def _change(self, change: Change) -> None:
        leak = leaks.find_leak(self.store, change.leak)
        if leak is not None:
            self._move(leak, change.at)
        announce(self.store, self.channel, change)

    def _move(self, leak: Leak, now: int) -> None:
        if leak.state in (State.WATCHING, State.FIXED):
            return  # while a fix is watched, marks do not change the state
        standing = marks.standing_marks(self.store, leak.number)
        state = state_from_marks(standing, returned=leak.returned_at is not None)
        if state is not leak.state:
            leaks.set_state(self.store, leak.number, state, now)

    def _stands(self, leak: int, person: str, kind: MarkKind) -> bool:
        return kind in self._kinds(leak, person)

    def _kinds(self, leak: int, person: str) -> set[MarkKind]:
        return {mark.kind for mark in marks.standing_marks(self.store, leak) if mark.person == person}
