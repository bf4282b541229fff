"""Queue messages for Slack and remember posts. A row is pending, then attempted (attempted_at), then sent (done_at)."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine import Engine
from storage.queues import CLAIMABLE, WAITING, Backlog
from storage.records import MessageKind

HAS_ROOT = """EXISTS (
    SELECT 1 FROM posts WHERE posts.leak = outbox.leak AND posts.kind = 'root' AND posts.dead_at IS NULL)"""
# A reply must not overtake its root. A message without a leak waits for the row in its `after`, if any.
IS_NEXT = f"""(kind = 'root' OR leak IS NULL OR {HAS_ROOT}) AND (after IS NULL
    OR EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.key = outbox.after AND earlier.done_at IS NOT NULL))"""
READY = f"{CLAIMABLE['outbox']} AND {IS_NEXT}"
SHORTENED, UNBUILT = "shortened", "unbuilt"
EDITS = tuple(kind.value for kind in MessageKind if kind.is_edit)
# Slack refuses the row's channel, or the token, until the next try. A clock that ran ahead holds nothing back.
NOT_REFUSED = """NOT EXISTS (
    SELECT 1 FROM refusals
    WHERE place IN (outbox.channel, 'token') AND next_at > :now AND refusals.written_at <= :now)"""
OLD_WAITS = "outbox.done_at IS NULL AND outbox.dead_at IS NULL"
ROW = "key, kind, leak, channel, detail, payload, wanted, asked_at, tries, attempted_at, looks, fallback"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox. detail: data of the kind, such as a number.

    Attributes:
        payload: the JSON to send, fixed before the first attempt; None until then, and always None for an edit.
        attempted_at: an attempt began and its outcome is unknown.
        looks: how often Slack was searched for that attempt.
        fallback: SHORTENED or UNBUILT if the payload is a plain text instead of the message, else None.
    """

    key: str
    kind: MessageKind
    leak: int | None
    channel: str
    detail: str
    payload: str | None
    wanted: int
    asked_at: int
    tries: int
    attempted_at: int | None
    looks: int
    fallback: str | None = None


def ask(  # noqa: PLR0913 - one argument for each column
    store: Engine,
    key: str,
    kind: MessageKind,
    leak: int | None,
    channel: str,
    now: int,
    due_at: int | None = None,
    detail: str = "",
    after: str | None = None,
) -> None:
    """Queue a message once. An existing row of that key stays unchanged.

    Args:
        channel: a channel's or a person's id.
        after: the key of the row that must be sent first.
    """
    store.execute(
        """
        INSERT INTO outbox (key, kind, leak, channel, detail, asked_at, written_at, due_at, after)
        VALUES (:key, :kind, :leak, :channel, :detail, :now, :now, :due_at, :after)
        ON CONFLICT (key) DO NOTHING
        """,
        {
            "key": key,
            "kind": kind,
            "leak": leak,
            "channel": channel,
            "detail": detail,
            "now": now,
            "due_at": now if due_at is None else due_at,
            "after": after,
        },
    )


def was_asked(store: Engine, key: str) -> bool:
    """Return True if a message of this key was queued, sent or not."""
    return bool(store.query("SELECT 1 AS one FROM outbox WHERE key = :key", {"key": key}))


def ask_state(
    store: Engine,
    key: str,
    kind: MessageKind,
    leak: int | None,
    channel: str,
    now: int,
    detail: str = "",
    after: str | None = None,
) -> None:
    """Queue an update that shows the present state. A queued one of the same key is replaced. after: see ask."""
    store.execute(
        f"""
        INSERT INTO outbox (key, kind, leak, channel, detail, asked_at, written_at, due_at, after)
        VALUES (:key, :kind, :leak, :channel, :detail, :now, :now, :now, :after)
        ON CONFLICT (key) DO UPDATE
        SET wanted = outbox.wanted + 1,
            asked_at = CASE WHEN {OLD_WAITS} THEN outbox.asked_at ELSE excluded.asked_at END,
            tries = CASE WHEN {OLD_WAITS} THEN outbox.tries ELSE 0 END,
            due_at = CASE WHEN {OLD_WAITS} AND outbox.due_at > excluded.due_at
                THEN outbox.due_at ELSE excluded.due_at END,
            written_at = CASE WHEN {OLD_WAITS} AND outbox.due_at > excluded.due_at
                THEN outbox.written_at ELSE excluded.written_at END,
            done_at = NULL, dead_at = NULL, reason = NULL, fallback = NULL
        """,
        {"key": key, "kind": kind, "leak": leak, "channel": channel, "detail": detail, "now": now, "after": after},
    )


def has_waiting(store: Engine, leak: int, kind: MessageKind) -> bool:
    """Return True while a message of this kind waits to be rendered for the leak."""
    rows = store.query(
        f"""
        SELECT 1 AS one
        FROM outbox
        WHERE leak = :leak AND kind = :kind AND payload IS NULL AND {WAITING}
        LIMIT 1
        """,
        {"leak": leak, "kind": kind},
    )
    return bool(rows)


def backlog(store: Engine, now: int) -> Backlog:
    """Count overdue and parked messages. A reply scheduled for later is not overdue."""
    row = store.query(
        f"""
        SELECT COUNT(*) FILTER (WHERE due_at <= :now OR tries > 0) AS waiting,
            COUNT(*) FILTER (WHERE due_at > :now AND tries = 0) AS later,
            MIN(CASE WHEN kind = 'reply' THEN due_at ELSE asked_at END)
                FILTER (WHERE due_at <= :now OR tries > 0) AS oldest_at
        FROM outbox
        WHERE {WAITING}
        """,
        {"now": now},
    )[0]
    dead = store.query("SELECT COUNT(*) AS dead FROM outbox WHERE dead_at IS NOT NULL")[0]["dead"]
    return Backlog(row["waiting"], row["oldest_at"], dead, row["later"])


