"""Store attempts to fix a leak: registered once, watched until decided, and kept forever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from storage.engine import Engine, Row
from storage.issues import every_of, gaps_of, thinned
from storage.records import Fix, FixState, Seen, Watch
from storage.records.spans import HISTORY_S

COLUMNS = "leak, attempt, registered_at, fixed_at, release, person, state, decided_at, returned_at"
BEFORE_MAX = 10_000
SINCE_MAX = 1_000


def register(store: Engine, leak: int, person: str, now: int, fixed_at: int, release: str | None) -> Fix:
    """Start watching the next attempt of a leak. An attempt that is still watched is replaced. Needs a transaction."""
    close(store, leak, FixState.REPLACED, now)
    fix = Fix(leak, next_attempt(store, leak), now, fixed_at, release, person)
    store.execute(
        """
        INSERT INTO fixes (leak, attempt, registered_at, fixed_at, release, person, state)
        VALUES (:leak, :attempt, :registered_at, :fixed_at, :release, :person, 'watching')
        """,
        {name: getattr(fix, name) for name in Fix.__slots__},
    )
    return fix


def next_attempt(store: Engine, leak: int) -> int:
    """Return the number of the next attempt."""
    rows = store.query("SELECT COALESCE(MAX(attempt), 0) AS attempt FROM fixes WHERE leak = :leak", {"leak": leak})
    return int(rows[0]["attempt"]) + 1


def carry(store: Engine, into: int, other: int, now: int) -> tuple[tuple[int, int], ...]:
    """Move the attempts of `other` to `into`; return (old, new) attempt numbers. Needs a transaction.

    The moved attempts get the next free numbers, in order of deployment. Attempts of `into` keep their numbers, so its
    thread and audit trail stay correct. `find` still finds moved attempts by their old numbers.
    """
    rows = store.query("SELECT attempt FROM fixes WHERE leak = :other ORDER BY fixed_at, attempt", {"other": other})
    first = next_attempt(store, into)
    pairs = tuple((int(row["attempt"]), new) for new, row in enumerate(rows, first))
    for old, new in pairs:
        moved = {"other": other, "old": old, "into": into, "new": new, "now": now}
        store.execute("UPDATE fixes SET leak = :into, attempt = :new WHERE leak = :other AND attempt = :old", moved)
        store.execute(
            """
            UPDATE carried_fixes
            SET into_leak = :into, into_attempt = :new
            WHERE into_leak = :other AND into_attempt = :old
            """,
            moved,
        )
        store.execute(
            """
            INSERT INTO carried_fixes (leak, attempt, into_leak, into_attempt, carried_at)
            VALUES (:other, :old, :into, :new, :now)
            """,
            moved,
        )
    return pairs


def replaced(store: Engine, fix: Fix, now: int) -> None:
    """Mark a watched attempt as replaced by another. Needs a transaction."""
    store.execute(
        """
        UPDATE fixes
        SET state = 'replaced', decided_at = :now
        WHERE leak = :leak AND attempt = :attempt AND state = 'watching'
        """,
        {"leak": fix.leak, "attempt": fix.attempt, "now": now},
    )


def close(store: Engine, leak: int, state: FixState, now: int) -> None:
    """End the watched attempt of a leak without a verdict: withdrawn or replaced."""
    store.execute(
        "UPDATE fixes SET state = :state, decided_at = :now WHERE leak = :leak AND state = 'watching'",
        {"leak": leak, "state": state.value, "now": now},
    )


def withdraw(store: Engine, fix: Fix, now: int) -> None:
    """Withdraw an attempt, decided or not."""
    store.execute(
        "UPDATE fixes SET state = 'withdrawn', decided_at = :now WHERE leak = :leak AND attempt = :attempt",
        {"leak": fix.leak, "attempt": fix.attempt, "now": now},
    )


def decide(
    store: Engine, fix: Fix, state: FixState, now: int, figures: Mapping[str, Any], returned_at: int | None = None
) -> bool:
    """Store a verdict with its figures; True only for the call that changed the attempt's state."""
    changed = store.execute(
        """
        UPDATE fixes
        SET state = :state, decided_at = :now, figures = :figures, returned_at = :returned_at
        WHERE leak = :leak AND attempt = :attempt AND state <> :state AND state IN ('watching', 'fixed')
        """,
        {
            "leak": fix.leak,
            "attempt": fix.attempt,
            "state": state.value,
            "now": now,
            "figures": json.dumps(figures),
            "returned_at": returned_at,
        },
    )
    return bool(changed)


def figures_of(store: Engine, leak: int, attempt: int) -> dict[str, Any]:
    """Return the figures of an attempt's verdict; empty until it is decided."""
    rows = store.query(
        "SELECT figures FROM fixes WHERE leak = :leak AND attempt = :attempt", {"leak": leak, "attempt": attempt}
    )
    return dict(json.loads(rows[0]["figures"])) if rows and rows[0]["figures"] else {}


