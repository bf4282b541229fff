"""Say whether a signed request has the shape that Slack gives it, as far as Bolt and the listeners read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Nullable:
    """What may be left out or null."""

    shape: Any


@dataclass(frozen=True, slots=True)
class EachValue:
    """An object with any keys, whose every value has the shape."""

    shape: Any


# A type, a list of one shape, EachValue, or an object's keys with their shapes; further keys are Slack's own affair.
_TEXT, _NAMED = Nullable(str), Nullable({"id": Nullable(str)})
_OPTION = Nullable({"value": Nullable(str)})
_INPUT = {"type": _TEXT, "value": _TEXT, "selected_option": _OPTION, "selected_options": Nullable([{"value": _TEXT}])}
_VIEW = {
    "id": _TEXT,
    "hash": _TEXT,
    "callback_id": _TEXT,
    "private_metadata": _TEXT,
    "state": Nullable({"values": Nullable(EachValue(EachValue(_INPUT)))}),
    "blocks": Nullable([{"block_id": _TEXT}]),
}
_ACTION = {"action_id": _TEXT, "block_id": _TEXT, "value": _TEXT, "selected_option": _OPTION}
_INTERACTION = {
    "type": str,
    "user": {"id": str},
    "team": _NAMED,
    "enterprise": _NAMED,
    "channel": _NAMED,
    "container": Nullable({}),
    "message": Nullable({"ts": _TEXT, "thread_ts": _TEXT, "user": _TEXT}),
    "response_url": _TEXT,
    "trigger_id": _TEXT,
    "callback_id": _TEXT,
    "actions": Nullable([_ACTION]),
    "view": Nullable(_VIEW),
}
# What each kind of interaction cannot be without.
_NEEDS: Mapping[str, Mapping[str, Any]] = {
    "block_actions": {"actions": [{"action_id": str}], "trigger_id": str},
    "view_submission": {"view": {"id": str, "callback_id": str, "private_metadata": str, "state": {"values": {}}}},
    "view_closed": {"view": {"callback_id": str}},
    "message_action": {"callback_id": str, "trigger_id": str, "channel": {"id": str}, "message": {"ts": str}},
    "shortcut": {"callback_id": str, "trigger_id": str},
}
_EVENT = {"type": str, "team_id": _TEXT, "event_id": _TEXT, "authorizations": Nullable([{"user_id": _TEXT}])}
_ITEM = {"type": _TEXT, "channel": _TEXT, "ts": _TEXT}
_HEARD = {
    "user": _TEXT,
    "item": Nullable(_ITEM),
    "reaction": _TEXT,
    "event_ts": _TEXT,
    "item_user": _TEXT,
    "tab": _TEXT,
}
_HEARD_TYPES = ("reaction_added", "reaction_removed", "app_home_opened", "member_joined_channel")


def has_slacks_shape(body: str) -> bool:
    """Say whether a signed body may be given to Bolt. False where Slack would never send it."""
    fields = {} if body.lstrip().startswith(("{", "[")) else parse_qs(body)
    is_interaction = "payload" in fields
    if fields and not is_interaction:
        return True
    try:
        request = json.loads(fields["payload"][0] if is_interaction else body)
        if "\\u" in body or "%5Cu" in body:
            json.dumps(request, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        return False
    if not isinstance(request, dict):
        return False
    return _is_interaction(request) if is_interaction else _is_event(request)


def _is_interaction(request: Mapping[str, Any]) -> bool:
    kind = request.get("type")
    needs = _NEEDS.get(kind, {}) if isinstance(kind, str) else {}
    if not (_fits(request, _INTERACTION) and _fits(request, needs)):
        return False
    # A click comes from a message, or from a view that it brings along.
    return kind != "block_actions" or bool(request.get("view") or request.get("message") or request.get("channel"))


def _is_event(request: Mapping[str, Any]) -> bool:
    if not _fits(request, _EVENT):
        return False
    if "event" not in request:
        return bool(request["type"] != "event_callback")
    event = request["event"]
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return False
    return event["type"] not in _HEARD_TYPES or _fits(event, _HEARD)


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, Nullable):
        return value is None or _fits(value, shape.shape)
    if isinstance(shape, EachValue):
        return isinstance(value, dict) and all(_fits(inner, shape.shape) for inner in value.values())
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(inner, shape[0]) for inner in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(_fits(value.get(key), inner) for key, inner in shape.items())
    return isinstance(value, shape)
