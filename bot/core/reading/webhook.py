"""Check the signature of Sentry's webhooks, and read their four payload shapes into one Event.

Sources: Sentry's serializers/app_platform_event.py (envelope, signature), eventstore/models.py (event),
plugins/sentry_webhooks (legacy plugin), tasks/service_hooks.py (service hook); sentry-java's appenders and
relay's logentry.rs (location of the text).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.core.reading.event_text import TEXT_CHARS, event_text, message_entry
from bot.core.reading.issue_state import NOT_TOLD, IssueState, state_of
from bot.core.reading.untrusted_json import Json, items, label, mapping, text

SENTRY_CUT = 8192
MOMENT_CHARS = 40
LATEST_MOMENT = 2**40
EVENT_RESOURCES = ("event_alert", "error")
SLUG = re.compile(r"/projects/[^/]{1,200}/([^/]{1,200})/")
ISSUE_IN_URL = re.compile(r"/issues/(\d{1,32})/?$")


@dataclass(frozen=True, slots=True)
class Event:
    """One Sentry event.

    text is the logged text, at most 64 Ki characters; cut is True if Sentry shortened it. at is in epoch seconds. url
    is the event's web page. Fields that the payload lacks are None.
    """

    event_id: str
    text: str
    at: float | None = None
    project: str | None = None
    environment: str | None = None
    host: str | None = None
    release: str | None = None
    issue: str | None = None
    url: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class IssueChange:
    """A change of a Sentry issue's state by a person, an integration or Sentry.

    actor is a display name. app is the id of the integration that made the change; None for a person or Sentry.
    """

    issue: str
    action: str
    actor: str
    app: str | None = None
    state: IssueState = NOT_TOLD


@dataclass(frozen=True, slots=True)
class Ignored:
    """A valid webhook that the bot does not use."""

    reason: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """A signed body that matches no known payload of Sentry. The body is stored for inspection."""

    reason: str


Reading = Event | IssueChange | Ignored | Malformed


def signature(secret: str, body: bytes) -> str:
    """Compute the hex HMAC-SHA256 of the raw body, as in `Sentry-Hook-Signature` and `X-ServiceHook-Signature`."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secrets: Iterable[str], body: bytes, given: bytes) -> bool:
    """Return whether any secret gives this signature; every secret is tried, in constant time.

    Two secrets may be valid during a rotation. `given` is raw header bytes and may be non-ASCII.
    """
    found = False
    for secret in secrets:
        found |= hmac.compare_digest(signature(secret, body).encode(), given)
    return found


def read(body: bytes) -> Reading:
    """Read a webhook's body. Never raises: an unreadable body gives Malformed, with a reason.

    The body's shape decides how it is read, because the headers are not signed.
    """
    try:
        payload = _parsed(body)
    except (ValueError, RecursionError) as error:
        return Malformed(f"not JSON: {type(error).__name__}")
    if not isinstance(payload, dict):
        return Malformed("JSON, but not an object")
    if isinstance(payload.get("data"), dict):
        return _integration(payload)
    event = payload.get("event")
    if isinstance(event, dict):
        return _service_hook(payload, event) if "group" in payload else _legacy(payload, event)
    return Malformed("an object without data or event")


def _parsed(body: bytes) -> Any:
    """Parse a body. Sentry may send raw control characters in strings (getsentry/sentry#68691)."""
    return json.loads(body, strict=False)


def project_of(body: bytes) -> str | None:
    """Return the project number of the webhook's event or issue; None if the webhook has neither."""
    try:
        payload = mapping(_parsed(body))
    except (ValueError, RecursionError):
        return None
    data = mapping(payload.get("data"))
    for told in (data.get("event"), data.get("error"), data.get("issue"), payload.get("event")):
        project = mapping(told).get("project")
        if number := _id(mapping(project).get("id") if isinstance(project, dict) else project):
            return number
    return None


def _integration(payload: Json) -> Reading:
    data = payload["data"]
    for name in ("event", "error"):
        if isinstance(data.get(name), dict):
            return _event(data[name])
    action = text(payload.get("action")) or "?"
    issue = data.get("issue")
    if isinstance(issue, dict) and "activity" not in data and (number := _id(issue.get("id"))):
        return _issue_change(payload, number, action)
    kind = next((name for name in data if isinstance(name, str)), "nothing")
    return Ignored(f"{kind[:40]}.{action[:40]} carries no event")