def due(store: Engine, now: int) -> int:
    """Count the rows that could be sent now or are being sent."""
    rows = store.query(
        f"""
        SELECT COUNT(*) AS n
        FROM outbox
        WHERE {WAITING} AND due_at <= :now AND {IS_NEXT} AND {NOT_REFUSED}
        """,
        {"now": now},
    )
    return int(rows[0]["n"])


def claim(store: Engine, channel: str, now: int, lease_s: int, edits: bool = True) -> Outgoing | None:
    """Claim the next row of a channel until now + lease_s: the oldest first, edits of roots last.

    Args:
        edits: False skips every edit.
    """
    with store.transaction():
        rows = store.query(
            f"""
            UPDATE outbox
            SET lease_until = :now + :lease, tries = tries + 1
            WHERE key = (
                SELECT key FROM outbox
                WHERE channel = :channel AND (:edits = 1 OR kind NOT IN {EDITS}) AND {READY}
                ORDER BY CASE WHEN kind = 'edit' THEN 1 ELSE 0 END, asked_at, key LIMIT 1
            ) AND {CLAIMABLE["outbox"]}
            RETURNING {ROW}
            """,
            {"channel": channel, "now": now, "lease": lease_s, "edits": int(edits)},
        )
    return Outgoing(**{**rows[0], "kind": MessageKind(rows[0]["kind"])}) if rows else None


def begin_attempt(store: Engine, key: str, payload: str, now: int) -> None:
    """Store the payload before it is sent. After a crash, Slack is searched for it."""
    store.execute(
        "UPDATE outbox SET payload = :payload, attempted_at = :now, looks = 0 WHERE key = :key",
        {"key": key, "payload": payload, "now": now},
    )


def not_sent(store: Engine, key: str) -> None:
    """Record that the attempt failed and nothing of it is in Slack."""
    store.execute("UPDATE outbox SET attempted_at = NULL, looks = 0 WHERE key = :key", {"key": key})


def overtake_edit(store: Engine, leak: int, now: int) -> None:
    """End a queued edit of a root that is being rendered: the root already shows the present state."""
    store.execute(
        f"UPDATE outbox SET done_at = :now WHERE key = :key AND {WAITING}",
        {"key": f"edit:L{leak}", "now": now},
    )


def fall_back(store: Engine, key: str, fallback: str, payload: str, reason: str) -> None:
    """Replace a row's message by a plain text and store the reason. Needs a transaction."""
    store.execute(
        "UPDATE outbox SET payload = :payload, fallback = :fallback, reason = :reason WHERE key = :key",
        {"key": key, "payload": payload, "fallback": fallback, "reason": reason},
    )


def looked(store: Engine, key: str) -> None:
    """Count a search of Slack that did not find the row's attempt."""
    store.execute("UPDATE outbox SET looks = looks + 1 WHERE key = :key", {"key": key})


def sent(store: Engine, row: Outgoing, now: int, ts: str | None) -> None:
    """Finish a row and remember a post by its ts. An edit that was queued again meanwhile keeps waiting.

    A row whose message could not be built is also parked, so that `doctor` shows its reason.
    """
    store.execute(
        """
        UPDATE outbox
        SET done_at = CASE WHEN wanted = :wanted THEN CAST(:now AS BIGINT) ELSE NULL END,
            dead_at = CASE WHEN fallback = 'unbuilt' THEN CAST(:now AS BIGINT) ELSE NULL END,
            reason = CASE WHEN fallback = 'unbuilt' THEN reason ELSE NULL END,
            lease_until = NULL, attempted_at = NULL, tries = 0, ts = :ts, payload = NULL
        WHERE key = :key
        """,
        {"key": row.key, "now": now, "ts": ts, "wanted": row.wanted},
    )
    if row.kind is not MessageKind.EDIT and ts is not None:
        store.execute(
            """
            INSERT INTO posts (channel, ts, leak, kind, at, confirmed_at)
            VALUES (:channel, :ts, :leak, :kind, :now, :now)
            ON CONFLICT (channel, ts) DO NOTHING
            """,
            {"channel": row.channel, "ts": ts, "leak": row.leak, "kind": row.kind, "now": now},
        )


def sent_as(store: Engine, key: str) -> str | None:
    """Return the ts of a sent row; None until it is sent."""
    rows = store.query("SELECT ts FROM outbox WHERE key = :key", {"key": key})
    return rows[0]["ts"] if rows else None


def leak_of_post(store: Engine, channel: str, ts: str) -> int | None:
    """Return the leak of one of the bot's posts, root or reply; None for other messages."""
    rows = store.query(
        "SELECT leak FROM posts WHERE channel = :channel AND ts = :ts",
        {"channel": channel, "ts": ts},
    )
    return rows[0]["leak"] if rows else None


def payload_of(store: Engine, key: str) -> str | None:
    """Return the stored payload of a row; None if there is none yet."""
    rows = store.query("SELECT payload FROM outbox WHERE key = :key", {"key": key})
    return rows[0]["payload"] if rows else None


def requeue(store: Engine, key: str, now: int) -> None:
    """Make a row claimable at once after its attempt failed. Needs a transaction."""
    store.execute(
        f"""
        UPDATE outbox
        SET attempted_at = NULL, looks = 0, lease_until = NULL, due_at = :now, written_at = :now
        WHERE key = :key AND {WAITING}
        """,
        {"key": key, "now": now},
    )