def find(store: Engine, leak: int, attempt: int) -> Fix | None:
    """Return an attempt. The number that it had before its leak was merged works too."""
    rows = store.query(
        f"""
        SELECT {COLUMNS}
        FROM fixes
        WHERE leak = :leak AND attempt = :attempt OR (leak, attempt) = (
            SELECT into_leak, into_attempt FROM carried_fixes WHERE leak = :leak AND attempt = :attempt
        )
        """,
        {"leak": leak, "attempt": attempt},
    )
    return _to_fix(rows[0]) if rows else None


def latest(store: Engine, leak: int) -> Fix | None:
    """Return the watched attempt, else the last one that was neither withdrawn nor replaced."""
    found = history(store, leak)
    watched_now = [fix for fix in found if fix.state is FixState.WATCHING]
    return [*found, *watched_now][-1] if found else None


def history(store: Engine, leak: int) -> list[Fix]:
    """Return a leak's attempts that were neither withdrawn nor replaced, in order of deployment."""
    rows = store.query(
        f"""
        SELECT {COLUMNS}
        FROM fixes
        WHERE leak = :leak AND state IN ('watching', 'fixed', 'returned')
        ORDER BY fixed_at, registered_at, attempt
        """,
        {"leak": leak},
    )
    return [_to_fix(row) for row in rows]


def watched(store: Engine, fixed_since: int) -> list[int]:
    """Return the numbers of unmerged leaks whose fix is watched, or was proved since a moment."""
    rows = store.query(
        """
        SELECT number
        FROM leaks
        WHERE merged_into IS NULL AND (state = 'watching' OR state = 'fixed' AND state_at >= :since)
        ORDER BY number
        """,
        {"since": fixed_since},
    )
    return [int(row["number"]) for row in rows]


def release_first_at(store: Engine, release: str) -> int | None:
    """Return when a release was first seen in any leak; None if never."""
    rows = store.query(
        "SELECT MIN(first_at) AS at FROM places WHERE kind = 'release' AND name = :name", {"name": release}
    )
    at: int | None = rows[0]["at"]
    return at


def watch(store: Engine, leak: int, now: int, fix: Fix | None = None) -> Watch | None:
    """Return a fix with the sightings before and after it; None for a leak without a fix.

    `before` starts at the previous attempt, else two years back, and holds at most the latest 10,000. `begun_at` is
    that start; None if `before` starts with the leak's own first sighting or was cut. `since` holds at most 1,000
    sightings after the fix or of the fix's own release. `gaps` includes the leak's times without alerts.

    Args:
        fix: the attempt to look at, registered or not; None for the latest.
    """
    fix = fix or latest(store, leak)
    if fix is None:
        return None
    earlier = [one for one in history(store, leak) if _order(one) < _order(fix)]
    begun_at = earlier[-1].fixed_at if earlier else None
    start = begun_at if begun_at is not None else fix.fixed_at - HISTORY_S
    before = _before(store, fix, start)
    if len(before) == BEFORE_MAX:
        begun_at = None
    elif begun_at is None and _seen_before(store, leak, start):
        begun_at = start
    every_s, _ = every_of(store, leak, now)
    lost = gaps_of(store, leak, start, now)
    return Watch(fix, tuple(thinned(before, every_s)), _since(store, fix), tuple(lost), begun_at, bool(earlier))


def _order(fix: Fix) -> tuple[int, int, int]:
    return fix.fixed_at, fix.registered_at, fix.attempt


def _seen_before(store: Engine, leak: int, at: int) -> bool:
    return bool(
        store.query("SELECT 1 AS one FROM sightings WHERE leak = :leak AND at < :at LIMIT 1", {"leak": leak, "at": at})
    )


def _before(store: Engine, fix: Fix, start: int) -> list[int]:
    rows = store.query(
        """
        SELECT at
        FROM sightings
        WHERE leak = :leak AND at >= :start AND at <= :fixed_at
          AND (CAST(:release AS TEXT) IS NULL OR release IS NULL OR release <> :release)
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"leak": fix.leak, "start": start, "fixed_at": fix.fixed_at, "release": fix.release, "limit": BEFORE_MAX},
    )
    return [row["at"] for row in reversed(rows)]


def _since(store: Engine, fix: Fix) -> tuple[Seen, ...]:
    rows = store.query(
        """
        SELECT at, release
        FROM sightings
        WHERE leak = :leak AND (at > :fixed_at OR release = :release)
        ORDER BY at
        LIMIT :limit
        """,
        {"leak": fix.leak, "fixed_at": fix.fixed_at, "release": fix.release, "limit": SINCE_MAX},
    )
    first_at = {name: release_first_at(store, name) for name in {row["release"] for row in rows} if name}
    return tuple(Seen(row["at"], row["release"], first_at.get(row["release"])) for row in rows)


def _to_fix(row: Row) -> Fix:
    return Fix(**{**row, "state": FixState(row["state"])})
