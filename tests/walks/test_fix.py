"""A fix from its registration to its verdict: watched, fixed or back, and each said once."""

from collections.abc import Callable

import pytest

from bot.app import jobs
from storage import fixes
from storage.records import FixState
from tests.walks.events import PROJECT, event
from tests.walks.stage import DAY, HOUR, JONAS, NOON, Stage, elements, is_broadcast, texts_of

OLD, FIXED, LATER = (f"{PROJECT}@{version}" for version in ("5.17.0", "5.18.0", "5.19.2"))


def look(stage: Stage) -> None:
    """The job's daily look, as often as the scheduler likes."""
    table = jobs.table(
        store=stage.bot.store, now=stage.bot.clock.now, keep_bodies_days=14, channel=stage.bot.slack.channel
    )
    (job,) = [job for job in table if job.name == "fix watch"]
    job.run()
    stage.wake()
    stage.settle()


def days(stage: Stage, count: int) -> None:
    """So many days, each with a look."""
    for _ in range(count):
        stage.move(DAY)
        look(stage)


@pytest.fixture
def leaking(stage: Stage) -> Stage:
    """One leak that was reported every five days, nine times, and then marked investigated by Mina."""
    return leak(stage)


def leak(stage: Stage) -> Stage:
    for _ in range(8):
        stage.report(event(release=OLD))
        stage.move(5 * DAY)
    stage.report(event(release=OLD))
    stage.move(HOUR)
    stage.react(stage.root(), "white_check_mark")
    return stage


def test_quiet_that_lasts_long_enough_is_fixed_and_said_once(leaking: Stage):
    """The root counts the days; at 95 % the channel hears before and after in numbers, once."""
    answer = leaking.type("/leak fix L1 5.18.0")
    begun = texts_of(leaking.root())
    days(leaking, 8)
    waiting = texts_of(leaking.root())
    days(leaking, 20)
    look(leaking)

    assert "Fix 1 of L1" in answer["text"]
    assert "*Watching fix 1* in release `resource-server@5.18.0`" in begun
    assert "The quiet counts from" in begun
    assert "Quiet for 7 of the 19 days needed" in waiting
    assert "would happen 2" in waiting
    told = [one for one in leaking.in_channel() if is_broadcast(one)]
    assert 1 == len(told)
    assert "*fixed*, after 19 days of quiet" in told[0]["text"]
    assert "Before the fix: 1 per 5.0 days (8 reports in 40 days)" in told[0]["text"]
    assert "95 % sure that the rate went down" in told[0]["text"]
    assert "✅ *Fixed* since" in texts_of(leaking.root())
    assert "Not yet excluded: up to" in texts_of(leaking.root())


def test_a_report_from_the_fixed_release_says_that_it_was_none(leaking: Stage):
    """Told to the channel once, with the days, and the attempts are counted."""
    leaking.type("/leak fix L1 5.18.0")
    days(leaking, 8)
    leaking.move(HOUR)
    leaking.report(event(release=FIXED))
    leaking.report(event(release=FIXED))
    look(leaking)
    again = leaking.type("/leak fix L1 5.19.2", by=JONAS)

    told = [one for one in leaking.in_channel() if is_broadcast(one)]
    assert 1 == len(told)
    assert "came back 8 days after fix 1" in told[0]["text"]
    assert "No evidence that it got rarer" in told[0]["text"]
    assert ["leak_take", "leak_done", "leak_more"] == [one["action_id"] for one in elements(told[0])]
    assert "Fix 2" in again["text"]
    assert "3 are needed, 1 is missing" in again["text"]
    assert "*Watching fix 2* in release `resource-server@5.19.2`" in texts_of(leaking.root())


def test_what_old_processes_report_while_they_drain_does_not_count(leaking: Stage):
    """Within a day from anywhere, and at any time from a release that is older."""
    leaking.type("/leak fix L1")
    leaking.move(20 * HOUR)
    leaking.report(event(release=None, tags=[]))
    drained = texts_of(leaking.root())
    leaking.type("/leak undo L1")
    leaking.type("/leak fix L1 5.18.0")
    days(leaking, 3)
    leaking.report(event(release=OLD))
    old = texts_of(leaking.root())

    assert "*Watching fix 1*" in drained
    assert "1 report since from processes without the fix" in drained
    assert "*Watching fix 2*" in old
    assert "1 report since from processes without the fix" in old
    assert [] == [one for one in leaking.in_channel() if is_broadcast(one)]


