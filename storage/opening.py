"""Open the store that a database URL names."""

from __future__ import annotations

from pathlib import Path

from storage.engine import Engine, StoreUnusable
from storage.migrations import migrate
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
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sentence = f"{file.parent} cannot be made ({error.strerror}): choose another DATABASE_URL"
            raise StoreUnusable(sentence) from None
    engine = SqliteEngine(file)
    migrate(engine, now)
    return engine
