"""Slack refuses, is slow, drops connections, and the process dies: every message is there once all the same."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.slack.lookup import PAGE, PAGES
from storage import refusals
from tests.walks.events import event
from tests.walks.stage import CHANNEL, DAY, HOUR, MINA, Stage, texts_of, until

POST, UPDATE, HISTORY, REPLIES = "chat.postMessage", "chat.update", "conversations.history", "conversations.replies"
OpenStage = Callable[..., Stage]
PATIENT = 30


def pass_time_until(stage: Stage, condition: Callable[[], bool], what: str) -> None:
    """Let seconds pass, one by one, until a condition holds."""

    def a_second_later() -> bool:
        if condition():
            return True
        stage.bot.clock.set_to(stage.now + 1)
        stage.wake()
        return False

    until(a_second_later, what, PATIENT)
    stage.settle()


def fail_first_post(stage: Stage, *faults: dict[str, object]) -> None:
    """A report whose root meets these faults; returns when the first attempt is over."""
    stage.faults(*faults)
    stage.report(event(), settle=False)
    until(lambda: stage.bot.worker.sender.last_error, "the first attempt failed")


def test_a_429_is_waited_out_for_the_whole_channel(stage: Stage):
    """Retry-After 30: no call for the channel in 29 s, neither this message nor another."""
    fail_first_post(stage, {"method": POST, "do": "429", "retry_after": 30})
    stage.report(event("image-scale"), settle=False)
    until(lambda: not waiting_deliveries(stage), "the second report is read")
    stage.bot.clock.set_to(stage.now + 29)
    stage.wake()
    stage.type("/leak take L2", settle=False)
    early = len(stage.calls(POST))
    stage.move(2)

    assert 1 == early
    titles = [root["blocks"][0]["text"]["text"] for root in stage.roots()]
    assert ["L1 · ByteBuf leaks in UploadService.valid", "L2 · ByteBuf leaks in ImageScaler.blur"] == titles
    assert 4 == len(stage.calls(POST))


def waiting_deliveries(stage: Stage) -> int:
    """Deliveries that nobody has read yet, as /healthz shows them."""
    return int(stage.health()["deliveries"]["waiting"])


@pytest.mark.parametrize("fault", ["500", "error:internal_error", "error:service_unavailable"])
def test_an_answer_that_says_nothing_certain_is_looked_up_before_it_is_sent_again(stage: Stage, fault: str):
    """Slack's 5xx (a page of HTML or a code of its own): looked for, not found, and sent again."""
    fail_first_post(stage, {"method": POST, "do": fault})
    pass_time_until(stage, lambda: bool(stage.roots()), "the root is there")

    assert 1 == len(stage.roots())
    assert 2 == len(stage.calls(POST))
    assert len(stage.calls(HISTORY)) >= 2


def test_a_message_whose_answer_was_lost_is_found_and_not_sent_again(stage: Stage):
    """Slack has it, we did not hear: found by its metadata, it is the root, and the thread goes on under it."""
    fail_first_post(stage, {"method": POST, "do": "lost"})
    pass_time_until(stage, lambda: not backlog(stage), "the row is finished")
    stage.move(HOUR)
    stage.report(event())

    assert 1 == len(stage.roots())
    assert 1 == len(stage.replies())
    assert 2 == len(stage.calls(POST))


def backlog(stage: Stage) -> int:
    """Messages that wait to be said, as /healthz shows them."""
    return int(stage.health()["messages"]["waiting"])


def test_a_reply_whose_answer_was_lost_is_found_in_its_thread(stage: Stage):
    """The same for a reply: it is looked for among the replies."""
    stage.report(event())
    stage.move(HOUR)
    stage.faults({"method": POST, "do": "lost"})
    stage.report(event(), settle=False)
    until(lambda: stage.bot.worker.sender.last_error, "the attempt failed")
    pass_time_until(stage, lambda: not backlog(stage), "the row is finished")

    assert 1 == len(stage.replies())
    assert stage.calls(REPLIES)


@pytest.mark.parametrize("trouble", ["429", "500", "lost", "error:internal_error"])
def test_a_lookup_that_fails_proves_nothing(stage: Stage, trouble: str):
    """The answer was lost, and then the look into the history fails as well: still exactly one root."""
    fail_first_post(stage, {"method": POST, "do": "lost"}, {"method": HISTORY, "do": trouble})
    pass_time_until(stage, lambda: not backlog(stage), "the row is finished")

    assert 1 == len(stage.roots())
    assert 1 == len(stage.calls(POST))


def test_an_answer_that_comes_too_late_is_no_second_message(stage: Stage):
    """Slack takes longer than the client's time-out and posts all the same."""
    stage.bot.slack.client.timeout = 1
    fail_first_post(stage, {"method": POST, "do": "slow:1.5"})
    until(stage.roots, "Slack posts in its own time")
    pass_time_until(stage, lambda: not backlog(stage), "the row is finished")

    assert 1 == len(stage.roots())


@pytest.mark.parametrize("fault", ["429", "500", "lost", "error:internal_error"])
def test_an_edit_that_failed_is_made_again(stage: Stage, fault: str):
    """The root tells the truth in the end."""
    stage.report(event())
    stage.move(60)
    stage.faults({"method": UPDATE, "do": fault, "retry_after": 2})
    stage.report(event(), settle=False)
    until(lambda: stage.bot.worker.sender.last_error, "the attempt failed")
    pass_time_until(stage, lambda: "2 reports in all" in texts_of(stage.root()), "the root shows both")

    assert 1 == len(stage.messages())


