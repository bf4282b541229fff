"""All that one person wrote in the study group, taken out of every table, and out of the files that these lie in."""

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
    """How much of a person there is. posts: messages in Slack, sent or on their way. other: rows beside these."""

    entries: int
    posts: int
    candidates: int
    other: int

    @property
    def is_nothing(self) -> bool:
        return not (self.entries or self.posts or self.candidates or self.other)


@dataclass(frozen=True, slots=True)
class PersonalPost:
    """A row of the outbox that carries a person's words. ts: in Slack; None: it is not, or nobody knows.

    is_open: an attempt is under way or its outcome unknown, so that it may still come to be in Slack.
    """

    key: str
    kind: MessageKind
    channel: str
    ts: str | None
    payload: str | None
    is_open: bool


def count_data(store: Engine, person: str) -> PersonalData:
    """What `forget` would take out."""
    n = {table: _count(store, table, person) for table in OWN_TABLES}
    other = n["actions"] + n["passes"] + n["members"] + n["sections"] + _count(store, "applause", person)
    posts = [one for one in find_posts(store, person) if one.kind in POSTS and (one.ts is not None or one.is_open)]
    return PersonalData(n["entries"], len(posts), n["candidates"], other)


def _count(store: Engine, table: str, person: str) -> int:
    rows = store.query(f"SELECT COUNT(*) AS n FROM {table} WHERE person = :person", {"person": person})
    return int(rows[0]["n"])


def find_posts(store: Engine, person: str) -> list[PersonalPost]:
    """Rows of the outbox that hold, or stand for a post that holds, what the person wrote; their edits too."""
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
    """The programmes that the person belongs or belonged to, or wrote in."""
    rows = store.query(
        """
        SELECT programme FROM members WHERE person = :person
        UNION
        SELECT programme FROM entries WHERE person = :person
        UNION
        SELECT programme FROM candidates WHERE person = :person
        """,
        {"person": person},
    )
    return sorted(row["programme"] for row in rows)


def find_written(store: Engine, person: str) -> list[int]:
    """The programmes that hold words of the person."""
    rows = store.query(
        """
        SELECT programme FROM sections WHERE person = :person
        UNION
        SELECT programme FROM actions WHERE person = :person
        UNION
        SELECT programme FROM candidates WHERE person = :person
        """,
        {"person": person},
    )
    return sorted(row["programme"] for row in rows)


def drop_rows(store: Engine, person: str) -> None:
    """Take everything out of the person's tables. Needs a transaction. The outbox is another matter."""
    for table in (*OWN_TABLES, "applause"):
        store.execute(f"DELETE FROM {table} WHERE person = :person", {"person": person})


def drop_post(store: Engine, post: PersonalPost) -> None:
    """No row of the outbox stands for this any more, so that the same round can be written anew."""
    store.execute("DELETE FROM outbox WHERE key = :key", {"key": post.key})
    if post.ts is not None:
        where = {"channel": post.channel, "ts": post.ts}
        for table in ("posts", "applause"):
            store.execute(f"DELETE FROM {table} WHERE channel = :channel AND ts = :ts", where)


def blank(store: Engine, key: str, payload: str) -> None:
    """The words of a message on its way give place to others; what it is looked for by stays."""
    store.execute("UPDATE outbox SET payload = :payload WHERE key = :key", {"key": key, "payload": payload})


def find_post(store: Engine, key: str) -> PersonalPost | None:
    """A row of the outbox; None: there is none."""
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
    """What waits to be said to the person alone is not said: reminders, a diary, an offer. Needs a transaction."""
    store.execute(
        f"DELETE FROM outbox WHERE channel = :person AND leak IS NULL AND {WAITING} AND lease_until IS NULL",
        {"person": person},
    )


def drop_empty(store: Engine, programme: int) -> None:
    """Take out a programme without a channel in which nobody is and wrote any more: an imported diary's frame."""
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
    """Slots of forgettings after which the files were not yet rid of older states."""
    rows = store.query("SELECT slot FROM runs WHERE job = :job AND done_at IS NULL ORDER BY slot", {"job": JOB})
    return [row["slot"] for row in rows]


def wipe(store: Engine) -> bool:
    """Have the engine rid its files of older states; False: somebody still reads them, try again later."""
    clean = getattr(store, "wipe", None)
    return clean is None or bool(clean())
