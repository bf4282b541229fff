"""Use tables as queues: put once, claim with a lease, finish, give back, park.

A row waits while done_at and dead_at are NULL. A claim is one UPDATE: the worker whose UPDATE changes the row owns it
until lease_until. A claim deletes nothing, so a crashed worker loses nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.engine import Engine, Row

Table = Literal["deliveries", "outbox"]
KEY: dict[Table, str] = {"deliveries": "id", "outbox": "key"}
WAITING = "done_at IS NULL AND dead_at IS NULL"
LONGEST_LEASE_S = 60
DIED_TWICE = "the process died twice while it was being read: python -m bot doctor --retry reads it again"
# A row written in the future comes from a clock that ran ahead. It is due now, and its lease has ended.
DUE = {
    "deliveries": "(due_at <= :now OR COALESCE(written_at, received_at) > :now)",
    "outbox": "(due_at <= :now OR COALESCE(written_at, asked_at) > :now)",
}
UNLEASED = f"(lease_until IS NULL OR lease_until <= :now OR lease_until > :now + {LONGEST_LEASE_S})"
CLAIMABLE = {table: f"{WAITING} AND {due} AND {UNLEASED}" for table, due in DUE.items()}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook POST as received.

    Attributes:
        id: SHA-256 of the body, hex.
        via: sentry, service_hook or legacy.
        deaths: how often a process died while reading it.
    """

    id: str
    via: str
    resource: str | None
    body: bytes
    received_at: int
    arrival_us: int = 0
    tries: int = 0
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """The length of a queue.

    Attributes:
        oldest_at: when the longest-waiting row arrived; None if the queue is empty.
        later: rows that are not due yet.
    """

    waiting: int
    oldest_at: int | None
    dead: int
    later: int = 0


def put_deliveries(store: Engine, batch: Sequence[Delivery]) -> None:
    """Store a batch, one row for each body. A body that is already stored is skipped. Needs a transaction."""
    if not batch:
        return
    store.execute(
        """
        INSERT INTO deliveries (id, via, resource, body_bytes, received_at, arrival_us, due_at, body)
        VALUES (:id, :via, :resource, :size, :received_at, :arrival_us, :received_at, :body)
        ON CONFLICT (id) DO NOTHING
        """,
        [
            {
                "id": one.id,
                "via": one.via,
                "resource": one.resource,
                "size": len(one.body),
                "received_at": one.received_at,
                "arrival_us": one.arrival_us,
                "body": one.body,
            }
            for one in batch
        ],
    )


def probe(store: Engine) -> None:
    """Write a row unchanged, to test whether the disk takes writes. Needs a transaction."""
    store.execute("UPDATE counters SET value = value WHERE name = 'leak'")


def claim_deliveries(store: Engine, now: int, lease_s: int, limit: int) -> list[Delivery]:
    """Claim up to `limit` of the oldest waiting deliveries until now + lease_s."""
    with store.transaction():
        rows = store.query(
            f"""
            UPDATE deliveries
            SET lease_until = :now + :lease, tries = tries + 1, reading_since = NULL
            WHERE id IN (SELECT id FROM deliveries WHERE {CLAIMABLE["deliveries"]} ORDER BY arrival_us LIMIT :limit)
              AND {CLAIMABLE["deliveries"]}
            RETURNING id, via, resource, received_at, arrival_us, tries, deaths, body
            """,
            {"now": now, "lease": lease_s, "limit": limit},
        )
    found = [Delivery(**{**row, "body": bytes(row["body"] or b"")}) for row in rows]
    return sorted(found, key=lambda one: one.arrival_us)


def begin_reading(store: Engine, delivery: Delivery, now: int) -> None:
    """Record that a delivery is being read, if a process died reading it before."""
    if delivery.deaths:
        with store.transaction():
            store.execute("UPDATE deliveries SET reading_since = :now WHERE id = :id", {"now": now, "id": delivery.id})


def finish_delivery(
    store: Engine, delivery: Delivery, now: int, reason: str, event_id: str | None = None, keep_body: bool = True
) -> bool:
    """Finish a claimed delivery and store its result; False if another worker finished it.

    Bodies are compressed here, since the webhook has no time for it.

    Args:
        keep_body: False deletes the body of a delivery without a leak, since some contain secrets.
    """
    changed = store.execute(
        f"""
        UPDATE deliveries
        SET done_at = :now, lease_until = NULL, reason = :reason, event_id = :event_id, body = :body
        WHERE id = :id AND {WAITING}
        """,
        {
            "id": delivery.id,
            "now": now,
            "reason": reason,
            "event_id": event_id,
            "body": zlib.compress(delivery.body, 1) if keep_body else None,
        },
    )
    return changed == 1


