"""Store growth journals: entries with their sections, action items, candidates, offers and applause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from storage.engine import Engine, Row
from storage.leaks import LEAK_COLUMNS, to_leak
from storage.records import Action, Candidate, Entry, Leak, Section

ENTRY = "programme, round, person, leak, begun_at, saved_at, shared_at"
CANDIDATE = "position, problem, effort_days, effect, evidence, leak, chosen_at, effect_score"


def save(
    store: Engine, programme: int, round_: int, person: str, sections: Iterable[Section], leak: int | None, now: int
) -> None:
    """Store a member's entry for a round, replacing the previous one, shared or not. Needs a transaction."""
    whose = {"programme": programme, "round": round_, "person": person}
    store.execute(
        """
        INSERT INTO entries (programme, round, person, leak, begun_at, saved_at)
        VALUES (:programme, :round, :person, :leak, :now, :now)
        ON CONFLICT (programme, round, person) DO UPDATE
        SET leak = excluded.leak, saved_at = excluded.saved_at
        """,
        {**whose, "leak": leak, "now": now},
    )
    store.execute(
        "DELETE FROM sections WHERE programme = :programme AND round = :round AND person = :person",
        whose,
    )
    for position, one in enumerate(sections):
        store.execute(
            """
            INSERT INTO sections (programme, person, round, position, kind, heading, text)
            VALUES (:programme, :person, :round, :position, :kind, :heading, :text)
            """,
            {**whose, "position": position, "kind": one.kind, "heading": one.heading, "text": one.text},
        )


def share(store: Engine, programme: int, round_: int, person: str, now: int) -> bool:
    """Share the entry with everybody. False if it was already shared. Needs a transaction."""
    return bool(
        store.execute(
            """
            UPDATE entries
            SET shared_at = :now
            WHERE programme = :programme AND round = :round AND person = :person AND shared_at IS NULL
            """,
            {"programme": programme, "round": round_, "person": person, "now": now},
        )
    )


def find(store: Engine, programme: int, round_: int, person: str) -> Entry | None:
    """Return one member's entry for a round with its sections, shared or not."""
    found = _with_sections(
        store,
        store.query(
            f"SELECT {ENTRY} FROM entries WHERE programme = :programme AND round = :round AND person = :person",
            {"programme": programme, "round": round_, "person": person},
        ),
        "programme = :programme AND round = :round AND person = :person",
        {"programme": programme, "round": round_, "person": person},
    )
    return found[0] if found else None


def of_person(store: Engine, programme: int, person: str) -> list[Entry]:
    """Return a member's entries in a programme, by round."""
    params = {"programme": programme, "person": person}
    whose = "programme = :programme AND person = :person"
    rows = store.query(f"SELECT {ENTRY} FROM entries WHERE {whose} ORDER BY round", params)
    return _with_sections(store, rows, whose, params)


def shared(store: Engine, programme: int, round_: int) -> list[Entry]:
    """Return the shared entries of a round without their sections, in order of sharing."""
    rows = store.query(
        f"""
        SELECT {ENTRY}
        FROM entries
        WHERE programme = :programme AND round = :round AND shared_at IS NOT NULL
        ORDER BY shared_at, person
        """,
        {"programme": programme, "round": round_},
    )
    return [Entry(**row) for row in rows]


def _with_sections(store: Engine, rows: Sequence[Row], whose: str, params: dict[str, object]) -> list[Entry]:
    parts: dict[int, list[Section]] = {}
    if rows:
        for row in store.query(
            f"SELECT round, kind, heading, text FROM sections WHERE {whose} ORDER BY round, position", params
        ):
            parts.setdefault(row["round"], []).append(Section(row["kind"], row["heading"], row["text"]))
    return [replace(Entry(**row), sections=tuple(parts.get(row["round"], ()))) for row in rows]


def offer(store: Engine, programme: int, round_: int, person: str, leak: int, now: int) -> bool:
    """Record that a member is asked about a leak. False if they were already asked. Needs a transaction."""
    return bool(
        store.execute(
            """
            INSERT INTO offers (programme, round, person, leak, at)
            VALUES (:programme, :round, :person, :leak, :now)
            ON CONFLICT (programme, round, person, leak) DO NOTHING
            """,
            {"programme": programme, "round": round_, "person": person, "leak": leak, "now": now},
        )
    )


