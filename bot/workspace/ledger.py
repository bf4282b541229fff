"""The state together with its journal: every change goes through here, is written down, and is told to who listens."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import orjson

from bot.workspace.model import Entry, PostedMessage, Touched, WorkspaceState

Listener = Callable[[list[Touched]], None]


class Ledger:
    """One writer at a time: changes come from the event loop and from the threads that talk to the bot."""

    def __init__(self, state: WorkspaceState, journal: Path | None) -> None:
        self.state = state
        self.lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._journal: IO[bytes] | None = None
        if journal is not None:
            journal.parent.mkdir(parents=True, exist_ok=True)
            _replay(state, journal)
            self._journal = journal.open("ab", buffering=0)

    def record(self, entry: Entry) -> None:
        """Make an entry true, write it down and tell the listeners."""
        with self.lock:
            touched = self.state.apply(entry)
            if self._journal is not None:
                self._journal.write(orjson.dumps(entry) + b"\n")
            for listener in self._listeners:
                listener(touched)

    def post(self, channel: str, now: float, **fields: Any) -> PostedMessage:
        """Post a message at the next free ts of its channel."""
        with self.lock:
            ts = self.state.next_ts(channel, now)
            self.record({"op": "post", "channel": channel, "ts": ts, **fields})
            return self.state.messages[channel][ts]

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call listener with what each change touched, under the lock; the answer ends that."""
        with self.lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Close the journal; a later change is an error."""
        with self.lock:
            if self._journal is not None:
                self._journal.close()


def _replay(state: WorkspaceState, journal: Path) -> None:
    if not journal.exists():
        return
    kept, number = 0, 0
    with journal.open("rb") as lines:
        for line in lines:
            # A line without its end was being written when the process died: it never happened.
            if not line.endswith(b"\n"):
                break
            number += 1
            try:
                state.apply(orjson.loads(line))
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(f"{journal}, line {number}: unreadable ({error!r}); move the file away") from error
            kept += len(line)
    if kept < journal.stat().st_size:
        os.truncate(journal, kept)
