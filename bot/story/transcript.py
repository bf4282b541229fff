"""Format a channel of the local workspace for a terminal."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from typing import Any

from bot.core.words.plain_text import plain

WIDTH = 100
REPLIES = 6


def transcript(state: Any, channel: str) -> str:
    """Return the channel with its threads: each root, the number of earlier replies, and the last few."""
    people = {person["id"]: person["name"] for person in state["people"]}
    messages = state["messages"].get(channel, [])
    lines = [f"\n# {state['channels'][channel]['name']}"]
    for root in (one for one in messages if one.get("thread_ts") in (None, one["ts"])):
        lines += ["", *_message(root, people, "")]
        replies = [one for one in messages if one.get("thread_ts") == root["ts"] and one["ts"] != root["ts"]]
        if len(replies) > REPLIES:
            lines.append(f"    ... {len(replies) - REPLIES} earlier replies")
        for reply in replies[-REPLIES:]:
            lines += _message(reply, people, "    ↳ ")
    return "\n".join(lines)


def headlines(state: Any, channel: str) -> str:
    """Return the channel without its threads: the top-level posts."""
    people = {person["id"]: person["name"] for person in state["people"]}
    messages = [one for one in state["messages"].get(channel, []) if not one.get("only_for")]
    lines = [f"\n# {state['channels'][channel]['name']}"]
    for root in (one for one in messages if one.get("thread_ts") in (None, one["ts"])):
        replies = sum(one.get("thread_ts") == root["ts"] for one in messages) - (root.get("thread_ts") == root["ts"])
        lines += ["", *_message(root, people, "")]
        if replies:
            lines.append(f"    ... {replies} in the thread")
    return "\n".join(lines)


def _message(message: Any, people: dict[str, str], indent: str) -> list[str]:
    when = datetime.fromtimestamp(float(message["ts"]), UTC).strftime("%d %b %Y %H:%M UTC")
    text = plain(str(message.get("text", "")), people)
    rows = [row for line in text.split("\n") for row in textwrap.wrap(line, WIDTH - len(indent)) or [""]]
    pad = " " * len(indent)
    return [f"{indent}[{when}]", *(f"{pad}{row}" for row in rows)]
