"""A message that cannot be built, or that Slack does not take as it is, stops nobody and is not silent."""

import pytest

from bot.slack.outcomes import BUILDS
from storage import channel_pauses, outbox, parked, queues
from storage.records import MessageKind
from tests.walks.events import event
from tests.walks.stage import CHANNEL, HOUR, Stage, texts_of, until

POST, UPDATE = "chat.postMessage", "chat.update"


def try_often(stage: Stage) -> None:
    """Let the pauses between the tries pass."""
    for _ in range(BUILDS):
        stage.bot.clock.set_to(stage.now + 2**BUILDS)
        stage.wake()
        until(lambda: not outbox.due(stage.bot.store, int(stage.now)), "it was tried")


def test_a_reply_that_cannot_be_built_becomes_a_plain_line(stage: Stage):
    """Five tries, then a line with a reference; the row is parked with its reason, and the next one was not delayed."""
    stage.report(event())
    store = stage.bot.store
    with store.transaction():
        outbox.ask(store, "broken", MessageKind.CHANGE, 1, CHANNEL, int(stage.now), detail="no number")
    stage.report(event("image-scale"))
    others = len(stage.roots())
    try_often(stage)

    assert 2 == others
    (line,) = stage.said(stage.roots()[0])
    assert line.startswith("L1: this message could not be built, reference ")
    (dead,) = queues.dead_rows(store, "outbox")
    assert "broken" == dead["key"]
    assert line.rpartition(" ")[2].rstrip(".") in dead["reason"]


def test_a_root_that_cannot_be_built_leaves_its_thread_usable(stage: Stage):
    """The plain line is the root: replies go under it, and once mended it shows the leak."""
    store = stage.bot.store
    with store.transaction():
        channel_pauses.pause(store, CHANNEL, int(stage.now), 5)
    stage.report(event(), settle=False)
    until(lambda: store.query("SELECT number FROM leaks"), "the report is read")
    with store.transaction():
        store.execute("UPDATE leaks SET family = 'no such family', state = 'odd'")
    try_often(stage)
    plain = stage.root()["text"]
    with store.transaction():
        store.execute("UPDATE leaks SET family = 'netty', state = 'open'")
        parked.revive(store, int(stage.now), None)
    stage.move(HOUR)
    stage.type("/leak take L1")

    assert plain.startswith("L1: this message could not be built, reference ")
    assert "UploadService.valid" in texts_of(stage.root())
    assert "is investigating L1" in stage.said()[-1]


def test_an_edit_that_cannot_be_built_is_told_in_the_thread(stage: Stage):
    """The root stays as it was, and the thread says that something is missing."""
    stage.report(event())
    store = stage.bot.store
    with store.transaction():
        store.execute("UPDATE leaks SET state = 'odd'")
        outbox.ask_state(store, "edit:L1", MessageKind.EDIT, 1, CHANNEL, int(stage.now))
    try_often(stage)
    until(stage.said, "the thread says so")

    assert "UploadService.valid" in texts_of(stage.root())
    assert ["L1: this message could not be built"] == [line.split(",")[0] for line in stage.said()]


@pytest.mark.parametrize("code", ["msg_too_long", "invalid_blocks", "msg_blocks_too_long"])
def test_content_that_slack_rejects_is_sent_once_more_as_plain_text(stage: Stage, code: str):
    """It says so, and keeps the first lines; the next update of the root is whole again."""
    stage.faults({"method": POST, "do": f"error:{code}"})
    stage.report(event())
    plain = stage.root()
    stage.move(HOUR)
    stage.report(event())

    assert f"[Shortened: Slack refused the full message ({code}).]" in plain["text"]
    assert "UploadService.valid" in plain["text"]
    assert [] == [block for block in plain.get("blocks", []) if block["type"] == "actions"]
    assert "[Shortened" not in texts_of(stage.root())


def test_an_edit_that_slack_rejects_is_sent_once_more_as_plain_text(stage: Stage):
    """The root shows the new state, without its buttons."""
    stage.report(event())
    stage.move(60)
    stage.faults({"method": UPDATE, "do": "error:msg_too_long"})
    stage.report(event())

    assert "[Shortened" in stage.root()["text"]
    assert "2 reports in all" in stage.root()["text"]


def test_a_plain_text_that_is_rejected_as_well_is_parked(stage: Stage):
    """No third try, and doctor shows it."""
    stage.faults({"method": POST, "do": "error:invalid_blocks", "times": 2})
    stage.report(event())

    assert 2 == len(stage.calls(POST))
    assert ["root:L1"] == [row["key"] for row in queues.dead_rows(stage.bot.store, "outbox")]
