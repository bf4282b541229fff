"""Open the store that a database URL names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from storage import wal
from storage.damage import refuse_bad_file, wal_of
from storage.engine import Engine, StoreUnusable
from storage.migrations import migrate
from storage.private_files import make_file, make_folder

if TYPE_CHECKING:
    from storage.sqlite import SqliteEngine


def open_store(url: str, now: int) -> Engine:
    """Open the database and bring its schema up to date.

    url: `sqlite:///relative/path.db`, `sqlite:////absolute/path.db`, or `sqlite://` for memory.
    now: epoch seconds, written beside the schema steps that are run.
    Raises StoreUnusable with a sentence that says what to do.
    """
    scheme, found, path = url.partition("://")
    if not found or scheme != "sqlite":
        raise StoreUnusable(f"DATABASE_URL {url!r} is not understood: use sqlite:///data/leak-diary.db")
    file = Path(path.removeprefix("/")) if path else None
    if file is not None:
        _prepare(file, now)
    engine = _engine(file)
    try:
        engine.check_roots()
        migrate(engine, now)
    except BaseException:
        engine.close()
        raise
    return engine


def _engine(file: Path | None) -> SqliteEngine:
    # Commands without a database import records of this package. sqlite-utils takes memory, and loads numpy if it can.
    from storage.sqlite import SqliteEngine

    return SqliteEngine(file)


def _prepare(file: Path, now: int) -> None:
    """Make the file if it does not exist; refuse one that is no database."""
    try:
        make_folder(file.parent)
        if file.exists():
            refuse_bad_file(file)
        else:
            _create(file, now)
    except OSError as error:
        raise StoreUnusable(f"{file} cannot be made ({error.strerror}): choose another DATABASE_URL") from None


def _create(file: Path, now: int) -> None:
    """Make a database under another name, then rename it: an empty file is never one that we began."""
    if wal.size(file):
        raise StoreUnusable(f"{wal_of(file)} is there without its database: put {file.name} back, or delete both")
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    make_file(fresh)
    engine = _engine(fresh)
    migrate(engine, now)
    engine.close()
    fresh.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
