"""`/leak journal forget`: what a member wrote is nowhere afterwards, and what is not theirs stays."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.core.texts.bundles import Texts
from bot.group import erasure
from bot.group.journal_posts import JournalPosts
from storage import Engine, journal, open_store, outbox, programmes, queues
from storage.erasure import count_data
from storage.records import Action, Candidate, Section
from tests.group.seasons import CHANNEL, JONAS, MINA, Season, open_season

NOW = 1_790_424_000
MARK = "Zq7-marker-text"
EN = Texts("en")


@pytest.fixture
def season(tmp_path: Path) -> Iterator[Season]:
    engine = open_store(f"sqlite:///{tmp_path}/diary.db", 0)
    season = open_season(engine)
    season.join(MINA, JONAS, at=NOW)
    yield season
    engine.close()


def write_all(season: Season, person: str, mark: str) -> None:
    """Everything that a member can leave: entries shared and drafted, rewritten ones, actions, candidates."""
    store, id_ = season.store, season.programme.id
    long = "\n".join(f"{mark} line {n} " + "x" * 200 for n in range(60))
    for n in range(3):
        with store.transaction():
            parts = [Section("did", "", f"{mark} {n}"), Section("learned", "", long)]
            journal.save(store, id_, 1, person, parts[: 2 - n % 2], None, NOW)
            journal.put_actions(store, id_, 1, person, [Action(0, f"{mark} action {n}")])
    with store.transaction():
        journal.share(store, id_, 1, person, NOW)
        journal.save(store, id_, 2, person, [Section("did", "", f"{mark} draft")], None, NOW)
        found = Candidate(0, f"{mark} problem", 2.0, f"{mark} effect", f"{mark} evidence")
        journal.put_candidates(store, id_, person, [found])
        programmes.take_pass(store, id_, 3, person, NOW)
        entry = journal.find(store, id_, 1, person)
        assert entry is not None
        JournalPosts(store, EN, lambda: NOW).follow(entry)


def send(season: Season, ok: bool | None, ts: str = "1790424000.000001", mark: str = MARK) -> str | None:
    """The sender takes the next row: Slack takes it (True), refuses it (False), or nobody knows (None)."""
    store = season.store
    row = outbox.claim(store, CHANNEL, NOW, 60)
    if row is None:
        return None
    with store.transaction():
        payload = json.dumps({"channel": CHANNEL, "text": f"{mark} posted", "blocks": [{"t": mark}], "metadata": {}})
        outbox.begin_attempt(store, row.key, payload, NOW)
    if ok:
        with store.transaction():
            outbox.sent(store, row, NOW, ts)
    elif ok is False:
        with store.transaction():
            outbox.not_sent(store, row.key)
            queues.park(store, "outbox", row.key, NOW, "refused")
    return row.key


def removals(store: Engine) -> list[str]:
    """What waits to be deleted in Slack."""
    rows = store.query("SELECT detail FROM outbox WHERE kind = 'forgotten-removal' ORDER BY key")
    return [row["detail"] for row in rows]


def files_with(folder: Path, mark: str) -> list[str]:
    return [path.name for path in sorted(folder.iterdir()) if mark.encode() in path.read_bytes()]


@pytest.mark.parametrize("fate", [True, False, None], ids=["posted", "refused", "unknown"])
def test_no_byte_of_it_is_left_in_the_files(season: Season, tmp_path: Path, fate: bool | None):
    """Neither in tables nor in free pages nor in the log, whatever became of the post; Jonas' words are all there."""
    write_all(season, MINA, MARK)
    send(season, fate)
    write_all(season, JONAS, "other-words")
    kept = count_data(season.store, JONAS)
    assert files_with(tmp_path, MARK)

    erasure.forget(season.store, MINA, "command", NOW)
    assert erasure.wipe(season.store, NOW)

    assert [] == files_with(tmp_path, MARK)
    assert count_data(season.store, MINA).is_nothing or fate is None
    assert kept == count_data(season.store, JONAS)
    assert 2 == len(season.store.query("SELECT 1 AS one FROM entries"))


