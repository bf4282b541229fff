"""The bot with `PRAGMA synchronous = OFF`: what the audit of system calls must catch. It passes every kill -9."""

from __future__ import annotations

from typing import Any

from bot.__main__ import main
from storage.sqlite import SqliteEngine

opened = SqliteEngine._open


def _open(self: SqliteEngine, *how: Any, **named: Any) -> Any:
    database = opened(self, *how, **named)
    database.conn.execute("PRAGMA synchronous = OFF")
    return database


if __name__ == "__main__":
    SqliteEngine._open = _open  # type: ignore[method-assign]
    main(prog_name="python -m bot")
