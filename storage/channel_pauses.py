"""Which channels may be spoken in now: those with something to say that Slack did not ask to leave alone."""

from __future__ import annotations

from storage.engine import Engine
from storage.outbox import READY


def ready_channels(store: Engine, now: int) -> list[str]:
    """Channels with something to send now, the longest-waiting first, less those that Slack asked to leave alone."""
    rows = store.query(
        f"""
        SELECT channel
        FROM outbox
        WHERE {READY} AND channel NOT IN (SELECT channel FROM pauses WHERE until > :now)
        GROUP BY channel
        ORDER BY MIN(asked_at), channel
        """,
        {"now": now},
    )
    return [row["channel"] for row in rows]


def pause(store: Engine, channel: str, until: int) -> None:
    """Leave a channel alone until a moment; a later moment wins."""
    store.execute(
        """
        INSERT INTO pauses (channel, until)
        VALUES (:channel, :until)
        ON CONFLICT (channel) DO UPDATE SET until = excluded.until WHERE pauses.until < excluded.until
        """,
        {"channel": channel, "until": until},
    )
