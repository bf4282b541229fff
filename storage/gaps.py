"""Store observation gaps: times in which the bot could not record. Silence in a gap is not quiet.

While it records, the bot stores a heartbeat. A late heartbeat means that nothing was recorded since the previous one.
A heartbeat with refused webhooks means that part of that time was lost. Events read from Sentry later fill a gap.
"""

from __future__ import annotations

from storage.engine import Engine

MISSED_S = 90
"""Three heartbeats. Shorter silences are restarts, which need no row."""
HEARTBEAT, LOOKED_UNTIL = "heartbeat", "looked_until"


def moment(store: Engine, name: str) -> int | None:
    """Return a remembered moment in epoch seconds; None if it was never set."""
    rows = store.query("SELECT at FROM moments WHERE name = :name", {"name": name})
    return int(rows[0]["at"]) if rows else None


def move_moment(store: Engine, name: str, at: int) -> None:
    """Remember a moment. It only moves forward, so a clock that was set back changes nothing."""
    store.execute(
        """
        INSERT INTO moments (name, at)
        VALUES (:name, :at)
        ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE moments.at < excluded.at
        """,
        {"name": name, "at": at},
    )


def beat(store: Engine, now: int, refused: bool = False) -> None:
    """Store a heartbeat. refused: the bot rejected webhooks since the last one."""
    with store.transaction():
        last = moment(store, HEARTBEAT)
        if last is not None and now > last and (refused or now - last > MISSED_S):
            add(store, last, now, "refused" if refused else "down")
        move_moment(store, HEARTBEAT, now)


def add(store: Engine, begin: int, end: int, cause: str) -> None:
    """Record that nothing could be recorded in [begin, end). A gap that ends at `begin` is extended."""
    params = {"begin": begin, "end": end, "cause": cause}
    longer = "UPDATE gaps SET end_at = :end WHERE end_at = :begin AND cause = :cause AND filled_at IS NULL"
    if not store.execute(longer, params):
        _insert(store, begin, end, cause)


def fill(store: Engine, begin: int, end: int, now: int) -> None:
    """Mark [begin, end) as read from Sentry. Parts of gaps outside it stay gaps.

    The read span is stored as well: an issue archived during that time was not silent.
    """
    with store.transaction():
        _keep_read(store, begin, end)
        rows = store.query(
            """
            SELECT begin_at, end_at, cause
            FROM gaps
            WHERE filled_at IS NULL AND begin_at < :end AND end_at > :begin
            """,
            {"begin": begin, "end": end},
        )
        for row in rows:
            store.execute(
                """
                UPDATE gaps
                SET filled_at = :now
                WHERE begin_at = :begin_at AND end_at = :end_at AND cause = :cause
                """,
                {**row, "now": now},
            )
            for left, right in (
                (row["begin_at"], min(begin, row["end_at"])),
                (max(end, row["begin_at"]), row["end_at"]),
            ):
                if left < right:
                    _insert(store, left, right, row["cause"])


def _keep_read(store: Engine, begin: int, end: int) -> None:
    """Store a read span. Overlapping ones are joined, since the hourly looks overlap."""
    touching = {"begin": begin, "end": end}
    rows = store.query("SELECT begin_at, end_at FROM read_spans WHERE begin_at <= :end AND end_at >= :begin", touching)
    store.execute("DELETE FROM read_spans WHERE begin_at <= :end AND end_at >= :begin", touching)
    whole = {
        "begin": min([begin, *(row["begin_at"] for row in rows)]),
        "end": max([end, *(row["end_at"] for row in rows)]),
    }
    if whole["begin"] < whole["end"]:
        store.execute("INSERT INTO read_spans (begin_at, end_at) VALUES (:begin, :end)", whole)


def gaps(store: Engine, since: int) -> list[tuple[int, int]]:
    """Return every gap after `since` as [begin, end) in epoch seconds, oldest first and disjoint."""
    rows = store.query(
        """
        SELECT begin_at, end_at
        FROM gaps
        WHERE filled_at IS NULL AND end_at > :since
        ORDER BY begin_at, end_at
        """,
        {"since": since},
    )
    found: list[tuple[int, int]] = []
    for row in rows:
        begin, end = max(row["begin_at"], since), row["end_at"]
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _insert(store: Engine, begin: int, end: int, cause: str) -> None:
    store.execute(
        """
        INSERT INTO gaps (begin_at, end_at, cause)
        VALUES (:begin, :end, :cause)
        ON CONFLICT (begin_at, end_at, cause) DO UPDATE SET filled_at = NULL
        """,
        {"begin": begin, "end": end, "cause": cause},
    )
