"""`serve` as a newcomer starts it: the story, a restart, a clean end."""

import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.walks.process import STORY_WITHIN_S, Process
from tests.walks.stage import DAY, MINA, until

PAGE = "The channel as a page: "
ROOTS = ["L1 · ByteBuf", "L2 · ByteBuf", "L3 · ByteBuf", "L4 · HashedWheelTimer"]
Start = Callable[..., Process]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one newcomer; the tests of this module go on from each other's state."""
    return tmp_path_factory.mktemp("newcomer")


@dataclass(frozen=True)
class Life:
    """What came of a story: exit codes, the messages at its end, what was printed, what was logged."""

    codes: list[int]
    messages: list[dict[str, Any]]
    printed: str
    log: str


Lives = dict[int, "Future[Life]"]


def live(folder: Path, record: Path, cut_off_by: int | None = None) -> Life:
    """Tell the story to its end, cut off once in the middle if so wanted."""
    codes = []
    if cut_off_by is not None:
        first = Process(folder)
        first.wait_for("Telling")
        until(lambda: len(first.messages()) >= 6, "the story is in its middle", STORY_WITHIN_S)
        codes.append(first.end(cut_off_by))
    last = Process(folder)
    last.wait_for(PAGE)
    messages = last.messages()
    last.keep_calls(record)
    codes.append(last.end())
    return Life(codes, messages, last.printed, last.log_path.read_text())


@pytest.fixture(scope="module")
def lives(home: Path, tmp_path_factory: pytest.TempPathFactory, slack_calls: Path) -> Iterator[Lives]:
    """Three stories side by side, since each mostly waits: one undisturbed (0), two that a signal cut off."""
    with ThreadPoolExecutor(3) as side_by_side:
        found = {0: side_by_side.submit(live, home, slack_calls)}
        for number in (signal.SIGTERM, signal.SIGKILL):
            found[number] = side_by_side.submit(live, tmp_path_factory.mktemp("cut-off"), slack_calls, number)
        yield found


@pytest.fixture
def told(lives: Lives) -> list[dict[str, Any]]:
    """The messages of the story that was told undisturbed."""
    return lives[0].result().messages


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a bot in a folder; it is ended with the test."""
    started: list[Process] = []

    def start_one(folder: Path, *options: str) -> Process:
        started.append(Process(folder, *options))
        return started[-1]

    yield start_one
    for process in started:
        process.end(signal.SIGKILL)


def roots(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in messages if one.get("thread_ts", one["ts"]) == one["ts"]]


def titles(messages: list[dict[str, Any]]) -> list[str]:
    """The roots' headings up to the word before "leaks"."""
    return sorted(one["blocks"][0]["text"]["text"].partition(" leaks")[0] for one in roots(messages))


def claimed(home: Path) -> int:
    """Rows that some process still holds."""
    with closing(sqlite3.connect(f"file:{home}/data/walk.db?mode=ro", uri=True)) as rows:
        return sum(
            rows.execute(f"SELECT COUNT(*) FROM {table} WHERE lease_until IS NOT NULL AND done_at IS NULL").fetchone()[
                0
            ]
            for table in ("deliveries", "outbox")
        )


def test_the_first_start_tells_the_story_and_where_to_look(told: list[dict[str, Any]], lives: Lives):
    """The ready line comes first; then the thread in words, and the address of the page."""
    printed = lives[0].result().printed

    assert printed.startswith("ready http://127.0.0.1:")
    assert ROOTS == titles(told)
    for said in ("Telling two years of leak alerts", "# leaks", "L1 · ByteBuf leaks in UploadService.valid", "@jonas"):
        assert said in printed, said
    assert printed.count(PAGE) == 1


def test_the_terminal_shows_words_and_no_markup(lives: Lives):
    """No `<!date`, no `<@U...>`, no entities."""
    printed = lives[0].result().printed

    assert [] == [mark for mark in ("<!", "<@", "&gt;", "&lt;", "&amp;", "U0LOCAL") if mark in printed]


