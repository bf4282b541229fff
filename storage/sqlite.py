"""SQLite as an engine, on sqlite-utils: one writing connection behind one lock, a few reading ones beside it."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlite_utils import Database

# The one import of a SQLite library: two of them in one process drop each other's file locks.
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from storage import wal
from storage.damage import cut_short, explain
from storage.engine import Params, Row, StoreDamaged, StoreError, StoreUnusable
from storage.private_files import make_file

BUSY_MS = 2000
SAFE_VERSION = (3, 51, 3)
"""From here on two connections may write at once: WAL-reset bug, SQLite 3.7.0 to 3.51.2, https://sqlite.org/wal.html."""


def version() -> str:
    """The SQLite library in use, such as "3.53.4"."""
    return str(sqlite3.sqlite_version)


def version_is_safe() -> bool:
    """False: the WAL-reset bug can corrupt a file that two connections write."""
    return tuple(int(part) for part in version().split(".")) >= SAFE_VERSION


class _InTurn:
    """A lock that whoever waits gets next: a bare one mostly goes back to the thread that has just released it.

    On a slow disk that let the worker's commits follow each other while the door's batch waited for 0.9 s. Not for a
    thread that holds it already.
    """

    def __init__(self) -> None:
        self._next = threading.Lock()
        self._held = threading.Lock()

    def __enter__(self) -> None:
        with self._next:
            self._held.acquire()

    def __exit__(self, *error: object) -> None:
        self._held.release()


