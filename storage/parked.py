"""Messages that were parked, or that wait for a channel that is no longer the right one."""

from __future__ import annotations

from storage.engine import Engine
from storage.outbox import HAS_ROOT, ask_state
from storage.records import MessageKind


def revive(store: Engine, now: int, home: str | None) -> int:
    """Make every parked message claimable again; how many. home: where threads belong now that have no root yet.

    What Slack refused is written anew, so that it shows a mended cause. A reply is sent as it was: what it counts has
    been marked as told. An attempt whose outcome is unknown stays where and as it is, to be looked for. A root that
    could not be built stands as a plain line: it is edited.
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
    """Send to `home` what waits for leaks without a root. An attempt whose outcome is unknown stays where it is.

    Needs a transaction.
    """
    store.execute(
        f"""
        UPDATE outbox
        SET channel = :home
        WHERE done_at IS NULL AND leak IS NOT NULL AND attempted_at IS NULL AND NOT {HAS_ROOT}
        """,
        {"home": home},
    )