def _issue_change(payload: Json, number: str, action: str) -> IssueChange:
    """Read a change of an issue. Sentry versions differ: `ignored` is the same as `archived`."""
    actor = mapping(payload.get("actor"))
    app = _id(actor.get("id")) if actor.get("type") == "application" else None
    return IssueChange(
        number,
        "archived" if action == "ignored" else action,
        text(actor.get("name")) or "Sentry",
        None if app == "sentry" else app,
        state_of(mapping(mapping(payload.get("data")).get("issue")), action),
    )


def read_found(event: Json, issue: str, project: str | None, url: str | None) -> Event | Malformed:
    """Read an event of the REST API, fetched with full=true, into the Event that its webhook would give.

    `entries` takes precedence, because `message` may be Sentry's search text.

    Source: Sentry's serializers/models/event.py.
    """
    return _event({**event, "logentry": message_entry(event.get("entries"))}, issue, project, url)


def _service_hook(payload: Json, event: Json) -> Reading:
    group, project = mapping(payload.get("group")), mapping(payload.get("project"))
    return _event(event, issue=_id(group.get("id")), project=text(project.get("slug")))


def _legacy(payload: Json, event: Json) -> Reading:
    return _event(
        event,
        issue=_id(payload.get("id")),
        project=text(payload.get("project_slug")) or text(payload.get("project")),
        url=text(payload.get("url")),
        message=text(payload.get("message")),
    )


def _event(
    event: Json,
    issue: str | None = None,
    project: str | None = None,
    url: str | None = None,
    message: str | None = None,
) -> Event | Malformed:
    event_id = text(event.get("event_id")) or text(event.get("eventID")) or text(event.get("id"))
    if not event_id:
        return Malformed("an event without event_id")
    logged = event_text(event) or message or ""
    tags = _tags(event.get("tags"))
    return Event(
        event_id=event_id[:64],
        text=logged[:TEXT_CHARS],
        at=_moment(event),
        project=label(project or _project(event)),
        environment=label(text(event.get("environment")) or tags.get("environment")),
        host=label(tags.get("server_name") or text(event.get("server_name"))),
        release=label(_release(event) or tags.get("release")),
        issue=issue or _issue(event),
        url=text(event.get("web_url")) or url,
        cut=_was_cut(event, logged),
    )


def _was_cut(event: Json, logged: str) -> bool:
    remark = mapping(mapping(mapping(mapping(event.get("_meta")).get("logentry")).get("formatted")).get(""))
    length = remark.get("len")
    if isinstance(length, int) and length > len(logged):
        return True
    return len(logged) >= SENTRY_CUT and logged.endswith("...")


def _moment(event: Json) -> float | None:
    """Read the time of an event in epoch seconds; None if no field has it. A field is a number or ISO 8601."""
    fields = ("timestamp", "received", "datetime", "dateCreated", "dateReceived")
    return next((at for at in map(_seconds, map(event.get, fields)) if at is not None), None)


def _seconds(value: Any) -> float | None:
    if isinstance(value, str) and len(value) <= MOMENT_CHARS:
        try:
            moment = datetime.fromisoformat(value.strip().upper())
            value = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < LATEST_MOMENT:
        return float(value)
    return None


def _project(event: Json) -> str | None:
    """Return the project's slug from the event's API link, else the project's number."""
    if match := SLUG.search(text(event.get("url")) or ""):
        return match[1]
    return _id(event.get("project")) or _id(event.get("projectID"))


def _issue(event: Json) -> str | None:
    if number := _id(event.get("issue_id")) or _id(event.get("groupID")):
        return number
    try:
        path = urlsplit(text(event.get("issue_url")) or "").path
    except ValueError:
        return None
    match = ISSUE_IN_URL.search(path)
    return match[1] if match else None


def _release(event: Json) -> str | None:
    release = event.get("release")
    return text(mapping(release).get("version")) if isinstance(release, dict) else text(release)


def _tags(tags: Any) -> dict[str, str]:
    """Read tags in any of four encodings: pairs, pairs with a `sentry:` prefix, {key, value} objects, one object."""
    found: dict[str, str] = {}
    for tag in items([list(pair) for pair in tags.items()] if isinstance(tags, dict) else tags):
        key, value = (tag.get("key"), tag.get("value")) if isinstance(tag, dict) else (None, None)
        if isinstance(tag, list) and len(tag) == 2:
            key, value = tag
        if isinstance(key, str) and (said := text(value)):
            found.setdefault(key.removeprefix("sentry:"), said)
    return found


def _id(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    return str(value)[:32] if isinstance(value, int) else (text(value) or "")[:32] or None