def test_every_post_is_deleted_once(season: Season):
    """Replies, then their root; a second press finds nothing and asks for nothing."""
    write_all(season, MINA, MARK)
    keys = [send(season, True, ts=f"1790424000.00000{n}") for n in range(1, 3)]
    assert all(keys)
    before = count_data(season.store, MINA)

    first = erasure.press(season.store, MINA, EN, NOW)
    asked = removals(season.store)
    second = erasure.press(season.store, MINA, EN, NOW + 1)

    assert (2, 2, 1) == (before.entries, before.posts, before.candidates)
    assert ["1790424000.000002", "1790424000.000001"] == asked == removals(season.store)
    assert "Forgotten" in first.text
    assert "nothing of yours" in second.text


def test_two_presses_at_once_are_one(season: Season):
    """Four threads begin together; one of them does it."""
    write_all(season, MINA, MARK)
    send(season, True)
    gate, done = threading.Barrier(4), []

    def press() -> None:
        gate.wait()
        done.append(erasure.forget(season.store, MINA, "button", NOW).is_nothing)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [False, True, True, True] == sorted(done)
    assert 1 == len(removals(season.store))


def test_a_post_on_its_way_is_deleted_once_it_is_there(season: Season):
    """Its outcome is unknown: it is asked for again and again, ever less often, until it is known."""
    write_all(season, MINA, MARK)
    key = send(season, None)
    erasure.forget(season.store, MINA, "command", NOW)
    seen = erasure.render(season.store, lambda: NOW)
    (first,) = season.store.query("SELECT * FROM outbox WHERE kind = 'forgotten-removal'")
    row = outbox.Outgoing(first["key"], first["kind"], None, CHANNEL, first["detail"], None, 1, NOW, 1, None, 0)

    with season.store.transaction():
        unknown = seen(row)
    with season.store.transaction():
        season.store.execute("UPDATE outbox SET ts = '1.5', done_at = 1 WHERE key = :key", {"key": key})
        known, again = seen(row), seen(row)

    assert unknown is None is again
    assert known is not None
    assert "1.5" == known.thread_ts
    due = [one["due_at"] - NOW for one in season.store.query("SELECT due_at FROM outbox ORDER BY due_at")]
    assert [60, 120] == due


def test_the_same_round_can_be_written_anew(season: Season):
    """Nothing of the old post stands in the way of a new one."""
    write_all(season, MINA, MARK)
    first = send(season, True)
    erasure.forget(season.store, MINA, "command", NOW)
    write_all(season, MINA, "new words")

    rows = season.store.query("SELECT key FROM outbox WHERE kind = 'journal' AND done_at IS NULL")

    assert [first] == [row["key"] for row in rows]


def test_only_that_it_happened_is_kept(season: Season):
    """When, from where and for whom; and the files are to be wiped once."""
    write_all(season, MINA, MARK)

    erasure.forget(season.store, MINA, "command", NOW)
    erasure.wipe(season.store, NOW + 30)
    erasure.wipe(season.store, NOW + 90)

    rows = season.store.query("SELECT slot, begun_at, done_at FROM runs WHERE job = 'forget'")
    assert [{"slot": f"{NOW}:command:{MINA}", "begun_at": NOW, "done_at": NOW + 30}] == rows


def test_an_imported_diary_takes_its_programme_with_it(season: Season):
    """A programme without a channel of which nobody is left; one that waits for its members stays."""
    imported = open_season(season.store, name=f"{MARK} goals", channel=None)
    waiting = open_season(season.store, name="Waiting", channel=None)
    with season.store.transaction():
        programmes.join(season.store, imported.programme.id, MINA, NOW)

    erasure.forget(season.store, MINA, "command", NOW)

    left = [one.id for one in programmes.every(season.store)]
    assert [season.programme.id, waiting.programme.id] == left


def test_the_terminal_forgets_too(season: Season, tmp_path: Path):
    """Only with --yes; a second run finds nothing."""
    write_all(season, MINA, MARK)
    season.store.close()
    command = ["journal", "forget", "--member", MINA, "--db", f"sqlite:///{tmp_path}/diary.db"]

    asked, done, again = (CliRunner().invoke(main, [*command, *more]) for more in ([], ["--yes"], ["--yes"]))

    assert [0, 0, 1] == [one.exit_code for one in (asked, done, again)]
    assert "would take out 2 entries" in asked.output
    assert "Forgotten: 2 entries" in done.output
    assert [] == files_with(tmp_path, MARK)
