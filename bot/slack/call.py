"""One call of Slack's web API, and what a failure means: rejected, not sent, or unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.outgoing import SlackClient
from storage.refusals import TOKEN

UNKNOWN = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "unknown_error"})
RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
OF_CHANNEL = frozenset(
    {
        "not_in_channel", "channel_not_found", "is_archived", "is_inactive", "restricted_action",
        "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel", "posting_to_general_channel_denied", "team_access_not_granted",
    }
)  # fmt: skip
"""Codes that name the channel: every message to it is rejected, until somebody invites the bot or opens the channel."""
OF_TOKEN = frozenset(
    {
        "token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed", "org_login_required",
        "team_added_to_org",
        "enterprise_is_restricted", "two_factor_setup_required", "accesslimited", "ekm_access_denied", "access_denied",
        "deprecated_endpoint", "method_deprecated",
    }
)  # fmt: skip
"""Codes that name the token: every message is rejected, until somebody installs the app again."""
OF_METHOD = frozenset({"missing_scope", "not_allowed_token_type", "no_permission"})
"""Codes that name the method: the app was installed without the scope that this method needs."""
OF_CONTENT = frozenset(
    {
        "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "too_many_attachments",
        "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large", "no_text", "only_one_table_allowed",
        "markdown_text_conflict", "too_many_blocks", "invalid_arguments", "invalid_form_data", "json_not_object",
    }
)  # fmt: skip
"""Codes that name the message's content: the same message is rejected everywhere."""
THREAD_GONE = frozenset({"message_not_found", "thread_not_found"})
EDIT_REFUSED = frozenset({"cant_update_message", "edit_window_closed"})
_CODE = re.compile(r"[a-z0-9_]{1,80}")


class Unsure(Exception):
    """The outcome is unknown: Slack may have the message."""


class NotSent(Exception):
    """Slack does not have the message; a later try may succeed. retry_s: seconds that Slack asked to wait, or None."""

    def __init__(self, why: str, retry_s: int | None = None) -> None:
        super().__init__(why)
        self.retry_s = retry_s


class NotLookedUp(Exception):
    """Looking for an earlier attempt failed, so its outcome is still unknown.

    retry_s: seconds that Slack asked to wait, or None. rejected: Slack's own no, or None.
    """

    def __init__(self, why: str, retry_s: int | None = None, rejected: SlackRejected | None = None) -> None:
        super().__init__(why)
        self.retry_s = retry_s
        self.rejected = rejected


class SlackRejected(Exception):
    """Slack answered that it does not take this call. code: Slack's own, such as `not_in_channel`."""

    def __init__(self, code: str, method: str, detail: str = "") -> None:
        super().__init__(": ".join(filter(None, [code, detail])))
        self.code = code
        self.method = method

    def place(self, channel: str) -> str | None:
        """Name the place that refuses every message for this reason; None: the reason lies in the message."""
        if self.code in OF_CHANNEL:
            return channel
        if self.code in OF_METHOD and not self.method.startswith("chat."):
            return f"scope:{self.method}"
        return TOKEN if self.code in OF_TOKEN | OF_METHOD else None


def call(client: SlackClient, method: str, arguments: Mapping[str, Any], form: bool = False) -> dict[str, Any]:
    """Call a method and return Slack's answer.

    Only Slack's own JSON says that a call was rejected. Everything else that comes back, such as a proxy's page or an
    answer that was cut, leaves the outcome unknown.

    Args:
        form: send the arguments as a form, for methods that take no JSON.

    Raises:
        Unsure: the outcome is unknown.
        NotSent: Slack asked to wait, or refused the connection.
        SlackRejected: Slack rejected the call.
    """
    try:
        kind = "params" if form else "json"
        given = client.api_call(method, **{kind: dict(arguments)})
        answer = given.data
    except SlackApiError as error:
        raise _sorted_out(error, method) from error
    except ConnectionRefusedError as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error
    # slack_sdk trips over a body that is JSON but no object, hence the last two.
    except (OSError, SlackClientError, ValueError, HTTPException, AttributeError, TypeError) as error:
        why = f"{type(error).__name__}: {error}"[:300]
        refused = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
        raise (NotSent(why) if refused else Unsure(why)) from error
    if not isinstance(answer, dict) or answer.get("ok") is not True:
        raise Unsure("the answer is not Slack's JSON")
    return answer


def _sorted_out(error: SlackApiError, method: str) -> Exception:
    answer = error.response
    data = getattr(answer, "data", None)
    data = data if isinstance(data, dict) else {}
    code = str(data.get("error")) if data.get("ok") is False else ""
    if not _CODE.fullmatch(code):
        # slack_sdk puts a sentence where Slack has a code, for any body that is no JSON.
        return Unsure(f"HTTP {getattr(answer, 'status_code', '?')}: the answer is not Slack's JSON")
    if code in RATE_LIMITED:
        return NotSent(f"Slack asked to wait ({code})", retry_s=_wait_of(answer.headers))
    if code in UNKNOWN or answer.status_code >= 500:
        return Unsure(code)
    detail = (data.get("response_metadata") or {}).get("messages") or []
    return SlackRejected(code, method, ": ".join(map(str, detail[:2])))


def _wait_of(headers: Mapping[str, Any]) -> int:
    wait = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    return max(1, int(wait)) if wait.isascii() and wait.isdigit() else 1
