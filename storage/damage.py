"""How a SQLite file is found to be damaged, and the sentence that says what to do about it."""

from __future__ import annotations

import os
from pathlib import Path

from storage.engine import StoreDamaged, StoreError, StoreUnusable

DAMAGED = ("not a database", "malformed")
UNWRITABLE = ("unable to open", "readonly")
REMEDY = "move it away and restore a backup; with SQLITE_ON_DAMAGE=spool alerts are kept meanwhile"


def explain(path: Path | None, error: Exception) -> Exception:
    """Turn an error of SQLite into StoreDamaged, StoreUnusable or StoreError with a sentence."""
    name, why = path or "the database in memory", str(error)
    if any(words in why for words in DAMAGED):
        return StoreDamaged(f"{name} is not a usable SQLite file ({why}): {REMEDY}")
    if any(words in why for words in UNWRITABLE):
        return StoreUnusable(f"{name} cannot be written ({why}): check that its folder exists and who owns it")
    if "locked" in why or "busy" in why:
        return StoreError(f"{name} is locked by another process: wait until that one has finished, or stop it")
    return StoreError(f"{name}: {why}")


def refuse_bad_file(path: Path) -> None:
    """Look at a file that exists before SQLite opens it. SQLite takes an empty file for a new database.

    Raises:
        StoreDamaged: it is empty.
        StoreUnusable: it cannot be written.
    """
    if path.is_file() and path.stat().st_size == 0:
        raise StoreDamaged(f"{path} is empty (0 bytes), so all that it held is gone: {REMEDY}")
    if path.is_file() and not os.access(path, os.W_OK):
        raise StoreUnusable(
            f"{path} is read-only: check its owner and mode, and that its disk is not mounted read-only"
        )


def cut_short(path: Path, pages: int, page_bytes: int) -> StoreDamaged | None:
    """Compare a file's size with the pages that its header promises; None if they are there.

    While a write-ahead log is not empty, pages may stand there alone.
    """
    log = wal_of(path)
    if log.exists() and log.stat().st_size:
        return None
    size, promised = path.stat().st_size, pages * page_bytes
    if size >= promised:
        return None
    return StoreDamaged(f"{path} is cut: {size} of {promised} bytes are there: {REMEDY}")


def wal_of(path: Path) -> Path:
    """Name the write-ahead log of a database file."""
    return path.with_name(path.name + "-wal")
