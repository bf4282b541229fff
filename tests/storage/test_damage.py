"""A SQLite file that is damaged, and a write-ahead log that grows: found, named, and said in one sentence."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import StoreDamaged, StoreError, StoreUnusable, open_store, queues, wal
from storage.queues import Delivery
from storage.sqlite import SqliteEngine, backup_file
from storage.upkeep import Upkeep, problems

NOW = 1_790_000_000
PAGE = 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with 200 deliveries, closed."""
    store = open_store(f"sqlite:///{tmp_path}/data/a.db", NOW)
    with store.transaction():
        queues.put_deliveries(store, [Delivery(f"d{n}", "sentry", None, b"x" * 3000, NOW, n) for n in range(200)])
    store.close()
    return tmp_path / "data" / "a.db"


def reopen(file: Path) -> SqliteEngine:
    store = open_store(f"sqlite:///{file}", NOW)
    assert isinstance(store, SqliteEngine)
    return store


def overwrite(file: Path, at: int, data: bytes) -> None:
    with file.open("r+b") as bytes_:
        bytes_.seek(at)
        bytes_.write(data)


def root_of(file: Path, table: str) -> int:
    """The number of a table's first page."""
    store = SqliteEngine(file)
    page = store.query("SELECT rootpage FROM sqlite_schema WHERE name = :name", {"name": table})[0]["rootpage"]
    store.close()
    return int(page)


def test_an_empty_file_is_refused_and_stays(file: Path) -> None:
    """SQLite takes it for a new database: everything would be gone without a word."""
    file.write_bytes(b"")

    with pytest.raises(StoreDamaged, match=r"a\.db is empty \(0 bytes\).*restore a backup"):
        reopen(file)

    assert 0 == file.stat().st_size


@pytest.mark.parametrize("keep", [0.9, 0.5])
def test_a_cut_file_is_refused(file: Path, keep: float) -> None:
    """A copy that ended early."""
    os.truncate(file, int(file.stat().st_size * keep) // PAGE * PAGE)

    with pytest.raises(StoreDamaged, match=r"a\.db .*restore a backup"):
        reopen(file)


def test_a_file_cut_inside_its_last_page_is_refused(file: Path) -> None:
    """SQLite would read zeros there."""
    os.truncate(file, file.stat().st_size - 100)

    with pytest.raises(StoreDamaged, match=r"a\.db is cut: \d+ of \d+ bytes"):
        reopen(file)


def test_another_kind_of_file_is_refused(file: Path) -> None:
    """The header says what it is."""
    overwrite(file, 0, b"PK\x03\x04 no database at all")

    with pytest.raises(
        StoreDamaged, match=r"a\.db is not a usable SQLite file \(file is not a database\): move it away"
    ):
        reopen(file)


def test_a_damaged_first_page_of_a_table_is_found_at_the_start(file: Path) -> None:
    """It costs milliseconds to look at each."""
    overwrite(file, (root_of(file, "sightings") - 1) * PAGE, b"\xff" * PAGE)

    with pytest.raises(StoreDamaged, match=r"a\.db is not a usable SQLite file"):
        reopen(file)


def test_damage_further_in_is_found_by_the_daily_look(file: Path) -> None:
    """The start reads the first pages only; the job reads every page."""
    overwrite(file, file.stat().st_size - 40 * PAGE, b"\xff" * 30 * PAGE)
    store = reopen(file)
    at_start = problems(store)

    Upkeep(store, lambda: NOW).run()

    assert [] == at_start
    assert 1 == len(problems(store))
    assert f"{file} is not a usable SQLite file (malformed: " in problems(store)[0]
    store.close()


def test_damage_met_while_running_is_remembered(file: Path) -> None:
    """The transaction fails with the file's name, and health can tell from then on."""
    overwrite(file, file.stat().st_size - 150 * PAGE, b"\xff" * 140 * PAGE)
    store = reopen(file)

    with pytest.raises(StoreDamaged, match=r"a\.db"):
        queues.claim_deliveries(store, NOW, 15, 200)

    assert [store.damage] == problems(store)
    store.close()


def test_a_whole_file_is_well(file: Path) -> None:
    """No false alarm."""
    store = reopen(file)

    Upkeep(store, lambda: NOW).run()

    assert [] == problems(store)
    store.close()


def test_a_log_without_its_database_is_not_thrown_away(tmp_path: Path) -> None:
    """SQLite deletes it when it makes the database anew."""
    (tmp_path / "a.db-wal").write_bytes(b"frames")

    with pytest.raises(StoreUnusable, match=r"a\.db-wal is there without its database"):
        open_store(f"sqlite:///{tmp_path}/a.db", NOW)

    assert b"frames" == (tmp_path / "a.db-wal").read_bytes()


def test_a_locked_database_is_said_in_a_sentence(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for first."""
    monkeypatch.setattr("storage.sqlite.BUSY_MS", 50)
    store, other = reopen(file), reopen(file)

    with (
        other.transaction(),
        pytest.raises(StoreError, match=r"a\.db is locked by another process: wait"),
        store.transaction(),
    ):
        pass

    other.close()
    store.close()


def test_an_up_to_date_database_opens_while_another_process_writes(file: Path) -> None:
    """`doctor` beside a busy bot."""
    other = reopen(file)

    with other.transaction():
        store = reopen(file)
        waiting = queues.backlog(store, "deliveries").waiting

    assert 200 == waiting
    other.close()
    store.close()


@pytest.fixture
def long_reader(file: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has begun to read and does not end."""
    code = (
        "import sqlite3, sys\n"
        f"conn = sqlite3.connect({str(file)!r})\n"
        "conn.execute('BEGIN')\n"
        "conn.execute('SELECT COUNT(*) FROM deliveries').fetchall()\n"
        "print('reads', flush=True)\n"
        "sys.stdin.read()\n"
    )
    reader = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield reader
    reader.communicate()


def test_a_long_reader_is_named_and_the_log_is_cut_once_it_ended(
    file: Path, long_reader: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its snapshot keeps every newer page in the log: 234 MB were once seen by nobody."""
    monkeypatch.setattr(wal, "BOUND_BYTES", 1_000_000)
    monkeypatch.setattr(wal, "KEEP_BYTES", 100_000)
    store = reopen(file)
    assert long_reader.stdout is not None
    assert "reads\n" == long_reader.stdout.readline()
    with store.transaction():
        queues.put_deliveries(store, [Delivery(f"n{n}", "sentry", None, b"x" * 3000, NOW, n) for n in range(500)])

    store.checkpoint()
    while_read = problems(store)
    long_reader.communicate()
    store.checkpoint()

    assert 1 == len(while_read)
    assert f"a.db-wal has grown to 2 MB, since process {long_reader.pid} (" in while_read[0]
    assert [] == problems(store)
    assert 0 == wal.size(file)
    store.close()


def test_database_and_backup_are_for_their_owner_alone(file: Path) -> None:
    """So are the log and the shared memory, which SQLite makes like the database."""
    store = reopen(file)
    with store.transaction():
        queues.put_deliveries(store, [Delivery("one", "sentry", None, b"x", NOW, 1)])
    backup_file(file, file.with_name("copy.db"))

    modes = {one.name: oct(one.stat().st_mode & 0o777) for one in file.parent.iterdir()}
    store.close()

    assert {"a.db", "a.db-wal", "a.db-shm", "copy.db"} == set(modes)
    assert {"0o600"} == set(modes.values())
    assert "0o700" == oct(file.parent.stat().st_mode & 0o777)
