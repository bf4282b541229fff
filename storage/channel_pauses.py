"""Find the channels that may be posted to now: they have messages due and no pause by Slack."""

from __future__ import annotations

from storage.engine import Engine
from storage.outbox import EDITS, NOT_REFUSED, READY


def ready_channels(store: Engine, now: int, edits: bool = True) -> list[str]:
    """List the channels with messages to send now, the longest-waiting first.

    Channels paused by Slack and channels that refuse messages until their next retry are skipped.

    Args:
        edits: False skips channels that have only updates.
    """
    rows = store.query(
        f"""
        SELECT channel
        FROM outbox
        WHERE {READY}
          AND channel NOT IN (SELECT channel FROM pauses WHERE until > :now AND COALESCE(written_at, 0) <= :now)
          AND (:edits = 1 OR kind NOT IN {EDITS})
          AND {NOT_REFUSED}
        GROUP BY channel
        ORDER BY MIN(asked_at), channel
        """,
        {"now": now, "edits": int(edits)},
    )
    return [row["channel"] for row in rows]


def pause(store: Engine, channel: str, now: int, wait_s: int) -> None:
    """Pause a channel. The longer wait wins, unless the stored one was written by a clock that ran ahead."""
    store.execute(
        """
        INSERT INTO pauses (channel, until, written_at)
        VALUES (:channel, :until, :now)
        ON CONFLICT (channel) DO UPDATE SET until = excluded.until, written_at = excluded.written_at
        WHERE pauses.until < excluded.until OR pauses.written_at > :now
        """,
        {"channel": channel, "until": now + wait_s, "now": now},
    )
