"""What a person reads who uses a terminal command wrongly: one sentence on standard error, and the right exit code."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import COMMANDS, main
from bot.app.lock import hold_file
from bot.config import load_settings
from storage import leaks, open_store
from storage.leaks import Description, Sighting

MISSING = "sqlite:///missing.db"
BROKEN = "sqlite:///broken.db"
EMPTY = "sqlite:///empty.db"
TAKEN = "sqlite:///taken.db"
CHECKOUT = Path(__file__).parents[2]
NOBODY = ("--to", "http://127.0.0.1:9", "--secret", "s")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty database, a broken one, and files that are not what commands want."""
    monkeypatch.chdir(tmp_path)
    open_store(EMPTY, 0).close()
    (tmp_path / "broken.db").write_text("no database")
    (tmp_path / "junk.json").write_text("no json")
    (tmp_path / "half.jsonl").write_text('{"data": {}}\nno json\n')
    (tmp_path / "numbers.json").write_text("[1]")
    (tmp_path / "plain.log").write_text("a line")
    (tmp_path / "folder").mkdir()
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_is_wrong_use(name: str):
    """Exit code 2, the usage, and one sentence."""
    done = run(name, "--no-such-option")

    assert 2 == done.exit_code
    assert f"Usage: main {name}" in done.stderr
    assert "No such option '--no-such-option'" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("backup", "copy.db", "--db", MISSING), 3, "missing.db cannot be backed up: no such file"),
        (("backup", "copy.db", "--db", BROKEN), 3, "broken.db cannot be copied to copy.db (file is not a database)"),
        (("backup", "nowhere/copy.db", "--db", EMPTY), 2, "nowhere/copy.db cannot be written: name a file in a folder"),
        (("chart", "L3", "--out", "x.png", "--db", MISSING), 3, "missing.db is not there: set DATABASE_URL or --db"),
        (("chart", "L3", "--out", "x.png", "--db", EMPTY), 2, "L3 is no leak in this database"),
        (("chart", "moon", "--out", "x.png", "--db", EMPTY), 2, "moon is no leak in this database"),
        (("digest", "--dry-run", "--db", MISSING), 3, "missing.db is not there: set DATABASE_URL or --db"),
        (("digest", "--dry-run", "--db", EMPTY), 2, "No programme is meant"),
        (("doctor", "--db", MISSING), 3, "missing.db is not there: set DATABASE_URL or --db"),
        (("programme", "show", "--db", MISSING), 3, "missing.db is not there: set DATABASE_URL or --db"),
        (("doctor", "--db", BROKEN), 3, "broken.db is not a usable SQLite file"),
        (("doctor", "--db", "nonsense"), 2, "The settings cannot be used:\nDATABASE_URL is not understood"),
        (("journal", "export", "--member", "x", "--db", MISSING), 3, "missing.db is not there: set DATABASE_URL"),
        (("journal", "forget", "--member", "x", "--db", EMPTY), 1, "There is nothing of 'x' in the study group"),
        (("journal", "import", "plain.log", "--db", EMPTY), 2, "This is no growth diary"),
        (("programme", "show", "--db", BROKEN), 3, "broken.db is not a usable SQLite file"),
        (("programme", "show", "--db", "nonsense"), 2, "The settings cannot be used:\nDATABASE_URL is not understood"),
        (("programme", "seed", "junk.json", "--db", EMPTY), 2, "junk.json is not TOML"),
        (("programme", "seed", "folder", "--db", EMPTY), 2, "folder cannot be read (Is a directory)"),
        (("replay", "junk.json", *NOBODY), 2, "junk.json is not JSON (Expecting value"),
        (("replay", "half.jsonl", *NOBODY), 2, "half.jsonl:2 is not JSON (Expecting value"),
        (("replay", "folder", *NOBODY), 2, "folder holds nothing to post"),
        (("scan", "missing.log"), 2, "missing.log: No such file or directory"),
        (("scan", "--records", "junk.json"), 2, "junk.json: not the expected lines"),
        (("simulate", "--scenario", "missing.toml"), 2, "missing.toml cannot be read or written (No such file"),
        (("simulate", "--out", "nowhere/x.jsonl"), 2, "nowhere/x.jsonl cannot be read or written (No such file"),
        (("trend", "--vectors", "junk.json"), 2, "junk.json: not a file of vectors"),
        (("trend", "--vectors", "numbers.json"), 2, "numbers.json: not a file of vectors"),
    ],
)
def test_a_refusal_is_a_sentence(folder: Path, words: tuple[str, ...], code: int, sentence: str):
    """It stands on standard error, and no traceback with it."""
    done = run(*words)

    assert code == done.exit_code
    assert isinstance(done.exception, SystemExit)
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("serve", "--db", BROKEN, "--port", "0"), 3, "broken.db is not a usable SQLite file"),
        (("serve", "--db", TAKEN, "--port", "0"), 3, "taken.db is served by another process"),
        (("backfill", "--db", TAKEN, "--since", "2y"), 3, "taken.db is served by another process"),
        (("serve", "--port", "99999"), 2, "The settings cannot be used:\nPORT: "),
    ],
)
def test_a_process_that_cannot_begin_ends_with_a_sentence(
    folder: Path, words: tuple[str, ...], code: int, sentence: str
):
    """One process owns a file; `serve` changes how its process takes signals, so it has one of its own here."""
    lock = hold_file(load_settings(database_url=TAKEN))

    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env={"PYTHONPATH": str(CHECKOUT), "SENTRY_AUTH_TOKEN": "t", "SENTRY_ORG": "o"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert lock is not None
    lock.close()
    assert (code, "") == (done.returncode, done.stdout)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_path_makes_no_database(folder: Path):
    """Else the next answer would be that all is well."""
    for words in (("doctor",), ("programme", "show"), ("programme", "skip", "1")):
        run(*words, "--db", MISSING)

    assert not (folder / "missing.db").exists()


def test_doctor_warns_of_files_that_others_can_read(folder: Path):
    """An earlier version made them so; the sentence holds the command."""
    (folder / "data").mkdir(mode=0o755)
    open_store("sqlite:///data/old.db", 0).close()
    (folder / "data" / "old.db").chmod(0o644)
    (folder / "data" / "workspace.jsonl").touch(mode=0o644)

    done = run("doctor", "--db", "sqlite:///data/old.db")

    assert "chmod 600 data/old.db data/old.db-shm data/old.db-wal data/workspace.jsonl" in done.stdout
    assert "chmod 700 data" in done.stdout


def test_doctor_waits_for_a_locked_database_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Another process writes all the time; nothing ends in a traceback."""
    monkeypatch.setattr("storage.sqlite.BUSY_MS", 50)
    with closing(open_store(EMPTY, 0)) as other, other.transaction():
        reads, writes = run("doctor", "--db", EMPTY), run("doctor", "--retry", "--db", EMPTY)

    assert 0 == reads.exit_code
    assert (3, "empty.db is locked by another process: wait until that one has finished, or stop it\n") == (
        writes.exit_code,
        writes.stderr,
    )


def test_a_refused_backup_leaves_no_file(folder: Path):
    """Neither the copy nor its part."""
    run("backup", "copy.db", "--db", BROKEN)

    assert [] == list(folder.glob("copy.db*"))


@pytest.fixture
def leak(folder: Path) -> str:
    """The address of a database in which L1 was seen once."""
    store = open_store(EMPTY, 0)
    with store.transaction():
        number = leaks.open_leak(store, Description("netty", "ByteBuf", "a.B.c(B.java:1)", "simple", "x"), 1000, 1000)
        leaks.count_sighting(store, Sighting("e", number, 1000, 1000, "d", "simple", "site", project="p", host="h"))
    store.close()
    return EMPTY


def test_a_chart_is_written_where_it_can_be(folder: Path, leak: str):
    """Into a folder that is there; else a sentence."""
    drawn = run("chart", "L1", "--out", "x.png", "--db", leak)
    refused = run("chart", "L1", "--out", "nowhere/x.png", "--db", leak)

    assert (0, b"\x89PNG") == (drawn.exit_code, (folder / "x.png").read_bytes()[:4])
    assert (2, "nowhere/x.png cannot be written (No such file or directory): name another file with --out\n") == (
        refused.exit_code,
        refused.stderr,
    )
