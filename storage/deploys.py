"""Store releases and their deployments from Sentry. `at`: when a deployment finished, epoch seconds."""

from __future__ import annotations

from collections.abc import Iterable

from storage.engine import Engine

RELEASES_LOOKED, RELEASES_GO_ON = "releases_looked", "releases_go_on"
"""Moments: when all releases were last read, and the earliest time of the next look."""
DEPLOYS_MAX = 5_000
Deploy = tuple[str, str, int]
"""(project, environment, at)"""


def projects(store: Engine) -> set[str]:
    """Return slugs or numbers of the projects in which any leak was seen."""
    return {row["name"] for row in store.query("SELECT DISTINCT name FROM places WHERE kind = 'project'")}


def known(store: Engine) -> dict[str, int]:
    """Return the releases that were read, each with its number of deployments at that time."""
    return {row["release"]: row["deploys"] for row in store.query("SELECT release, deploys FROM releases")}


def keep(store: Engine, release: str, released_at: int, count: int, found: Iterable[Deploy], now: int) -> None:
    """Store a release with its deployments. count: Sentry's number of deployments, unfinished ones included."""
    with store.transaction():
        store.execute(
            """
            INSERT INTO releases (release, released_at, deploys, read_at)
            VALUES (:release, :released_at, :count, :now)
            ON CONFLICT (release) DO UPDATE SET deploys = excluded.deploys, read_at = excluded.read_at
            """,
            {"release": release, "released_at": released_at, "count": count, "now": now},
        )
        rows = [{"project": name, "environment": where, "release": release, "at": at} for name, where, at in found]
        if rows:
            store.execute(
                """
                INSERT INTO deploys (project, environment, release, at)
                VALUES (:project, :environment, :release, :at)
                ON CONFLICT (project, environment, release, at) DO NOTHING
                """,
                rows,
            )


def forget(store: Engine, before: int) -> None:
    """Delete releases and deployments older than any history that is used."""
    with store.transaction():
        store.execute("DELETE FROM deploys WHERE at < :before", {"before": before})
        store.execute("DELETE FROM releases WHERE released_at < :before", {"before": before})


def of_leak(store: Engine, leak: int, since: int) -> list[tuple[str, str, str, int]]:
    """Return (project, environment, release, at) of a leak's deployments, oldest first; the latest 5,000.

    They are deployments to the projects and environments in which the leak was seen. Without any known environment,
    those to all environments count.
    """
    rows = store.query(
        """
        SELECT project, environment, release, at
        FROM deploys
        WHERE at >= :since
          AND project IN (SELECT name FROM places WHERE leak = :leak AND kind = 'project')
          AND (environment IN (SELECT name FROM places WHERE leak = :leak AND kind = 'environment')
               OR NOT EXISTS (SELECT 1 FROM places WHERE leak = :leak AND kind = 'environment'))
        ORDER BY at DESC, project, environment, release
        LIMIT :limit
        """,
        {"leak": leak, "since": since, "limit": DEPLOYS_MAX},
    )
    return [(row["project"], row["environment"], row["release"], row["at"]) for row in reversed(rows)]


def reported(store: Engine, leak: int) -> set[str]:
    """Return the releases that reported a leak."""
    rows = store.query("SELECT name FROM places WHERE leak = :leak AND kind = 'release' AND n > 0", {"leak": leak})
    return {row["name"] for row in rows}
