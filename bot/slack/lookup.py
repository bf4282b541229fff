"""Was it posted already? Look in Slack for an attempt whose outcome is unknown, before anything is sent again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.slack.call import THREAD_GONE, SlackRejected, Unsure, call
from bot.slack.outgoing import SlackClient
from storage.outbox import Outgoing

PAGE = 100  # newer apps outside Slack's marketplace are given 15, whatever is asked
PAGES = 10
TOMBSTONE = "tombstone"
"""The subtype of what Slack leaves in the place of a deleted post that has replies."""
WINDOW_S = 600  # around an attempt; wider than the clocks of Slack and of this machine differ


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post of ours in Slack. thread_ts: the thread that it is in; None: it is a message of the channel."""

    ts: str
    thread_ts: str | None


def find(client: SlackClient, row: Outgoing, bot_id: str | None, bot_user: str | None) -> FoundPost | None:
    """Find the message that carries the row's key; None if Slack does not have it.

    A reply is looked for in its thread. If the thread was deleted, also in the channel, where Slack puts such a reply.

    Args:
        bot_id: who we are in Slack, as bot_user; only messages of our own are believed.

    Raises:
        Unsure, NotSent, SlackRejected: as `call` does.
    """
    if bot_id is None:
        raise Unsure("Slack has not said yet who we are")
    thread_ts = json.loads(row.payload or "{}").get("thread_ts")
    if thread_ts is None:
        return _ours(_messages(client, row, None), row, bot_id, bot_user)
    try:
        replies = list(_messages(client, row, thread_ts))
    except SlackRejected as rejected:
        if rejected.code not in THREAD_GONE:
            raise
        replies = [{"ts": thread_ts, "subtype": TOMBSTONE}]
    post = _ours(replies, row, bot_id, bot_user)
    is_gone = any(reply.get("ts") == thread_ts and reply.get("subtype") == TOMBSTONE for reply in replies)
    return _ours(_messages(client, row, None), row, bot_id, bot_user) if post is None and is_gone else post


def _ours(messages: Iterable[dict[str, Any]], row: Outgoing, bot_id: str, bot_user: str | None) -> FoundPost | None:
    for message in messages:
        metadata = message.get("metadata") or {}
        key = (metadata.get("event_payload") or {}).get("key")
        # A shared file carries no metadata of ours, but the name that we gave it.
        names = {str(file.get("name")).rpartition(".")[0] for file in message.get("files") or ()}
        is_file = row.kind.is_file and row.key in names and message.get("user") == bot_user
        if is_file or (key == row.key and message.get("bot_id") == bot_id):
            return FoundPost(str(message["ts"]), message.get("thread_ts"))
    return None


def _messages(client: SlackClient, row: Outgoing, thread_ts: str | None) -> Iterator[dict[str, Any]]:
    arguments: dict[str, Any] = {"channel": row.channel, "limit": PAGE, "include_all_metadata": True}
    # Both ends: after a long downtime a busy channel's newest pages would not reach back to the attempt.
    arguments["oldest"] = f"{(row.attempted_at or 0) - WINDOW_S}.000000"
    arguments["latest"] = f"{(row.attempted_at or 0) + WINDOW_S}.000000"
    method = "conversations.history"
    if thread_ts is not None:
        method, arguments["ts"] = "conversations.replies", thread_ts
    for _ in range(PAGES):
        answer = call(client, method, arguments)
        yield from answer.get("messages") or ()
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        arguments["cursor"] = cursor
    raise Unsure(f"{PAGES} pages did not reach back to the attempt")
