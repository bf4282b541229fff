"""One signed request of Slack's, through Bolt, to its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier

pass


def dispatch(app: App, verifier: SignatureVerifier, body: str, headers: Mapping[str, str]) -> SlackAnswer:
    """One HTTP request of Slack's through Bolt, which would take apart even what is not signed before it looks."""
    timestamp, given = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (timestamp.isdigit() and len(timestamp) < 12 and given.isascii()):
        return SlackAnswer(401, {}, "no valid Slack signature")
    if not verifier.is_valid(body, timestamp, given):
        return SlackAnswer(401, {}, "no valid Slack signature")
    try:
        # What a listener raises ends in Listeners.failed; what comes out here is Bolt, at odds with the body's shape.
        response = app.dispatch(BoltRequest(body=body, headers=dict(headers)))
    except (AttributeError, TypeError, ValueError, KeyError, IndexError):
        return SlackAnswer(400, {}, "not a request that Slack would make")
    return SlackAnswer(response.status, response.headers, response.body)


@dataclass(frozen=True)
class SlackAnswer:
    """What Bolt makes of a request of Slack's."""

    status: int
    headers: Mapping[str, Iterable[str]]
    body: str
