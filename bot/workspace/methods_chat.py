"""Slack's chat.* and reactions.* methods."""

import re
from typing import Any

from bot.workspace.limits import (
    POST_TEXT,
    UPDATE_TEXT,
    check_content,
    check_metadata,
    complete,
    slack_files,
)
from bot.workspace.model import BOT_USER, Channel, PostedMessage
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.render import message_json, reactions_json
from bot.workspace.room import Room

Args = dict[str, Any]
EMOJI_NAME = r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?"


def post_message(room: Room, args: Args) -> dict[str, Any]:
    """chat.postMessage: a message or a reply; text beyond 40,000 characters is cut, as Slack does."""
    channel = room.open_channel(args.get("channel"))
    content = read_content(room, args)
    check_metadata(args.get("metadata"))
    thread_ts = read_thread(room, channel, args)
    message = room.ledger.post(
        channel.id,
        room.clock(),
        user=BOT_USER,
        thread_ts=thread_ts,
        broadcast=bool(args.get("reply_broadcast")) and thread_ts is not None,
        metadata=args.get("metadata") or None,
        **content,
    )
    shown = message_json(room.state, message, all_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def read_content(room: Room, args: Args) -> dict[str, Any]:
    """The words and blocks of a new message, checked and with ids. Raises WorkspaceRefusal."""
    check_content(args)
    blocks = complete(args.get("blocks") or [])
    _check_files(room, blocks)
    return {"text": str(args.get("text") or "")[:POST_TEXT], "blocks": blocks}


def read_thread(room: Room, channel: Channel, args: Args) -> str | None:
    """The thread a message goes to; its parent must exist and be no reply itself. Raises WorkspaceRefusal."""
    thread_ts = args.get("thread_ts")
    if thread_ts is None:
        if args.get("reply_broadcast"):
            raise WorkspaceRefusal("invalid_arguments", ["[ERROR] reply_broadcast needs thread_ts"])
        return None
    parent = room.state.find(channel.id, str(thread_ts))
    if parent is None or parent.subtype == "tombstone":
        # Slack posts a reply to a deleted message into the channel and says nothing (slack-go/slack#1571).
        if room.refuses_dead_threads or (channel.id, str(thread_ts)) not in room.state.deleted:
            raise WorkspaceRefusal("thread_not_found")
        return None
    if parent.is_reply or parent.only_for is not None:
        raise WorkspaceRefusal("thread_not_found")
    return parent.ts


def _check_files(room: Room, blocks: list[dict[str, Any]]) -> None:
    for named in slack_files(blocks):
        known = room.state.files.values()
        if named.get("id") not in room.state.files and all(named.get("url") != file["url_private"] for file in known):
            raise WorkspaceRefusal("invalid_blocks", ["[ERROR] invalid slack file"])


def update(room: Room, args: Args) -> dict[str, Any]:
    """chat.update: the bot's own messages only; text without blocks takes the blocks away."""
    channel = room.open_channel(args.get("channel"))
    message = _own(room, channel, args, "cant_update_message")
    changes = _broadcast_later(message, args) if args.get("reply_broadcast") else _content_changes(room, args)
    check_metadata(args.get("metadata"))
    if "metadata" in args:
        changes["metadata"] = args["metadata"] or None
    room.ledger.record({"op": "edit", "channel": channel.id, "ts": message.ts, "changes": changes})
    shown = message_json(room.state, message, all_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _content_changes(room: Room, args: Args) -> dict[str, Any]:
    check_content(args)
    if len(str(args.get("text") or "")) > UPDATE_TEXT:
        raise WorkspaceRefusal("msg_too_long")
    changes: dict[str, Any] = {}
    if "text" in args:
        # The mark "edited" comes with new words only.
        changes |= {"text": str(args["text"]), "blocks": [], "edited_ts": f"{room.clock():.6f}"}
    if "blocks" in args:
        blocks = complete(args["blocks"])
        _check_files(room, blocks)
        changes["blocks"] = blocks
    return changes


def _broadcast_later(message: PostedMessage, args: Args) -> dict[str, Any]:
    if "text" in args or "blocks" in args:
        raise WorkspaceRefusal("no_dual_broadcast_content_update")
    if not message.is_reply:
        raise WorkspaceRefusal("cant_broadcast_message")
    return {"broadcast": True}


def _own(room: Room, channel: Channel, args: Args, refusal: str) -> PostedMessage:
    message = room.message(channel.id, args.get("ts"))
    if message.subtype == "tombstone" and refusal == "cant_update_message":
        raise WorkspaceRefusal("message_not_found")
    if message.user != BOT_USER or message.subtype == "tombstone":
        raise WorkspaceRefusal(refusal)
    return message


def delete(room: Room, args: Args) -> dict[str, Any]:
    """chat.delete: the bot's own messages only; the head of a thread leaves a stone."""
    channel = room.open_channel(args.get("channel"))
    message = _own(room, channel, args, "cant_delete_message")
    room.ledger.record({"op": "delete", "channel": channel.id, "ts": message.ts})
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(room: Room, args: Args) -> dict[str, Any]:
    """chat.postEphemeral: seen by one person; it can be neither updated nor found again."""
    channel = room.open_channel(args.get("channel"))
    person = room.state.people.get(str(args.get("user")))
    if person is None or person.is_bot:
        raise WorkspaceRefusal("user_not_in_channel")
    content = read_content(room, args)
    thread_ts = read_thread(room, channel, args)
    message = room.ledger.post(
        channel.id, room.clock(), user=BOT_USER, only_for=person.id, thread_ts=thread_ts, **content
    )
    return {"message_ts": message.ts}


def mark(
    room: Room, channel_id: str | None, ts: str | None, name: Any, user: str, remove: bool = False
) -> PostedMessage:
    """Add or take back one person's reaction, and tell the bot. Raises WorkspaceRefusal."""
    channel = room.open_channel(channel_id)
    name = str(name or "").strip(":")
    if not re.fullmatch(EMOJI_NAME, name):
        raise WorkspaceRefusal("invalid_name")
    with room.ledger.lock:
        message = room.message(channel.id, ts)
        marked = user in message.reactions.get(name, [])
        if marked != remove:
            raise WorkspaceRefusal("no_reaction" if remove else "already_reacted")
        operation = "unreact" if remove else "react"
        room.ledger.record({"op": operation, "channel": channel.id, "ts": message.ts, "name": name, "user": user})
    room.send_event(
        {
            "type": "reaction_removed" if remove else "reaction_added",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
            "event_ts": f"{room.clock():.6f}",
        }
    )
    return message


def add_reaction(room: Room, args: Args) -> dict[str, Any]:
    """reactions.add, as the bot."""
    mark(room, args.get("channel"), args.get("timestamp"), args.get("name"), BOT_USER)
    return {}


def remove_reaction(room: Room, args: Args) -> dict[str, Any]:
    """reactions.remove, as the bot."""
    mark(room, args.get("channel"), args.get("timestamp"), args.get("name"), BOT_USER, remove=True)
    return {}


def get_reactions(room: Room, args: Args) -> dict[str, Any]:
    """reactions.get: one message with its marks."""
    channel = room.open_channel(args.get("channel"))
    message = room.message(channel.id, args.get("timestamp"))
    shown = message_json(room.state, message) | {"reactions": reactions_json(message)}
    return {"type": "message", "channel": channel.id, "message": shown}
