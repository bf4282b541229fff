"""Store marks on leaks, the order of reactions, and the audit trail."""

from __future__ import annotations

from storage.engine import Engine
from storage.leaks import next_number
from storage.records import Change, Mark, MarkKind

CHANGE_COLUMNS = "id, leak, at, who, what, surface, note"


def add_mark(store: Engine, mark: Mark, source: str) -> bool:
    """Store a person's mark; False if that person already has this mark from this source.

    A mark exists while one of its sources does. Removing a reaction from one post keeps the reaction on another.

    Args:
        source: where the mark was made, such as "reaction:C1:1700000000.000001", "button" or "command".
    """
    return bool(
        store.execute(
            """
            INSERT INTO marks (leak, person, kind, source, at, note)
            VALUES (:leak, :person, :kind, :source, :at, :note)
            ON CONFLICT (leak, person, kind, source) DO NOTHING
            """,
            {
                "leak": mark.leak,
                "person": mark.person,
                "kind": mark.kind.value,
                "source": source,
                "at": mark.at,
                "note": mark.note,
            },
        )
    )


def drop_marks(
    store: Engine, leak: int, person: str | None = None, kind: MarkKind | None = None, source: str | None = None
) -> int:
    """Delete marks of a leak: all, or those of a person, a kind, a source. Return how many rows were deleted."""
    return store.execute(
        """
        DELETE FROM marks
        WHERE leak = :leak
          AND (CAST(:person AS TEXT) IS NULL OR person = :person)
          AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
          AND (CAST(:source AS TEXT) IS NULL OR source = :source)
        """,
        {"leak": leak, "person": person, "kind": kind.value if kind else None, "source": source},
    )


def standing_marks(store: Engine, leak: int) -> tuple[Mark, ...]:
    """Return a leak's current marks, one for each person and kind, in the order they were made."""
    rows = store.query(
        """
        SELECT leak, person, kind, MIN(at) AS at, MAX(note) AS note
        FROM marks
        WHERE leak = :leak
        GROUP BY leak, person, kind
        ORDER BY MIN(at), person, kind
        """,
        {"leak": leak},
    )
    return tuple(Mark(**{**row, "kind": MarkKind(row["kind"])}) for row in rows)


def newer_reaction(store: Engine, channel: str, ts: str, person: str, name: str, event_us: int) -> bool:
    """Store a reaction's event; False for a redelivered event or one older than the last.

    Args:
        event_us: Slack's event_ts in microseconds. Slack retries up to three times and keeps no order.
    """
    return bool(
        store.execute(
            """
            INSERT INTO reactions (channel, ts, person, name, event_us)
            VALUES (:channel, :ts, :person, :name, :event_us)
            ON CONFLICT (channel, ts, person, name) DO UPDATE SET event_us = excluded.event_us
            WHERE reactions.event_us < excluded.event_us
            """,
            {"channel": channel, "ts": ts, "person": person, "name": name, "event_us": event_us},
        )
    )


def snooze(store: Engine, leak: int, until: int | None) -> None:
    """Skip posts about a leak's repeats until a moment; None ends the snooze."""
    store.execute("UPDATE leaks SET snoozed_until = :until WHERE number = :leak", {"leak": leak, "until": until})


def write_change(store: Engine, change: Change) -> int:
    """Add a row to the audit trail; return its number."""
    number = next_number(store, "change")
    store.execute(
        f"INSERT INTO changes ({CHANGE_COLUMNS}) VALUES (:id, :leak, :at, :who, :what, :surface, :note)",
        {"id": number, **{name: getattr(change, name) for name in Change.__slots__}},
    )
    return number


def find_change(store: Engine, number: int) -> Change | None:
    """Return one row of the audit trail."""
    rows = store.query(
        "SELECT leak, at, who, what, surface, note FROM changes WHERE id = :id",
        {"id": number},
    )
    return Change(**rows[0]) if rows else None


def last_change(store: Engine, leak: int, what: str, who: str | None = None) -> Change | None:
    """Return the newest change of one kind, by anyone or by one person; None if there is none."""
    rows = store.query(
        """
        SELECT leak, at, who, what, surface, note
        FROM changes
        WHERE leak = :leak AND what = :what AND (CAST(:who AS TEXT) IS NULL OR who = :who)
        ORDER BY id DESC
        LIMIT 1
        """,
        {"leak": leak, "what": what, "who": who},
    )
    return Change(**rows[0]) if rows else None


def last_of_note(store: Engine, leak: int, note: str) -> tuple[str, str] | None:
    """Return (who, what) of a leak's newest change with exactly this note; None if there is none."""
    rows = store.query(
        "SELECT who, what FROM changes WHERE leak = :leak AND note = :note ORDER BY id DESC LIMIT 1",
        {"leak": leak, "note": note},
    )
    return (rows[0]["who"], rows[0]["what"]) if rows else None


def changes(store: Engine, leak: int, limit: int = 20) -> list[Change]:
    """Return a leak's newest changes in order of time."""
    rows = store.query(
        """
        SELECT leak, at, who, what, surface, note
        FROM changes
        WHERE leak = :leak
        ORDER BY id DESC
        LIMIT :limit
        """,
        {"leak": leak, "limit": limit},
    )
    return [Change(**row) for row in reversed(rows)]
