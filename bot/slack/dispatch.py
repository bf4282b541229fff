"""One signed request of Slack's, through Bolt, to its answer."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import orjson
from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.slack.request_shape import has_slacks_shape

log = logging.getLogger(__name__)
NOT_SIGNED = "no valid Slack signature"
NOT_SLACKS = "not a request that Slack would make"


@dataclass(frozen=True)
class SlackAnswer:
    """The answer to a request of Slack's."""

    status: int
    headers: Mapping[str, Iterable[str]]
    body: str


@dataclass(frozen=True)
class Dispatcher:
    """Checks a request's signature and lets Bolt answer it.

    unhandled: how often each kind of request came that nothing listens for.
    """

    app: App
    verifier: SignatureVerifier
    unhandled: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, body: str, headers: Mapping[str, str]) -> SlackAnswer:
        """Answer one request. Bolt sees only what is signed: it takes a body apart before it looks at the signature."""
        if not is_signed(self.verifier, body, headers):
            return SlackAnswer(401, {}, NOT_SIGNED)
        if not body.strip():
            return self._unhandled("an empty body")
        if _lacks_person(body) or not has_slacks_shape(body):
            return SlackAnswer(400, {}, NOT_SLACKS)
        try:
            # What a listener raises ends in Listeners.failed; what Bolt raises is about the body's shape.
            response = self.app.dispatch(BoltRequest(body=body, headers=dict(headers)))
        except (AttributeError, TypeError, ValueError, KeyError, IndexError):
            return SlackAnswer(400, {}, NOT_SLACKS)
        if response.status == 404:
            return self._unhandled(_kind_of(body))
        return SlackAnswer(response.status, response.headers, response.body)

    def _unhandled(self, kind: str) -> SlackAnswer:
        # Slack counts any other answer as a failed delivery, and switches an app off for too many of them.
        with self._lock:
            self.unhandled[kind] += 1
            first = self.unhandled[kind] == 1
        if first:
            log.info("nothing listens for %s: answered with 200, and counted from now on", kind)
        return SlackAnswer(200, {}, "")


def is_signed(verifier: SignatureVerifier, body: str, headers: Mapping[str, str]) -> bool:
    """Say whether Slack signed the body, less than five minutes ago. headers: with names in lower case.

    The verifier raises for some headers that Slack never sends: `isdigit` accepts `²`, and `int` does not.
    """
    timestamp, given = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    is_readable = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and given.isascii()
    return is_readable and bool(verifier.is_valid(body, timestamp, given))


def _lacks_person(body: str) -> bool:
    """Say whether the body is a slash command that names nobody."""
    fields = parse_qs(body) if body.startswith(("command=", "token=")) or "&command=" in body else {}
    return "command" in fields and not fields.get("user_id")


def _kind_of(body: str) -> str:
    """Name what a request is about: its type, and that of the event or action in it."""
    fields = parse_qs(body) if "payload=" in body[:2000] else {}
    try:
        request = orjson.loads(fields["payload"][0] if "payload" in fields else body)
    except (orjson.JSONDecodeError, IndexError):
        return "a request of another shape"
    if not isinstance(request, dict):
        return "a request of another shape"
    event = request.get("event")
    inner = event.get("type") if isinstance(event, dict) else request.get("callback_id")
    return " ".join(str(part)[:60] for part in (request.get("type"), inner) if isinstance(part, str)) or "a request"
