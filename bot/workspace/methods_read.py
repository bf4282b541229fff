"""Slack's reading methods: conversations.*, users.info, bots.info, auth.test, api.test."""

import base64
from typing import Any

from bot.workspace.model import BOT_ID, BOT_USER, TEAM, PostedMessage
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.render import bot_json, channel_json, message_json, user_json
from bot.workspace.room import Room

Args = dict[str, Any]
PAGE = 100
LONGEST_PAGE = 999
CURSOR = "next_ts:"


def api_test(room: Room, args: Args) -> dict[str, Any]:
    """api.test: says its arguments back."""
    if "error" in args:
        raise WorkspaceRefusal(str(args["error"]))
    return {"args": args}


def auth_test(room: Room, args: Args) -> dict[str, Any]:
    """auth.test: who the token is."""
    return {
        "url": "https://local.slack.com/",
        "team": TEAM["name"],
        "team_id": TEAM["id"],
        "user": "leakdiary",
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def history(room: Room, args: Args) -> dict[str, Any]:
    """conversations.history: what stands in the channel itself, newest first."""
    channel = room.open_channel(args.get("channel"))
    standing = [message for message in room.state.public(channel.id) if not message.is_reply or message.broadcast]
    page, more = _page(list(reversed(standing)), args)
    return {"messages": _shown(room, page, args), "has_more": bool(more), "pin_count": 0} | _next(more)


def replies(room: Room, args: Args) -> dict[str, Any]:
    """conversations.replies: the parent, then its replies, oldest first. A reply's own ts gives that reply alone."""
    channel = room.open_channel(args.get("channel"))
    message = room.state.find(channel.id, str(args.get("ts")))
    if message is None or message.only_for is not None:
        raise WorkspaceRefusal("thread_not_found")
    if message.is_reply:
        return {"messages": _shown(room, [message], args), "has_more": False} | _next(None)
    page, more = _page(room.state.thread(channel.id, message.ts), args)
    return {"messages": _shown(room, [message, *page], args), "has_more": bool(more)} | _next(more)


def _page(messages: list[PostedMessage], args: Args) -> tuple[list[PostedMessage], str | None]:
    oldest, latest = str(args.get("oldest") or ""), str(args.get("latest") or "")
    inclusive = bool(args.get("inclusive"))
    kept = [message for message in messages if _within(message.ts, oldest, latest, inclusive)]
    start = _cursor(args)
    if start is not None:
        position = next((index for index, message in enumerate(kept) if message.ts == start), len(kept))
        kept = kept[position:]
    limit = args.get("limit") or PAGE
    if not isinstance(limit, int) or limit < 1:
        raise WorkspaceRefusal("invalid_limit")
    limit = min(limit, LONGEST_PAGE)
    return kept[:limit], kept[limit].ts if len(kept) > limit else None


def _within(ts: str, oldest: str, latest: str, inclusive: bool) -> bool:
    try:
        at = _micros(ts)
        after = not oldest or at > _micros(oldest) or (inclusive and at == _micros(oldest))
        before = not latest or at < _micros(latest) or (inclusive and at == _micros(latest))
    except ValueError:
        raise WorkspaceRefusal("invalid_ts_latest" if latest else "invalid_ts_oldest") from None
    return after and before


def _micros(ts: str) -> int:
    # As a float a ts would lose its last digits.
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6])


def _cursor(args: Args) -> str | None:
    if not args.get("cursor"):
        return None
    try:
        read = base64.b64decode(str(args["cursor"]), validate=True).decode()
    except ValueError:
        raise WorkspaceRefusal("invalid_cursor") from None
    if not read.startswith(CURSOR):
        raise WorkspaceRefusal("invalid_cursor")
    return read.removeprefix(CURSOR)


def _next(ts: str | None) -> dict[str, Any]:
    cursor = base64.b64encode((CURSOR + ts).encode()).decode() if ts else ""
    return {"response_metadata": {"next_cursor": cursor}}


def _shown(room: Room, messages: list[PostedMessage], args: Args) -> list[dict[str, Any]]:
    return [message_json(room.state, message, bool(args.get("include_all_metadata"))) for message in messages]


def channel_info(room: Room, args: Args) -> dict[str, Any]:
    """conversations.info."""
    channel = room.state.channels.get(str(args.get("channel")))
    if channel is None:
        raise WorkspaceRefusal("channel_not_found")
    return {"channel": channel_json(channel)}


def open_direct(room: Room, args: Args) -> dict[str, Any]:
    """conversations.open: direct messages with one person."""
    wanted = str(args.get("users") or args.get("channel") or "")
    try:
        channel = room.open_channel(wanted)
    except WorkspaceRefusal:
        raise WorkspaceRefusal("user_not_found" if args.get("users") else "channel_not_found") from None
    return {"channel": channel_json(channel) if args.get("return_im") else {"id": channel.id}}


def user_info(room: Room, args: Args) -> dict[str, Any]:
    """users.info: name and time zone, and the locale where it is asked for."""
    person = room.state.people.get(str(args.get("user")))
    if person is None:
        raise WorkspaceRefusal("user_not_found")
    return {"user": user_json(person, room.clock(), bool(args.get("include_locale")))}


def bot_info(room: Room, args: Args) -> dict[str, Any]:
    """bots.info, of the bot itself."""
    if args.get("bot", BOT_ID) != BOT_ID:
        raise WorkspaceRefusal("bot_not_found")
    return {"bot": bot_json() | {"user_id": BOT_USER}}
