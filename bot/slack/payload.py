"""What is sent to Slack for a row of the outbox: the message, or a plain text in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.outgoing import Rendered
from storage.outbox import Outgoing

EVENT_TYPE = "leak_diary"
SHORT_BYTES = 3000


def payload_of(row: Outgoing, rendered: Rendered) -> dict[str, Any]:
    """Build the arguments of the call that sends, edits or deletes a row's message."""
    if row.kind.is_removal:
        return {"channel": row.channel, "ts": rendered.thread_ts}
    payload: dict[str, Any] = {"channel": row.channel, "text": rendered.text, "blocks": rendered.blocks}
    if row.kind.is_edit:
        return {**payload, "ts": rendered.thread_ts}
    payload |= _post(row)
    if rendered.thread_ts:
        payload["thread_ts"] = rendered.thread_ts
        if rendered.broadcast:
            payload["reply_broadcast"] = True
    return payload


def plain_payload(row: Outgoing, text: str, thread_ts: str | None) -> dict[str, Any]:
    """Build the arguments that post a plain line in a row's place."""
    payload = {"channel": row.channel, "text": text, **_post(row)}
    return payload if thread_ts is None else {**payload, "thread_ts": thread_ts}


def shortened(payload: Mapping[str, Any], note: str) -> dict[str, Any]:
    """Return the same call with a plain text that Slack takes, behind a note that says so."""
    kept = {name: value for name, value in payload.items() if name not in ("blocks", "text", "attachments")}
    room = SHORT_BYTES - len(note.encode())
    text = str(payload.get("text") or "").encode()[:room].decode("utf-8", "ignore")
    # An edit without blocks would keep the old ones: an empty list removes them.
    return {**kept, "text": f"{note}\n{text}", **({"blocks": []} if "ts" in payload else {})}


def _post(row: Outgoing) -> dict[str, Any]:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": row.key}}
    return {"unfurl_links": False, "unfurl_media": False, "metadata": metadata}
