"""Private answers to clicks. Slack waits for the acknowledgement only; the answer follows on a thread of its own."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Respond
from slack_sdk.errors import SlackClientError

from bot.core.words.messages import Message

log = logging.getLogger(__name__)


class ClickAnswers:
    """Sends answers through a click's response URL. An answer may be lost; it is logged, and not tried again."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, "answers")

    def send(self, respond: Respond, message: Message, response_type: str = "ephemeral") -> None:
        """Queue an answer to a click."""
        arguments = {"text": message.text, "blocks": list(message.blocks), "response_type": response_type}
        self._threads.submit(_respond, respond, {**arguments, "replace_original": False})


def _respond(respond: Respond, arguments: dict[str, Any]) -> None:
    try:
        answer = respond(**arguments)
    except (OSError, SlackClientError) as error:
        log.warning("an answer to a click was not shown: %s", type(error).__name__)
        return
    if answer.status_code != 200:
        log.warning("an answer to a click was not shown: HTTP %d", answer.status_code)
