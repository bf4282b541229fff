"""Store Sentry's issues: their states, the leaks under them, and when missing alerts do not mean quiet.

Sentry's rules act only on issues that are neither archived nor resolved. The next event opens a resolved issue before
the rules run, so it keeps alerting. An archived issue does not.

Source: Sentry, rules/processing/processor.py (apply).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from storage.alerts import Alerts, Issue
from storage.engine import Engine
from storage.gaps import LOOKED_UNTIL, gaps, moment
from storage.records.spans import DAY_S, HOUR_S

OPEN, ARCHIVED, RESOLVED, RELEASE = "open", "archived", "resolved", "release"
LOOKS_S = 3 * HOUR_S
"""After a look this recent, the next hourly look reads every newer event."""
LONGEST_RUN_S = 7 * DAY_S
ISSUES_SHOWN = 20
ALERTS_JUDGED = 200
STATED = "alert_every"
FOREVER = 2**40
Spans = list[tuple[int, int]]


# ---- states and names


def note(store: Engine, issue: str, status: str, at: int) -> bool:
    """Store an issue's status at a moment; True if it changed. Needs a transaction."""
    if _status_at(store, issue, at) == status:
        return False
    store.execute(
        """
        INSERT INTO issue_states (issue, at, status)
        VALUES (:issue, :at, :status)
        ON CONFLICT (issue, at) DO UPDATE SET status = excluded.status
        """,
        {"issue": issue, "at": at, "status": status},
    )
    return True


def describe(store: Engine, issue: str, name: str | None, assignee: str | None) -> bool:
    """Store an issue's name and assignee; True if the assignee changed. Needs a transaction."""
    rows = store.query("SELECT name, assignee FROM issues WHERE issue = :issue", {"issue": issue})
    if rows and rows[0]["assignee"] == assignee and name in (None, rows[0]["name"]):
        return False
    store.execute(
        """
        INSERT INTO issues (issue, name, assignee)
        VALUES (:issue, :name, :assignee)
        ON CONFLICT (issue) DO UPDATE
        SET name = COALESCE(excluded.name, issues.name), assignee = excluded.assignee
        """,
        {"issue": issue, "name": name, "assignee": assignee},
    )
    return (rows[0]["assignee"] if rows else None) != assignee


def see(store: Engine, leak: int, issue: str, at: int) -> int:
    """Count a sighting of a leak under an issue; return how many there are now. Needs a transaction."""
    rows = store.query(
        """
        INSERT INTO leak_issues (leak, issue, n, first_at, last_at)
        VALUES (:leak, :issue, 1, :at, :at)
        ON CONFLICT (leak, issue) DO UPDATE
        SET n = leak_issues.n + 1,
            first_at = CASE WHEN excluded.first_at < leak_issues.first_at THEN excluded.first_at
                ELSE leak_issues.first_at END,
            last_at = CASE WHEN excluded.last_at > leak_issues.last_at THEN excluded.last_at
                ELSE leak_issues.last_at END
        RETURNING n
        """,
        {"leak": leak, "issue": issue, "at": at},
    )
    return int(rows[0]["n"])


def hear(store: Engine, issue: str, at: int) -> bool:
    """Mark an issue as open, since an alert arrived for an event of that moment. Needs a transaction.

    True if the stored status was another. The webhook about the status may be lost: Sentry sends it once, with a
    timeout of one second.
    """
    return _status_at(store, issue, at) not in (None, OPEN) and note(store, issue, OPEN, at)


def _status_at(store: Engine, issue: str, at: int) -> str | None:
    rows = store.query(
        "SELECT status FROM issue_states WHERE issue = :issue AND at <= :at ORDER BY at DESC LIMIT 1",
        {"issue": issue, "at": at},
    )
    return str(rows[0]["status"]) if rows else None


def join(store: Engine, into: int, other: int) -> None:
    """Add the issues of `other` to `into`. Needs a transaction."""
    pair = {"into": into, "other": other}
    store.execute(
        """
        INSERT INTO leak_issues (leak, issue, n, first_at, last_at)
        SELECT CAST(:into AS BIGINT), issue, n, first_at, last_at FROM leak_issues WHERE leak = :other
        ON CONFLICT (leak, issue) DO UPDATE
        SET n = leak_issues.n + excluded.n,
            first_at = CASE WHEN excluded.first_at < leak_issues.first_at THEN excluded.first_at
                ELSE leak_issues.first_at END,
            last_at = CASE WHEN excluded.last_at > leak_issues.last_at THEN excluded.last_at
                ELSE leak_issues.last_at END
        """,
        pair,
    )
    store.execute("DELETE FROM leak_issues WHERE leak = :other", pair)


# ---- times without alerts


def gaps_of(store: Engine, leak: int, since: int, now: int) -> Spans:
    """Return the bot's gaps and the leak's silences after `since`, joined and oldest first."""
    return _joined([*gaps(store, since), *silences(store, leak, since, now)])


def silences(store: Engine, leak: int, since: int, now: int) -> Spans:
    """Return the times after `since` in which all of a leak's issues were archived and no events were read.

    An issue counts from the leak's first sighting under it. Time that the next hourly look will read does not count.
    """
    rows = store.query(
        """
        SELECT leak_issues.issue, first_at, at, status
        FROM leak_issues LEFT JOIN issue_states ON issue_states.issue = leak_issues.issue
        WHERE leak = :leak
        ORDER BY leak_issues.issue, at
        """,
        {"leak": leak},
    )
    if not any(row["status"] == ARCHIVED for row in rows):
        return []
    told: Spans = []
    for (_, first_at), states in groupby(rows, lambda row: (row["issue"], row["first_at"])):
        told += _open_spans(first_at, [(row["at"], row["status"]) for row in states])
    begin = max(since, min(row["first_at"] for row in rows))
    return _without(begin, now, _joined([*told, *_read_spans(store, now)]))


