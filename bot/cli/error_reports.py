"""Reports of the bot's own errors to Sentry: where it failed, without any text that a person wrote."""

from __future__ import annotations

import re
from typing import Any

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk", "contexts", "modules")
CHECK_IN = (
    "type", "monitor_slug", "check_in_id", "status", "duration", "monitor_config", "environment", "release", "event_id",
    "timestamp", "platform", "sdk",
)  # fmt: skip
"""Keys of a check-in, sent when a scheduled run begins or ends. No person wrote any of them."""
SECRETS = re.compile(r"xox[abposr]-[\w-]+|xapp-[\w-]+|[0-9a-fA-F]{32,}|https://hooks\.slack\.com/\S+")


def scrub(event: Any, hint: Any) -> Any:
    """Reduce an event to exception types and frames. Messages, requests and values are dropped.

    sentry_sdk calls it as before_send. An exception's message may quote a journal or an alert, so only its type is
    kept.
    """
    if event.get("type") == "check_in":
        return {name: event[name] for name in CHECK_IN if name in event}
    kept = {name: event[name] for name in KEPT if name in event}
    kept["contexts"] = {"runtime": (event.get("contexts") or {}).get("runtime", {})}
    if logentry := event.get("logentry"):
        kept["logentry"] = {"message": SECRETS.sub("[secret]", str(logentry.get("message", "")))[:200]}
    values = (event.get("exception") or {}).get("values") or []
    kept["exception"] = {
        "values": [
            {"type": one.get("type"), "module": one.get("module"), "stacktrace": _frames(one.get("stacktrace"))}
            for one in values
        ]
    }
    return kept


def _frames(stacktrace: Any) -> dict[str, Any]:
    wanted = ("filename", "function", "module", "lineno", "in_app")
    frames = (stacktrace or {}).get("frames") or []
    return {"frames": [{name: frame[name] for name in wanted if name in frame} for frame in frames]}


OPTIONS: dict[str, Any] = {
    "include_local_variables": False,
    "max_breadcrumbs": 0,
    "before_send": scrub,
    # The integrations for Starlette and others read a request's body first; the endpoint would then wait for ever.
    "auto_enabling_integrations": False,
    "max_request_body_size": "never",
}
"""Arguments of `sentry_sdk.init` beside the DSN."""
