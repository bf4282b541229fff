"""Observation gaps: when the bot was not able to record, so that silence is not taken for quiet.

While it records, the bot beats. A beat that comes late means that nothing was recorded since the one before; a beat
that tells of refused webhooks means that some of that time was lost. What is read from Sentry later fills a gap.
"""

from __future__ import annotations

from storage.engine import Engine

MISSED_S = 90
"""Three beats. A shorter silence is a restart: recording it would only make rows."""
HEARTBEAT, LOOKED_UNTIL = "heartbeat", "looked_until"


def moment(store: Engine, name: str) -> int | None:
    """A remembered moment, epoch seconds; None if it was never set."""
    rows = store.query("SELECT at FROM moments WHERE name = :name", {"name": name})
    return int(rows[0]["at"]) if rows else None


def move_moment(store: Engine, name: str, at: int) -> None:
    """Remember a moment; it moves forward only, so that a clock that was set back changes nothing."""
    store.execute(
        """
        INSERT INTO moments (name, at)
        VALUES (:name, :at)
        ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE moments.at < excluded.at
        """,
        {"name": name, "at": at},
    )


def beat(store: Engine, now: int, refused: bool = False) -> None:
    """The bot is able to record at this moment. refused: since the last beat it had to send webhooks away."""
    with store.transaction():
        last = moment(store, HEARTBEAT)
        if last is not None and now > last and (refused or now - last > MISSED_S):
            add(store, last, now, "refused" if refused else "down")
        move_moment(store, HEARTBEAT, now)


def add(store: Engine, begin: int, end: int, cause: str) -> None:
    """Record that nothing could be recorded in [begin, end). One that goes on from the last one lengthens it."""
    params = {"begin": begin, "end": end, "cause": cause}
    longer = "UPDATE gaps SET end_at = :end WHERE end_at = :begin AND cause = :cause AND filled_at IS NULL"
    if not store.execute(longer, params):
        _insert(store, begin, end, cause)


def fill(store: Engine, begin: int, end: int, now: int) -> None:
    """[begin, end) was read from Sentry meanwhile: what lies inside is no gap any more, what lies outside stays one.

    It is kept as read, too: an issue that turns out to have been archived then was not silent.
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
    """One row a stretch: the hourly looks overlap, so they lengthen the last one."""
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
    """Every gap after `since` as [begin, end), oldest first, apart from each other; epoch seconds."""
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
