"""Was it posted? An attempt whose outcome is unknown is looked for in Slack, before anything is sent again."""

from __future__ import annotations

import json

from bot.slack.call import Unsure, call
from bot.slack.outgoing import SlackClient
from storage.outbox import Outgoing

PAGE = 100  # newer apps outside Slack's marketplace are given 15, whatever is asked
PAGES = 10
WINDOW_S = 600  # around an attempt; wider than the clocks of Slack and of this machine differ


def find(client: SlackClient, row: Outgoing, bot_id: str | None, bot_user: str | None) -> str | None:
    """The ts of the message that carries the row's key, or None.

    bot_id, bot_user: who we are in Slack; only what we said ourselves is believed. Raises Unsure, NotSent or Refused.
    """
    if bot_id is None:
        raise Unsure("Slack has not yet told who we are")
    sent = json.loads(row.payload or "{}")
    arguments = {"channel": row.channel, "limit": PAGE, "include_all_metadata": True}
    # Both ends: after a long downtime a busy channel's newest pages would not reach back to the attempt.
    arguments["oldest"] = f"{(row.attempted_at or 0) - WINDOW_S}.000000"
    arguments["latest"] = f"{(row.attempted_at or 0) + WINDOW_S}.000000"
    method = "conversations.history"
    if "thread_ts" in sent:
        method, arguments["ts"] = "conversations.replies", sent["thread_ts"]
    for _ in range(PAGES):
        answer = call(client, method, arguments)
        for message in answer.get("messages") or ():
            metadata = message.get("metadata") or {}
            key = (metadata.get("event_payload") or {}).get("key")
            if key == row.key and message.get("bot_id") == bot_id:
                return str(message["ts"])
            # A shared file carries no metadata of ours, but the name that we gave it.
            names = {str(file.get("name")).rpartition(".")[0] for file in message.get("files") or ()}
            if row.kind.is_file and row.key in names and message.get("user") == bot_user:
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        arguments["cursor"] = cursor
    raise Unsure(f"{PAGES} pages did not reach back to the attempt")
