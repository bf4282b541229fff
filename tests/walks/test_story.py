"""`serve` as a newcomer starts it: the story, a restart, a clean end."""

import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from bot.app.programme_source import programme_source
from bot.config import Settings
from bot.group.programme_file import seed
from bot.story.narrator import ROUNDS_MET
from storage import open_store, programmes
from tests.pace import within
from tests.walks.process import CHECKOUT, STORY_WITHIN_S, Process
from tests.walks.stage import DAY, JONAS, MINA, YOU, until

PAGE = "The channels as a page: "
ROOTS = ["L1 · ByteBuf", "L2 · ByteBuf", "L3 · ByteBuf", "L4 · HashedWheelTimer"]
STUDY = "C0STUDY0001"
Start = Callable[..., Process]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one newcomer; the tests of this module go on from each other's state."""
    return a_folder(tmp_path_factory)


def a_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout as a newcomer has it, as far as the bot reads it."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copy(CHECKOUT / "programme.toml", folder)
    return folder


@dataclass(frozen=True)
class Life:
    """What came of a story: exit codes, the messages at its end, what was printed, what was logged.

    study: the messages of the study group's channel, answers to one person left out.
    """

    codes: list[int]
    messages: list[dict[str, Any]]
    study: list[dict[str, Any]]
    printed: str
    log: str


Cut = tuple[int, str]
"""Which signal cuts a story off, and where: in the leaks' channel or in the study group's."""
IN_THE_MIDDLE = {"leaks": 6, "study": 1}
CUTS: list[Cut] = [(signal.SIGTERM, "leaks"), (signal.SIGKILL, "leaks"), (signal.SIGKILL, "study")]
Lives = dict[Cut | None, "Future[Life]"]


def live(folder: Path, record: Path, cut: Cut | None = None) -> Life:
    """Tell the story to its end, cut off once in the middle if so wanted."""
    codes = []
    if cut is not None:
        first = Process(folder)
        first.wait_for("Telling")
        at = first.messages if cut[1] == "leaks" else lambda: study(first)
        until(lambda: len(at()) >= IN_THE_MIDDLE[cut[1]], "the story is in its middle", STORY_WITHIN_S)
        codes.append(first.end(cut[0]))
    last = Process(folder)
    last.wait_for(PAGE)
    messages, group = last.messages(), study(last)
    last.keep_calls(record)
    codes.append(last.end())
    return Life(codes, messages, group, last.printed, last.log_path.read_text())


def study(process: Process) -> list[dict[str, Any]]:
    """What stands in the study group's channel, answers to one person left out."""
    found = process.get("/workspace/_control/state")["messages"].get(STUDY, [])
    return [one for one in found if "only_for" not in one]


def answer(process: Process, text: str) -> dict[str, Any]:
    """What the newcomer sees after a command in the study group's channel."""
    asked = {"user": YOU, "channel": STUDY, "text": text}
    found = requests.post(f"{process.url}/workspace/_control/command", json=asked, timeout=60)
    seen: dict[str, Any] = found.json()
    return seen


@pytest.fixture(scope="module")
def lives(home: Path, tmp_path_factory: pytest.TempPathFactory, slack_calls: Path) -> Iterator[Lives]:
    """Stories side by side, since each mostly waits: one undisturbed (None), and those that a signal cut off."""
    with ThreadPoolExecutor(1 + len(CUTS)) as side_by_side:
        found: Lives = {None: side_by_side.submit(live, home, slack_calls)}
        for cut in CUTS:
            found[cut] = side_by_side.submit(live, a_folder(tmp_path_factory), slack_calls, cut)
        yield found


@pytest.fixture
def told(lives: Lives) -> list[dict[str, Any]]:
    """The messages of the story that was told undisturbed."""
    return lives[None].result().messages


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


def headings(messages: list[dict[str, Any]]) -> list[str]:
    """The first line of each message, in their order."""
    return [one["text"].partition("\n")[0] for one in messages]


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
    printed = lives[None].result().printed

    assert printed.startswith("ready http://127.0.0.1:")
    assert ROOTS == titles(told)
    for said in (
        "Telling two years of leak alerts",
        "# leaks",
        "L1 · ByteBuf leaks in UploadService.valid",
        "@jonas",
        "# study-group",
        "@mina shared their journal · round 3: Reproduction and fix",
        "Digest · round 3 of 4: Reproduction and fix",
    ):
        assert said in printed, said
    assert printed.count(PAGE) == 1


def test_the_terminal_shows_words_and_no_markup(lives: Lives):
    """No `<!date`, no `<@U...>`, no entities."""
    printed = lives[None].result().printed

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


def test_mina_shares_her_journal_and_jonas_applauds(lives: Lives):
    """One post in the study group's channel, about a leak of the story, with its numbers and the candidates."""
    group = lives[None].result().study
    post = next(one for one in roots(group) if "shared their journal" in one["text"])
    entry, table = (one["text"] for one in group if one.get("thread_ts") == post["ts"] and one is not post)

    assert f"<@{MINA}>" in post["text"]
    assert "About L1 · `ByteBuf` leaks in `UploadService.valid`" in post["text"]
    assert [{"name": "clap", "users": [JONAS], "count": 1}] == post["reactions"]
    for said in ("*What I did*", "25 episodes in 728 days", "Strong evidence", "0 after.", "*Help wanted*"):
        assert said in entry, said
    for said in ("1. Problem: ★ Uploads lose buffers", "2. Problem: Image scaling", "3. Problem: Builds take"):
        assert f"\n{said}" in table, said


