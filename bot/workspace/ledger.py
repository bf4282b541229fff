"""The state of the local workspace with its journal: every change is written down, applied and sent to listeners."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import orjson

from bot.workspace.model import Entry, PostedMessage, Touched, WorkspaceState

APPEND = os.O_CREAT | os.O_APPEND | os.O_WRONLY
Listener = Callable[[list[Touched]], None]


class Ledger:
    """Apply changes one at a time; they come from the event loop and from the threads that talk to the bot."""

    def __init__(self, state: WorkspaceState, journal: Path | None) -> None:
        self.state = state
        self.lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._journal: IO[bytes] | None = None
        self._length = 0
        if journal is not None:
            journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._length = _replay(state, journal)
            self._journal = os.fdopen(os.open(journal, APPEND, 0o600), "ab", buffering=0)

    def record(self, entry: Entry) -> None:
        """Write an entry to the journal, apply it and call the listeners.

        Raises:
            OSError: the journal could not be written, for example because the disk is full. Nothing has changed then.
        """
        with self.lock:
            touched = self._apply(entry)
            for listener in self._listeners:
                listener(touched)

    def _apply(self, entry: Entry) -> list[Touched]:
        if self._journal is None:
            return self.state.apply(entry)
        line = orjson.dumps(entry) + b"\n"
        try:
            _write_all(self._journal, line)
            touched = self.state.apply(entry)
        except BaseException:
            # Half a line in the middle of the journal would make it unreadable: later lines are appended to it.
            os.ftruncate(self._journal.fileno(), self._length)
            raise
        self._length += len(line)
        return touched

    def post(self, channel: str, now: float, **fields: Any) -> PostedMessage:
        """Post a message at the next free ts of its channel."""
        with self.lock:
            ts = self.state.next_ts(channel, now)
            self.record({"op": "post", "channel": channel, "ts": ts, **fields})
            return self.state.messages[channel][ts]

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call a listener with what each change touched, under the lock; calling the result ends that."""
        with self.lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Close the journal; a later change is an error."""
        with self.lock:
            if self._journal is not None:
                self._journal.close()


def _write_all(file: IO[bytes], data: bytes) -> None:
    """Write everything. An unbuffered file may take only a part of it, for example what the disk still has room for."""
    while data:
        data = data[file.write(data) :]


def _replay(state: WorkspaceState, journal: Path) -> int:
    """Apply the journal's entries and cut off a line that has no end; the bytes that are left."""
    if not journal.exists():
        return 0
    kept = 0
    with journal.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            # A line without its end was being written when the process died.
            if not line.endswith(b"\n"):
                break
            try:
                state.apply(orjson.loads(line))
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(f"{journal}, line {number}: unreadable ({error!r}); move the file away") from error
            kept += len(line)
    if kept < journal.stat().st_size:
        os.truncate(journal, kept)
    return kept
