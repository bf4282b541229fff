"""What goes to Slack, ready to be sent, and the part of slack_sdk that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

FILES = frozenset({"chart", "digest-chart", "diary"})
"""Kinds of outbox rows that are files. Their keys are their names without the ending."""


class SlackClient(Protocol):
    """The methods of slack_sdk's WebClient that the sender uses. It must not re-send by itself."""

    def api_call(
        self, api_method: str, *, json: Mapping[str, Any] | None = None, params: Mapping[str, Any] | None = None
    ) -> Any: ...


@dataclass(frozen=True)
class Rendered:
    """A message ready to be sent. thread_ts: the root of its thread; None: a message of the channel.

    For a row that edits or removes, thread_ts is the post that it edits or removes.
    """

    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None
    broadcast: bool = False


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
