"""Revive parked messages, and move queued messages to another channel."""

from __future__ import annotations

from storage.engine import Engine
from storage.outbox import HAS_ROOT, ask_state
from storage.records import MessageKind


def revive(store: Engine, now: int, home: str | None) -> int:
    """Make every parked message claimable again; return how many.

    A refused message is rendered again, so that a corrected cause shows. A reply is sent unchanged, since its reports
    are already marked as posted. An attempt with unknown outcome is left as it is and searched for in Slack. A root
    that was posted as a plain line gets an edit.

    Args:
        home: the channel for threads that have no root yet.
    """
    with store.transaction():
        if home is not None:
            rehome(store, home)
        unbuilt = store.query(
            """
            SELECT leak, channel
            FROM outbox
            WHERE dead_at IS NOT NULL AND done_at IS NOT NULL AND kind = 'root'
            """
        )
        for row in unbuilt:
            ask_state(store, f"edit:L{row['leak']}", MessageKind.EDIT, row["leak"], row["channel"], now)
        return store.execute(
            """
            UPDATE outbox
            SET dead_at = NULL, tries = 0, due_at = :now, written_at = :now, fallback = NULL,
                payload = CASE WHEN attempted_at IS NULL AND kind <> 'reply' THEN NULL ELSE payload END
            WHERE dead_at IS NOT NULL
            """,
            {"now": now},
        )


def rehome(store: Engine, home: str) -> None:
    """Move queued messages of leaks without a root to `home`. Needs a transaction.

    An attempt with unknown outcome stays in its channel.
    """
    store.execute(
        f"""
        UPDATE outbox
        SET channel = :home
        WHERE done_at IS NULL AND leak IS NOT NULL AND attempted_at IS NULL AND NOT {HAS_ROOT}
        """,
        {"home": home},
    )
