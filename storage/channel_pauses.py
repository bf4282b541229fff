"""Which channels may be spoken in now: those with something to say that Slack did not ask to leave alone."""

from __future__ import annotations

from storage.engine import Engine
from storage.outbox import EDITS, NOT_REFUSED, READY


def ready_channels(store: Engine, now: int, edits: bool = True) -> list[str]:
    """List the channels with something to send now, the longest-waiting first.

    Left out: channels that Slack asked to leave alone, and those that it refuses until the next try. edits: False
    leaves out what only edits.
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
    """Leave a channel alone for a while; the longer wait wins, unless a clock that ran ahead wrote it."""
    store.execute(
        """
        INSERT INTO pauses (channel, until, written_at)
        VALUES (:channel, :until, :now)
        ON CONFLICT (channel) DO UPDATE SET until = excluded.until, written_at = excluded.written_at
        WHERE pauses.until < excluded.until OR pauses.written_at > :now
        """,
        {"channel": channel, "until": now + wait_s, "now": now},
    )