def test_a_report_without_a_release_counts_once_the_old_processes_are_gone(leaking: Stage):
    """After a day nothing that does not say otherwise is taken for old."""
    leaking.type("/leak fix L1")
    leaking.move(25 * HOUR)
    leaking.report(event(release=None, tags=[]))

    assert "came back 25 h after fix 1" in leaking.in_channel()[-1]["text"]
    assert "it came back 25 h after fix 1" in texts_of(leaking.root())


def test_a_fixed_leak_that_is_seen_again_is_back(leaking: Stage):
    """From a later release; one straggler on the old release is none."""
    leaking.type("/leak fix L1 5.18.0")
    days(leaking, 21)
    leaking.report(event(release=OLD))
    after_straggler = texts_of(leaking.root())
    leaking.move(HOUR)
    leaking.report(event(release=LATER))

    assert "✅ *Fixed* since" in after_straggler
    assert ["*fixed*", "*came back"] == [
        word for one in leaking.in_channel() for word in ("*fixed*", "*came back") if word in one["text"]
    ]


def test_a_new_start_announces_nothing_twice(open_stage: Callable[..., Stage]):
    """Killed between the verdict and its post, the bot goes on from its rows; the look of that day is done."""
    stage = leak(open_stage())
    stage.type("/leak fix L1 5.18.0")
    days(stage, 20)
    stage.faults({"method": "chat.postMessage", "do": "lost"})
    stage.move(DAY)
    look(stage)
    at = stage.now
    stage.stop()
    later = open_stage(at=at)
    for _ in range(3):
        look(later)
    later.move(60)

    assert 1 == sum("*fixed*" in one["text"] for one in later.messages())
    assert [FixState.FIXED] == [fix.state for fix in fixes.history(later.bot.store, 1)]


def test_whoever_registered_a_fix_can_take_it_back(leaking: Stage):
    """Jonas cannot end Mina's watch; hers ends, and her mark still stands."""
    leaking.type("/leak fix L1")
    others = leaking.type("/leak undo L1", by=JONAS)
    still = texts_of(leaking.root())
    own = leaking.type("/leak undo L1")

    assert "nothing" in others["text"].lower() or "no mark" in others["text"].lower()
    assert "*Watching fix 1*" in still
    assert "Your fix is watched no more" in own["text"]
    assert "✅ *Investigated* by <@U0LOCAL02>" in texts_of(leaking.root())


def test_marks_do_not_end_the_watch(leaking: Stage):
    """👀 says who looks; where the leak stands is the fix's matter."""
    leaking.type("/leak fix L1")
    leaking.react(leaking.root(), "eyes", by=JONAS)
    leaking.react(leaking.root(), "white_check_mark", remove=True)

    assert "*Watching fix 1*" in texts_of(leaking.root())


def test_the_button_watches_a_fix_from_now_on(leaking: Stage):
    """It is offered once the leak is marked investigated."""
    offered = [one["action_id"] for one in elements(leaking.root())]
    (answer,) = leaking.press(leaking.root(), "leak_fix", by=JONAS)

    assert ["leak_take", "leak_done", "leak_fix", "leak_more"] == offered
    assert "Fix 1 of" in answer["text"]
    assert "registered by <@U0LOCAL03>" in texts_of(leaking.root())


def test_too_few_before_the_fix_is_said_plainly(stage: Stage):
    """Two reports are one episode after the first: quiet cannot tell."""
    stage.report(event())
    stage.move(5 * DAY)
    stage.report(event())
    stage.move(HOUR)

    answer = stage.type("/leak fix L1")

    assert (
        "Only 1 report before the fix: quiet cannot tell whether it worked. 3 are needed, 2 are missing"
        in (answer["text"])
    )
    for _ in range(30):
        stage.move(10 * DAY)
        look(stage)
    assert "*Watching fix 1*" in texts_of(stage.root())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("tomorrow", "neither a release nor a date"),
        ("2026-13-45", "neither a release nor a date"),
        ("<!channel> now", "neither a release nor a date"),
        ("2030-01-01", "lies in the future"),
        ("2020-01-01", "before L1 was first seen"),
        ("5.17.0", "cannot have been the fix"),
        ("3 days ago", "cannot have been the fix"),
    ],
)
def test_what_cannot_be_is_answered_clearly(shared_leaking: Stage, typed: str, says: str):
    """Nothing is changed."""
    answer = shared_leaking.type(f"/leak fix L1 {typed}")

    assert says in answer["text"]
    assert "✅ *Investigated*" in texts_of(shared_leaking.root())


@pytest.fixture(scope="module")
def shared_leaking(shared_stage: Stage) -> Stage:
    return leak(shared_stage)


def test_the_command_is_known_in_korean(leaking: Stage):
    """고침 is fix."""
    assert "Fix 1 of" in leaking.type("/leak 고침 L1 5.18.0")["text"]
    assert NOON < leaking.now