class SqliteEngine:
    """path: a file, or None for memory. damage: what is wrong with the file, once that was met; None: nothing.

    Writers queue on a lock of ours: SQLite's own busy handler sleeps in steps of up to 100 ms and knows no order, which
    pushes the door's 99th percentile past a second. After any failed transaction the writing connection is thrown away
    and opened anew, since a failed sync says nothing about what is on the disk.
    """

    bytes_type = "BLOB"

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.damage: str | None = None
        self._lock = _InTurn()
        self._mine = threading.local()
        self._readers: queue.LifoQueue[Database] = queue.LifoQueue()
        self._writer: Database | None = None
        self._closed = False
        self._writer = self._open()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        if self._depth():
            yield
            return
        with self._lock:
            self._begin()
            self._mine.depth = 1
            try:
                yield
            except sqlite3.Error as error:
                self._abandon()
                raise self._explained(error) from error
            except BaseException:
                self._rollback()
                raise
            else:
                self._commit()
            finally:
                self._mine.depth = 0

    def execute(self, sql: str, params: Params | Sequence[Params] = ()) -> int:
        if not self._depth() or self._writer is None:
            raise RuntimeError("a write needs a transaction")
        if isinstance(params, Sequence) and params:
            return int(self._writer.conn.executemany(sql, params).rowcount)
        return int(self._writer.conn.execute(sql, params or {}).rowcount)

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        if self._depth() and self._writer is not None:
            return _rows(self._writer, sql, params)
        if self.path is None:
            with self._lock:
                try:
                    return _rows(self._connected(), sql, params)
                except sqlite3.Error as error:
                    raise self._explained(error) from error
        reader = self._take_reader()
        try:
            found = _rows(reader, sql, params)
        except sqlite3.Error as error:
            reader.close()
            raise self._explained(error) from error
        self._readers.put(reader)
        return found

    def wipe(self, wait_ms: int = BUSY_MS) -> bool:
        """Empty the write-ahead log, which holds older states of pages; False while a reader still needs it."""
        if self.path is None:
            return True
        with self._lock:
            try:
                conn = self._connected().conn
                conn.execute(f"PRAGMA busy_timeout = {wait_ms}")
                row = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            except sqlite3.Error as error:
                self._abandon()
                raise self._explained(error) from error
        return bool(row[0] == 0)

    def check_roots(self) -> None:
        """Read the first page of every table, which takes milliseconds. Raises StoreDamaged."""
        if self.path is not None:
            pages, page_bytes = self.query("PRAGMA page_count")[0], self.query("PRAGMA page_size")[0]
            if cut := cut_short(self.path, pages["page_count"], page_bytes["page_size"]):
                raise cut
        for row in self.query("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            self.query(f"SELECT 1 AS one FROM {row['name']} NOT INDEXED LIMIT 1")

    def check_pages(self) -> str | None:
        """Read every page, which takes about 5 s a GB. Return what is damaged; None: nothing. Sets `damage`."""
        try:
            found = str(self.query("PRAGMA quick_check(1)")[0]["quick_check"])
        except StoreError as error:
            return str(error)
        self.damage = None if found == "ok" else str(explain(self.path, sqlite3.DatabaseError(f"malformed: {found}")))
        return self.damage

    def checkpoint(self) -> None:
        """Copy the write-ahead log into the file without making anybody wait, and cut it once it is empty."""
        if self.path is None:
            return
        done = self.query("PRAGMA wal_checkpoint(PASSIVE)")[0]
        if done["log"] == done["checkpointed"] and wal.size(self.path) > wal.KEEP_BYTES:
            self.wipe(wait_ms=0)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            while not self._readers.empty():
                self._readers.get_nowait().close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _explained(self, error: Exception) -> Exception:
        explained = explain(self.path, error)
        if isinstance(explained, StoreDamaged):
            self.damage = str(explained)
        return explained

    def _depth(self) -> int:
        return int(getattr(self._mine, "depth", 0))

    def _connected(self) -> Database:
        if self._closed:
            raise StoreUnusable("the store is closed")
        if self._writer is None:
            self._writer = self._open()
        return self._writer

    def _begin(self) -> None:
        try:
            self._connected().conn.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._abandon()
            raise self._explained(error) from error

    def _commit(self) -> None:
        try:
            self._connected().conn.execute("COMMIT")
        except sqlite3.Error as error:
            self._abandon()
            raise self._explained(error) from error

    def _rollback(self) -> None:
        try:
            self._connected().rollback()
        except sqlite3.Error:
            self._abandon()

    def _abandon(self) -> None:
        """Close the writing connection, which rolls back; the next transaction opens another."""
        if self.path is None or self._writer is None:
            with contextlib.suppress(sqlite3.Error):
                if self._writer is not None:
                    self._writer.rollback()
            return
        with contextlib.suppress(sqlite3.Error):
            self._writer.close()
        self._writer = None

    def _take_reader(self) -> Database:
        if self._closed:
            raise StoreUnusable("the store is closed")
        try:
            return self._readers.get_nowait()
        except queue.Empty:
            return self._open(read_only=True)

    def _open(self, read_only: bool = False) -> Database:
        target = ":memory:" if self.path is None else str(self.path)
        try:
            conn = sqlite3.connect(target, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
            database = Database(conn, recursive_triggers=False, execute_plugins=False)
            if self.path is not None and not read_only:
                conn.execute("PRAGMA journal_mode = WAL")
            # FULL: a commit is on the disk before we answer 200. NORMAL was measured to answer before the sync.
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA foreign_keys = ON")
            # What a person had forgotten must not linger in free pages. Measured: 6 % more bytes written, no slower.
            conn.execute("PRAGMA secure_delete = ON")
            conn.execute(f"PRAGMA journal_size_limit = {wal.KEEP_BYTES}")
            if read_only:
                conn.execute("PRAGMA query_only = ON")
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error
        return database


def backup_file(source: Path | None, target: Path) -> int:
    """Copy a database that is in use to `target`, check the copy, return its size in bytes. Raises StoreUnusable."""
    if source is None or not source.exists():
        raise StoreUnusable(f"{source or 'a database in memory'} cannot be backed up: no such file")
    if target.exists():
        raise StoreUnusable(f"{target} exists already: name a new file, a backup is never overwritten")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    make_file(part)
    try:
        with (
            contextlib.closing(sqlite3.connect(str(source))) as old,
            contextlib.closing(sqlite3.connect(str(part))) as new,
        ):
            old.backup(new)
            found = new.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        part.unlink(missing_ok=True)
        raise StoreUnusable(f"{source} cannot be copied to {target} ({error}): check both files and the disk") from None
    if found != "ok":
        raise StoreUnusable(f"{source} is damaged ({found}): the copy is kept as {part}")
    part.rename(target)
    return target.stat().st_size


def _rows(database: Database, sql: str, params: Params | None) -> list[Row]:
    cursor = database.conn.execute(sql, params or {})
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]
