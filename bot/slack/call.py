"""One call of Slack's web API, and what its failures mean: try later, nobody knows, never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.outgoing import SlackClient

UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "unknown_error"})


class Unsure(Exception):
    """Nobody knows whether Slack has the message."""


class NotSent(Exception):
    """Slack certainly does not have the message; a later try may succeed. retry_s: not before."""

    def __init__(self, why: str, retry_s: int | None = None) -> None:
        super().__init__(why)
        self.retry_s = retry_s


class NotLookedUp(Exception):
    """The look into Slack failed, which says nothing about the attempt that was looked for.

    retry_s: not before. final: Slack will never let us look, so somebody must.
    """

    def __init__(self, why: str, retry_s: int | None = None, final: bool = False) -> None:
        super().__init__(why)
        self.retry_s = retry_s
        self.final = final


class Refused(Exception):
    """Slack will never take this message as it is."""


def call(client: SlackClient, method: str, arguments: Mapping[str, Any], form: bool = False) -> Any:
    """Slack's answer. form: a method that takes no JSON. Raises Unsure, NotSent or Refused."""
    try:
        if form:
            return client.api_call(method, params=arguments).data
        return client.api_call(method, json=arguments).data
    except SlackApiError as error:
        raise _sort(error) from error
    except (OSError, SlackClientError, ValueError) as error:  # ValueError: an answer that is no JSON
        why = f"{type(error).__name__}: {error}"
        refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
        raise (NotSent(why) if refused else Unsure(why)) from error


def _sort(error: SlackApiError) -> Exception:
    """Slack's answer as one of our three: try later, nobody knows, never."""
    answer = error.response
    status = getattr(answer, "status_code", 200)
    data = answer.data if isinstance(getattr(answer, "data", None), dict) else {}
    code = str(data.get("error") or f"HTTP {status}")
    if status == 429 or code == "ratelimited":
        wait = answer.headers.get("Retry-After") or answer.headers.get("retry-after") or "1"
        return NotSent("Slack asked to wait (429)", retry_s=max(1, int(wait)) if str(wait).isdigit() else 1)
    if status >= 500 or code in UNSURE or not data:
        return Unsure(code)
    detail = (data.get("response_metadata") or {}).get("messages") or []
    return Refused(": ".join([code, *map(str, detail[:2])]))