def test_a_reply_waits_for_its_root(stage: Stage):
    """While the root cannot be posted, nothing of its thread is, and then they stand in order."""
    fail_first_post(stage, {"method": POST, "do": "429", "retry_after": 7200})
    stage.type("/leak take L1", settle=False)
    stage.bot.clock.set_to(stage.now + HOUR)
    stage.report(event(), settle=False)
    until(lambda: not waiting_deliveries(stage), "the second report is read")
    before = len(stage.messages())
    stage.move(2 * HOUR)

    assert 0 == before
    assert 1 == len(stage.roots())
    assert "2 reports in all" in texts_of(stage.root())
    assert "👀 <@U0LOCAL02> is investigating L1." in stage.said()


def refused(stage: Stage, code: str = "user_not_found", times: int = 1) -> None:
    """A report whose root Slack refuses for a reason that lies in the message."""
    stage.faults({"method": POST, "do": f"error:{code}", "times": times})
    stage.report(event(), settle=False)
    until(lambda: dead(stage), "the row is parked")


def dead(stage: Stage) -> int:
    return int(stage.health()["messages"]["dead"])


def doctor(folder: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot doctor` on this test's database."""
    command = [sys.executable, "-m", "bot", "doctor", "--db", f"sqlite:///{folder}/walk.db", *options]
    root = Path(__file__).parents[2]
    env = {**os.environ, **settings}
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd=root, env=env)


def test_a_message_that_slack_does_not_take_is_shown_everywhere(stage: Stage, tmp_path: Path):
    """/healthz, /leak status and doctor name the error, and what to do about it."""
    refused(stage)
    health = stage.health()
    status = stage.type("/leak status")["text"]
    found = doctor(tmp_path)

    assert ("user_not_found", 1) == (health["last_slack_error"], health["messages"]["dead"])
    assert "Last Slack error: `user_not_found`" in status
    assert 1 == found.returncode
    assert "root:L1: user_not_found" in found.stdout
    assert "doctor --retry" in found.stdout


def test_doctor_retry_sends_what_was_parked(stage: Stage, tmp_path: Path):
    """Once the bot is in the channel, one command brings the message, with what was counted meanwhile."""
    refused(stage)
    stage.report(event(), settle=False)
    until(lambda: not waiting_deliveries(stage), "the second report is read")
    found = doctor(tmp_path, "--retry")
    stage.bot.clock.set_free()
    until(stage.roots, "the root is there", PATIENT)
    stage.settle()

    assert 0 == found.returncode, found.stdout
    assert 1 == len(stage.roots())
    assert "2 reports in all" in texts_of(stage.root())
    assert 0 == dead(stage)


@pytest.mark.parametrize("stored", [True, False], ids=["Slack has it", "Slack has it not"])
def test_a_process_that_died_between_post_and_answer_leaves_one_root(open_stage: OpenStage, stored: bool):
    """Another process finds the attempt in the store, looks in Slack, and sends only what is not there."""
    first = open_stage()
    fail_first_post(first, {"method": POST, "do": "lost" if stored else "500"})
    first.stop()
    second = open_stage(at=first.now)
    pass_time_until(second, lambda: not backlog(second), "the row is finished")
    second.move(HOUR)
    second.report(event())

    assert 1 == len(second.roots())
    assert 1 == len(second.replies())


def test_a_busy_channel_does_not_hide_what_was_posted_before_a_downtime(open_stage: OpenStage):
    """The process died when Slack had the root; before the next start people wrote more than the lookup reads."""
    first = open_stage()
    fail_first_post(first, {"method": POST, "do": "lost"})
    for _ in range(PAGE * PAGES + 1):
        first.workspace.room.ledger.post(CHANNEL, first.now + HOUR, user=MINA, text="talk")
    first.stop()
    second = open_stage(at=first.now + DAY)
    pass_time_until(second, lambda: not backlog(second), "the row is finished")

    assert 1 == sum("ByteBuf" in texts_of(root) for root in second.roots())
    assert [] == second.calls(POST)


def test_a_restart_goes_on_where_it_was(open_stage: OpenStage):
    """Leaks, marks, threads and numbers are those of before."""
    first = open_stage()
    first.report(event())
    first.react(first.root(), "eyes")
    before = first.root()
    first.stop()
    second = open_stage(at=first.now)
    second.move(HOUR)
    second.report(event())
    second.report(event("image-scale"))

    same, other = second.roots()
    assert before["ts"] == same["ts"]
    assert "👀 *Investigating*" in texts_of(same)
    assert "2 reports in all" in texts_of(same)
    assert "L2 · ByteBuf leaks in ImageScaler.blur" == other["blocks"][0]["text"]["text"]
    assert second.said(same)[-1].startswith("1 more report of L1")


def test_a_storm_is_a_root_and_a_reply(stage: Stage):
    """A hundred reports in a minute, and the channel still reads well."""
    stage.report(event())
    for number in range(99):
        stage.report(event(host=f"pod-{number % 7}"), settle=False)
    stage.move(60)
    stage.move(HOUR)

    assert 1 == len(stage.in_channel())
    assert 1 == len(stage.replies())
    assert "100 reports in all" in texts_of(stage.root())


def test_a_channel_that_was_set_wrongly_is_mended_by_the_setting(open_stage: OpenStage):
    """LEAK_CHANNEL was mistyped: set right, the root and its thread come into the right channel by themselves."""
    first = open_stage(leak_channel="C0TYPO00001")
    first.report(event(), settle=False)
    until(lambda: refusals.current(first.bot.store), "the channel is refused")
    first.stop()
    second = open_stage(at=first.now, leak_channel=CHANNEL)
    until(second.roots, "the root is there")
    second.settle()

    assert 1 == len(second.roots())
    second.react(second.root(), "eyes")
    assert "👀 *Investigating*" in texts_of(second.root())
    assert [] == refusals.current(second.bot.store)
