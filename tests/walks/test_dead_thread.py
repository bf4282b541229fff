"""A leak's root is deleted in Slack: the next thing worth telling brings one new thread, and nothing is lost."""

from collections.abc import Callable

import pytest

from bot.leaks.refresh import refresh_roots
from tests.walks.events import event
from tests.walks.stage import CHANNEL, DAY, HOUR, Stage, texts_of, until

POST, UPDATE = "chat.postMessage", "chat.update"


@pytest.fixture(params=["Slack puts replies into the channel", "Slack refuses replies"])
def told(request: pytest.FixtureRequest, stage: Stage) -> Stage:
    """A leak with a root, in a workspace that does with a reply to a deleted root what Slack does, or refuses it."""
    stage.workspace.room.refuses_dead_threads = "refuses" in request.param
    stage.report(event())
    return stage


def delete_root(stage: Stage) -> None:
    """A person deletes the root, as an admin or a retention rule does."""
    root = stage.root()
    stage.workspace.room.ledger.record({"op": "delete", "channel": CHANNEL, "ts": root["ts"]})


def living(stage: Stage) -> list:
    """The messages of the channel that are not tombstones and not replies."""
    return [root for root in stage.roots() if root.get("subtype") != "tombstone"]


def test_a_refresh_brings_no_new_root(told: Stage):
    """Whoever deletes a root on purpose is not overruled by the hourly update."""
    delete_root(told)
    refresh_roots(told.bot.store, int(told.now), 0)
    told.move(HOUR)

    assert [] == living(told)


@pytest.mark.parametrize("later_s", [60, 2 * HOUR], ids=["within the hour", "later"])
def test_the_next_report_brings_one_root_that_says_why(told: Stage, later_s: int):
    """The report is told once, in the new thread, whose first reply names the deleted one."""
    delete_root(told)
    told.move(later_s)
    told.report(event(host="pod-2"))
    told.move(2 * HOUR)

    (root,) = living(told)
    assert "2 reports in all" in texts_of(root)
    assert "was deleted in Slack" in told.said(root)[0]


@pytest.mark.parametrize("later_s", [60, 2 * HOUR], ids=["within the hour", "later"])
def test_a_mark_goes_to_the_new_thread(told: Stage, later_s: int):
    """The answer says what is true, and the line stands in the new thread."""
    delete_root(told)
    told.move(later_s)
    first = told.type("/leak take L1")["text"]
    told.move(HOUR)
    second = told.type("/leak done L1 found it")["text"]
    told.move(HOUR)

    (root,) = living(told)
    said = told.said(root)
    assert "was deleted in Slack" in said[0]
    assert ["is investigating L1" in said[1], "marked L1 as investigated" in said[2]] == [True, True]
    assert "✅" in texts_of(root)
    assert "The thread shows it" in first or "a new one begins" in first
    assert "investigated by you" in second


def test_a_second_deletion_within_a_day_waits_for_the_next(told: Stage):
    """At most one new root a leak and day; what came meanwhile is in it."""
    delete_root(told)
    told.move(2 * HOUR)
    told.report(event())
    told.workspace.room.ledger.record({"op": "delete", "channel": CHANNEL, "ts": living(told)[0]["ts"]})
    told.move(2 * HOUR)
    told.report(event())
    told.move(2 * HOUR)
    early = len(living(told))
    told.move(DAY)

    assert 0 == early
    assert 1 == len(living(told))
    assert "3 reports in all" in texts_of(living(told)[0])


def test_a_return_is_told_in_a_new_thread(told: Stage):
    """✅, deleted, seen again: the channel hears that it returned."""
    told.type("/leak done L1")
    delete_root(told)
    told.move(DAY)
    told.report(event())
    told.move(HOUR)

    (root,) = living(told)
    assert any("returned" in line for line in told.said(root))


def test_a_wave_of_deletions_is_no_flood(stage: Stage):
    """A retention rule wipes every root: the hourly update posts nothing, and each leak comes back with its report."""
    names = ["image-scale", "upload-body", "download-range"]
    for name in names:
        stage.report(event(name))
    for root in stage.roots():
        stage.workspace.room.ledger.record({"op": "delete", "channel": CHANNEL, "ts": root["ts"]})
    refresh_roots(stage.bot.store, int(stage.now), 0)
    stage.move(3 * HOUR)
    quiet = len(living(stage))
    stage.report(event(names[1]))
    stage.move(HOUR)

    assert 0 == quiet
    assert 1 == len(living(stage))


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed"])
def test_a_root_that_cannot_be_edited_is_not_dead(stage: Stage, code: str):
    """The thread gets the present state, once a day, and no second root comes."""
    stage.report(event())
    stage.faults({"method": UPDATE, "do": f"error:{code}", "times": 20})
    stage.move(2 * HOUR)
    stage.report(event(host="pod-2"))
    stage.move(HOUR)
    stage.report(event(host="pod-3"))
    stage.move(HOUR)

    assert 1 == len(stage.roots())
    assert 1 == sum("reports in all" in line for line in stage.said())


def test_marks_on_the_old_thread_still_count(open_stage: Callable[..., Stage]):
    """A reaction on a reply of the old thread marks the leak."""
    stage = open_stage()
    stage.report(event())
    stage.move(2 * HOUR)
    stage.report(event())
    reply = stage.replies()[-1]
    delete_root(stage)
    stage.react(reply, "eyes")
    stage.move(HOUR)
    until(lambda: living(stage), "the new root is there")

    assert "👀 *Investigating*" in texts_of(living(stage)[0])