def heard(store: Engine, since: int) -> tuple[int | None, int]:
    """Return when the newest delivery arrived (None: never), and how many arrived since a moment."""
    newest = store.query("SELECT MAX(received_at) AS at FROM deliveries")[0]["at"]
    since_then = store.query("SELECT COUNT(*) AS n FROM deliveries WHERE received_at >= :since", {"since": since})
    return newest, int(since_then[0]["n"])


def body_of(store: Engine, id_: str) -> bytes | None:
    """Return the original body of a delivery; None once it was deleted."""
    rows = store.query("SELECT body, done_at FROM deliveries WHERE id = :id", {"id": id_})
    if not rows or rows[0]["body"] is None:
        return None
    body = bytes(rows[0]["body"])
    return body if rows[0]["done_at"] is None else zlib.decompress(body)


def drop_old_bodies(store: Engine, before: int, limit: int) -> int:
    """Delete up to `limit` bodies of deliveries finished before a moment; return how many."""
    with store.transaction():
        return store.execute(
            """
            UPDATE deliveries
            SET body = NULL
            WHERE id IN (
                SELECT id
                FROM deliveries
                WHERE done_at IS NOT NULL AND body IS NOT NULL AND done_at < :before
                ORDER BY done_at
                LIMIT :limit
            )
            """,
            {"before": before, "limit": limit},
        )


def give_back(store: Engine, table: Table, key: str, now: int, wait_s: int = 0, reason: str | None = None) -> None:
    """End a claim without finishing. The row is claimable again after wait_s seconds."""
    with store.transaction():
        store.execute(
            f"""
            UPDATE {table}
            SET lease_until = NULL, written_at = :now, due_at = :due_at, reason = COALESCE(:reason, reason)
            WHERE {KEY[table]} = :key AND {WAITING}
            """,
            {"key": key, "now": now, "due_at": now + wait_s, "reason": reason},
        )


def park(store: Engine, table: Table, key: str, now: int, reason: str) -> None:
    """Park a row that no retry can help. It keeps its reason until it is revived.

    A row that another worker finished meanwhile stays finished.
    """
    with store.transaction():
        store.execute(
            f"""
            UPDATE {table}
            SET dead_at = :now, lease_until = NULL, reason = :reason
            WHERE {KEY[table]} = :key AND {WAITING}
            """,
            {"key": key, "now": now, "reason": reason},
        )


def revive(store: Engine, table: Table, now: int) -> int:
    """Make every parked row claimable again; return how many."""
    forgiven = ", deaths = 0" if table == "deliveries" else ""
    with store.transaction():
        return store.execute(
            f"""
            UPDATE {table}
            SET dead_at = NULL, tries = 0, due_at = :now, written_at = :now{forgiven}
            WHERE dead_at IS NOT NULL
            """,
            {"now": now},
        )


def count_death(store: Engine, now: int) -> int:
    """Park the delivery that a process died over for the second time; return how many. Call before release_leases.

    Deliveries are read in order of arrival, so the process died reading the oldest claimed one, or just before it. It
    is read again with a mark (begin_reading). A second death with that mark is no coincidence.
    """
    with store.transaction():
        store.execute(
            f"""
            UPDATE deliveries
            SET deaths = deaths + 1
            WHERE (deaths = 0 OR reading_since IS NOT NULL)
              AND id IN (
                SELECT id
                FROM deliveries
                WHERE lease_until IS NOT NULL AND {WAITING}
                ORDER BY arrival_us
                LIMIT 1
            )
            """
        )
        return store.execute(
            f"""
            UPDATE deliveries
            SET dead_at = :now, lease_until = NULL, reason = :reason
            WHERE deaths > 1 AND {WAITING}
            """,
            {"now": now, "reason": DIED_TWICE},
        )


def release_leases(store: Engine) -> int:
    """Release the claims of an earlier process. Only for the one process that owns the database."""
    with store.transaction():
        return sum(
            store.execute(f"UPDATE {table} SET lease_until = NULL WHERE lease_until IS NOT NULL AND {WAITING}")
            for table in KEY
        )


def backlog(store: Engine, table: Table) -> Backlog:
    """Count the waiting and parked rows of a queue, and find the oldest."""
    since = "received_at" if table == "deliveries" else "asked_at"
    row = store.query(f"SELECT COUNT(*) AS waiting, MIN({since}) AS oldest_at FROM {table} WHERE {WAITING}")[0]
    dead = store.query(f"SELECT COUNT(*) AS dead FROM {table} WHERE dead_at IS NOT NULL")[0]["dead"]
    return Backlog(waiting=row["waiting"], oldest_at=row["oldest_at"], dead=dead)


def dead_rows(store: Engine, table: Table, limit: int = 20) -> list[Row]:
    """Return the newest parked rows: key, when, why."""
    return store.query(
        f"""
        SELECT {KEY[table]} AS key, dead_at, reason
        FROM {table}
        WHERE dead_at IS NOT NULL
        ORDER BY dead_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
