"""Reminders that wait in the outbox: what one says must be true when it is sent, not when it was written."""

from __future__ import annotations

from storage.engine import Engine
from storage.queues import WAITING
from storage.records import MessageKind

KIND = MessageKind.REMINDER


def clear_texts(store: Engine, now: int) -> int:
    """Have those written anew that Slack certainly did not take; how many. Needs a transaction."""
    return store.execute(
        f"""
        UPDATE outbox
        SET payload = NULL
        WHERE kind = :kind AND {WAITING} AND payload IS NOT NULL AND attempted_at IS NULL
          AND (lease_until IS NULL OR lease_until <= :now)
        """,
        {"kind": KIND, "now": now},
    )


def was_begun(store: Engine, job: str, slot: str) -> bool:
    """True once somebody has begun to tell it."""
    rows = store.query("SELECT 1 AS one FROM runs WHERE job = :job AND slot = :slot", {"job": job, "slot": slot})
    return bool(rows)


def has_passed(store: Engine, programme: int, round_: int, person: str) -> bool:
    """The member sits the round out."""
    rows = store.query(
        "SELECT 1 AS one FROM passes WHERE programme = :programme AND round = :round AND person = :person",
        {"programme": programme, "round": round_, "person": person},
    )
    return bool(rows)