def test_the_story_has_a_leak_that_returned_and_is_taken_up_again(told: list[dict[str, Any]]):
    """👀, ✅, returned for all to see, and 👀 again, in this order."""
    third = next(one for one in roots(told) if "L3 · " in one["text"])
    thread = [one for one in told if one.get("thread_ts") == third["ts"] and one is not third]

    signs = [one["text"][0] for one in thread if not one["text"][0].isdigit()]
    assert ["👀", "✅", "↩", "👀"] == signs
    assert 1 == sum(one.get("subtype") == "thread_broadcast" for one in told)


def test_what_people_do_in_the_story_happens_at_its_time(told: list[dict[str, Any]]):
    """Five days lie between 👀 and ✅, and the last 👀 came a day after the return."""
    third = next(one for one in roots(told) if "L3 · " in one["text"])
    thread = [one for one in told if one.get("thread_ts") == third["ts"] and one is not third]
    eyes, done, returned, again = (float(one["ts"]) for one in thread if not one["text"][0].isdigit())

    assert 5 * DAY == pytest.approx(done - eyes, abs=3600)
    assert 1.1 * DAY == pytest.approx(again - returned, abs=3600)


def test_sigterm_ends_cleanly_and_holds_nothing(lives: Lives, home: Path):
    """Exit code 0, no claim left, no trace of an error."""
    life = lives[0].result()

    assert [0] == life.codes
    assert 0 == claimed(home)
    assert "Traceback" not in life.log


def test_a_restart_goes_on_and_does_not_tell_it_twice(told: list[dict[str, Any]], home: Path, start: Start):
    """The same messages at the same places; a reaction still works; Ctrl-C ends it as cleanly."""
    process = start(home)
    process.wait_for(PAGE)
    root = next(one for one in roots(process.messages()) if "L4 · " in one["text"])
    same = [one["ts"] for one in process.messages()]
    asked = {"user": MINA, "channel": root["channel"], "ts": root["ts"], "name": "eyes"}
    requests.post(f"{process.url}/workspace/_control/react", json=asked, timeout=10).raise_for_status()
    until(lambda: len(process.messages()) > len(same), "the thread hears of it")
    after = process.messages()
    code = process.end(signal.SIGINT)

    assert "Telling" not in process.printed
    assert [one["ts"] for one in told] == same
    assert f"👀 <@{MINA}> is investigating L4." == after[-1]["text"]
    assert 0 == code


def test_a_second_bot_on_the_same_file_refuses(told: list[dict[str, Any]], home: Path, start: Start):
    """It says who has the file and what to do, and the first one goes on."""
    first = start(home)
    first.wait_for(PAGE)
    second = start(home)
    code = second.wait()

    assert code not in (0, 1)
    assert "is served by another process" in (home / "stderr.txt").read_text()
    assert first.get("/healthz")["ok"]
    assert 0 == first.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_story_that_was_cut_off_is_told_to_its_end(lives: Lives, number: int):
    """Stopped in the middle, by hand or by force: the next start goes on, and no leak has two roots."""
    life = lives[number].result()

    assert [0 if number == signal.SIGTERM else -number, 0] == life.codes
    assert ROOTS == titles(life.messages)
    assert "27 reports in all" in next(one["text"] for one in roots(life.messages) if "L1 · " in one["text"])
    assert "Traceback" not in life.log


def test_an_open_page_does_not_hold_up_the_end(told: list[dict[str, Any]], home: Path, start: Start):
    """Somebody looks at the channel while the bot is stopped: it ends within the moment."""
    process = start(home)
    process.wait_for(PAGE)
    with requests.get(f"{process.url}/workspace/events", stream=True, timeout=10) as stream:
        next(stream.iter_content(64))
        began = time.monotonic()
        code = process.end()

    assert 0 == code
    assert time.monotonic() - began < 3
