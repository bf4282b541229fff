"""Carries what people do to the bot: signed HTTP posts to its events URL, each from a thread of its own.

Source: docs.slack.dev, authentication/verifying-requests-from-slack and apis/events-api.
"""

import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
import requests

ANSWER_WITHIN_S = 3.0
EVENTS_PATH = "/slack/events"
TIMEOUT = "operation_timeout"
KEPT_DELIVERIES = 2_000


@dataclass
class BotRequest:
    """One post to the bot. status: None when no answer came; error: None when the bot said 2xx within 3 s."""

    id: str
    kind: str
    payload: dict[str, Any]
    retry_num: int = 0
    status: int | None = None
    error: str | None = None
    detail: str = ""
    answer: str = ""


@dataclass
class Courier:
    """sign_clock: the real time, since the bot checks with that, whatever clock the workspace has."""

    signing_secret: str
    sign_clock: Callable[[], float]
    bot_url: str | None = None
    deliveries: deque[BotRequest] = field(default_factory=lambda: deque(maxlen=KEPT_DELIVERIES))
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=8, thread_name_prefix="workspace-courier")
    )

    def send_later(self, delivery: BotRequest) -> "Future[BotRequest]":
        """Send from a thread; the future holds the same delivery with its outcome, and never an exception."""
        self.deliveries.append(delivery)
        return self._pool.submit(self._send, delivery)

    def find(self, delivery_id: str) -> BotRequest | None:
        """The last delivery with this id, for an event the event_id."""
        return next((delivery for delivery in reversed(self.deliveries) if delivery.id == delivery_id), None)

    def close(self) -> None:
        """Let what is under way end, and take nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, delivery: BotRequest) -> BotRequest:
        if self.bot_url is None:
            delivery.error, delivery.detail = TIMEOUT, "no bot_url is set: nobody was told"
            return delivery
        content_type, body = _encode(delivery)
        headers = self._signed(body) | {"Content-Type": content_type} | _retry_headers(delivery.retry_num)
        started = self.sign_clock()
        try:
            # A session of its own for each post: a kept connection that the bot just closed would lose an event.
            with requests.Session() as session:
                # The bot is on this machine: a proxy from the environment has no part in this.
                session.trust_env = False
                response = session.post(_events_url(self.bot_url), data=body, headers=headers, timeout=ANSWER_WITHIN_S)
        except requests.RequestException as error:
            delivery.error, delivery.detail = TIMEOUT, f"no answer: {type(error).__name__}"
            return delivery
        delivery.status, delivery.answer = response.status_code, response.text
        if not response.ok:
            delivery.error, delivery.detail = TIMEOUT, f"the bot answered {response.status_code}"
        elif self.sign_clock() - started > ANSWER_WITHIN_S:
            delivery.error, delivery.detail = TIMEOUT, "the bot's answer took more than 3 s"
        return delivery

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self.sign_clock()))
        base = b"v0:" + timestamp.encode() + b":" + body
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def new_id(prefix: str) -> str:
    """An id as Slack makes them: a letter or two, then capitals and digits."""
    return prefix + secrets.token_hex(5).upper()


def _encode(delivery: BotRequest) -> tuple[str, bytes]:
    if delivery.kind == "event":
        return "application/json", orjson.dumps(delivery.payload)
    if delivery.kind == "command":
        return "application/x-www-form-urlencoded", urlencode(delivery.payload).encode()
    return "application/x-www-form-urlencoded", urlencode({"payload": orjson.dumps(delivery.payload)}).encode()


def _retry_headers(retry_num: int) -> dict[str, str]:
    if retry_num == 0:
        return {}
    return {"x-slack-retry-num": str(retry_num), "x-slack-retry-reason": "http_timeout"}


def _events_url(bot_url: str) -> str:
    return bot_url if urlsplit(bot_url).path.strip("/") else bot_url.rstrip("/") + EVENTS_PATH
