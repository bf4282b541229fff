"""Queue write-backs to Sentry's issues. They are collected from the audit trail, so no listener queues them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine import Engine, Row
from storage.queues import WAITING, Backlog
from storage.records.spans import DAY_S

SEEN_S = 90 * DAY_S
ISSUES_MAX = 20
COUNTER = "written_back"


@dataclass(frozen=True, slots=True)
class QueuedWriteBack:
    """One ✅ to write back to one issue. what: comment or resolve.

    Attributes:
        tries: includes the current one. From 2 on, an earlier try may have succeeded.
    """

    change: int
    issue: str
    leak: int
    what: str
    tries: int


def begin(store: Engine) -> None:
    """Start writing back now. Earlier marks are not sent."""
    with store.transaction():
        store.execute(
            """
            INSERT INTO counters (name, value)
            SELECT :name, value FROM counters WHERE name = 'change'
            ON CONFLICT (name) DO NOTHING
            """,
            {"name": COUNTER},
        )


def collect(store: Engine, what: str, now: int) -> int:
    """Queue write-backs for the marks since the last call, one for each mark and issue. Return how many marks.

    The issues are those that the leak was seen under in the last 90 days, at most 20, latest first.
    """
    with store.transaction():
        marks = store.query(
            """
            SELECT changes.id, COALESCE(leaks.merged_into, leaks.number) AS leak
            FROM changes JOIN leaks ON leaks.number = changes.leak
            WHERE changes.what = 'investigated' AND changes.id > (SELECT value FROM counters WHERE name = :name)
            ORDER BY changes.id
            """,
            {"name": COUNTER},
        )
        for mark in marks:
            for issue in _issues(store, mark["leak"], now - SEEN_S):
                store.execute(
                    """
                    INSERT INTO write_backs (change, issue, leak, what, asked_at, due_at)
                    VALUES (:change, :issue, :leak, :what, :now, :now)
                    ON CONFLICT (change, issue) DO NOTHING
                    """,
                    {"change": mark["id"], "issue": issue, "leak": mark["leak"], "what": what, "now": now},
                )
        if marks:
            store.execute(
                "UPDATE counters SET value = :value WHERE name = :name", {"name": COUNTER, "value": marks[-1]["id"]}
            )
    return len(marks)


def _issues(store: Engine, leak: int, since: int) -> list[str]:
    rows = store.query(
        """
        SELECT issue
        FROM sightings
        WHERE leak = :leak AND at >= :since AND issue IS NOT NULL
        GROUP BY issue
        ORDER BY MAX(at) DESC, issue
        LIMIT :limit
        """,
        {"leak": leak, "since": since, "limit": ISSUES_MAX},
    )
    return [row["issue"] for row in rows]


def claim(store: Engine, now: int, lease_s: int) -> QueuedWriteBack | None:
    """Claim the next row until now + lease_s. The attempt is recorded before it starts."""
    with store.transaction():
        rows = store.query(
            f"""
            UPDATE write_backs
            SET due_at = :now + :lease, tries = tries + 1, attempted_at = :now
            WHERE (change, issue) = (
                SELECT change, issue
                FROM write_backs
                WHERE {WAITING} AND due_at <= :now
                ORDER BY due_at, change, issue
                LIMIT 1
            ) AND {WAITING} AND due_at <= :now
            RETURNING change, issue, leak, what, tries
            """,
            {"now": now, "lease": lease_s},
        )
    return QueuedWriteBack(**rows[0]) if rows else None


def finish(store: Engine, row: QueuedWriteBack, now: int, reason: str) -> None:
    """Finish a row. reason: its result."""
    with store.transaction():
        store.execute(
            "UPDATE write_backs SET done_at = :now, reason = :reason WHERE change = :change AND issue = :issue",
            {"now": now, "reason": reason, "change": row.change, "issue": row.issue},
        )


def retry(store: Engine, row: QueuedWriteBack, due_at: int, reason: str) -> None:
    """Retry the row at due_at."""
    with store.transaction():
        store.execute(
            "UPDATE write_backs SET due_at = :due_at, reason = :reason WHERE change = :change AND issue = :issue",
            {"due_at": due_at, "reason": reason, "change": row.change, "issue": row.issue},
        )


def park(store: Engine, row: QueuedWriteBack, now: int, reason: str) -> None:
    """Park a row that Sentry will never accept. It keeps its reason."""
    with store.transaction():
        store.execute(
            "UPDATE write_backs SET dead_at = :now, reason = :reason WHERE change = :change AND issue = :issue",
            {"now": now, "reason": reason, "change": row.change, "issue": row.issue},
        )


def dead_rows(store: Engine, limit: int = 20) -> list[Row]:
    """Return the newest parked rows: leak, issue, what, dead_at, reason."""
    return store.query(
        """
        SELECT leak, issue, what, dead_at, reason
        FROM write_backs
        WHERE dead_at IS NOT NULL
        ORDER BY dead_at DESC, change, issue
        LIMIT :limit
        """,
        {"limit": limit},
    )


def backlog(store: Engine) -> Backlog:
    """Count the waiting and parked rows, and find the oldest waiting one."""
    row = store.query(f"SELECT COUNT(*) AS waiting, MIN(asked_at) AS oldest_at FROM write_backs WHERE {WAITING}")[0]
    dead = store.query("SELECT COUNT(*) AS n FROM write_backs WHERE dead_at IS NOT NULL")[0]["n"]
    return Backlog(waiting=row["waiting"], dead=dead, oldest_at=row["oldest_at"])


def revive(store: Engine, now: int) -> int:
    """Make every parked row claimable again; return how many. Tries are kept: an earlier one may have succeeded."""
    with store.transaction():
        return store.execute(
            "UPDATE write_backs SET dead_at = NULL, due_at = :now WHERE dead_at IS NOT NULL", {"now": now}
        )


def wrote_lately(store: Engine, issue: str, since: int) -> bool:
    """Return True if the bot wrote to the issue since a moment, so that an echo may arrive."""
    rows = store.query(
        "SELECT 1 AS one FROM write_backs WHERE issue = :issue AND attempted_at >= :since LIMIT 1",
        {"issue": issue, "since": since},
    )
    return bool(rows)


def unsettled_beside(store: Engine, issue: str, leak: int) -> list[int]:
    """Return the other unsettled leaks that were seen under an issue."""
    rows = store.query(
        """
        SELECT DISTINCT leaks.number
        FROM sightings JOIN leaks ON leaks.number = sightings.leak
        WHERE sightings.issue = :issue AND leaks.number <> :leak AND leaks.state NOT IN ('investigated', 'fixed')
        ORDER BY leaks.number
        """,
        {"issue": issue, "leak": leak},
    )
    return [row["number"] for row in rows]
