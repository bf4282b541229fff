"""Old data opens, and a newer database is not touched by an older program."""

from pathlib import Path

import pytest

from storage import StoreUnusable, open_store
from storage.migrations import STEPS, migrate, statements
from storage.sqlite import SqliteEngine, backup_file

NOW = 1_790_000_000


def test_every_earlier_schema_opens_with_its_rows(tmp_path: Path) -> None:
    """From each released version on, the rows that were there are there after the migration."""
    for version in range(1, len(STEPS) + 1):
        engine = SqliteEngine(tmp_path / f"v{version}.db")
        with engine.transaction():
            engine.execute("CREATE TABLE migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)")
            for number in range(1, version + 1):
                for statement in statements(STEPS[number - 1]):
                    engine.execute(statement.replace("BYTES", engine.bytes_type))
                engine.execute(
                    "INSERT INTO migrations (version, applied_at) VALUES (:v, :now)", {"v": number, "now": 1}
                )
            engine.execute("INSERT INTO runs (job, slot, begun_at) VALUES ('digest', 'round 1', 5)")

        assert len(STEPS) - version == migrate(engine, NOW)
        assert [{"begun_at": 5}] == engine.query("SELECT begun_at FROM runs")
        engine.close()


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    """A migrated database has nothing left to do."""
    url = f"sqlite:///{tmp_path}/a.db"
    open_store(url, NOW).close()
    store = open_store(url, NOW + 1)

    assert [NOW] * len(STEPS) == [row["applied_at"] for row in store.query("SELECT applied_at FROM migrations")]
    store.close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """An older program says so and changes nothing."""
    url = f"sqlite:///{tmp_path}/a.db"
    store = open_store(url, NOW)
    with store.transaction():
        store.execute("INSERT INTO migrations (version, applied_at) VALUES (999, 1)")
    store.close()

    with pytest.raises(StoreUnusable, match="run the newer program"):
        open_store(url, NOW)


def test_a_failed_step_leaves_the_version_before(tmp_path: Path) -> None:
    """A step is kept whole or not at all."""
    engine = SqliteEngine(tmp_path / "a.db")
    with engine.transaction():
        engine.execute("CREATE TABLE outbox (key TEXT PRIMARY KEY)")

    with pytest.raises(Exception, match="outbox"):
        migrate(engine, NOW)

    assert [] == engine.query("SELECT version FROM migrations")
    assert ["migrations", "outbox"] == [
        row["name"] for row in engine.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    engine.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://localhost/x", "is not understood"),
        ("data/leak.db", "is not understood"),
        ("sqlite:////proc/nowhere/a.db", "nowhere"),
    ],
)
def test_an_unusable_address_says_what_to_do(url: str, says: str) -> None:
    """A bad DATABASE_URL is a sentence, not a trace."""
    with pytest.raises(StoreUnusable, match=says):
        open_store(url, NOW)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Something else under that name is not overwritten."""
    file = tmp_path / "a.db"
    file.write_bytes(b"these are my notes" * 100)

    with pytest.raises(StoreUnusable, match="not a usable SQLite file"):
        open_store(f"sqlite:///{file}", NOW)

    assert file.read_bytes() == b"these are my notes" * 100


def test_a_backup_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    """A copy taken while the database is open holds its rows; a second one needs a name of its own."""
    store = open_store(f"sqlite:///{tmp_path}/a.db", NOW)
    with store.transaction():
        store.execute("INSERT INTO runs (job, slot, begun_at) VALUES ('digest', 'round 1', 5)")

    size = backup_file(tmp_path / "a.db", tmp_path / "copy.db")

    copy = open_store(f"sqlite:///{tmp_path}/copy.db", NOW)
    assert size > 0
    assert [{"begun_at": 5}] == copy.query("SELECT begun_at FROM runs")
    with pytest.raises(StoreUnusable, match="never overwritten"):
        backup_file(tmp_path / "a.db", tmp_path / "copy.db")
    copy.close()
    store.close()