def test_the_digest_says_what_the_leaks_said(lives: Lives):
    """One digest by the job itself, at the meeting's minute, with the story's figures and a chart in its thread."""
    group = lives[None].result().study
    (digest,) = [one for one in roots(group) if "Digest · round 3 of 4" in one["text"]]
    (chart,) = [one for one in group if one.get("thread_ts") == digest["ts"] and one is not digest]

    for said in (
        "*Reports:* 3 from 3 leaks",
        "*New leaks:* 1 (round before: 0): L4",
        "*Recurring:* 1",
        "*Returned:* 1 (round before: 0): L3",
        "2 leaks have enough reports to be tested",
        "L1 `UploadService.valid`: the interval shrinks",
        "*Journals:* 1 shared",
        "*Applause:* 1",
    ):
        assert said in digest["text"], said
    met = datetime.fromtimestamp(float(digest["ts"]), ZoneInfo("Asia/Seoul"))
    assert (6, 21, 0) == (met.weekday(), met.hour, met.minute)
    assert 1 == len(chart["files"])
    assert 60 > float(chart["ts"]) - float(digest["ts"])


def test_sigterm_ends_cleanly_and_holds_nothing(lives: Lives, home: Path):
    """Exit code 0, no claim left, no trace of an error."""
    life = lives[None].result()

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
    requests.post(f"{process.url}/workspace/_control/react", json=asked, timeout=60).raise_for_status()
    until(lambda: len(process.messages()) > len(same), "the thread hears of it")
    after = process.messages()
    code = process.end(signal.SIGINT)

    assert "Telling" not in process.printed
    assert [one["ts"] for one in told] == same
    assert f"👀 <@{MINA}> is investigating L4." == after[-1]["text"]
    assert 0 == code


def test_a_round_is_on_for_the_newcomer(lives: Lives, home: Path, start: Start):
    """After the story the commands of the study group say something, and its two years are no gap in the records."""
    lives[None].result()
    process = start(home)
    process.wait_for(PAGE)
    said = {text: answer(process, text) for text in ("/leak round", "/leak digest", "/leak digest 3", "/leak journal")}
    process.end()

    round_, preview, told = (said[text]["messages"][-1]["text"] for text in list(said)[:3])
    assert "Round 4 of 4: PR and follow-up" in round_
    assert "your entry is due" in round_
    assert "Digest · round 4 of 4" in preview
    assert "L1 `UploadService.valid`: the interval shrinks" in preview
    assert "*Reports:* 3 from 3 leaks" in told
    assert "Journal, round 4" == said["/leak journal"]["view"]["title"]["text"]
    with closing(sqlite3.connect(f"file:{home}/data/walk.db?mode=ro", uri=True)) as rows:
        assert 0 == rows.execute("SELECT COUNT(*) FROM gaps WHERE end_at - begin_at > 86400").fetchone()[0]


def test_without_the_story_the_programme_begins_with_the_week(tmp_path_factory: pytest.TempPathFactory, start: Start):
    """Nothing is told, nobody is in the group, and its first round is on."""
    folder = a_folder(tmp_path_factory)
    (folder / ".env").write_text("LEAK_STORY=False\n")
    process = start(folder)
    process.wait_for(PAGE)
    said = answer(process, "/leak round")["messages"][-1]["text"]

    assert "Round 1 of 4: Candidates" in said
    assert [] == process.messages() + study(process)
    assert "Telling" not in process.printed
    assert 0 == process.end()


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("clock", ["00:00:00", "20:59:59", "21:00:00", "21:00:01", "23:59:59"])
def test_whenever_it_is_begun_three_rounds_have_met_and_one_is_on(day: int, clock: str):
    """The third meeting lies between the programme's making and now, the second before both, the fourth ahead."""
    moment = datetime.fromisoformat(f"2026-11-16T{clock}").replace(tzinfo=ZoneInfo("Asia/Seoul")) + timedelta(day)
    now = int(moment.timestamp())
    store = open_store("sqlite://", now)
    source = programme_source(Settings(_env_file=None), CHECKOUT / "programme.toml")
    seeded = seed(store, source, now, met=ROUNDS_MET)

    assert seeded is not None
    assert seeded.programme is not None
    _, second, third, fourth = (one.meets_at for one in programmes.rounds(store, seeded.programme.id))
    store.close()
    assert second <= seeded.programme.made_at < third <= now < fourth


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


@pytest.mark.parametrize("cut", CUTS)
def test_a_story_that_was_cut_off_is_told_to_its_end(lives: Lives, cut: Cut):
    """Stopped in the middle, by hand or by force: the next start goes on, and nothing is told twice."""
    life, undisturbed = lives[cut].result(), lives[None].result()

    assert [0 if cut[0] == signal.SIGTERM else -cut[0], 0] == life.codes
    assert ROOTS == titles(life.messages)
    assert "27 reports in all" in next(one["text"] for one in roots(life.messages) if "L1 · " in one["text"])
    assert headings(undisturbed.study) == headings(life.study)
    assert "Traceback" not in life.log


def test_an_open_page_does_not_hold_up_the_end(told: list[dict[str, Any]], home: Path, start: Start):
    """Somebody looks at the channel while the bot is stopped: it ends within the moment."""
    process = start(home)
    process.wait_for(PAGE)
    with requests.get(f"{process.url}/workspace/events", stream=True, timeout=60) as stream:
        next(stream.iter_content(64))
        began = time.monotonic()
        code = process.end()

    assert 0 == code
    assert time.monotonic() - began < within(3)
