"""State → the JSON objects that Slack's web API and events show."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.workspace.model import APP_ID, BOT_ID, BOT_USER, TEAM, Channel, Person, PostedMessage, WorkspaceState

TEAM_ID = TEAM["id"]


def message_json(state: WorkspaceState, message: PostedMessage, all_metadata: bool = False) -> dict[str, Any]:
    """A message; all_metadata: with the metadata's payload, which Slack shows on demand only."""
    shown: dict[str, Any] = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    subtype = "thread_broadcast" if message.broadcast and message.is_reply else message.subtype
    if subtype:
        shown["subtype"] = subtype
    if message.user == BOT_USER:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM_ID, "bot_profile": bot_json()}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.metadata:
        keep = message.metadata if all_metadata else {"event_type": message.metadata["event_type"]}
        shown["metadata"] = keep
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.files:
        shown["files"] = [file_json(state.files[file_id]) for file_id in message.files]
    if message.reactions:
        shown["reactions"] = reactions_json(message)
    return shown | _thread_json(state, message)


def _thread_json(state: WorkspaceState, message: PostedMessage) -> dict[str, Any]:
    if message.is_reply:
        parent = state.find(message.channel, str(message.thread_ts))
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent.user} if parent else {})
    replies = state.thread(message.channel, message.ts)
    if not replies:
        return {}
    repliers = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": repliers,
        "reply_users_count": len(repliers),
        "latest_reply": replies[-1].ts,
        "subscribed": False,
    }


def reactions_json(message: PostedMessage) -> list[dict[str, Any]]:
    """The marks on a message, each emoji with its people."""
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]


def bot_json() -> dict[str, Any]:
    """The bot as messages name it."""
    return {"id": BOT_ID, "deleted": False, "name": "Leak Diary", "app_id": APP_ID, "team_id": TEAM_ID, "icons": {}}


def user_json(person: Person, now: float, locale: bool) -> dict[str, Any]:
    """A person, with the zone's offset of this moment."""
    local = datetime.fromtimestamp(now, ZoneInfo(person.tz))
    offset = local.utcoffset()
    shown: dict[str, Any] = {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": False,
        "is_bot": person.is_bot,
        "tz": person.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {"real_name": person.real_name, "display_name": person.name, "team": TEAM_ID},
    }
    return shown | ({"locale": person.locale} if locale else {})


def channel_json(channel: Channel) -> dict[str, Any]:
    """A channel or direct messages; the bot is a member of all of them."""
    if channel.is_im:
        return {"id": channel.id, "is_im": True, "is_channel": False, "user": channel.user, "is_open": True}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_im": False,
        "is_private": False,
        "is_archived": False,
        "is_member": True,
        "locale": "en-US",
    }


def file_json(file: dict[str, Any]) -> dict[str, Any]:
    """A file without its bytes."""
    return {name: value for name, value in file.items() if name != "data"}


def state_message(state: WorkspaceState, message: PostedMessage) -> dict[str, Any]:
    """A message as the page and the tests read it: with its channel and with whom an ephemeral one is for."""
    shown = message_json(state, message, all_metadata=True) | {"channel": message.channel}
    return shown | ({"only_for": message.only_for} if message.only_for else {})