def put_actions(store: Engine, programme: int, round_: int, person: str, items: Sequence[Action]) -> None:
    """Replace the action items of a member's round. Needs a transaction."""
    whose = {"programme": programme, "round": round_, "person": person}
    store.execute(
        "DELETE FROM actions WHERE programme = :programme AND round = :round AND person = :person",
        whose,
    )
    for one in items:
        store.execute(
            """
            INSERT INTO actions (programme, person, round, position, text, done_at)
            VALUES (:programme, :person, :round, :position, :text, :done_at)
            """,
            {**whose, "position": one.position, "text": one.text, "done_at": one.done_at},
        )


def actions(store: Engine, programme: int, round_: int, person: str) -> list[Action]:
    """Return the action items of a member's round."""
    rows = store.query(
        """
        SELECT position, text, done_at
        FROM actions
        WHERE programme = :programme AND round = :round AND person = :person
        ORDER BY position
        """,
        {"programme": programme, "round": round_, "person": person},
    )
    return [Action(**row) for row in rows]


def actions_before(store: Engine, programme: int, round_: int, person: str) -> list[tuple[int, Action]]:
    """Return (round, action item) of a member's rounds before one, by round and position."""
    rows = store.query(
        """
        SELECT round, position, text, done_at
        FROM actions
        WHERE programme = :programme AND round < :round AND person = :person
        ORDER BY round, position
        """,
        {"programme": programme, "round": round_, "person": person},
    )
    return [(row["round"], Action(row["position"], row["text"], row["done_at"])) for row in rows]


def put_candidates(store: Engine, programme: int, person: str, found: Sequence[Candidate]) -> None:
    """Replace a member's candidates. Needs a transaction."""
    whose = {"programme": programme, "person": person}
    store.execute("DELETE FROM candidates WHERE programme = :programme AND person = :person", whose)
    for one in found:
        store.execute(
            f"""
            INSERT INTO candidates (programme, person, {CANDIDATE})
            VALUES (:programme, :person, :position, :problem, :effort_days, :effect, :evidence, :leak, :chosen_at,
                :effect_score)
            """,
            {**whose, **{name: getattr(one, name) for name in CANDIDATE.split(", ")}},
        )


def candidates(store: Engine, programme: int, person: str) -> list[Candidate]:
    """Return a member's candidates, in order."""
    rows = store.query(
        f"""
        SELECT {CANDIDATE}
        FROM candidates
        WHERE programme = :programme AND person = :person
        ORDER BY position
        """,
        {"programme": programme, "person": person},
    )
    return [Candidate(**row) for row in rows]


def applaud(store: Engine, channel: str, ts: str, person: str, name: str, now: int) -> None:
    """Store a person's reaction to a journal post. name: the reaction's name. Needs a transaction."""
    store.execute(
        """
        INSERT INTO applause (channel, ts, person, name, at)
        VALUES (:channel, :ts, :person, :name, :now)
        ON CONFLICT (channel, ts, person, name) DO NOTHING
        """,
        {"channel": channel, "ts": ts, "person": person, "name": name, "now": now},
    )


def stop_applause(store: Engine, channel: str, ts: str, person: str, name: str) -> None:
    """Delete the reaction. Needs a transaction."""
    store.execute(
        "DELETE FROM applause WHERE channel = :channel AND ts = :ts AND person = :person AND name = :name",
        {"channel": channel, "ts": ts, "person": person, "name": name},
    )


def channel_of(store: Engine, key: str) -> str | None:
    """Return the channel of a message in the outbox."""
    rows = store.query("SELECT channel FROM outbox WHERE key = :key", {"key": key})
    return rows[0]["channel"] if rows else None


def leaks_to_attach(store: Engine, settled_since: int, limit: int) -> list[Leak]:
    """Return leaks to write about: unsettled ones first, then those settled since a moment."""
    rows = store.query(
        f"""
        SELECT {LEAK_COLUMNS}
        FROM leaks
        WHERE merged_into IS NULL AND (state NOT IN ('investigated', 'fixed') OR state_at >= :since)
        ORDER BY CASE WHEN state IN ('investigated', 'fixed') THEN 1 ELSE 0 END, last_seen DESC, number
        LIMIT :limit
        """,
        {"since": settled_since, "limit": limit},
    )
    return [to_leak(row) for row in rows]
