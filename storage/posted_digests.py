"""Find rounds whose digest is due, and store posted digests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from storage.engine import Engine
from storage.records import Round
from storage.records.group_keys import DigestKey

JOB = "digest"
ROUND = "programme, number, title, theme, begins_on, meets_on, meets_time, begins_at, meets_at, skipped_at"


@dataclass(frozen=True, slots=True)
class PostedDigest:
    """A posted digest. attempt: 1 at the meeting, higher for each repetition."""

    programme: int
    round: int
    attempt: int
    built_at: int
    figures: dict[str, Any]

    @property
    def key(self) -> DigestKey:
        """Return its key in the outbox."""
        return DigestKey(self.programme, self.round, self.attempt)


def due(store: Engine, now: int, since: int) -> list[Round]:
    """Return rounds that met in (since, now] and have no digest yet, by time.

    The round met after its programme was created, and the programme has a channel. The slot is that of DigestKey.
    """
    rows = store.query(
        f"""
        SELECT {", ".join(f"rounds.{name}" for name in ROUND.split(", "))}
        FROM rounds JOIN programmes ON programmes.id = rounds.programme
        WHERE rounds.meets_at > :since AND rounds.meets_at <= :now AND rounds.skipped_at IS NULL
          AND programmes.channel IS NOT NULL AND rounds.meets_at > programmes.made_at
          AND NOT EXISTS (
              SELECT 1 FROM runs WHERE job = :job AND slot = 'P' || rounds.programme || ' R' || rounds.number
          )
        ORDER BY rounds.meets_at, rounds.programme, rounds.number
        """,
        {"now": now, "since": since, "job": JOB},
    )
    return [Round(**row) for row in rows]


def keep(store: Engine, digest: PostedDigest, presenters: Iterable[str]) -> None:
    """Store a digest with its figures and presenters. Needs a transaction."""
    store.execute(
        """
        INSERT INTO digests (programme, round, attempt, built_at, figures)
        VALUES (:programme, :round, :attempt, :built_at, :figures)
        """,
        {
            "programme": digest.programme,
            "round": digest.round,
            "attempt": digest.attempt,
            "built_at": digest.built_at,
            "figures": _packed(digest.figures),
        },
    )
    for person in presenters:
        store.execute(
            """
            INSERT INTO presenters (programme, round, person)
            VALUES (:programme, :round, :person)
            ON CONFLICT (programme, round, person) DO NOTHING
            """,
            {"programme": digest.programme, "round": digest.round, "person": person},
        )


def _packed(figures: Mapping[str, Any]) -> str:
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":"))


def find(store: Engine, programme: int, round_: int, attempt: int | None = None) -> PostedDigest | None:
    """Return the digest of a round; the latest if no attempt is given."""
    rows = store.query(
        """
        SELECT programme, round, attempt, built_at, figures
        FROM digests
        WHERE programme = :programme AND round = :round
          AND (CAST(:attempt AS BIGINT) IS NULL OR attempt = :attempt)
        ORDER BY attempt DESC
        LIMIT 1
        """,
        {"programme": programme, "round": round_, "attempt": attempt},
    )
    return PostedDigest(**{**rows[0], "figures": json.loads(rows[0]["figures"])}) if rows else None


def post_of(store: Engine, key: str) -> tuple[str | None, bool]:
    """Return the ts of a digest's post (None until it is sent), and whether Slack refused it for good."""
    rows = store.query("SELECT ts, done_at, dead_at FROM outbox WHERE key = :key", {"key": key})
    if not rows:
        return None, True
    ts, done = rows[0]["ts"], rows[0]["done_at"] is not None
    return ts, rows[0]["dead_at"] is not None or (done and ts is None)


def give_up(store: Engine, key: str, now: int) -> None:
    """Stop retrying a post that Slack refused, since another replaces it. Needs a transaction."""
    store.execute(
        "UPDATE outbox SET done_at = :now, dead_at = NULL WHERE key = :key AND dead_at IS NOT NULL",
        {"key": key, "now": now},
    )


def last_presented(store: Engine, programme: int, before: int) -> dict[str, int]:
    """Return, by person, the last round before a number in which they were due to present."""
    rows = store.query(
        """
        SELECT person, MAX(round) AS round
        FROM presenters
        WHERE programme = :programme AND round < :before
        GROUP BY person
        """,
        {"programme": programme, "before": before},
    )
    return {row["person"]: row["round"] for row in rows}
