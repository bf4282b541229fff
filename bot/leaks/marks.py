"""One person's mark on a leak, from whatever surface: reaction, button or command. All go through here."""

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
    """channel: where the thread of a leak lies that has no root yet. bell: rung when there is something to say."""

    store: Engine
    channel: str
    now: Callable[[], int]
    bell: threading.Event

    def mark(self, leak: int, person: str, kind: MarkKind, source: str, note: str | None = None) -> bool:
        """Set a person's mark. True if it is new; then the thread hears of it once and the root shows it.

        source: see storage.marks.add_mark; what stands before its first colon is the surface of the audit trail.
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
        """Take back a person's own marks: all, or those of a kind and source. True if one of them no longer stands."""
        now = self.now()
        with self.store.transaction():
            before = self._kinds(leak, person)
            marks.drop_marks(self.store, leak, person, kind, source)
            gone = before - self._kinds(leak, person)
            if not gone:
                return False
            # Who swaps 👀 for ✅ takes back the first alone: the second still counts, also in the digest.
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
            return  # a mark says who looks, a fix where the leak stands
        standing = marks.standing_marks(self.store, leak.number)
        state = state_from_marks(standing, returned=leak.returned_at is not None)
        if state is not leak.state:
            leaks.set_state(self.store, leak.number, state, now)

    def _stands(self, leak: int, person: str, kind: MarkKind) -> bool:
        return kind in self._kinds(leak, person)

    def _kinds(self, leak: int, person: str) -> set[MarkKind]:
        return {mark.kind for mark in marks.standing_marks(self.store, leak) if mark.person == person}
