"""Job runs: each begins once, whoever tries."""

from __future__ import annotations

from storage.engine import Engine


def begin_run(store: Engine, job: str, slot: str, now: int) -> bool:
    """True for the one caller who may run this job for this slot. slot: what it is for, such as a date."""
    with store.transaction():
        return bool(
            store.execute(
                "INSERT INTO runs (job, slot, begun_at) VALUES (:job, :slot, :now) ON CONFLICT (job, slot) DO NOTHING",
                {"job": job, "slot": slot, "now": now},
            )
        )


def begun_at(store: Engine, job: str, slot: str) -> int:
    """When a run was begun; it must have been."""
    rows = store.query("SELECT begun_at FROM runs WHERE job = :job AND slot = :slot", {"job": job, "slot": slot})
    return int(rows[0]["begun_at"])


def finish_run(store: Engine, job: str, slot: str, now: int) -> None:
    """The run came to its end."""
    with store.transaction():
        store.execute(
            "UPDATE runs SET done_at = :now WHERE job = :job AND slot = :slot",
            {"job": job, "slot": slot, "now": now},
        )


def run_is_done(store: Engine, job: str, slot: str) -> bool:
    """True once the run came to its end."""
    rows = store.query(
        "SELECT 1 AS one FROM runs WHERE job = :job AND slot = :slot AND done_at IS NOT NULL",
        {"job": job, "slot": slot},
    )
    return bool(rows)
