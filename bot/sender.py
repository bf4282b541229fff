"""Outbox → Slack: post, thread, update. Every row ends as exactly one message, whatever happens in between.

Slack has no idempotency key, so: what is sent is written down first, each post carries its key as metadata, and an
attempt whose outcome is unknown is looked up in Slack before anything is sent again.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.rendered import Picture, Rendered, SlackClient
from storage import outbox, queues
from storage.engine import Engine
from storage.outbox import Outgoing

log = logging.getLogger(__name__)
LEASE_S = 60
LOOK_AGAIN_S = 3
LOOKS = 2
INTRODUCE_AGAIN_S = 30
BACK_OFF_S = 60
PAGE = 100  # newer apps outside Slack's marketplace are given 15, whatever is asked
PAGES = 10
WINDOW_S = 600  # around an attempt; wider than the clocks of Slack and of this machine differ
ALT_CHARS = 500
EVENT_TYPE = "leak_diary"
UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "unknown_error"})


class _Unsure(Exception):
    """Nobody knows whether Slack has the message."""


class _NotSent(Exception):
    """Slack certainly does not have the message; a later try may succeed. retry_s: not before."""

    def __init__(self, why: str, retry_s: int | None = None) -> None:
        super().__init__(why)
        self.retry_s = retry_s


class _NotLookedUp(Exception):
    """The look into Slack failed, which says nothing about the attempt that was looked for.

    retry_s: not before. final: Slack will never let us look, so somebody must.
    """

    def __init__(self, why: str, retry_s: int | None = None, final: bool = False) -> None:
        super().__init__(why)
        self.retry_s = retry_s
        self.final = final


class _Refused(Exception):
    """Slack will never take this message as it is."""


@dataclass
class Sender:
    """render: a claimed row → what to send, or None when there is nothing left to say. Called inside a transaction.

    draw: a chart's row → its picture, outside any transaction. put: posts bytes to an address; raises OSError.
    post_every_s: Slack takes about one message a second and channel. bot_id, bot_user: who we are in Slack, so whose
    metadata is believed and whose reactions do nothing; None: asked for until Slack tells.
    """

    store: Engine
    client: SlackClient
    render: Callable[[Outgoing], Rendered | None]
    draw: Callable[[Outgoing], Picture | None]
    put: Callable[[str, bytes], None]
    now: Callable[[], int]
    post_every_s: float
    bot_id: str | None = None
    bot_user: str | None = None
    last_error: str | None = None
    _introduce_at: float = 0.0
    _next: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    def turn(self) -> float | None:
        """Send at most one message to each channel; seconds until the next can go, None when nothing waits."""
        self._introduce()
        soonest: float | None = None
        for channel in outbox.ready_channels(self.store, self.now()):
            wait = self._next.get(channel, 0.0) - time.monotonic()
            if wait <= 0:
                self._send_next(channel)
                self._next[channel] = time.monotonic() + self.post_every_s
                wait = self.post_every_s
            soonest = wait if soonest is None else min(soonest, wait)
        return soonest

    def _introduce(self) -> None:
        """Learn once who we are; a Slack that cannot say so now is asked again later."""
        if self.bot_id is not None or time.monotonic() < self._introduce_at:
            return
        try:
            answer = self._call("auth.test", {})
            self.bot_id, self.bot_user = answer["bot_id"], answer["user_id"]
        except (_NotSent, _Unsure, _Refused) as failure:
            self.last_error = str(failure)
            self._introduce_at = time.monotonic() + INTRODUCE_AGAIN_S

    def _send_next(self, channel: str) -> None:
        row = outbox.claim(self.store, channel, self.now(), LEASE_S)
        if row is None:
            return
        try:
            self._deliver(row)
        except _Refused as refused:
            self._park(row, str(refused), known=True)
        except _NotSent as failure:
            self._retry(row, str(failure), failure.retry_s, known=True)
        except _NotLookedUp as failure:
            if failure.final:
                self._park(row, str(failure), known=False)
            else:
                self._retry(row, str(failure), failure.retry_s, known=False)
        except _Unsure as failure:
            self._retry(row, str(failure), None, known=row.kind == "edit")
        else:
            self._failures.pop(channel, None)
            self.last_error = None

    def _deliver(self, row: Outgoing) -> None:
        if row.kind != "edit" and row.attempted_at is not None and not self._settle(row):
            return
        if row.kind == "chart":
            self._share(row)
            return
        payload = self._write_down(row)
        if payload is None:
            return
        ts = self._call("chat.update" if row.kind == "edit" else "chat.postMessage", payload)["ts"]
        with self.store.transaction():
            outbox.sent(self.store, row, self.now(), ts)

    def _share(self, row: Outgoing) -> None:
        """Upload a picture and share it in its thread. Until the last call nobody sees anything of it."""
        picture = self.draw(row)
        if picture is not None:
            asked = {"filename": f"{row.key}.png", "length": len(picture.png), "alt_txt": picture.words[:ALT_CHARS]}
            place = self._call("files.getUploadURLExternal", asked, form=True)
            try:
                self.put(place["upload_url"], picture.png)
            except OSError as error:
                raise _NotSent(f"{type(error).__name__} while a picture was uploaded") from error
            share = {"channel_id": row.channel, "thread_ts": picture.thread_ts, "initial_comment": picture.words}
            share["files"] = [{"id": place["file_id"], "title": picture.words[:ALT_CHARS]}]
            with self.store.transaction():
                outbox.begin_attempt(self.store, row.key, json.dumps(share, ensure_ascii=False), self.now())
            self._call("files.completeUploadExternal", share)
        with self.store.transaction():
            outbox.sent(self.store, row, self.now(), None)

    def _write_down(self, row: Outgoing) -> dict[str, Any] | None:
        """What to send, kept before it is sent. None: nothing to say any more, the row is finished."""
        with self.store.transaction():
            if row.payload is not None and row.kind != "edit":
                outbox.begin_attempt(self.store, row.key, row.payload, self.now())
                return dict(json.loads(row.payload))
            rendered = self.render(row)
            if rendered is None:
                outbox.sent(self.store, row, self.now(), None)
                return None
            payload = self._payload(row, rendered)
            if row.kind != "edit":
                outbox.begin_attempt(self.store, row.key, json.dumps(payload, ensure_ascii=False), self.now())
            return payload

    def _payload(self, row: Outgoing, rendered: Rendered) -> dict[str, Any]:
        payload: dict[str, Any] = {"channel": row.channel, "text": rendered.text, "blocks": rendered.blocks}
        if row.kind == "edit":
            return {**payload, "ts": rendered.thread_ts}
        payload |= {"unfurl_links": False, "unfurl_media": False}
        payload["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"key": row.key}}
        if rendered.thread_ts:
            payload["thread_ts"] = rendered.thread_ts
            if rendered.broadcast:
                payload["reply_broadcast"] = True
        return payload

    def _settle(self, row: Outgoing) -> bool:
        """Look for an attempt whose outcome is unknown. True: it is certain that it must be sent (again)."""
        try:
            found = self._find(row)
        except _Refused as failure:
            raise _NotLookedUp(str(failure), final=True) from failure
        except (_NotSent, _Unsure) as failure:
            raise _NotLookedUp(str(failure), getattr(failure, "retry_s", None)) from failure
        with self.store.transaction():
            if found is not None:
                log.info("found %s in Slack as %s: not sent again", row.key, found)
                outbox.sent(self.store, row, self.now(), found)
                return False
            if row.looks + 1 < LOOKS:
                outbox.looked(self.store, row.key)
                queues.give_back(self.store, "outbox", row.key, self.now() + LOOK_AGAIN_S)
                return False
            outbox.not_sent(self.store, row.key)
        return True

    def _find(self, row: Outgoing) -> str | None:
        """The ts of the message that carries the row's key, or None."""
        if self.bot_id is None:
            raise _Unsure("Slack has not yet told who we are")
        sent = json.loads(row.payload or "{}")
        arguments = {"channel": row.channel, "limit": PAGE, "include_all_metadata": True}
        # Both ends: after a long downtime a busy channel's newest pages would not reach back to the attempt.
        arguments["oldest"] = f"{(row.attempted_at or 0) - WINDOW_S}.000000"
        arguments["latest"] = f"{(row.attempted_at or 0) + WINDOW_S}.000000"
        method = "conversations.history"
        if "thread_ts" in sent:
            method, arguments["ts"] = "conversations.replies", sent["thread_ts"]
        for _ in range(PAGES):
            answer = self._call(method, arguments)
            for message in answer.get("messages") or ():
                metadata = message.get("metadata") or {}
                key = (metadata.get("event_payload") or {}).get("key")
                if key == row.key and message.get("bot_id") == self.bot_id:
                    return str(message["ts"])
                # A shared file carries no metadata of ours, but the name that we gave it.
                names = [file.get("name") for file in message.get("files") or ()]
                if row.kind == "chart" and f"{row.key}.png" in names and message.get("user") == self.bot_user:
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            arguments["cursor"] = cursor
        raise _Unsure(f"{PAGES} pages did not reach back to the attempt")

    def _call(self, method: str, arguments: Mapping[str, Any], form: bool = False) -> Any:
        try:
            if form:  # this method takes no JSON
                return self.client.api_call(method, params=arguments).data
            return self.client.api_call(method, json=arguments).data
        except SlackApiError as error:
            raise _sort(error) from error
        except (OSError, SlackClientError, ValueError) as error:  # ValueError: an answer that is no JSON
            why = f"{type(error).__name__}: {error}"
            refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
            raise (_NotSent(why) if refused else _Unsure(why)) from error

    def _retry(self, row: Outgoing, why: str, retry_s: int | None, known: bool) -> None:
        """Give the row back for later, and leave its whole channel alone until then."""
        self.last_error = why
        failures = self._failures[row.channel] = self._failures.get(row.channel, 0) + 1
        delay = retry_s or max(1, round(min(BACK_OFF_S, 2**failures) * random.uniform(0.5, 1)))  # noqa: S311
        log.warning("%s was not sent (%s): again in %d s", row.key, why, delay)
        with self.store.transaction():
            if known:
                outbox.not_sent(self.store, row.key)
            queues.give_back(self.store, "outbox", row.key, self.now() + delay, why)
            outbox.pause(self.store, row.channel, self.now() + delay)

    def _park(self, row: Outgoing, why: str, known: bool) -> None:
        self.last_error = why
        log.error("%s is parked: %s", row.key, why)
        with self.store.transaction():
            if known:
                outbox.not_sent(self.store, row.key)
            queues.park(self.store, "outbox", row.key, self.now(), why)


def _sort(error: SlackApiError) -> Exception:
    """Slack's answer as one of our three: try later, nobody knows, never."""
    answer = error.response
    status = getattr(answer, "status_code", 200)
    data = answer.data if isinstance(getattr(answer, "data", None), dict) else {}
    code = str(data.get("error") or f"HTTP {status}")
    if status == 429 or code == "ratelimited":
        wait = answer.headers.get("Retry-After") or answer.headers.get("retry-after") or "1"
        return _NotSent("Slack asked to wait (429)", retry_s=max(1, int(wait)) if str(wait).isdigit() else 1)
    if status >= 500 or code in UNSURE or not data:
        return _Unsure(code)
    detail = (data.get("response_metadata") or {}).get("messages") or []
    return _Refused(": ".join([code, *map(str, detail[:2])]))
