"""Migrate the schema in numbered steps. A released step is never edited. Each step runs in its own transaction."""

from __future__ import annotations

from storage.engine import Engine, StoreDamaged, StoreError, StoreUnusable
from storage.schema import deploys, first, reading_deaths, slack_troubles, states, study_group

STEPS: tuple[str, ...] = (
    first.STEP,
    states.STEP,
    study_group.STEP,
    deploys.STEP,
    slack_troubles.STEP,
    reading_deaths.STEP,
)
"""In order of release; each step has its own file in `storage/schema`."""


def statements(step: str) -> list[str]:
    """Return the statements of a step. None of them contains a semicolon."""
    return [statement.strip() for statement in step.split(";") if statement.strip()]


def migrate(engine: Engine, now: int) -> int:
    """Bring the schema to the newest version; return the number of steps run.

    Raises:
        StoreUnusable: a newer program wrote the database.
    """
    done = _version(engine)
    if done > len(STEPS):
        raise StoreUnusable(
            f"the database has schema version {done}, this program knows {len(STEPS)}: run the newer program"
        )
    for number, step in enumerate(STEPS[done:], start=done + 1):
        with engine.transaction():
            for statement in statements(step):
                engine.execute(statement.replace("BYTES", engine.bytes_type))
            engine.execute("INSERT INTO migrations (version, applied_at) VALUES (:v, :now)", {"v": number, "now": now})
    return len(STEPS) - done


def _version(engine: Engine) -> int:
    """Return the number of steps that are done. An up-to-date database is only read, also while another writes it."""
    query = "SELECT COALESCE(MAX(version), 0) AS version FROM migrations"
    try:
        return int(engine.query(query)[0]["version"])
    except StoreDamaged:
        raise
    except StoreError:  # no such table yet
        with engine.transaction():
            engine.execute(
                "CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)"
            )
            return int(engine.query(query)[0]["version"])
