"""Retract reports. Their counts are removed; a note that they existed stays."""

from __future__ import annotations

from storage.engine import Engine, Row
from storage.leaks import PLACES
from storage.records.spans import DAY_S, HOUR_S


def retract(store: Engine, ref: str, project: str | None, before: int, now: int) -> int | None:
    """Retract the newest sighting with this ref that happened up to `before`. Needs a transaction.

    The event's id is kept, so that a redelivered event is not counted again.

    Args:
        ref: the value that report and retraction share.

    Returns:
        The leak, or None if there is no such sighting.
    """
    rows = store.query(
        """
        SELECT event_id, leak, nth, at, project, environment, host, release, issue
        FROM sightings
        WHERE ref = :ref AND COALESCE(project, '') = :project AND at <= :before
        ORDER BY at DESC, event_id
        LIMIT 1
        """,
        {"ref": ref, "project": project or "", "before": before},
    )
    if not rows:
        return None
    seen = rows[0]
    keys = {"event_id": seen["event_id"], "leak": seen["leak"], "now": now}
    store.execute("INSERT INTO retracted (event_id, leak, at) VALUES (:event_id, :leak, :now)", keys)
    store.execute("DELETE FROM sightings WHERE event_id = :event_id", {"event_id": seen["event_id"]})
    _count_back(store, seen)
    return int(seen["leak"])


def _count_back(store: Engine, seen: Row) -> None:
    for table, width in (("hourly", HOUR_S), ("daily", DAY_S)):
        store.execute(
            f"UPDATE {table} SET n = n - 1 WHERE leak = :leak AND bucket = :bucket",
            {"leak": seen["leak"], "bucket": seen["at"] // width},
        )
    for kind in PLACES:
        store.execute(
            "UPDATE places SET n = n - 1 WHERE leak = :leak AND kind = :kind AND name = :name",
            {"leak": seen["leak"], "kind": kind, "name": seen[kind]},
        )
    store.execute("DELETE FROM places WHERE leak = :leak AND n = 0", {"leak": seen["leak"]})
    # An issue that the leak was seen under only by mistake must not prevent its silence.
    under = {"leak": seen["leak"], "issue": seen["issue"]}
    store.execute("UPDATE leak_issues SET n = n - 1 WHERE leak = :leak AND issue = :issue", under)
    store.execute("DELETE FROM leak_issues WHERE leak = :leak AND n = 0", under)
    store.execute(
        """
        UPDATE leaks
        SET total = total - 1,
            told_total = told_total - CASE WHEN told_total >= :nth THEN 1 ELSE 0 END
        WHERE number = :leak
        """,
        {"leak": seen["leak"], "nth": seen["nth"]},
    )
    # Later sightings move up, so that the next one follows the new total.
    store.execute(
        "UPDATE sightings SET nth = nth - 1 WHERE leak = :leak AND nth > :nth",
        {"leak": seen["leak"], "nth": seen["nth"]},
    )
