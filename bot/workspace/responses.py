"""Answers that come outside the web API: through a response URL, or in the body that acknowledges a command."""

from typing import Any

from bot.workspace.limits import check_content, complete
from bot.workspace.methods_chat import read_content
from bot.workspace.model import BOT_USER, PostedMessage
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.room import Room
from bot.workspace.tickets import ResponseUrl

Args = dict[str, Any]


def respond(room: Room, url: ResponseUrl, args: Args) -> PostedMessage | None:
    """Show an answer: ephemeral unless said otherwise; replace or delete acts on the message that was clicked."""
    if args.get("delete_original"):
        room.ledger.record({"op": "delete", "channel": url.channel, "ts": _original(room, url).ts})
        return None
    if args.get("replace_original"):
        return _replace(room, url, args)
    return say(room, url, args)


def say(room: Room, url: ResponseUrl, args: Args) -> PostedMessage:
    """Show a new message to the person, or with response_type in_channel to everybody."""
    content = read_content(room, args)
    in_channel = args.get("response_type") == "in_channel"
    # Slack takes thread_ts with in_channel only: an ephemeral answer to a click in a thread stands in the channel.
    thread_ts = args.get("thread_ts") if in_channel else None
    if thread_ts and room.state.find(url.channel, str(thread_ts)) is None:
        raise WorkspaceRefusal("thread_not_found")
    only_for = None if in_channel else url.user
    return room.ledger.post(url.channel, room.clock(), user=BOT_USER, only_for=only_for, thread_ts=thread_ts, **content)


def _replace(room: Room, url: ResponseUrl, args: Args) -> PostedMessage:
    original = _original(room, url)
    check_content(args)
    changes: dict[str, Any] = {"text": str(args.get("text") or ""), "blocks": complete(args.get("blocks") or [])}
    if original.only_for is None:
        changes["edited_ts"] = f"{room.clock():.6f}"
    room.ledger.record({"op": "edit", "channel": url.channel, "ts": original.ts, "changes": changes})
    return original


def _original(room: Room, url: ResponseUrl) -> PostedMessage:
    # A command's own text cannot be replaced: there is no message.
    original = room.state.find(url.channel, url.ts) if url.ts else None
    if original is None:
        raise WorkspaceRefusal("message_not_found")
    return original
