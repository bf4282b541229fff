"""Alerts that are kept beside a damaged database, and fed to the mended one.

The spool is a whole store of its own, of which only the deliveries are used. Nothing is processed there.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from storage import gaps
from storage.engine import Engine, Row, StoreDamaged
from storage.opening import open_store
from storage.queues import Delivery, backlog, probe, put_deliveries
from storage.upkeep import damage_of

NOTICE = "damage_notice"
BATCH = 200


@dataclass(frozen=True)
class Fed:
    """What became of a spool. found: alerts that waited there. new: those that the store did not have yet."""

    found: int
    new: int


@dataclass
class Spool:
    """Opens the spool of a database when it is first needed. now: the time at which this process began."""

    database: Path
    now: int
    _store: Engine | None = field(default=None)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def path(self) -> Path:
        """The file beside the database."""
        return self.database.with_name(f"{self.database.name}.spool")

    @property
    def store(self) -> Engine:
        """The spool's store, made if it does not exist."""
        with self._lock:
            if self._store is None:
                self._store = open_store(f"sqlite:///{self.path}", self.now)
            return self._store

    def waiting(self) -> int:
        """Count the alerts that were not fed to the store yet."""
        return backlog(self.store, "deliveries").waiting if self.path.exists() else 0

    def is_notice_due(self) -> bool:
        """Say whether nobody was told of the damage yet."""
        return not gaps.moment(self.store, NOTICE)

    def notice_posted(self, now: int) -> None:
        """Remember that people were told."""
        with self.store.transaction():
            gaps.move_moment(self.store, NOTICE, now)

    def close(self) -> None:
        """Close the file."""
        if self._store is not None:
            self._store.close()
            self._store = None


def existing(database: Path | None, now: int) -> Spool | None:
    """Find the spool of a database; None if no alert was ever kept there."""
    spool = Spool(database, now) if database is not None else None
    return spool if spool is not None and spool.path.exists() else None


def keep(store: Engine, batch: Sequence[Delivery]) -> None:
    """Commit a batch. An empty one only learns whether the disk takes writes. Raises StoreError."""
    with store.transaction():
        put_deliveries(store, batch)
        if not batch:
            probe(store)


def keep_or_spool(store: Engine, batch: Sequence[Delivery], spool: Spool) -> None:
    """Commit a batch to the store, or to the spool once the store is known to be damaged. Raises StoreError."""
    if damage_of(store) is None:
        try:
            return keep(store, batch)
        except StoreDamaged:
            pass
    return keep(spool.store, batch)


def feed(spool: Spool, store: Engine, now: int) -> Fed:
    """Put every waiting alert of the spool into the store, each once, also if this is interrupted and run again."""
    found = new = 0
    while rows := _waiting(spool.store):
        batch = [Delivery(**{**row, "body": bytes(row["body"])}) for row in rows]
        with store.transaction():
            new += sum(not _is_known(store, one) for one in batch)
            put_deliveries(store, batch)
        with spool.store.transaction():
            fed = [{"now": now, "id": one.id} for one in batch]
            spool.store.execute("UPDATE deliveries SET done_at = :now, reason = 'fed to the store' WHERE id = :id", fed)
        found += len(batch)
    with spool.store.transaction():
        spool.store.execute("DELETE FROM moments WHERE name = :name", {"name": NOTICE})
    return Fed(found, new)


def _waiting(spool: Engine) -> list[Row]:
    return spool.query(
        f"""
        SELECT id, via, resource, body, received_at, arrival_us
        FROM deliveries
        WHERE done_at IS NULL
        ORDER BY arrival_us, id
        LIMIT {BATCH}
        """
    )


def _is_known(store: Engine, delivery: Delivery) -> bool:
    return bool(store.query("SELECT 1 AS one FROM deliveries WHERE id = :id", {"id": delivery.id}))
