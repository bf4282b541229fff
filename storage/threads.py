"""Store the Slack thread of a leak: its root, whether Slack still has it, and the root that replaces a deleted one.

A root is a row of `posts`. A leak has at most one living root; a unique index enforces this.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine import Engine
from storage.outbox import ask, ask_state, was_asked
from storage.queues import WAITING
from storage.records import MessageKind
from storage.records.spans import DAY_S


@dataclass(frozen=True, slots=True)
class Root:
    """A living root, as far as the bot knows.

    Attributes:
        confirmed_at: when Slack last showed that the post exists.
        frozen_at: since when Slack refuses to edit it, or None.
    """

    leak: int
    channel: str
    ts: str
    at: int
    confirmed_at: int
    frozen_at: int | None


def root_of(store: Engine, leak: int) -> Root | None:
    """Find the leak's living root; None while there is none."""
    rows = store.query(
        """
        SELECT leak, channel, ts, at, COALESCE(confirmed_at, at) AS confirmed_at, frozen_at
        FROM posts
        WHERE leak = :leak AND kind = 'root' AND dead_at IS NULL
        """,
        {"leak": leak},
    )
    return Root(**rows[0]) if rows else None


def home_of(store: Engine, leak: int, default: str) -> str:
    """Return the channel of the leak's living thread, or the default."""
    root = root_of(store, leak)
    return root.channel if root else default


def has_root(store: Engine, leak: int) -> bool:
    """Return True if the leak has a living root or a queued one."""
    return root_of(store, leak) is not None or was_asked(store, _key(leak, len(_roots(store, leak)) + 1))


def next_root_at(store: Engine, leak: int) -> int | None:
    """Return when the root that replaces a deleted one is due; None if no thread was deleted."""
    earlier = _roots(store, leak)
    if not earlier or root_of(store, leak) is not None:
        return None
    rows = store.query("SELECT due_at FROM outbox WHERE key = :key", {"key": _key(leak, len(earlier) + 1)})
    return rows[0]["due_at"] if rows else None


def ask_root(store: Engine, leak: int, channel: str, now: int) -> bool:
    """Queue a root if the leak has none; return True if one was queued. Needs a transaction.

    A root that replaces a deleted one comes with a reply that says so. There is at most one such root a day: if it is
    deleted too, the next one waits for the rest of the day.
    """
    if has_root(store, leak):
        return False
    earlier = _roots(store, leak)
    due_at = max(now, earlier[-1] + DAY_S) if len(earlier) > 1 else now
    ask(store, _key(leak, len(earlier) + 1), MessageKind.ROOT, leak, channel, now, due_at=due_at)
    if earlier:
        _tell_deleted(store, leak, channel, len(earlier), now)
    _move_waiting(store, leak, channel)
    return True


def ask_edit(store: Engine, leak: int, channel: str, now: int) -> None:
    """Queue an update of the leak's root, one row for each leak. A deleted thread is skipped."""
    if has_root(store, leak):
        ask_state(store, f"edit:L{leak}", MessageKind.EDIT, leak, channel, now)


def confirm(store: Engine, leak: int, now: int) -> None:
    """Record that Slack still has the leak's root."""
    store.execute(
        "UPDATE posts SET confirmed_at = :now WHERE leak = :leak AND kind = 'root' AND dead_at IS NULL",
        {"leak": leak, "now": now},
    )


def freeze(store: Engine, leak: int, now: int) -> None:
    """Record that Slack refuses to edit the leak's root. The thread stays as it is."""
    store.execute(
        """
        UPDATE posts
        SET frozen_at = :now
        WHERE leak = :leak AND kind = 'root' AND dead_at IS NULL AND frozen_at IS NULL
        """,
        {"leak": leak, "now": now},
    )


def bury(store: Engine, leak: int, channel: str, now: int) -> None:
    """Mark the leak's thread as deleted. Needs a transaction.

    A queued update of the deleted root is ended. Queued replies get a new root, due with the first of them. Without
    queued replies, the next root is queued with the next message.
    """
    values = {"leak": leak, "now": now}
    store.execute(
        "UPDATE posts SET dead_at = :now WHERE leak = :leak AND kind = 'root' AND dead_at IS NULL",
        values,
    )
    store.execute(
        f"""
        UPDATE outbox
        SET done_at = :now, lease_until = NULL, reason = 'the thread was deleted'
        WHERE leak = :leak AND kind = 'edit' AND {WAITING}
        """,
        values,
    )
    first = store.query(
        f"SELECT MIN(due_at) AS due_at FROM outbox WHERE leak = :leak AND kind <> 'root' AND {WAITING}",
        {"leak": leak},
    )[0]["due_at"]
    if first is not None and ask_root(store, leak, channel, now):
        store.execute(
            """
            UPDATE outbox
            SET due_at = CASE WHEN due_at < :first THEN CAST(:first AS BIGINT) ELSE due_at END
            WHERE key = :key
            """,
            {"first": first, "key": _key(leak, len(_roots(store, leak)) + 1)},
        )


def _roots(store: Engine, leak: int) -> list[int]:
    """Return when each root of the leak was posted, deleted ones included, oldest first."""
    rows = store.query("SELECT at FROM posts WHERE leak = :leak AND kind = 'root' ORDER BY at", {"leak": leak})
    return [row["at"] for row in rows]


def _key(leak: int, nth: int) -> str:
    return f"root:L{leak}" if nth == 1 else f"root:L{leak}:{nth}"


def _tell_deleted(store: Engine, leak: int, channel: str, nth: int, now: int) -> None:
    # The first reply of the new thread must be older than any queued reply.
    rows = store.query(
        f"SELECT MIN(asked_at) AS asked_at FROM outbox WHERE leak = :leak AND kind <> 'root' AND {WAITING}",
        {"leak": leak},
    )
    asked_at = min(now, (rows[0]["asked_at"] or now) - 1)
    ask(store, f"deleted:L{leak}:{nth}", MessageKind.DELETED, leak, channel, asked_at, due_at=now)


def _move_waiting(store: Engine, leak: int, channel: str) -> None:
    """Move the leak's queued messages to the new thread. An attempt with unknown outcome stays in its channel."""
    store.execute(
        f"""
        UPDATE outbox
        SET channel = :channel
        WHERE leak = :leak AND attempted_at IS NULL AND {WAITING}
        """,
        {"leak": leak, "channel": channel},
    )
