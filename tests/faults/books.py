"""What the file and the channel say in the end, compared with what was answered."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read the file with a connection of our own."""
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute(sql).fetchall()


def check_intact(database: Path, scratch: Path) -> None:
    """integrity_check of a copy: the next start must recover the file itself, not we."""
    for file in (database, database.with_name(database.name + "-wal")):
        if file.exists():
            shutil.copy(file, scratch / f"copy{file.name.removeprefix(database.name)}")
    assert [("ok",)] == rows(scratch / "copy", "PRAGMA integrity_check")
    for file in scratch.glob("copy*"):
        file.unlink()


def check_counted_once(database: Path, acked: Iterable[str], posted: Iterable[str]) -> None:
    """Every answered event is counted once, nothing is counted that was not posted, and all sums agree."""
    events = Counter(event_id for (event_id,) in rows(database, "SELECT event_id FROM sightings"))
    assert set() == set(acked) - events.keys(), "answered, but lost"
    assert set() == events.keys() - set(posted)
    assert {1} == set(events.values())
    assert [] == rows(database, "SELECT id, reason FROM deliveries WHERE done_at IS NULL OR dead_at IS NOT NULL")
    true = dict(rows(database, "SELECT leak, COUNT(*) FROM sightings GROUP BY leak"))
    for sums in (
        "SELECT number, total FROM leaks",
        "SELECT leak, SUM(n) FROM hourly GROUP BY leak",
        "SELECT leak, SUM(n) FROM daily GROUP BY leak",
        "SELECT leak, SUM(n) FROM places WHERE kind = 'host' GROUP BY leak",
        "SELECT leak, MAX(nth) FROM sightings GROUP BY leak",
    ):
        assert true == dict(rows(database, sums)), sums


def check_told_once(database: Path, channel: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Every message that was asked for is in the channel once, and each leak has one root; how many of each kind."""
    told = Counter(message["metadata"]["event_payload"]["key"] for message in channel)
    assert {} == {key: n for key, n in told.items() if n > 1}, "posted twice"
    sent = rows(database, "SELECT key, kind FROM outbox WHERE kind <> 'edit' AND ts IS NOT NULL")
    assert set(told) == {key for key, _ in sent}
    assert [] == rows(database, "SELECT key, reason FROM outbox WHERE done_at IS NULL OR dead_at IS NOT NULL")
    leaks = {number for (number,) in rows(database, "SELECT number FROM leaks")}
    assert leaks == {leak for (leak,) in rows(database, "SELECT leak FROM posts WHERE kind = 'root'")}
    assert {f"root:L{number}" for number in leaks} == {key for key in told if key.startswith("root:")}
    return dict(Counter(kind for _, kind in sent))
