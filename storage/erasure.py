"""Delete everything that one person wrote in the study group, from all tables and the database files."""

from __future__ import annotations

from dataclasses import dataclass

from storage.applause import POSTS
from storage.engine import Engine
from storage.queues import WAITING
from storage.records import MessageKind
from storage.records.group_keys import names_person

JOB = "forget"
REMOVAL = MessageKind.FORGOTTEN_REMOVAL
OWN_TABLES = ("sections", "actions", "candidates", "passes", "entries", "members", "diaries")
JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The amount of a person's stored data. posts: messages in Slack, sent or queued. other: all other rows."""

    entries: int
    posts: int
    candidates: int
    other: int

    @property
    def is_nothing(self) -> bool:
        """Return True if nothing is stored."""
        return not (self.entries or self.posts or self.candidates or self.other)


@dataclass(frozen=True, slots=True)
class PersonalPost:
    """A row of the outbox with a person's words.

    Attributes:
        ts: in Slack; None if the message is not there or its outcome is unknown.
        is_open: an attempt is running or its outcome is unknown, so the message may still appear in Slack.
    """

    key: str
    kind: MessageKind
    channel: str
    ts: str | None
    payload: str | None
    is_open: bool


def count_data(store: Engine, person: str) -> PersonalData:
    """Count what `forget` would delete."""
    n = {table: _count(store, table, person) for table in OWN_TABLES}
    other = n["actions"] + n["passes"] + n["members"] + n["sections"] + _count(store, "applause", person)
    posts = [one for one in find_posts(store, person) if one.kind in POSTS and (one.ts is not None or one.is_open)]
    return PersonalData(n["entries"], len(posts), n["candidates"], other)


def _count(store: Engine, table: str, person: str) -> int:
    rows = store.query(f"SELECT COUNT(*) AS n FROM {table} WHERE person = :person", {"person": person})
    return int(rows[0]["n"])


def find_posts(store: Engine, person: str) -> list[PersonalPost]:
    """Find the outbox rows with the person's words, and those that update a post with them."""
    rows = store.query(
        """
        SELECT key, kind, channel, ts, payload,
            CASE WHEN done_at IS NULL AND (attempted_at IS NOT NULL OR lease_until IS NOT NULL)
                THEN 1 ELSE 0 END AS is_open
        FROM outbox
        WHERE SUBSTR(kind, 1, :size) = :start
        ORDER BY asked_at, key
        """,
        {"start": JOURNAL, "size": len(JOURNAL)},
    )
    own = [row for row in rows if names_person(row["key"], person) and not MessageKind(row["kind"]).is_removal]
    return [PersonalPost(**{**row, "kind": MessageKind(row["kind"]), "is_open": bool(row["is_open"])}) for row in own]


def programmes_of(store: Engine, person: str) -> list[int]:
    """Return the programmes that the person belongs or belonged to, or wrote in."""
    return _programmes_in(store, person, ("members", "entries", "candidates"))


def find_written(store: Engine, person: str) -> list[int]:
    """Return the programmes that contain text of the person."""
    return _programmes_in(store, person, ("sections", "actions", "candidates"))


def _programmes_in(store: Engine, person: str, tables: tuple[str, ...]) -> list[int]:
    selects = " UNION ".join(f"SELECT programme FROM {table} WHERE person = :person" for table in tables)
    return sorted(row["programme"] for row in store.query(selects, {"person": person}))


def drop_rows(store: Engine, person: str) -> None:
    """Delete the person's rows from every table but the outbox. Needs a transaction."""
    for table in (*OWN_TABLES, "applause"):
        store.execute(f"DELETE FROM {table} WHERE person = :person", {"person": person})


def drop_post(store: Engine, post: PersonalPost) -> None:
    """Delete a row of the outbox, so that the same round can be written again."""
    store.execute("DELETE FROM outbox WHERE key = :key", {"key": post.key})
    if post.ts is not None:
        where = {"channel": post.channel, "ts": post.ts}
        for table in ("posts", "applause"):
            store.execute(f"DELETE FROM {table} WHERE channel = :channel AND ts = :ts", where)


def blank(store: Engine, key: str, payload: str) -> None:
    """Replace the text of a queued message. Its key stays, so that it can be found in Slack."""
    store.execute("UPDATE outbox SET payload = :payload WHERE key = :key", {"key": key, "payload": payload})


def find_post(store: Engine, key: str) -> PersonalPost | None:
    """Return a row of the outbox; None if there is none."""
    rows = store.query(
        "SELECT key, kind, channel, ts, payload, done_at, dead_at, attempted_at FROM outbox WHERE key = :key",
        {"key": key},
    )
    if not rows:
        return None
    row = rows[0]
    is_open = row["done_at"] is None and (row["dead_at"] is None or row["attempted_at"] is not None)
    return PersonalPost(row["key"], MessageKind(row["kind"]), row["channel"], row["ts"], None, is_open)


def drop_direct(store: Engine, person: str) -> None:
    """Delete queued direct messages to the person: reminders, a diary, an offer. Needs a transaction."""
    store.execute(
        f"DELETE FROM outbox WHERE channel = :person AND leak IS NULL AND {WAITING} AND lease_until IS NULL",
        {"person": person},
    )


def drop_empty(store: Engine, programme: int) -> None:
    """Delete a programme without channel, members, entries and candidates. An imported diary leaves one behind."""
    alone = """
        id = :id AND channel IS NULL
        AND NOT EXISTS (SELECT 1 FROM members WHERE members.programme = programmes.id)
        AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.programme = programmes.id)
        AND NOT EXISTS (SELECT 1 FROM candidates WHERE candidates.programme = programmes.id)
    """
    if store.query(f"SELECT id FROM programmes WHERE {alone}", {"id": programme}):
        store.execute("DELETE FROM rounds WHERE programme = :id", {"id": programme})
        store.execute("DELETE FROM programmes WHERE id = :id", {"id": programme})


def slots_to_wipe(store: Engine) -> list[str]:
    """Return the slots of runs after which the database files still contain deleted text."""
    rows = store.query("SELECT slot FROM runs WHERE job = :job AND done_at IS NULL ORDER BY slot", {"job": JOB})
    return [row["slot"] for row in rows]


def wipe(store: Engine) -> bool:
    """Remove deleted text from the engine's files. False if a reader prevents it; try again later."""
    clean = getattr(store, "wipe", None)
    return clean is None or bool(clean())
