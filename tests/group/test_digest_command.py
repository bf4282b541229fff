"""`python -m bot digest`, and the check-ins with a watcher outside."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sentry_sdk
from click.testing import CliRunner, Result
from sentry_sdk.crons import monitor
from sentry_sdk.transport import Transport

from bot.__main__ import main
from bot.cli.error_reports import OPTIONS
from bot.core.digest.schedule import schedule
from bot.core.digest.versions import VERSION
from bot.core.texts.bundles import Texts
from bot.group.digest_publisher import DigestPublisher
from bot.listeners.digest import answer
from bot.slack.call import NotSent
from bot.slack.request import Asked
from storage import open_store, outbox
from tests.group.seasons import DAY, MINA, Season, open_season

KEYS = (
    "version programme round before ends built_at so_far late_s missed reports opened recurring returned investigated "
    "fixed open taken done trends watches weekly journals next finale quiet names"
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A programme of three rounds, the first of which met yesterday."""
    file = tmp_path / "a.db"
    store = open_store(f"sqlite:///{file}", 0)
    first = datetime.fromtimestamp(time.time() - DAY, UTC).date().isoformat()
    season = open_season(store, "UTC", first=first, weeks=3, time="00:00")
    season.join(MINA)
    season.write(1, MINA, "words of the journal", season.rounds[0].meets_at - 60)
    store.close()
    return file


def run(database: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["digest", *words, "--db", f"sqlite:///{database}"])


def test_the_figures_come_as_one_json_object(database: Path):
    """With the keys of the documentation, and nothing of a journal."""
    found = run(database, "--round", "1", "--dry-run", "--json")

    assert 0 == found.exit_code, found.output
    told = json.loads(found.stdout)
    assert KEYS.split() == list(told)
    assert [MINA] == told["journals"]["sharers"]
    assert "words" not in found.stdout
    page = (Path(__file__).parents[2] / "docs/study-group.md").read_text("utf-8")
    assert [] == [key for key in KEYS.split() if f"`{key}`" not in page]


def test_the_words_come_without_markup(database: Path):
    """As the channel reads them."""
    found = run(database, "--round", "1", "--dry-run")

    assert "Digest · round 1 of 3: Week 1" in found.stdout
    assert "<!date" not in found.stdout


def test_a_dry_run_keeps_and_sends_nothing(database: Path):
    """It is only said; with the word, a row waits for the running bot."""
    run(database, "--round", "1", "--dry-run")
    store = open_store(f"sqlite:///{database}", 0)
    before = store.query("SELECT key FROM outbox")
    again = run(database, "--round", "1", "--again")
    after = store.query("SELECT key FROM outbox")
    store.close()

    assert [] == before
    assert 0 == again.exit_code, again.output
    assert [{"key": "digest-P1-R1"}] == after


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "say --dry-run to see it"),
        (["--dry-run", "--round", "9"], "no such round"),
        (["--dry-run", "--round", "3"], "has not begun"),
        (["--dry-run", "--programme", "Nobody"], "No programme is meant"),
        (["--again", "--round", "2"], "has not met yet"),
    ],
)
def test_what_cannot_be_done_is_said(database: Path, words: list[str], why: str):
    """On standard error, with exit status 2."""
    found = run(database, *words)

    assert (2, True) == (found.exit_code, why in found.stderr), found.stderr


def test_a_missing_file_is_not_made(tmp_path: Path):
    """A typing error in a path makes no empty database."""
    found = run(tmp_path / "none.db", "--dry-run")

    assert 3 == found.exit_code
    assert not (tmp_path / "none.db").exists()


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.items += [item.payload.json for item in envelope.items if item.type == "check_in"]


def test_a_run_checks_in_with_its_schedule_and_nothing_else(database: Path):
    """Twice: begun, and ended well. Without a round that is due there is no call at all."""
    store, kept = open_store(f"sqlite:///{database}", 0), Kept()
    season = Season(store, programme_of(store))
    clock = [season.rounds[0].meets_at - 1]
    with sentry_sdk.new_scope(), sentry_sdk.isolation_scope():
        sentry_sdk.init(dsn="https://a@sentry.invalid/1", transport=kept, **OPTIONS)
        publisher = DigestPublisher(store=store, texts=Texts("en"), now=lambda: clock[0], monitor=monitor)
        publisher.look()
        silent = list(kept.items)
        clock[0] += 2
        publisher.look()
        sentry_sdk.init(**OPTIONS)
    config = schedule(season.programme, season.rounds[0])
    store.close()

    assert [] == silent
    assert ["in_progress", "ok"] == [item["status"] for item in kept.items]
    assert {"digest-1"} == {item["monitor_slug"] for item in kept.items}
    assert config == kept.items[0]["monitor_config"]
    assert "words" not in json.dumps(kept.items)


def programme_of(store: Any) -> Any:
    from storage import programmes

    return programmes.every(store)[0]


def test_again_without_a_number_is_the_last_that_met(database: Path):
    """As `/leak digest again`: of the round that is on nothing can be sent again."""
    again = run(database, "--again")

    assert (0, "the digest of round 1 waits to be posted once more") == (again.exit_code, again.output.strip())


def kept_as(database: Path, **changes: Any) -> DigestPublisher:
    """A digest that was told at the meeting, its figures changed; a key that becomes None is taken out."""
    store = open_store(f"sqlite:///{database}", 0)
    publisher = DigestPublisher(store=store, texts=Texts("en"), now=lambda: int(time.time()))
    publisher.look()
    [row] = store.query("SELECT figures FROM digests")
    figures = {name: one for name, one in (json.loads(row["figures"]) | changes).items() if one is not None}
    with store.transaction():
        store.execute("UPDATE digests SET figures = :figures", {"figures": json.dumps(figures)})
    return publisher


def test_a_digest_of_an_older_version_is_shown(database: Path):
    """Figures without a version, and without what was not counted then."""
    kept_as(database, version=None, journals=None, watches=None).store.close()

    found = run(database, "--round", "1", "--dry-run")

    assert 0 == found.exit_code, found.output
    assert "Digest · round 1 of 3: Week 1" in found.stdout


def test_a_digest_of_a_newer_version_is_refused_in_a_sentence(database: Path):
    """In the terminal, in Slack, and by the sender, which keeps the row until the newer version runs again."""
    digesting = kept_as(database, version=99)
    programme = programme_of(digesting.store)
    asked = Asked("1", MINA, int(time.time()), channel=programme.channel)
    row = outbox.claim(digesting.store, programme.channel or "", int(time.time()), 60)
    assert row is not None

    answered = answer(digesting, asked)
    with pytest.raises(NotSent, match="figures of version 99"):
        digesting.message(row)
    digesting.store.close()
    found = run(database, "--round", "1", "--dry-run")

    assert "was made by a newer version of the bot" in answered.text
    assert 2 == found.exit_code
    assert f"figures of version 99; this one reads up to {VERSION}" in found.output
    assert "Traceback" not in found.output
