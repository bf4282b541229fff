"""Store programmes, their rounds, members and passes."""

from __future__ import annotations

from storage.engine import Engine
from storage.records import Member, Programme, Round

PROGRAMME = "id, name, zone, channel, grace_s, passes, made_at"
ROUND = "programme, number, title, theme, begins_on, meets_on, meets_time, begins_at, meets_at, skipped_at"
MEMBER = "programme, person, name, joined_at, left_at, reminders_off_at"


def make(store: Engine, name: str, zone: str, channel: str | None, grace_s: int, passes: int, now: int) -> Programme:
    """Create a programme. Needs a transaction.

    Raises:
        StoreError: a programme of that name exists.
    """
    row = store.query("UPDATE counters SET value = value + 1 WHERE name = 'programme' RETURNING value")[0]
    programme = Programme(row["value"], name, zone, channel, grace_s, passes, now)
    store.execute(
        f"""
        INSERT INTO programmes ({PROGRAMME})
        VALUES (:id, :name, :zone, :channel, :grace_s, :passes, :made_at)
        """,
        {
            "id": programme.id,
            "name": name,
            "zone": zone,
            "channel": channel,
            "grace_s": grace_s,
            "passes": passes,
            "made_at": now,
        },
    )
    return programme


def change(store: Engine, programme: Programme) -> None:
    """Store a programme's new values under its id. Needs a transaction."""
    store.execute(
        """
        UPDATE programmes
        SET name = :name, zone = :zone, channel = :channel, grace_s = :grace_s, passes = :passes, made_at = :made_at
        WHERE id = :id
        """,
        {name: getattr(programme, name) for name in PROGRAMME.split(", ")},
    )


def find(store: Engine, programme: int) -> Programme | None:
    """Return the programme with this id."""
    rows = store.query(f"SELECT {PROGRAMME} FROM programmes WHERE id = :id", {"id": programme})
    return Programme(**rows[0]) if rows else None


def named(store: Engine, name: str) -> Programme | None:
    """Return the programme of this name."""
    rows = store.query(f"SELECT {PROGRAMME} FROM programmes WHERE name = :name", {"name": name})
    return Programme(**rows[0]) if rows else None


def every(store: Engine) -> list[Programme]:
    """Return all programmes, the oldest first."""
    return [Programme(**row) for row in store.query(f"SELECT {PROGRAMME} FROM programmes ORDER BY id")]


def put_round(store: Engine, one: Round) -> None:
    """Store a round, replacing the round of that number. Needs a transaction."""
    store.execute(
        f"""
        INSERT INTO rounds ({ROUND})
        VALUES (:programme, :number, :title, :theme, :begins_on, :meets_on, :meets_time, :begins_at, :meets_at,
            :skipped_at)
        ON CONFLICT (programme, number) DO UPDATE
        SET title = excluded.title, theme = excluded.theme, begins_on = excluded.begins_on,
            meets_on = excluded.meets_on, meets_time = excluded.meets_time, begins_at = excluded.begins_at,
            meets_at = excluded.meets_at, skipped_at = excluded.skipped_at
        """,
        {name: getattr(one, name) for name in ROUND.split(", ")},
    )


def rounds(store: Engine, programme: int) -> list[Round]:
    """Return every round of a programme by its number, skipped ones included."""
    rows = store.query(
        f"SELECT {ROUND} FROM rounds WHERE programme = :programme ORDER BY number", {"programme": programme}
    )
    return [Round(**row) for row in rows]


def join(store: Engine, programme: int, person: str, now: int, name: str | None = None) -> bool:
    """Add a person to a programme. False if they already belonged to it. Needs a transaction."""
    params = {"programme": programme, "person": person, "name": name, "now": now}
    return bool(
        store.execute(
            """
            INSERT INTO members (programme, person, name, joined_at)
            VALUES (:programme, :person, :name, :now)
            ON CONFLICT (programme, person) DO UPDATE
            SET left_at = NULL, name = COALESCE(excluded.name, members.name)
            WHERE members.left_at IS NOT NULL OR members.name IS NULL AND excluded.name IS NOT NULL
            """,
            params,
        )
    )


def leave(store: Engine, programme: int, person: str, now: int) -> bool:
    """Remove a person from a programme; their entries stay. False if they were not a member. Needs a transaction."""
    return bool(
        store.execute(
            """
            UPDATE members
            SET left_at = :now
            WHERE programme = :programme AND person = :person AND left_at IS NULL
            """,
            {"programme": programme, "person": person, "now": now},
        )
    )


def members(store: Engine, programme: int) -> list[Member]:
    """Return the present members, in the order they joined."""
    rows = store.query(
        f"""
        SELECT {MEMBER}
        FROM members
        WHERE programme = :programme AND left_at IS NULL
        ORDER BY joined_at, person
        """,
        {"programme": programme},
    )
    return [Member(**row) for row in rows]


def past_members(store: Engine, programme: int) -> frozenset[str]:
    """Return the persons who left a programme."""
    rows = store.query(
        "SELECT person FROM members WHERE programme = :programme AND left_at IS NOT NULL", {"programme": programme}
    )
    return frozenset(row["person"] for row in rows)


def member(store: Engine, programme: int, person: str) -> Member | None:
    """Return one person's membership, also a past one."""
    rows = store.query(
        f"SELECT {MEMBER} FROM members WHERE programme = :programme AND person = :person",
        {"programme": programme, "person": person},
    )
    return Member(**rows[0]) if rows else None


def set_reminders(store: Engine, programme: int, person: str, off_at: int | None) -> None:
    """Stop a member's reminders from a moment on; None resumes them. Needs a transaction."""
    store.execute(
        "UPDATE members SET reminders_off_at = :off_at WHERE programme = :programme AND person = :person",
        {"programme": programme, "person": person, "off_at": off_at},
    )


def take_pass(store: Engine, programme: int, round_: int, person: str, now: int) -> bool:
    """Store a member's pass for a round. False if they already had one. Needs a transaction."""
    return bool(
        store.execute(
            """
            INSERT INTO passes (programme, round, person, at)
            VALUES (:programme, :round, :person, :now)
            ON CONFLICT (programme, round, person) DO NOTHING
            """,
            {"programme": programme, "round": round_, "person": person, "now": now},
        )
    )


def give_pass_back(store: Engine, programme: int, round_: int, person: str) -> bool:
    """Delete a pass. False if there was none. Needs a transaction."""
    return bool(
        store.execute(
            "DELETE FROM passes WHERE programme = :programme AND round = :round AND person = :person",
            {"programme": programme, "round": round_, "person": person},
        )
    )


def passes(store: Engine, programme: int) -> list[tuple[int, str]]:
    """Return (round, person) of every pass."""
    rows = store.query(
        "SELECT round, person FROM passes WHERE programme = :programme ORDER BY round, person",
        {"programme": programme},
    )
    return [(row["round"], row["person"]) for row in rows]
