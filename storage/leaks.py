"""Store leaks, their keys, and their sightings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.engine import Engine, Row
from storage.records import Leak, State
from storage.records.spans import DAY_S, HOUR_S

PLACES = ("project", "environment", "host", "release")
REPORT_CHARS = 16_384
"""A leak keeps the text of one report. Sentry cuts at 8,192 characters; Netty's longest is some 20,000."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event that showed a leak. at: when the event happened; how: the rule that matched the leak.

    Attributes:
        found: backfill or reconcile if it was read from Sentry; None if a webhook brought it.
        ref: a value that a later retraction of the report would share.
    """

    event_id: str
    leak: int
    at: int
    received_at: int
    delivery: str
    level: str
    how: str
    project: str | None = None
    environment: str | None = None
    host: str | None = None
    release: str | None = None
    issue: str | None = None
    url: str | None = None
    found: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """A leak as described by a report, for people. See records.Leak.

    Attributes:
        text: the original report. Advice and `/leak why` are computed from it each time.
        fullness: how much the report contains. The fuller of two reports describes the leak.
    """

    family: str
    resource: str | None
    frame: str | None
    level: str
    access_text: str
    text: str = ""
    fullness: int = 0


def next_number(store: Engine, name: str) -> int:
    """Count up: 1, 2, 3, ... The row is locked until the transaction ends, so each number is returned once."""
    rows = store.query("UPDATE counters SET value = value + 1 WHERE name = :name RETURNING value", {"name": name})
    return int(rows[0]["value"])


def known_keys(store: Engine, keys: Iterable[str]) -> list[Row]:
    """Return all key rows (kind, key, leak, callers) of leaks that have one of these keys, oldest leak first."""
    wanted = {f"k{i}": key for i, key in enumerate(keys)}
    if not wanted:
        return []
    names = ", ".join(f":{name}" for name in wanted)
    return store.query(
        f"""
        SELECT kind, key, leak, callers
        FROM keys
        WHERE leak IN (SELECT leak FROM keys WHERE key IN ({names}))
        ORDER BY leak, kind, key, callers
        """,
        wanted,
    )


def learn(store: Engine, leak: int, keys: Sequence[tuple[str, str, str]], now: int) -> None:
    """Store (kind, key, callers) rows for a leak. Known rows are skipped."""
    if keys:
        store.execute(
            """
            INSERT INTO keys (kind, key, leak, callers, learned_at)
            VALUES (:kind, :key, :leak, :callers, :now)
            ON CONFLICT (kind, key, leak, callers) DO NOTHING
            """,
            [{"kind": kind, "key": key, "leak": leak, "callers": callers, "now": now} for kind, key, callers in keys],
        )


def open_leak(store: Engine, what: Description, at: int, now: int) -> int:
    """Create a leak in state open, first seen at `at`; return its number."""
    number = next_number(store, "leak")
    store.execute(
        """
        INSERT INTO leaks (number, family, resource, frame, level, access_text, state, state_at, first_seen, last_seen,
            told_at)
        VALUES (:number, :family, :resource, :frame, :level, :access_text, 'open', :now, :at, :at, :now)
        """,
        {
            "number": number,
            "family": what.family,
            "resource": what.resource,
            "frame": what.frame,
            "level": what.level,
            "access_text": what.access_text,
            "at": at,
            "now": now,
        },
    )
    _keep_report(store, number, what)
    return number


def _keep_report(store: Engine, leak: int, what: Description) -> None:
    store.execute(
        """
        INSERT INTO reports (leak, fullness, text)
        VALUES (:leak, :fullness, :text)
        ON CONFLICT (leak) DO UPDATE SET fullness = excluded.fullness, text = excluded.text
        """,
        {"leak": leak, "fullness": what.fullness, "text": what.text[:REPORT_CHARS]},
    )


def report_of(store: Engine, leak: int) -> str:
    """Return the first REPORT_CHARS of the report that describes a leak; "" if none is stored."""
    rows = store.query("SELECT text FROM reports WHERE leak = :leak", {"leak": leak})
    return str(rows[0]["text"]) if rows else ""


def fullness_of(store: Engine, leak: int) -> int:
    """Return the fullness of the report that describes a leak; 0 if none is stored."""
    rows = store.query("SELECT fullness FROM reports WHERE leak = :leak", {"leak": leak})
    return int(rows[0]["fullness"]) if rows else 0


def leak_of_event(store: Engine, event_id: str) -> int | None:
    """Return the leak that an event was counted for; None if it was not counted."""
    rows = store.query(
        """
        SELECT leak FROM sightings WHERE event_id = :id
        UNION ALL
        SELECT leak FROM retracted WHERE event_id = :id
        """,
        {"id": event_id},
    )
    return rows[0]["leak"] if rows else None


def count_sighting(store: Engine, seen: Sighting) -> bool:
    """Count an event for its leak: row, roll-ups, places, first and last seen. False if it was already counted."""
    new = store.execute(
        """
        INSERT INTO sightings (event_id, leak, nth, at, received_at, delivery, project, environment, host, release,
            issue, url, level, how, found, ref)
        VALUES (:event_id, :leak, (SELECT total + 1 FROM leaks WHERE number = :leak), :at, :received_at, :delivery,
            :project, :environment, :host, :release, :issue, :url, :level, :how, :found, :ref)
        ON CONFLICT (event_id) DO NOTHING
        """,
        {name: getattr(seen, name) for name in Sighting.__slots__},
    )
    if not new:
        return False
    for table, width in (("hourly", HOUR_S), ("daily", DAY_S)):
        store.execute(
            f"""
            INSERT INTO {table} (leak, bucket, n)
            VALUES (:leak, :bucket, 1)
            ON CONFLICT (leak, bucket) DO UPDATE SET n = {table}.n + 1
            """,
            {"leak": seen.leak, "bucket": seen.at // width},
        )
    _count_places(store, seen)
    store.execute(
        """
        UPDATE leaks
        SET total = total + 1,
            last_url = CASE WHEN :at >= last_seen THEN COALESCE(:url, last_url) ELSE last_url END,
            first_seen = CASE WHEN :at < first_seen THEN :at ELSE first_seen END,
            last_seen = CASE WHEN :at > last_seen THEN :at ELSE last_seen END
        WHERE number = :leak
        """,
        {"leak": seen.leak, "at": seen.at, "url": seen.url},
    )
    return True


def _count_places(store: Engine, seen: Sighting) -> None:
    rows = [
        {"leak": seen.leak, "kind": kind, "name": getattr(seen, kind), "at": seen.at}
        for kind in PLACES
        if getattr(seen, kind)
    ]
    if rows:
        store.execute(
            """
            INSERT INTO places (leak, kind, name, n, first_at, last_at)
            VALUES (:leak, :kind, :name, 1, :at, :at)
            ON CONFLICT (leak, kind, name) DO UPDATE
            SET n = places.n + 1,
                first_at = CASE WHEN excluded.first_at < places.first_at THEN excluded.first_at
                    ELSE places.first_at END,
                last_at = CASE WHEN excluded.last_at > places.last_at THEN excluded.last_at ELSE places.last_at END
            """,
            rows,
        )


def describe(store: Engine, leak: int, what: Description) -> None:
    """Replace a leak's description by that of a fuller report."""
    store.execute(
        """
        UPDATE leaks
        SET frame = COALESCE(:frame, frame), level = :level, access_text = :access_text
        WHERE number = :leak
        """,
        {"leak": leak, "frame": what.frame, "level": what.level, "access_text": what.access_text},
    )
    _keep_report(store, leak, what)


