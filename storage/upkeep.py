"""What the store needs now and then, and what is wrong with its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from storage import wal
from storage.engine import Engine
from storage.records.spans import DAY_S
from storage.sqlite import SqliteEngine


def damage_of(store: Engine) -> str | None:
    """Say what is damaged in the store's file, as far as it was met; None: nothing."""
    return store.damage if isinstance(store, SqliteEngine) else None


def problems(store: Engine) -> list[str]:
    """List what is wrong with the database file, a sentence each."""
    if not isinstance(store, SqliteEngine):
        return []
    return [one for one in (store.damage, wal.problem(store.path)) if one]


@dataclass
class Upkeep:
    """A job: empties the write-ahead log, and reads every page once a day for damage."""

    store: Engine
    now: Callable[[], int]
    _checked_at: int | None = field(default=None)

    def run(self) -> None:
        """Do what is due."""
        now = self.now()
        if not isinstance(self.store, SqliteEngine):
            return
        self.store.checkpoint()
        if self._checked_at is None or not 0 <= now - self._checked_at < DAY_S:
            self._checked_at = now
            self.store.check_pages()
