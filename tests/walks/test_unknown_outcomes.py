"""Whatever stands between the bot and Slack answers: no message is lost, and none comes twice."""

from collections.abc import Iterator

import pytest

from storage import outbox
from tests.walks.events import event
from tests.walks.slack_proxy import SPOILED, SlackProxy
from tests.walks.stage import CHANNEL, HOUR, Stage, texts_of, until

POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"


@pytest.fixture
def proxy(stage: Stage) -> Iterator[SlackProxy]:
    """A server between the bot and the local workspace."""
    proxy = SlackProxy(stage.bot.slack.client.base_url)
    stage.bot.slack.client.base_url = proxy.url
    yield proxy
    proxy.close()


def pass_time(stage: Stage, proxy: SlackProxy) -> None:
    """Let time pass until nothing waits and everything has gone wrong that was to."""

    def is_done() -> bool:
        stage.bot.clock.set_to(stage.now + 5)
        stage.wake()
        return proxy.is_spent and not outbox.backlog(stage.bot.store, int(stage.now)).waiting

    until(is_done, "the outbox is empty", 20)


@pytest.mark.parametrize("passed_on", [True, False], ids=["Slack has it", "Slack has it not"])
@pytest.mark.parametrize("how", SPOILED)
def test_a_root_comes_once(stage: Stage, proxy: SlackProxy, how: str, passed_on: bool):
    """An answer that is not Slack's says nothing: it is looked up before anything is sent again."""
    proxy.spoil(POST, how, passed_on)
    stage.report(event(), settle=False)
    pass_time(stage, proxy)

    assert 1 == len(stage.roots())
    assert 0 == outbox.backlog(stage.bot.store, int(stage.now)).dead


@pytest.mark.parametrize("passed_on", [True, False], ids=["Slack has it", "Slack has it not"])
@pytest.mark.parametrize("how", ["a page", "a 404 page", "a cut answer", "a brace"])
def test_a_reply_and_an_edit_come_once(stage: Stage, proxy: SlackProxy, how: str, passed_on: bool):
    """The same for the thread; the root shows the truth in the end."""
    stage.report(event())
    stage.move(2 * HOUR)
    proxy.spoil(POST, how, passed_on)
    proxy.spoil(UPDATE, how, passed_on, times=2)
    stage.report(event(host="pod-2"), settle=False)
    pass_time(stage, proxy)

    assert 1 == len(stage.replies())
    assert "2 reports in all" in texts_of(stage.root())
    assert 0 == outbox.backlog(stage.bot.store, int(stage.now)).dead


def test_a_stray_reply_is_deleted_although_the_first_answer_is_lost(stage: Stage, proxy: SlackProxy):
    """The root is gone, the reply came out in the channel, and nobody heard so: it is found, deleted and sent anew."""
    stage.report(event())
    stage.workspace.room.ledger.record({"op": "delete", "channel": CHANNEL, "ts": stage.root()["ts"]})
    stage.move(60)
    proxy.spoil(POST, "a cut answer", passed_on=True)
    proxy.spoil(DELETE, "a page", passed_on=True)
    stage.type("/leak take L1", settle=False)
    pass_time(stage, proxy)

    (root,) = stage.roots()
    assert "ByteBuf" in texts_of(root)
    assert [True, True] == ["deleted in Slack" in stage.said()[0], "is investigating L1" in stage.said()[1]]
