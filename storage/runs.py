"""Store job runs. A run begins once, even if several workers try."""

from __future__ import annotations

from storage.engine import Engine


def begin_run(store: Engine, job: str, slot: str, now: int) -> bool:
    """Begin a run; True only for the first caller. slot: identifies the run within its job, such as a date."""
    with store.transaction():
        return bool(
            store.execute(
                "INSERT INTO runs (job, slot, begun_at) VALUES (:job, :slot, :now) ON CONFLICT (job, slot) DO NOTHING",
                {"job": job, "slot": slot, "now": now},
            )
        )


def begun_at(store: Engine, job: str, slot: str) -> int:
    """Return when an existing run began."""
    rows = store.query("SELECT begun_at FROM runs WHERE job = :job AND slot = :slot", {"job": job, "slot": slot})
    return int(rows[0]["begun_at"])


def finish_run(store: Engine, job: str, slot: str, now: int) -> None:
    """Record that the run is finished."""
    with store.transaction():
        store.execute(
            "UPDATE runs SET done_at = :now WHERE job = :job AND slot = :slot",
            {"job": job, "slot": slot, "now": now},
        )


def run_is_done(store: Engine, job: str, slot: str) -> bool:
    """Return True once the run is finished."""
    rows = store.query(
        "SELECT 1 AS one FROM runs WHERE job = :job AND slot = :slot AND done_at IS NOT NULL",
        {"job": job, "slot": slot},
    )
    return bool(rows)
