"""The write-ahead log of a SQLite file: its size, and the processes that keep it from being emptied."""

from __future__ import annotations

import os
from pathlib import Path

from storage.damage import wal_of

KEEP_BYTES = 16 * 1024 * 1024
"""A log that was emptied keeps at most this much of the disk."""
BOUND_BYTES = 64 * 1024 * 1024
READ_LOCKS = range(123, 128)
"""Bytes of the -shm file that SQLite's readers lock, https://sqlite.org/walformat.html, section 2.3."""
LOCKS = Path("/proc/locks")


def size(path: Path | None) -> int:
    """Return the log's size in bytes; 0 if there is none."""
    try:
        return wal_of(path).stat().st_size if path is not None else 0
    except OSError:
        return 0


def problem(path: Path | None) -> str | None:
    """Say that the log has passed its bound, and who reads; None while it has not."""
    bytes_ = size(path)
    if path is None or bytes_ <= BOUND_BYTES:
        return None
    names = ", ".join(f"{pid} ({_name(pid)})" for pid in readers(path))
    who = f"process {names} reads" if names else "a process that is not known reads"
    return f"{wal_of(path)} has grown to {bytes_ // 1_000_000} MB, since {who} the database all the time: end that one"


def readers(path: Path) -> list[int]:
    """List the processes that hold a reader's lock now. Linux only; one in another container is not seen."""
    try:
        inode = path.with_name(path.name + "-shm").stat().st_ino
        lines = LOCKS.read_text().splitlines()
    except OSError:
        return []
    found = set()
    for line in lines:
        # 3: POSIX  ADVISORY  READ 12345 fe:00:1234567 124 124
        parts = line.split()
        if len(parts) != 8 or parts[3] != "READ" or parts[5].rpartition(":")[2] != str(inode):
            continue
        if int(parts[6]) in READ_LOCKS and int(parts[4]) > 0:
            found.add(int(parts[4]))
    return sorted(found)


def _name(pid: int) -> str:
    if pid == os.getpid():
        return "the bot itself"
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "ended"
