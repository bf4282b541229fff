"""Alerts that are kept beside a damaged database, and fed to the mended one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Engine, StoreDamaged, StoreUnusable, open_store, queues
from storage.queues import Delivery
from storage.spool import Fed, Spool, feed, keep, keep_or_spool
from storage.sqlite import SqliteEngine

NOW = 1_790_000_000


def delivery(n: int) -> Delivery:
    return Delivery(f"d{n}", "sentry", "event_alert", b"body %d" % n, NOW, NOW * 1_000_000 + n)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteEngine]:
    engine = open_store(f"sqlite:///{tmp_path}/a.db", NOW)
    assert isinstance(engine, SqliteEngine)
    yield engine
    engine.close()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    made = Spool(tmp_path / "a.db", NOW)
    yield made
    made.close()


def ids(store: Engine) -> list[str]:
    return [row["id"] for row in store.query("SELECT id FROM deliveries ORDER BY id")]


def test_a_well_store_takes_its_alerts_itself(store: SqliteEngine, spool: Spool) -> None:
    """No spool is made."""
    keep_or_spool(store, [delivery(1)], spool)

    assert (["d1"], False) == (ids(store), spool.path.exists())


def test_alerts_of_a_damaged_store_go_to_the_spool(store: SqliteEngine, spool: Spool) -> None:
    """Also while its table of deliveries would still take them: that file is going to be replaced."""
    store.damage = "a.db is not a usable SQLite file"

    keep_or_spool(store, [delivery(1)], spool)

    assert ([], ["d1"], 1) == (ids(store), ids(spool.store), spool.waiting())


def test_the_batch_that_meets_the_damage_goes_to_the_spool(store: SqliteEngine, spool: Spool, tmp_path: Path) -> None:
    """Nobody has to send it again."""
    root = store.query("SELECT rootpage FROM sqlite_schema WHERE name = 'deliveries'")[0]["rootpage"]
    store.close()
    with (tmp_path / "a.db").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    damaged = SqliteEngine(tmp_path / "a.db")

    keep_or_spool(damaged, [delivery(1), delivery(2)], spool)

    assert ["d1", "d2"] == ids(spool.store)
    with pytest.raises(StoreDamaged):
        keep(damaged, [delivery(3)])
    damaged.close()


def test_what_the_spool_cannot_take_is_refused(store: SqliteEngine, spool: Spool) -> None:
    """The sender is answered with 503."""
    store.damage = "a.db is not a usable SQLite file"
    spool.store.close()

    with pytest.raises(StoreUnusable, match="closed"):
        keep_or_spool(store, [delivery(1)], spool)


def test_each_alert_is_fed_once(store: SqliteEngine, spool: Spool) -> None:
    """What the store has already is not new, a second run finds nothing, and the spool keeps everything."""
    keep(store, [delivery(1)])
    claimed = queues.claim_deliveries(store, NOW, 15, 10)
    with store.transaction():
        queues.finish_delivery(store, claimed[0], NOW, "done")
    keep(spool.store, [delivery(n) for n in range(1, 451)])

    fed, again = feed(spool, store, NOW), feed(spool, store, NOW)

    assert (Fed(450, 449), Fed(0, 0)) == (fed, again)
    assert 449 == queues.backlog(store, "deliveries").waiting
    assert (450, 0) == (len(ids(spool.store)), spool.waiting())


def test_a_feeding_that_was_interrupted_goes_on(store: SqliteEngine, spool: Spool) -> None:
    """The process died between the store's commit and the spool's: nothing is lost and nothing is doubled."""
    keep(spool.store, [delivery(1), delivery(2)])
    keep(store, [delivery(1), delivery(2)])

    fed = feed(spool, store, NOW)

    assert Fed(2, 0) == fed
    assert [b"body 1", b"body 2"] == [one.body for one in queues.claim_deliveries(store, NOW, 15, 10)]
