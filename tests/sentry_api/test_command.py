"""`python -m bot backfill` as a process: killed, gone on with, refused beside a running bot, and asked of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from storage import Engine, gaps, open_store, readings
from tests.optional import there
from tests.sentry_api.conftest import NOW
from tests.sentry_api.past import DAY, SITES, facts, past
from tests.sentry_api.server import LOGGER, ORG, TOKEN, Fault, SentryServer
from tests.walks.stage import Stage, until

CHECKOUT = Path(__file__).parents[2]


def environment(sentry: SentryServer, folder: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(CHECKOUT),
        "SENTRY_URL": sentry.url,
        "SENTRY_ORG": ORG,
        "SENTRY_AUTH_TOKEN": TOKEN,
        "SENTRY_QUERIES": LOGGER,
        **more,
    }


def backfill(sentry: SentryServer, folder: Path, db: str, *options: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "backfill", "--since", "9y", "--db", f"sqlite:///{db}", *options],
        cwd=folder,
        env=environment(sentry, folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(child: subprocess.Popen[str]) -> tuple[int, str, str]:
    said, complained = child.communicate(timeout=180)
    return child.returncode, said, complained


def history(sentry: SentryServer, events: int, issues: int = 2) -> None:
    for number in range(issues):
        sentry.issue(
            f"61{number}",
            *(past(n, NOW - 700 * DAY + n * 3600, SITES[n % 4], f"pod-{n % 3}") for n in range(number, events, issues)),
        )


def without_time(found: dict[str, Any]) -> dict[str, Any]:
    """Two processes count `--since` from their own now."""
    return {table: rows for table, rows in found.items() if table != "readings"}


def test_killed_at_any_page_it_goes_on_to_the_same_store(sentry: SentryServer, tmp_path: Path):
    """kill -9 while Sentry waits to answer a page, seven times, at seven places; then to its end."""
    history(sentry, 1500)
    code, said, _ = ended(backfill(sentry, tmp_path, f"{tmp_path}/whole.db"))
    assert (0, "backfill: 1500 reports of 4 leaks in 1500 events, 4 leaks were new\n") == (code, said)
    whole = open_store(f"sqlite:///{tmp_path}/whole.db", NOW)

    for place in (1, 2, 3, 4, 5, 6, 7):
        asked, reached, go_on = len(sentry.asked), threading.Event(), threading.Event()

        def hold(path: str, asked: int = asked, place: int = place, reached: Any = reached, go_on: Any = go_on) -> None:
            if len(sentry.asked) - asked >= min(place, 3):
                reached.set()
                go_on.wait(60)

        sentry.hook = hold
        child = backfill(sentry, tmp_path, f"{tmp_path}/parts.db")
        assert reached.wait(60)
        child.send_signal(signal.SIGKILL)
        ended(child)
        sentry.hook = lambda path: None
        go_on.set()

    code, said, _ = ended(backfill(sentry, tmp_path, f"{tmp_path}/parts.db"))
    parts = open_store(f"sqlite:///{tmp_path}/parts.db", NOW)

    assert 0 == code
    assert "goes on after" in said
    assert without_time(facts(whole)) == without_time(facts(parts))
    whole.close()
    parts.close()


def test_without_a_terminal_there_is_no_bar(sentry: SentryServer, tmp_path: Path):
    """What is piped gets one line."""
    history(sentry, 10)

    code, said, complained = ended(backfill(sentry, tmp_path, f"{tmp_path}/x.db"))

    assert (0, 1, "") == (code, said.count("\n"), complained)


def test_on_a_terminal_there_is_a_bar(sentry: SentryServer, tmp_path: Path):
    """On standard error, so that the line can be piped all the same."""
    import pty

    history(sentry, 10)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "backfill", "--since", "9y", "--db", f"sqlite:///{tmp_path}/x.db"],
        cwd=tmp_path,
        env=environment(sentry, tmp_path, TERM="xterm", COLUMNS="100"),
        stdout=subprocess.PIPE,
        stderr=theirs,
        timeout=180,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)

    assert b"10 reports of 4 leaks" in done.stdout
    assert "issues" in shown


@pytest.mark.parametrize(
    ("options", "more", "says"),
    [
        (("--since", "soon"), {}, "'soon' is no time: write 2y, 90d, 12h, or a date"),
        (("--since", "2y"), {"SENTRY_AUTH_TOKEN": ""}, "SENTRY_AUTH_TOKEN is empty: set it and SENTRY_ORG"),
        (("--since", "2y"), {"SENTRY_ORG": ""}, "SENTRY_ORG is empty"),
    ],
)
def test_what_cannot_be_done_is_said(
    sentry: SentryServer, tmp_path: Path, options: tuple[str, ...], more: dict[str, str], says: str
):
    """Exit 2, and nothing is asked of Sentry."""
    env = {**environment(sentry, tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/x.db", **more}

    answer = CliRunner().invoke(main, ["backfill", *options], env=env)

    assert 2 == answer.exit_code
    assert says in answer.output
    assert [] == sentry.asked


def test_a_sentry_that_refuses_is_told_of(sentry: SentryServer, tmp_path: Path):
    """Exit 1; the token stands nowhere in what is said."""
    sentry.faults = [Fault(403, times=10)]

    code, said, complained = ended(backfill(sentry, tmp_path, f"{tmp_path}/x.db"))

    assert 1 == code
    assert "give its integration event:read" in complained
    assert "run the same command again" in complained
    assert TOKEN not in said + complained


@pytest.fixture
def desk(open_stage: Any, sentry: SentryServer) -> Stage:
    """A whole bot that asks this Sentry; its desk works when the test says so."""
    stage: Stage = open_stage(
        sentry_url=sentry.url, sentry_org=ORG, sentry_auth_token=TOKEN, sentry_queries=LOGGER, sentry_write_back="off"
    )
    return stage


def test_beside_a_running_bot_the_command_refuses_and_asks(sentry: SentryServer, tmp_path: Path):
    """One process owns the file; what is asked for is a row that the running bot finds."""
    from bot.app.lock import hold_file
    from bot.config import Settings

    db = f"{tmp_path}/served.db"
    lock = hold_file(Settings(_env_file=None, database_url=f"sqlite:///{db}"))

    refused = ended(backfill(sentry, tmp_path, db))
    asked = ended(backfill(sentry, tmp_path, db, "--ask"))

    assert lock is not None
    lock.close()
    assert 3 == refused[0]
    assert "is served by another process" in refused[2]
    assert "add --ask" in refused[2]
    assert (0, "backfill 1 is asked for") == (asked[0], asked[1][:23])
    assert [] == sentry.asked


def test_the_running_bot_does_what_it_was_asked_for(desk: Stage, sentry: SentryServer):
    """And its channel hears one summary, but of none of the old reports."""
    history(sentry, 40)
    store = desk.bot.store
    readings.ask(store, readings.BACKFILL, NOW - 800 * DAY, NOW, None, NOW)

    there(desk.bot.desk).ring()
    until(lambda: not readings.unfinished(store), "the backfill is done")
    until(lambda: not there(there(desk.bot.desk)._thread).is_alive(), "the desk is free")
    desk.settle()

    assert 40 == counted(store)
    assert "40 reports" in desk.root()["text"]


def test_a_long_backfill_does_not_keep_the_hourly_look_waiting(desk: Stage, sentry: SentryServer):
    """Events of an hour ago are read while the old ones are still coming."""
    history(sentry, 600)
    sentry.issue("6120990001", past(1, NOW - 3600))
    store = desk.bot.store
    with store.transaction():
        gaps.move_moment(store, gaps.LOOKED_UNTIL, NOW - 7200)
    readings.ask(store, readings.BACKFILL, NOW - 800 * DAY, NOW - 600 * DAY, None, NOW)

    there(desk.bot.desk).turn()

    paths = [path for _, path, _ in sentry.asked]
    lists = [number for number, path in enumerate(paths) if path.endswith(f"/organizations/{ORG}/issues/")]
    pages = [number for number, path in enumerate(paths) if "/issues/610/" in path or "/issues/611/" in path]
    assert 2 == len(lists)
    assert lists[1] < pages[-1]


def test_a_look_that_was_begun_inside_a_backfill_is_ended_once(desk: Stage, sentry: SentryServer):
    """After a kill both are gone on with; what the look could not read then stays to be read, and its gap stands."""
    history(sentry, 600)
    sentry.issue("6120990001", past(1, NOW - 3600))
    store = desk.bot.store
    with store.transaction():
        gaps.move_moment(store, gaps.LOOKED_UNTIL, NOW - 7200)
        gaps.add(store, NOW - 5000, NOW - 3000, "down")
    readings.ask(store, readings.BACKFILL, NOW - 800 * DAY, NOW - 600 * DAY, None, NOW)
    look = there(desk.bot.desk).reader.ask_look()
    missed = readings.IssueToRead("6120990001", None, None, NOW - 3600, 1)
    readings.put_issues(store, look.id, [missed])
    readings.listed(store, look.id, NOW)
    sentry.faults = [Fault(400, path="/issues/6120990001/events/")]

    there(desk.bot.desk).turn()

    assert NOW - 7200 == gaps.moment(store, gaps.LOOKED_UNTIL)
    assert [(NOW - 5000, NOW - 3000)] == gaps.gaps(store, NOW - 7200)
    assert "1 issues could not be read" == readings.find(store, look.id).reason


def test_a_look_after_downtime_fills_the_gap_and_edits_the_root(
    open_stage: Any, sentry: SentryServer, tmp_path: Path
) -> None:
    """Ten minutes down, fifty events at Sentry: the first look after the start finds all of them, none twice."""
    settings = {"sentry_url": sentry.url, "sentry_org": ORG, "sentry_auth_token": TOKEN, "sentry_queries": LOGGER}
    first: Stage = open_stage(**settings)
    there(first.bot.desk).turn()
    first.report({**as_webhook(0, first.now)})
    down_at = first.now
    first.stop()
    sentry.issue("6120990001", *(past(n, down_at + n * 12) for n in range(50)))

    second: Stage = open_stage(at=down_at + 600, **settings)
    gap = gaps.gaps(second.bot.store, 0)
    there(second.bot.desk).turn()
    there(second.bot.desk).turn()
    second.settle()

    assert [(down_at, down_at + 600)] == gap
    assert [] == gaps.gaps(second.bot.store, 0)
    assert 50 == counted(second.bot.store)
    assert [] == second.replies()
    assert "50 reports in all" in second.root()["text"]


def test_a_stopped_bot_does_not_wait_for_sentry(desk: Stage, sentry: SentryServer):
    """A limit that resets in minutes holds up nobody."""
    sentry.faults = [Fault(429, times=100, headers={"Retry-After": "200"})]
    there(desk.bot.desk).ring()
    until(lambda: sentry.asked, "Sentry was asked")

    there(desk.bot.desk).stop()

    there(there(desk.bot.desk)._thread).join(3)
    assert not there(there(desk.bot.desk)._thread).is_alive()


def test_a_sentry_that_fails_is_left_alone_for_a_while(desk: Stage, sentry: SentryServer):
    """The next rings do nothing, and the reason is kept for people."""
    sentry.faults = [Fault(401, times=1000)]
    for _ in range(3):
        there(desk.bot.desk).ring()
        until(lambda: not there(there(desk.bot.desk)._thread).is_alive(), "the desk is free")

    assert 1 == len(sentry.asked)
    assert "SENTRY_AUTH_TOKEN is not valid" in there(there(desk.bot.desk).last_error)


def as_webhook(n: int, at: float) -> dict[str, Any]:
    from tests.walks.events import event

    return {**event(timestamp=at), "event_id": past(n, at).id}


def counted(store: Engine) -> int:
    return int(store.query("SELECT COUNT(*) AS n FROM sightings")[0]["n"])
