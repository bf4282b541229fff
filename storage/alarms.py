"""Store alarms: one row each, with the figures of that moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.engine import Engine


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm. change: its row of the audit trail. cleared_at: when it ended, None while it is active."""

    change: int
    leak: int
    at: int
    cleared_at: int | None = None


def to_look_at(store: Engine, first_seen_until: int, least: int) -> list[int]:
    """Return the numbers of the leaks that may raise an alarm.

    They have at least `least` reports, were first seen by `first_seen_until`, are not merged and have no fix.
    """
    rows = store.query(
        """
        SELECT number
        FROM leaks
        WHERE merged_into IS NULL AND state NOT IN ('watching', 'fixed')
          AND first_seen <= :until AND total >= :least
        ORDER BY number
        """,
        {"until": first_seen_until, "least": least},
    )
    return [int(row["number"]) for row in rows]


def keep(store: Engine, change: int, leak: int, at: int, figures: Mapping[str, Any]) -> None:
    """Store a new alarm. Needs a transaction."""
    store.execute(
        "INSERT INTO alarms (change, leak, at, figures) VALUES (:change, :leak, :at, :figures)",
        {"change": change, "leak": leak, "at": at, "figures": json.dumps(figures)},
    )


def clear(store: Engine, change: int, now: int) -> None:
    """End an alarm. Needs a transaction."""
    store.execute(
        "UPDATE alarms SET cleared_at = :now WHERE change = :change AND cleared_at IS NULL",
        {"change": change, "now": now},
    )


def latest(store: Engine, leak: int) -> Alarm | None:
    """Return the newest alarm of a leak or of a leak merged into it."""
    rows = store.query(
        """
        SELECT change, leak, at, cleared_at
        FROM alarms
        WHERE leak = :leak OR leak IN (SELECT number FROM leaks WHERE merged_into = :leak)
        ORDER BY at DESC, change DESC
        LIMIT 1
        """,
        {"leak": leak},
    )
    return Alarm(**rows[0]) if rows else None


def figures_of(store: Engine, change: int) -> dict[str, Any] | None:
    """Return the figures that raised an alarm; None if this change is no alarm."""
    rows = store.query("SELECT figures FROM alarms WHERE change = :change", {"change": change})
    return dict(json.loads(rows[0]["figures"])) if rows else None
