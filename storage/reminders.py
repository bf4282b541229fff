"""Queue reminders. Their text is rendered when they are sent, so that it is up to date."""

from __future__ import annotations

from storage.engine import Engine
from storage.queues import WAITING
from storage.records import MessageKind

KIND = MessageKind.REMINDER


def clear_texts(store: Engine, now: int) -> int:
    """Clear the text of reminders that Slack certainly did not take; return how many. Needs a transaction."""
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
    """Return True if the reminder was already queued."""
    rows = store.query("SELECT 1 AS one FROM runs WHERE job = :job AND slot = :slot", {"job": job, "slot": slot})
    return bool(rows)


def has_passed(store: Engine, programme: int, round_: int, person: str) -> bool:
    """Return True if the member has a pass for the round."""
    rows = store.query(
        "SELECT 1 AS one FROM passes WHERE programme = :programme AND round = :round AND person = :person",
        {"programme": programme, "round": round_, "person": person},
    )
    return bool(rows)
