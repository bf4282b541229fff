"""Tables used as queues: put once, claim with a lease, finish, give back, park.

A row waits while done_at and dead_at are NULL. A claim is one UPDATE: whoever's UPDATE changes the row owns it until
lease_until. Nothing is ever deleted by a claim, so a worker that dies loses nothing.
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
# A row that was written in the future comes from a clock that ran ahead: it is due now, and its lease has ended.
DUE = {
    "deliveries": "(due_at <= :now OR COALESCE(written_at, received_at) > :now)",
    "outbox": "(due_at <= :now OR COALESCE(written_at, asked_at) > :now)",
}
UNLEASED = f"(lease_until IS NULL OR lease_until <= :now OR lease_until > :now + {LONGEST_LEASE_S})"
CLAIMABLE = {table: f"{WAITING} AND {due} AND {UNLEASED}" for table, due in DUE.items()}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook POST as it came.

    id: SHA-256 of the body, hex. via: sentry, service_hook or legacy. deaths: how often a process died reading it.
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
    """How a queue stands. oldest_at: when the longest-waiting row came; None when nothing waits. later: not due yet."""

    waiting: int
    oldest_at: int | None
    dead: int
    later: int = 0


def put_deliveries(store: Engine, batch: Sequence[Delivery]) -> None:
    """Keep a batch, one row a body: a body that is there already changes nothing. Needs a transaction."""
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
    """Write something that changes nothing, to learn whether the disk takes writes. Needs a transaction."""
    store.execute("UPDATE counters SET value = value WHERE name = 'leak'")


def claim_deliveries(store: Engine, now: int, lease_s: int, limit: int) -> list[Delivery]:
    """Own up to `limit` of the oldest waiting deliveries until now + lease_s."""
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
    """Write down that a delivery is being read, where a process has died over it before."""
    if delivery.deaths:
        with store.transaction():
            store.execute("UPDATE deliveries SET reading_since = :now WHERE id = :id", {"now": now, "id": delivery.id})


def finish_delivery(
    store: Engine, delivery: Delivery, now: int, reason: str, event_id: str | None = None, keep_body: bool = True
) -> bool:
    """Mark a claimed delivery as done, with what became of it; False if somebody else has finished it.

    keep_body: False drops the body of one that holds nothing for us, since some carry secrets. What is kept is packed:
    at the door there is no time for that.
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
    """When the newest delivery came in, None: none ever; and how many came since a moment."""
    newest = store.query("SELECT MAX(received_at) AS at FROM deliveries")[0]["at"]
    since_then = store.query("SELECT COUNT(*) AS n FROM deliveries WHERE received_at >= :since", {"since": since})
    return newest, int(since_then[0]["n"])


def body_of(store: Engine, id_: str) -> bytes | None:
    """The body of a delivery as it came, while it is kept."""
    rows = store.query("SELECT body, done_at FROM deliveries WHERE id = :id", {"id": id_})
    if not rows or rows[0]["body"] is None:
        return None
    body = bytes(rows[0]["body"])
    return body if rows[0]["done_at"] is None else zlib.decompress(body)


def drop_old_bodies(store: Engine, before: int, limit: int) -> int:
    """Drop up to `limit` bodies of deliveries that were done before a moment; how many. What waits keeps its body."""
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
    """End a claim without finishing: the row is claimable again after wait_s seconds."""
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
    """Set a row aside that no further try can help. It stays, with its reason, until somebody revives it.

    A row that somebody else has finished meanwhile stays finished.
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
    """Make every parked row claimable again; how many."""
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

    Deliveries are read in the order of their arrival, so the oldest claimed one was being read, or was about to be. It
    is read again, with a mark (begin_reading); if the process dies while that mark is there, it was no coincidence.
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
    """Give back what a process before us had claimed. Only for the one process that owns the database."""
    with store.transaction():
        return sum(
            store.execute(f"UPDATE {table} SET lease_until = NULL WHERE lease_until IS NOT NULL AND {WAITING}")
            for table in KEY
        )


def backlog(store: Engine, table: Table) -> Backlog:
    """Waiting and dead rows of a queue, and the age of the oldest."""
    since = "received_at" if table == "deliveries" else "asked_at"
    row = store.query(f"SELECT COUNT(*) AS waiting, MIN({since}) AS oldest_at FROM {table} WHERE {WAITING}")[0]
    dead = store.query(f"SELECT COUNT(*) AS dead FROM {table} WHERE dead_at IS NOT NULL")[0]["dead"]
    return Backlog(waiting=row["waiting"], oldest_at=row["oldest_at"], dead=dead)


def dead_rows(store: Engine, table: Table, limit: int = 20) -> list[Row]:
    """The newest parked rows: key, when, why."""
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
