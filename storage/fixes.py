"""Attempts to fix a leak: registered once, watched until they are decided, and kept for good."""

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
    """Begin to watch the next attempt of a leak; one that is still watched is replaced. Needs a transaction."""
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
    """The number of the attempt that would be registered next."""
    rows = store.query("SELECT COALESCE(MAX(attempt), 0) AS attempt FROM fixes WHERE leak = :leak", {"leak": leak})
    return int(rows[0]["attempt"]) + 1


def carry(store: Engine, into: int, other: int, now: int) -> tuple[tuple[int, int], ...]:
    """The attempts of `other` become attempts of `into`: (old, new) numbers. Needs a transaction.

    They are numbered on in the order in which they were deployed. The numbers that `into` had told stay what they
    were, so that its thread and its audit trail stay true; what was told of the old numbers still finds them.
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
    """Another attempt is watched instead of this one. Needs a transaction."""
    store.execute(
        """
        UPDATE fixes
        SET state = 'replaced', decided_at = :now
        WHERE leak = :leak AND attempt = :attempt AND state = 'watching'
        """,
        {"leak": fix.leak, "attempt": fix.attempt, "now": now},
    )


def close(store: Engine, leak: int, state: FixState, now: int) -> None:
    """End what is watched of a leak without a verdict: withdrawn or replaced."""
    store.execute(
        "UPDATE fixes SET state = :state, decided_at = :now WHERE leak = :leak AND state = 'watching'",
        {"leak": leak, "state": state.value, "now": now},
    )


def withdraw(store: Engine, fix: Fix, now: int) -> None:
    """The attempt is taken back by whoever registered it, decided or not."""
    store.execute(
        "UPDATE fixes SET state = 'withdrawn', decided_at = :now WHERE leak = :leak AND attempt = :attempt",
        {"leak": fix.leak, "attempt": fix.attempt, "now": now},
    )


def decide(
    store: Engine, fix: Fix, state: FixState, now: int, figures: Mapping[str, Any], returned_at: int | None = None
) -> bool:
    """Keep the verdict with its figures; True for the one call that moved it from a state in which it stood."""
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
    """The figures with which an attempt was decided; empty until then."""
    rows = store.query(
        "SELECT figures FROM fixes WHERE leak = :leak AND attempt = :attempt", {"leak": leak, "attempt": attempt}
    )
    return dict(json.loads(rows[0]["figures"])) if rows and rows[0]["figures"] else {}


def find(store: Engine, leak: int, attempt: int) -> Fix | None:
    """One attempt; also by the number that it had in a leak which was merged into another since."""
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
    """The attempt that counts now: the one that is watched, else the last that was neither withdrawn nor replaced."""
    found = history(store, leak)
    watched_now = [fix for fix in found if fix.state is FixState.WATCHING]
    return [*found, *watched_now][-1] if found else None


def history(store: Engine, leak: int) -> list[Fix]:
    """The attempts of a leak that were neither withdrawn nor replaced, in the order of their deployments."""
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
    """Numbers of the leaks whose fix is watched or was proved since a moment, less those merged into others."""
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
    """When a release was first seen in any leak; None if never."""
    rows = store.query(
        "SELECT MIN(first_at) AS at FROM places WHERE kind = 'release' AND name = :name", {"name": release}
    )
    at: int | None = rows[0]["at"]
    return at


def watch(store: Engine, leak: int, now: int, fix: Fix | None = None) -> Watch | None:
    """A fix with the sightings that speak for and against it; None for a leak without one.

    fix: the attempt to look at, or one that is not yet registered; None: the latest. since: at most 1,000 sightings
    from the fix on, and those of its own release whenever they were. before: from the attempt before on, else at most
    two years, and at most the latest 10,000; begun_at is then where they begin, None: with the first of them. gaps:
    the bot's own, and when the leak's alerts did not come, up to now.
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