def _open_spans(first_at: int, states: Sequence[tuple[int | None, str | None]]) -> Spans:
    """Return the times in which an issue was not archived, from the leak's first sighting under it."""
    begun, found = first_at, []
    is_open = True
    for at, status in states:
        if at is None or (status != ARCHIVED) == is_open:
            continue
        if is_open and at > begun:
            found.append((begun, at))
        begun, is_open = max(at, first_at), not is_open
    return [*found, (begun, FOREVER)] if is_open else found


def _read_spans(store: Engine, now: int) -> Spans:
    rows = store.query("SELECT begin_at, end_at FROM read_spans ORDER BY begin_at")
    found = [(int(row["begin_at"]), int(row["end_at"])) for row in rows]
    return [*found, (found[-1][1], now)] if found and is_read(store, now) else found


def is_read(store: Engine, now: int) -> bool:
    """Say whether events are being read from Sentry every hour."""
    last = moment(store, LOOKED_UNTIL)
    return last is not None and last >= now - LOOKS_S


def _joined(spans: Iterable[tuple[int, int]]) -> Spans:
    found: Spans = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif begin < end:
            found.append((begin, end))
    return found


def _without(begin: int, end: int, spans: Spans) -> Spans:
    """Return the parts of [begin, end) outside the spans, which are sorted and disjoint."""
    found = []
    for left, right in spans:
        if begin < min(left, end):
            found.append((begin, min(left, end)))
        begin = max(begin, right)
    return [*found, (begin, end)] if begin < end else found


# ---- the rule's own throttle


def state_every(store: Engine, minutes: int | None) -> None:
    """Store the alert interval from the settings. 0: the rule acts on every event. None: the settings do not say."""
    with store.transaction():
        store.execute("DELETE FROM counters WHERE name = :name", {"name": STATED})
        if minutes is not None:
            store.execute(
                "INSERT INTO counters (name, value) VALUES (:name, :value)", {"name": STATED, "value": minutes}
            )


def alert_times(store: Engine, issue: str) -> list[int]:
    """Return the times of the issue's latest events that came by alert, oldest first, at most 200."""
    rows = store.query(
        "SELECT at FROM sightings WHERE issue = :issue AND found IS NULL ORDER BY at DESC LIMIT :limit",
        {"issue": issue, "limit": ALERTS_JUDGED},
    )
    return [int(row["at"]) for row in reversed(rows)]


def keep_every(store: Engine, issue: str, every_s: int) -> None:
    """Store the interval that an issue's alerts seem to keep. Needs a transaction."""
    store.execute(
        """
        INSERT INTO issues (issue, every_s)
        VALUES (:issue, :every_s)
        ON CONFLICT (issue) DO UPDATE SET every_s = excluded.every_s
        """,
        {"issue": issue, "every_s": every_s},
    )


def every_of(store: Engine, leak: int, now: int) -> tuple[int, bool]:
    """Return the interval of a leak's alert rule in seconds, and whether the settings state it.

    The interval is 0 if every event seems to alert, or if events are read from Sentry.
    """
    stated = store.query("SELECT value FROM counters WHERE name = :name", {"name": STATED})
    if is_read(store, now):
        return 0, bool(stated)
    if stated:
        return int(stated[0]["value"]) * 60, True
    rows = store.query(
        """
        SELECT COALESCE(MAX(every_s), 0) AS every_s
        FROM leak_issues JOIN issues ON issues.issue = leak_issues.issue
        WHERE leak = :leak
        """,
        {"leak": leak},
    )
    return int(rows[0]["every_s"]), False


def thinned(times: Sequence[int], every_s: int) -> list[int]:
    """Return the first alert of each run, if the rule's interval is longer than an episode's day."""
    if every_s <= DAY_S:
        return list(times)
    found: list[int] = []
    last = -FOREVER
    for at in times:
        if at - last > every_s or at - found[-1] > max(every_s, LONGEST_RUN_S):
            found.append(at)
        last = at
    return found


# ---- views for people


def alerts_of(store: Engine, leak: int, now: int) -> Alerts | None:
    """Return how a leak's alerts reach the bot now; None if the leak was seen under no issue."""
    rows = store.query(
        """
        SELECT COALESCE(issues.name, leak_issues.issue) AS name, issue_states.status, issue_states.at AS since,
            assignee, first_at, last_at, COALESCE(every_s, 0) AS every_s
        FROM leak_issues
        LEFT JOIN issues ON issues.issue = leak_issues.issue
        LEFT JOIN issue_states ON issue_states.issue = leak_issues.issue AND issue_states.at = (
            SELECT MAX(newest.at) FROM issue_states AS newest WHERE newest.issue = leak_issues.issue
        )
        WHERE leak = :leak
        ORDER BY last_at DESC, leak_issues.issue
        LIMIT :limit
        """,
        {"leak": leak, "limit": ISSUES_SHOWN},
    )
    if not rows:
        return None
    found = tuple(Issue(**{**row, "status": row["status"] or OPEN}) for row in rows)
    # Include the current second, so that an issue being archived shows as archived at once.
    silent = silences(store, leak, 0, now + 1) if any(one.status == ARCHIVED for one in found) else []
    since = silent[-1][0] if silent and silent[-1][1] > now else None
    return Alerts(found, since, is_read(store, now), *every_of(store, leak, now))
