"""Store the form of an imported diary file, so that an export can reproduce it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from storage.engine import Engine


def keep(store: Engine, programme: int, person: str, form: Mapping[str, Any], now: int) -> None:
    """Store the form of the last imported file. It contains no text. Needs a transaction."""
    store.execute(
        """
        INSERT INTO diaries (programme, person, form, imported_at)
        VALUES (:programme, :person, :form, :now)
        ON CONFLICT (programme, person) DO UPDATE
        SET form = excluded.form, imported_at = excluded.imported_at
        WHERE diaries.form <> excluded.form
        """,
        {"programme": programme, "person": person, "form": json.dumps(form, sort_keys=True), "now": now},
    )


def form_of(store: Engine, programme: int, person: str) -> dict[str, Any]:
    """Return the form of the last import; empty if there was none."""
    rows = store.query(
        "SELECT form FROM diaries WHERE programme = :programme AND person = :person",
        {"programme": programme, "person": person},
    )
    return dict(json.loads(rows[0]["form"])) if rows else {}


def forget(store: Engine, programme: int, person: str) -> None:
    """Delete the form of an import. Needs a transaction."""
    store.execute(
        "DELETE FROM diaries WHERE programme = :programme AND person = :person",
        {"programme": programme, "person": person},
    )


def drop_entry(store: Engine, programme: int, round_: int, person: str) -> None:
    """Delete an entry with its sections and action items. Needs a transaction."""
    for table in ("sections", "actions", "entries"):
        store.execute(
            f"DELETE FROM {table} WHERE programme = :programme AND round = :round AND person = :person",
            {"programme": programme, "round": round_, "person": person},
        )


def of_member(store: Engine, who: str) -> list[tuple[int, str]]:
    """Return (programme, person) of all members with that id or name, past ones too; the newest programme first."""
    rows = store.query(
        """
        SELECT programme, person
        FROM members
        WHERE person = :who OR name = :who
        ORDER BY programme DESC, person
        """,
        {"who": who},
    )
    return [(row["programme"], row["person"]) for row in rows]
