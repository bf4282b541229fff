"""Slack's views.* methods: modals, at most three on top of each other, and the home of each person."""

import secrets
from typing import Any

from bot.workspace.courier import new_id
from bot.workspace.limits import VIEW_STACK, check_view, complete
from bot.workspace.model import APP_ID, BOT_ID, TEAM
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.room import Room

Args = dict[str, Any]
View = dict[str, Any]


def open_view(room: Room, args: Args) -> dict[str, Any]:
    """views.open: a modal for whoever the trigger came from; a modal that is open already is covered."""
    check_view(args.get("view"), "modal")
    user = room.tickets.redeem_trigger(_trigger(args), room.clock())
    return {"view": put_on_top(room, user, args["view"], [])}


def push_view(room: Room, args: Args) -> dict[str, Any]:
    """views.push: a modal on top of the one the trigger came from."""
    check_view(args.get("view"), "modal")
    user = room.tickets.redeem_trigger(_trigger(args), room.clock())
    return {"view": put_on_top(room, user, args["view"], room.state.views.get(user, []))}


def _trigger(args: Args) -> str:
    if not args.get("trigger_id"):
        raise WorkspaceRefusal("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return str(args["trigger_id"])


def put_on_top(room: Room, user: str, view: View, below: list[View]) -> View:
    """Show a checked modal above others. Raises WorkspaceRefusal: too many, or its external_id is taken."""
    if len(below) >= VIEW_STACK:
        raise WorkspaceRefusal("push_limit_reached")
    _check_external(room, view, None)
    shown = _shown(view) | {"previous_view_id": below[-1]["id"] if below else None}
    shown["root_view_id"] = below[0]["id"] if below else shown["id"]
    room.ledger.record({"op": "views", "user": user, "stack": [*below, shown]})
    return shown


def update_view(room: Room, args: Args) -> dict[str, Any]:
    """views.update: a modal by view_id or external_id, refused where the hash is no longer true."""
    check_view(args.get("view"), "modal")
    for user, stack in room.state.views.items():
        for view in stack:
            if _is_meant(view, args):
                _check_hash(view, args)
                return {"view": replace_view(room, user, view, args["view"])}
    raise WorkspaceRefusal("not_found")


def replace_view(room: Room, user: str, old: View, new: View) -> View:
    """Put a checked modal in another's place; it keeps the id."""
    _check_external(room, new, old["id"])
    kept = {name: old[name] for name in ("id", "root_view_id", "previous_view_id")}
    shown = _shown(new) | kept
    stack = [shown if view["id"] == old["id"] else view for view in room.state.views[user]]
    room.ledger.record({"op": "views", "user": user, "stack": stack})
    return shown


def publish_home(room: Room, args: Args) -> dict[str, Any]:
    """views.publish: the home of one person."""
    user = room.state.people.get(str(args.get("user_id")))
    if user is None or user.is_bot:
        raise WorkspaceRefusal("invalid_arguments", ["[ERROR] no such user [json-pointer:/user_id]"])
    check_view(args.get("view"), "home")
    old = room.state.homes.get(user.id)
    if old is not None:
        _check_hash(old, args)
    shown = _shown(args["view"]) | ({"id": old["id"], "root_view_id": old["id"]} if old else {})
    room.ledger.record({"op": "home", "user": user.id, "view": shown})
    return {"view": shown}


def _check_hash(view: View, args: Args) -> None:
    if args.get("hash") and args["hash"] != view["hash"]:
        raise WorkspaceRefusal("hash_conflict")


def _is_meant(view: View, args: Args) -> bool:
    if args.get("view_id"):
        return bool(view["id"] == args["view_id"])
    return bool(args.get("external_id")) and view["external_id"] == args["external_id"]


def _check_external(room: Room, view: View, own_id: str | None) -> None:
    taken = room.state.find_view(None, view.get("external_id"))
    if taken is not None and taken["id"] != own_id:
        raise WorkspaceRefusal("duplicate_external_id")


def _shown(view: View) -> View:
    view_id = new_id("V0")
    return {
        "id": view_id,
        "team_id": TEAM["id"],
        "type": view["type"],
        "blocks": complete(view["blocks"]),
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{secrets.randbelow(10**10)}.{secrets.token_urlsafe(6)}",
        "title": view.get("title"),
        "submit": view.get("submit"),
        "close": view.get("close"),
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "external_id": view.get("external_id", ""),
        "previous_view_id": None,
        "root_view_id": view_id,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM["id"],
        "bot_id": BOT_ID,
    }
