"""What goes to Slack, ready to be sent, and the part of slack_sdk that takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.words.blocks import Message
from storage.outbox import Outgoing


class SlackClient(Protocol):
    """The methods of slack_sdk's WebClient that the sender uses. It must not re-send by itself."""

    def api_call(
        self, api_method: str, *, json: dict[str, Any] | None = None, params: dict[str, Any] | None = None
    ) -> Any:
        """Call a method of the web API and return its answer."""


@dataclass(frozen=True)
class Rendered:
    """A message ready to be sent. thread_ts: the root of its thread; None: a message of the channel.

    For a row that edits or removes, thread_ts is the post that it edits or removes.
    """

    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None
    broadcast: bool = False

    @classmethod
    def of(cls, message: Message, thread_ts: str | None = None, broadcast: bool = False) -> Rendered:
        """Make a message of the core ready to be sent."""
        return cls(message.text, list(message.blocks), thread_ts, broadcast)


@dataclass(frozen=True)
class Upload:
    """A file, ready to be sent. ending: of its name, `.png`; title: as Slack shows it; words: said beside it.

    alt: what a picture shows, for whoever cannot see it; empty for a text. thread_ts: None: not into a thread.
    """

    content: bytes
    ending: str
    title: str
    words: str
    alt: str = ""
    thread_ts: str | None = None


Render = Callable[[Outgoing], Rendered | None]
"""Make the message of a claimed row; None: there is nothing left to send."""
MakeFile = Callable[[Outgoing], Upload | None]
"""Make the file of a claimed row; None: there is nothing left to send."""
