"""How long the sender leaves a channel alone after a failure."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackClientError

from bot.slack.outcomes import BACK_OFF_S
from bot.slack.outgoing import Rendered
from bot.slack.sender import Sender
from storage import Engine, open_store, outbox
from storage.records import MessageKind

NOW = 1_790_000_000
CHANNELS = [f"C{number}" for number in range(20)]


class Away:
    """A Slack that answers nothing until it is back."""

    def __init__(self) -> None:
        self.back = False

    def api_call(self, method: str, *, json: Any = None, params: Any = None) -> Any:
        """Break off, or say that the message was posted."""
        if not self.back:
            raise SlackClientError(f"{method}: the connection broke")
        answer = {"ok": True, "ts": "1.000001", "messages": []}
        return type("Answer", (), {"data": answer})


class Channels:
    """A sender with a message for each of twenty channels, and a clock of its own."""

    def __init__(self, store: Engine) -> None:
        self.store, self.slack, self.at = store, Away(), NOW
        self.sender = Sender(
            store=store,
            client=self.slack,
            render=lambda row: Rendered("words", [], None, False),
            upload=lambda row: None,
            put=lambda url, content: None,
            notes=lambda kind, row, about: about,
            home=lambda leak: "C1",
            now=lambda: self.at,
            post_every_s=0,
            bot_id="B1",
            bot_user="U1",
        )
        self.ask("first")

    def ask(self, name: str) -> None:
        """Ask for one more message a channel."""
        with self.store.transaction():
            for channel in CHANNELS:
                outbox.ask(self.store, f"{name} {channel}", MessageKind.CHANGE, None, channel, self.at)

    def pauses(self) -> set[int]:
        """Send what is due, and come to the end of the longest pause; how long they are, in seconds."""
        self.sender.turn()
        rows = self.store.query("SELECT until FROM pauses WHERE until > :at", {"at": self.at})
        found = {row["until"] - self.at for row in rows}
        self.at += max(found, default=0)
        return found


@pytest.fixture
def channels() -> Iterator[Channels]:
    store = open_store("sqlite://", NOW)
    yield Channels(store)
    store.close()


def test_pauses_grow_to_a_minute(channels: Channels):
    """About a second after the first failure, twice as long after each further one, never above a minute."""
    found = [channels.pauses() for _ in range(9)]

    assert {1, 2} == found[0]
    assert found[1] <= {2, 3, 4}
    assert found[3] <= set(range(8, 17))
    assert all(max(one) <= BACK_OFF_S for one in found)
    assert found[8] <= set(range(BACK_OFF_S // 2, BACK_OFF_S + 1))


def test_after_a_success_the_pauses_begin_anew(channels: Channels):
    """A Slack that was away for long is no reason to wait for long when it is away again."""
    long = [channels.pauses() for _ in range(6)][-1]
    channels.slack.back = True
    for _ in range(4):
        channels.at += BACK_OFF_S
        channels.sender.turn()
    channels.slack.back = False
    channels.ask("second")

    assert min(long) > 15
    assert {1, 2} == channels.pauses()
