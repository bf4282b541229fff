"""Releases, and when they were deployed where, as Sentry told it. `at`: when a deployment finished, epoch seconds."""

from __future__ import annotations

from collections.abc import Iterable

from storage.engine import Engine

RELEASES_LOOKED, RELEASES_GO_ON = "releases_looked", "releases_go_on"
"""Moments: when all releases were looked at last, and before when no further look begins."""
DEPLOYS_MAX = 5_000
Deploy = tuple[str, str, int]
"""(project, environment, at)"""


def projects(store: Engine) -> set[str]:
    """Slugs or numbers of the projects in which any leak was seen."""
    return {row["name"] for row in store.query("SELECT DISTINCT name FROM places WHERE kind = 'project'")}


def known(store: Engine) -> dict[str, int]:
    """The releases that were read, each with how many deployments it had then."""
    return {row["release"]: row["deploys"] for row in store.query("SELECT release, deploys FROM releases")}


def keep(store: Engine, release: str, released_at: int, count: int, found: Iterable[Deploy], now: int) -> None:
    """Keep a release with its deployments. count: how many Sentry says there are, the unfinished ones among them."""
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
    """Drop what is older than any history that is looked at."""
    with store.transaction():
        store.execute("DELETE FROM deploys WHERE at < :before", {"before": before})
        store.execute("DELETE FROM releases WHERE released_at < :before", {"before": before})


def of_leak(store: Engine, leak: int, since: int) -> list[tuple[str, str, str, int]]:
    """(project, environment, release, at) of the deployments that concern a leak, oldest first; the latest 5,000.

    Those of the projects and, as far as it was seen in any, of the environments in which it was seen.
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
    """The releases that reported a leak."""
    rows = store.query("SELECT name FROM places WHERE leak = :leak AND kind = 'release' AND n > 0", {"leak": leak})
    return {row["name"] for row in rows}