LEAK_COLUMNS = (
    "number, family, resource, frame, level, access_text, state, state_at, first_seen, last_seen, last_url, "
    "snoozed_until, returned_at, total, told_at, told_total, merged_into"
)


def to_leak(row: Row) -> Leak:
    """Convert a row of LEAK_COLUMNS to a record."""
    return Leak(**{**row, "state": State(row["state"])})


def present_number(store: Engine, number: int) -> int:
    """Return the number itself, or that of the leak it was merged into."""
    rows = store.query("SELECT merged_into FROM leaks WHERE number = :number", {"number": number})
    into = rows[0]["merged_into"] if rows else None
    return number if into is None else present_number(store, into)


def find_leak(store: Engine, number: int) -> Leak | None:
    """Return the leak "L<number>", merged or not; None if there is no such leak."""
    rows = store.query(f"SELECT {LEAK_COLUMNS} FROM leaks WHERE number = :number", {"number": number})
    return to_leak(rows[0]) if rows else None


def set_state(store: Engine, leak: int, state: State, now: int, returned_at: int | None = None) -> None:
    """Move a leak to a state. returned_at: stored if given, else unchanged."""
    store.execute(
        """
        UPDATE leaks
        SET state = :state, state_at = :now, returned_at = COALESCE(:returned_at, returned_at)
        WHERE number = :leak
        """,
        {"leak": leak, "state": state.value, "now": now, "returned_at": returned_at},
    )


def tell(store: Engine, leak: int, now: int) -> None:
    """Record that the channel knows of every report counted so far."""
    store.execute(
        "UPDATE leaks SET told_at = :now, told_total = total WHERE number = :leak", {"leak": leak, "now": now}
    )


def keys_of(store: Engine, leak: int, limit: int) -> list[Row]:
    """Return the (kind, key) pairs that identify a leak, sites first; at most `limit`."""
    return store.query(
        """
        SELECT kind, key
        FROM keys
        WHERE leak = :leak
        GROUP BY kind, key
        ORDER BY kind DESC, MIN(learned_at), key
        LIMIT :limit
        """,
        {"leak": leak, "limit": limit},
    )


def counts_by_rule(store: Engine, leak: int) -> dict[str, int]:
    """Count a leak's reports by the rule that matched them (see Sighting.how)."""
    rows = store.query("SELECT how, COUNT(*) AS n FROM sightings WHERE leak = :leak GROUP BY how", {"leak": leak})
    return {row["how"]: row["n"] for row in rows}


def leaks_of_issue(store: Engine, issue: str) -> list[int]:
    """Return the numbers of the leaks that were seen under a Sentry issue."""
    rows = store.query("SELECT DISTINCT leak FROM sightings WHERE issue = :issue ORDER BY leak", {"issue": issue})
    return [int(row["leak"]) for row in rows]
