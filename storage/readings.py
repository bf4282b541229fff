"""Store readings of Sentry's API: their issues with a cursor each, their progress, and their findings.

A page's sightings and the next cursor are stored in one transaction, so an interrupted reading resumes there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.engine import Engine
from storage.leaks import next_number

BACKFILL, RECONCILE = "backfill", "reconcile"
COLUMNS = "id, kind, since, until, project, asked_at, listed_at, events, reports, oldest_at, done_at, reason"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the events of [since, until). kind: backfill or reconcile.

    Attributes:
        project: a slug or number; None for the configured projects.
        oldest_at: the oldest event that Sentry returned.
        reason: why the reading is incomplete; None if it is complete.
    """

    id: int
    kind: str
    since: int
    until: int
    project: str | None
    asked_at: int
    listed_at: int | None = None
    events: int = 0
    reports: int = 0
    oldest_at: int | None = None
    done_at: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class IssueToRead:
    """An issue of a reading.

    Attributes:
        expected: Sentry's number of its events.
        cursor: the next page; None for the first, which has the newest events.
    """

    issue: str
    project: str | None
    url: str | None
    first_seen: int
    expected: int
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a reading. expected_read: the sum of Sentry's counts of finished issues."""

    issues: int
    issues_done: int
    issues_failed: int
    expected: int
    expected_read: int


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of a reading: reports, leaks, new leaks, and the numbers of leaks that came back."""

    reports: int
    leaks: int
    new: int
    returned: tuple[int, ...]


def ask(store: Engine, kind: str, since: int, until: int, project: str | None, now: int) -> Reading:
    """Queue a reading. An unfinished one of the same kind that starts no later is returned instead."""
    with store.transaction():
        begun = [one for one in unfinished(store) if one.kind == kind and one.project == project]
        for one in begun:
            if one.since <= since:
                return one
            finish(store, one.id, now, "a longer one was asked for")
        reading = Reading(next_number(store, "reading"), kind, since, until, project, now)
        store.execute(
            """
            INSERT INTO readings (id, kind, since, until, project, asked_at)
            VALUES (:id, :kind, :since, :until, :project, :asked_at)
            """,
            {name: getattr(reading, name) for name in ("id", "kind", "since", "until", "project", "asked_at")},
        )
    return reading


def find(store: Engine, reading: int) -> Reading:
    """Return one reading."""
    return Reading(**store.query(f"SELECT {COLUMNS} FROM readings WHERE id = :id", {"id": reading})[0])


def unfinished(store: Engine) -> list[Reading]:
    """Return the unfinished readings, in the order they were queued."""
    return [Reading(**row) for row in store.query(f"SELECT {COLUMNS} FROM readings WHERE done_at IS NULL ORDER BY id")]


def put_issues(store: Engine, reading: int, found: Sequence[IssueToRead]) -> None:
    """Add issues to a reading. Issues that it already has are skipped."""
    if not found:
        return
    names = ("issue", "project", "url", "first_seen", "expected")
    with store.transaction():
        store.execute(
            """
            INSERT INTO reading_issues (reading, issue, project, url, first_seen, expected)
            VALUES (:reading, :issue, :project, :url, :first_seen, :expected)
            ON CONFLICT (reading, issue) DO NOTHING
            """,
            [{"reading": reading, **{name: getattr(one, name) for name in names}} for one in found],
        )


def listed(store: Engine, reading: int, now: int) -> None:
    """Record that every issue of the reading is known."""
    with store.transaction():
        store.execute("UPDATE readings SET listed_at = :now WHERE id = :id", {"id": reading, "now": now})


def next_issue(store: Engine, reading: int) -> IssueToRead | None:
    """Return the next issue to read, the oldest first, so that leaks are numbered roughly by age."""
    rows = store.query(
        """
        SELECT issue, project, url, first_seen, expected, cursor
        FROM reading_issues
        WHERE reading = :reading AND done_at IS NULL
        ORDER BY first_seen, issue
        LIMIT 1
        """,
        {"reading": reading},
    )
    return IssueToRead(**rows[0]) if rows else None


def turn_page(store: Engine, reading: int, issue: str, cursor: str | None, now: int, reason: str | None = None) -> None:
    """Store that a page of an issue was read.

    Args:
        cursor: the next page; None if this was the last.
        reason: why the rest of the issue cannot be read.
    """
    with store.transaction():
        store.execute(
            """
            UPDATE reading_issues
            SET cursor = :cursor, done_at = CASE WHEN CAST(:cursor AS TEXT) IS NULL THEN CAST(:now AS BIGINT) END,
                reason = :reason
            WHERE reading = :reading AND issue = :issue
            """,
            {"reading": reading, "issue": issue, "cursor": cursor, "now": now, "reason": reason},
        )


def count(store: Engine, reading: int, events: int, reports: int, oldest_at: int | None) -> None:
    """Add to the counts of a reading. Needs a transaction."""
    store.execute(
        """
        UPDATE readings
        SET events = events + :events, reports = reports + :reports,
            oldest_at = CASE WHEN oldest_at IS NULL OR oldest_at > :oldest_at
                THEN COALESCE(CAST(:oldest_at AS BIGINT), oldest_at) ELSE oldest_at END
        WHERE id = :id
        """,
        {"id": reading, "events": events, "reports": reports, "oldest_at": oldest_at},
    )


def note(store: Engine, reading: int, leak: int, is_new: bool, returned: bool) -> None:
    """Count a report of a leak for a reading. Needs a transaction."""
    store.execute(
        """
        INSERT INTO reading_leaks (reading, leak, n, new_n, returned_n)
        VALUES (:reading, :leak, 1, :is_new, :returned)
        ON CONFLICT (reading, leak) DO UPDATE
        SET n = reading_leaks.n + 1, new_n = reading_leaks.new_n + excluded.new_n,
            returned_n = reading_leaks.returned_n + excluded.returned_n
        """,
        {"reading": reading, "leak": leak, "is_new": int(is_new), "returned": int(returned)},
    )


def tell_found(store: Engine, leak: int, event_id: str) -> None:
    """Mark the last counted sighting as posted, since the root shows it. Later replies do not count it again."""
    params = {"leak": leak, "id": event_id}
    store.execute(
        """
        UPDATE sightings
        SET nth = nth + 1
        WHERE leak = :leak AND nth > (SELECT told_total FROM leaks WHERE number = :leak) AND event_id <> :id
        """,
        params,
    )
    store.execute("UPDATE sightings SET nth = 0 WHERE event_id = :id", params)
    store.execute("UPDATE leaks SET told_total = told_total + 1 WHERE number = :leak", params)


def finish(store: Engine, reading: int, now: int, reason: str | None = None) -> None:
    """Finish a reading and delete its issues. reason: why it is incomplete."""
    with store.transaction():
        params: dict[str, Any] = {"id": reading, "now": now, "reason": reason}
        store.execute("UPDATE readings SET done_at = :now, reason = :reason WHERE id = :id", params)
        store.execute("DELETE FROM reading_issues WHERE reading = :id", {"id": reading})


def forget_done(store: Engine, kind: str, before: int) -> None:
    """Delete the readings of a kind that finished before a moment."""
    params = {"kind": kind, "before": before}
    old = "SELECT id FROM readings WHERE kind = :kind AND done_at < :before"
    with store.transaction():
        store.execute(f"DELETE FROM reading_leaks WHERE reading IN ({old})", params)
        store.execute(f"DELETE FROM readings WHERE id IN ({old})", params)


def progress(store: Engine, reading: int) -> Progress:
    """Return the progress of a reading."""
    row = store.query(
        """
        SELECT COUNT(*) AS issues,
            COUNT(*) FILTER (WHERE done_at IS NOT NULL) AS issues_done,
            COUNT(*) FILTER (WHERE reason IS NOT NULL) AS issues_failed,
            CAST(COALESCE(SUM(expected), 0) AS BIGINT) AS expected,
            CAST(COALESCE(SUM(expected) FILTER (WHERE done_at IS NOT NULL), 0) AS BIGINT) AS expected_read
        FROM reading_issues
        WHERE reading = :reading
        """,
        {"reading": reading},
    )[0]
    return Progress(**row)


def found(store: Engine, reading: int) -> Found:
    """Return the findings of a reading. A leak that was merged later counts once."""
    rows = store.query(
        """
        SELECT COALESCE(leaks.merged_into, leaks.number) AS leak, CAST(SUM(seen.n) AS BIGINT) AS n,
            MIN(seen.new_n) AS new_n, MAX(seen.returned_n) AS returned_n
        FROM reading_leaks AS seen JOIN leaks ON leaks.number = seen.leak
        WHERE seen.reading = :reading
        GROUP BY COALESCE(leaks.merged_into, leaks.number)
        ORDER BY COALESCE(leaks.merged_into, leaks.number)
        """,
        {"reading": reading},
    )
    return Found(
        reports=sum(row["n"] for row in rows),
        leaks=len(rows),
        new=sum(row["new_n"] > 0 for row in rows),
        returned=tuple(row["leak"] for row in rows if row["returned_n"]),
    )


def roots_to_edit(store: Engine, reading: int) -> list[tuple[int, str]]:
    """Return (leak, channel) of the roots that show a reading's reports."""
    rows = store.query(
        """
        SELECT DISTINCT posts.leak, posts.channel
        FROM reading_leaks AS seen
        JOIN leaks ON leaks.number = seen.leak
        JOIN posts ON posts.leak = COALESCE(leaks.merged_into, leaks.number)
            AND posts.kind = 'root' AND posts.dead_at IS NULL
        WHERE seen.reading = :reading
        ORDER BY posts.leak
        """,
        {"reading": reading},
    )
    return [(row["leak"], row["channel"]) for row in rows]
