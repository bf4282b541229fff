"""Store Slack's refusals with causes outside the message: a channel without the bot, a revoked token.

A refusal is stored for each place, not for each message. The messages wait while one call retries now and then. Once it
succeeds, all of them are sent in order.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine import Engine
from storage.queues import WAITING
from storage.records.spans import HOUR_S

TOKEN = "token"  # noqa: S105 - the name of a place: nothing can be posted anywhere
TRIES_AFTER_S = (60, 120, 300, 600)
"""Seconds until the next retry; the last one repeats."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place that Slack refuses. waiting: the number of messages queued for it.

    Attributes:
        place: a channel's id, TOKEN, or "scope:METHOD".
        told_at: when a person was informed, or None.
    """

    place: str
    code: str
    since: int
    tries: int
    next_at: int
    told_at: int | None
    waiting: int = 0


def note(store: Engine, place: str, code: str, now: int) -> int:
    """Store a refusal; return the seconds until the next retry. Needs a transaction."""
    rows = store.query("SELECT tries FROM refusals WHERE place = :place", {"place": place})
    tries = rows[0]["tries"] if rows else 0
    wait_s = TRIES_AFTER_S[min(tries, len(TRIES_AFTER_S) - 1)]
    store.execute(
        """
        INSERT INTO refusals (place, code, since, tries, written_at, next_at)
        VALUES (:place, :code, :now, 1, :now, :next_at)
        ON CONFLICT (place) DO UPDATE
        SET code = excluded.code, tries = refusals.tries + 1, written_at = excluded.written_at,
            next_at = excluded.next_at,
            since = CASE WHEN refusals.since > excluded.since THEN excluded.since ELSE refusals.since END
        """,
        {"place": place, "code": code, "now": now, "next_at": now + wait_s},
    )
    return wait_s


def clear(store: Engine, place: str) -> bool:
    """Delete the refusals of a place that takes messages again, and of the token; True if there were any."""
    places = {"place": place, "token": TOKEN}
    return bool(store.execute("DELETE FROM refusals WHERE place = :place OR place = :token", places))


def current(store: Engine) -> list[Refusal]:
    """List the refusals, the oldest first. A channel without queued messages is left out."""
    rows = store.query(
        f"""
        SELECT place, code, since, tries, next_at, told_at, (
            SELECT COUNT(*) FROM outbox WHERE (outbox.channel = refusals.place OR place = '{TOKEN}') AND {WAITING}
        ) AS waiting
        FROM refusals
        ORDER BY since, place
        """
    )
    return [one for one in (Refusal(**row) for row in rows) if one.waiting or not one.place.startswith(("C", "D", "G"))]


def retry_now(store: Engine, now: int) -> bool:
    """Retry every refused place at once; True if there is one."""
    if not current(store):
        return False
    with store.transaction():
        return bool(store.execute("UPDATE refusals SET next_at = :now, written_at = :now", {"now": now}))


def told(store: Engine, place: str, now: int) -> None:
    """Record that a person was informed of a refusal."""
    store.execute("UPDATE refusals SET told_at = :now WHERE place = :place", {"place": place, "now": now})


def used_command(store: Engine, person: str, now: int) -> None:
    """Remember the last person who used `/leak`, to the hour."""
    rows = store.query("SELECT person, used_at FROM command_users ORDER BY used_at DESC LIMIT 1")
    if rows and rows[0]["person"] == person and 0 <= now - rows[0]["used_at"] < HOUR_S:
        return
    with store.transaction():
        store.execute(
            """
            INSERT INTO command_users (person, used_at)
            VALUES (:person, :now)
            ON CONFLICT (person) DO UPDATE SET used_at = excluded.used_at
            """,
            {"person": person, "now": now},
        )


def last_user(store: Engine) -> str | None:
    """Return the last person who used `/leak`; None if nobody did."""
    rows = store.query("SELECT person FROM command_users ORDER BY used_at DESC, person LIMIT 1")
    return rows[0]["person"] if rows else None
