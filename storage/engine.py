"""The four methods of an engine, and the SQL that we allow ourselves.

All SQL of this package is written once and runs on SQLite >= 3.35 and on PostgreSQL. Allowed: upsert with RETURNING,
common table expressions, window functions, `COUNT(*) FILTER`, partial indexes, `:name` parameters, times as BIGINT
epoch seconds, buckets by integer division, `CAST(SUM(n) AS BIGINT)`, NULLS LAST said aloud, keys of our own making.
Not allowed: LIKE, JSON functions, booleans, AUTOINCREMENT, rowid, `INSERT OR ...`, double-quoted strings. The type word
BYTES in a migration stands for the engine's own binary type. tests/storage/test_sql.py holds this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = dict[str, Any]
Params = Mapping[str, Any]


class StoreError(Exception):
    """The database refused or failed. Nothing of the transaction is kept; the same call may succeed later."""


class StoreUnusable(Exception):
    """The file or server cannot be used as it is. The sentence says what to do; trying again does not help."""


class Engine(Protocol):
    """One database. Any thread may call it; a transaction belongs to the thread that opened it."""

    bytes_type: str

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept together or not at all. Inner calls join the outer one.

        Raises StoreError when it cannot begin or commit. An exception from inside rolls back and passes through.
        """

    def execute(self, sql: str, params: Params | Sequence[Params] = ()) -> int:
        """Run a statement, once or once a mapping; the number of rows that it changed. Needs a transaction."""

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """Rows as dicts. Inside a transaction it sees that transaction; outside, the last committed state."""

    def close(self) -> None:
        """Release the file or the connections. Calls after it fail."""
