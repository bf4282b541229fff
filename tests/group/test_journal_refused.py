"""What Slack will never take of a journal: its writer is told, nobody else."""

from collections.abc import Callable

import pytest

from bot.group import erasure
from bot.slack.call import call
from tests.group.journal_desk import Desk, a_desk
from tests.group.seasons import CHANNEL, HOUR, MINA
from tests.walks.stage import Stage


@pytest.fixture
def desk(open_stage: Callable[..., Stage]) -> Desk:
    """A programme whose first round is on."""
    return a_desk(open_stage())


def told(desk: Desk) -> list[str]:
    """What the bot said to Mina alone."""
    own = [id_ for id_, one in desk.stage.state()["channels"].items() if one.get("user") == MINA]
    return [one["text"] for channel in own for one in desk.stage.messages(channel)]


@pytest.mark.parametrize("why", ["channel_not_found", "is_archived", "not_in_channel"])
def test_who_wrote_it_is_told(desk: Desk, why: str):
    """Once, in a direct message; after it was mended the post comes by itself, once."""
    desk.stage.faults({"method": "chat.postMessage", "do": f"error:{why}", "times": 1})
    desk.share(desk.open(), did="wrote a test")
    desk.stage.settle()
    before = desk.posts()
    desk.stage.move(HOUR)
    desk.stage.move(HOUR)

    assert [] == before
    assert 1 == len(told(desk))
    assert "Your journal of round 1 is kept, but Slack did not take all of it" in told(desk)[0]
    assert 1 == len(desk.posts())


def test_an_edit_of_a_deleted_reply_is_told_and_forgotten(desk: Desk):
    """Somebody deleted the reply by hand: the new words cannot be shown there. Forgetting takes the notice too."""
    desk.share(desk.open(), did="wrote a test")
    (post,) = desk.posts()
    (reply,) = [one for one in desk.stage.messages(CHANNEL) if one.get("thread_ts") == post["ts"] != one["ts"]]
    call(desk.stage.bot.worker.sender.client, "chat.delete", {"channel": CHANNEL, "ts": reply["ts"]})
    desk.stage.move(HOUR)
    desk.share(desk.open(), did="wrote two")
    desk.stage.move(HOUR)
    before = told(desk)

    erasure.forget(desk.stage.bot.store, MINA, "command", int(desk.stage.now))
    desk.stage.move(HOUR)

    assert 1 == len(before)
    assert [] == told(desk)
    assert [] == desk.posts()
