"""What goes to Slack, ready to be sent, and the part of slack_sdk that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class SlackClient(Protocol):
    """The methods of slack_sdk's WebClient that the sender uses. It must not re-send by itself."""

    def api_call(
        self, api_method: str, *, json: Mapping[str, Any] | None = None, params: Mapping[str, Any] | None = None
    ) -> Any: ...


@dataclass(frozen=True)
class Rendered:
    """A message ready to be sent. thread_ts: the root of its thread; None: a message of the channel."""

    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None
    broadcast: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture for a thread, ready to be sent. words: the same as text."""

    png: bytes
    words: str
    thread_ts: str
