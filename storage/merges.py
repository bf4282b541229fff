"""Merge two leaks. Everything counted moves; threads and audit trails stay."""

from __future__ import annotations

from storage import fixes, issues
from storage.engine import Engine
from storage.outbox import has_waiting
from storage.queues import WAITING
from storage.records import MessageKind

ROLL_UPS = ("hourly", "daily")


def merge(store: Engine, into: int, other: int, now: int) -> tuple[tuple[int, int], ...]:
    """Make `other` a part of `into`; return (old, new) numbers of the moved fix attempts. Needs a transaction.

    A second merge changes nothing. Reports of `other` count as posted, since its own thread showed them. Leaks merged
    into `other` earlier now point to `into`. If `other` has no root yet, its queued messages are ended. The caller
    decides which fix attempt continues.
    """
    pair = {"into": into, "other": other, "now": now}
    done = store.execute(
        "UPDATE leaks SET merged_into = :into WHERE number = :other AND number <> :into AND merged_into IS NULL", pair
    )
    if not done:
        return ()
    store.execute("UPDATE leaks SET merged_into = :into WHERE merged_into = :other", pair)
    store.execute(
        """
        INSERT INTO keys (kind, key, leak, callers, learned_at)
        SELECT kind, key, CAST(:into AS BIGINT), callers, learned_at FROM keys WHERE leak = :other
        ON CONFLICT (kind, key, leak, callers) DO NOTHING
        """,
        pair,
    )
    store.execute("DELETE FROM keys WHERE leak = :other", pair)
    store.execute("UPDATE sightings SET leak = :into, nth = 0 WHERE leak = :other", pair)
    _move_counts(store, pair)
    _join_spans(store, pair)
    issues.join(store, into, other)
    carried = fixes.carry(store, into, other, now)
    store.execute(
        f"UPDATE outbox SET done_at = :now, reason = 'merged' WHERE leak = :other AND kind = 'reply' AND {WAITING}",
        pair,
    )
    if has_waiting(store, other, MessageKind.ROOT):
        store.execute(f"UPDATE outbox SET done_at = :now, reason = 'merged' WHERE leak = :other AND {WAITING}", pair)
    return carried


def _move_counts(store: Engine, pair: dict[str, int]) -> None:
    for table in ROLL_UPS:
        store.execute(
            f"""
            INSERT INTO {table} (leak, bucket, n)
            SELECT CAST(:into AS BIGINT), bucket, n FROM {table} WHERE leak = :other
            ON CONFLICT (leak, bucket) DO UPDATE SET n = {table}.n + excluded.n
            """,
            pair,
        )
        store.execute(f"DELETE FROM {table} WHERE leak = :other", pair)
    store.execute(
        """
        INSERT INTO places (leak, kind, name, n, first_at, last_at)
        SELECT CAST(:into AS BIGINT), kind, name, n, first_at, last_at FROM places WHERE leak = :other
        ON CONFLICT (leak, kind, name) DO UPDATE
        SET n = places.n + excluded.n,
            first_at = CASE WHEN excluded.first_at < places.first_at THEN excluded.first_at ELSE places.first_at END,
            last_at = CASE WHEN excluded.last_at > places.last_at THEN excluded.last_at ELSE places.last_at END
        """,
        pair,
    )
    store.execute("DELETE FROM places WHERE leak = :other", pair)


def _join_spans(store: Engine, pair: dict[str, int]) -> None:
    store.execute(
        """
        UPDATE leaks
        SET total = total + (SELECT o.total FROM leaks AS o WHERE o.number = :other),
            told_total = told_total + (SELECT o.total FROM leaks AS o WHERE o.number = :other),
            first_seen = (SELECT MIN(o.first_seen) FROM leaks AS o WHERE o.number IN (:into, :other)),
            last_seen = (SELECT MAX(o.last_seen) FROM leaks AS o WHERE o.number IN (:into, :other)),
            last_url = (
                SELECT o.last_url FROM leaks AS o WHERE o.number IN (:into, :other)
                ORDER BY o.last_seen DESC, o.number LIMIT 1
            )
        WHERE number = :into
        """,
        pair,
    )


def sharing_origin(store: Engine, origin: str, number: int) -> list[int]:
    """Return other leaks of this origin that have reports with nothing but the origin, oldest first."""
    rows = store.query(
        """
        SELECT DISTINCT keys.leak
        FROM keys JOIN sightings ON sightings.leak = keys.leak AND sightings.level = 'simple'
        WHERE keys.kind = 'origin' AND keys.key = :origin AND keys.leak <> :number
        ORDER BY keys.leak
        """,
        {"origin": origin, "number": number},
    )
    return [row["leak"] for row in rows]
