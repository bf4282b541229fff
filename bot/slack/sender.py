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
from dataclasses import dataclass, field, replace
from typing import Any

from bot.slack.call import NotLookedUp, NotSent, Refused, Unsure, call
from bot.slack.lookup import find
from bot.slack.outgoing import MakeFile, Render, Rendered, SlackClient
from storage import channel_pauses, outbox, queues
from storage.engine import Engine
from storage.outbox import Outgoing

log = logging.getLogger(__name__)
LEASE_S = 60
LOOK_AGAIN_S = 3
LOOKS = 2
INTRODUCE_AGAIN_S = 30
BACK_OFF_S = 60
ALT_CHARS = 500
EVENT_TYPE = "leak_diary"


@dataclass(kw_only=True)
class Sender:
    """render: a claimed row → what to send, or None when there is nothing left to say. Called inside a transaction.

    upload: a row that is a file → that file, made outside any transaction. put: posts bytes to an address, or raises
    OSError. post_every_s: Slack takes about one message a second and channel. bot_id, bot_user: who we are in Slack, so
    whose metadata is believed and whose reactions do nothing; None: asked for until Slack tells. parked: hears of a row
    that is given up, inside the transaction that does so.
    """

    store: Engine
    client: SlackClient
    render: Render
    upload: MakeFile
    put: Callable[[str, bytes], None]
    now: Callable[[], int]
    post_every_s: float
    bot_id: str | None = None
    bot_user: str | None = None
    parked: Callable[[Outgoing], None] | None = None
    last_error: str | None = None
    _introduce_at: float = 0.0
    _next: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _direct: dict[str, str] = field(default_factory=dict)

    def turn(self) -> float | None:
        """Send at most one message to each channel; seconds until the next can go, None when nothing waits."""
        self._introduce()
        soonest: float | None = None
        for channel in channel_pauses.ready_channels(self.store, self.now()):
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
            answer = call(self.client, "auth.test", {})
            self.bot_id, self.bot_user = answer["bot_id"], answer["user_id"]
        except (NotSent, Unsure, Refused) as failure:
            self.last_error = str(failure)
            self._introduce_at = time.monotonic() + INTRODUCE_AGAIN_S

    def _send_next(self, channel: str) -> None:
        row = outbox.claim(self.store, channel, self.now(), LEASE_S)
        if row is None:
            return
        try:
            self._deliver(row)
        except Refused as refused:
            self._park(row, str(refused), known=True)
        except NotSent as failure:
            self._retry(row, str(failure), failure.retry_s, known=True)
        except NotLookedUp as failure:
            if failure.final:
                self._park(row, str(failure), known=False)
            else:
                self._retry(row, str(failure), failure.retry_s, known=False)
        except Unsure as failure:
            self._retry(row, str(failure), None, known=row.kind.is_edit or row.kind.is_removal)
        else:
            self._failures.pop(channel, None)
            self.last_error = None

    def _deliver(self, row: Outgoing) -> None:
        row = replace(row, channel=self._place(row.channel))
        again = row.kind.is_edit or row.kind.is_removal
        if not again and row.attempted_at is not None and not self._settle(row):
            return
        if row.kind.is_file:
            self._share(row)
            return
        payload = self._write_down(row)
        if payload is None:
            return
        if row.kind.is_removal:
            self._remove(payload)
            ts = None
        else:
            ts = call(self.client, "chat.update" if again else "chat.postMessage", payload)["ts"]
        with self.store.transaction():
            outbox.sent(self.store, row, self.now(), ts)

    def _place(self, channel: str) -> str:
        """Where a message goes: a person's id means the direct messages with them, which have an id of their own."""
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._direct:
            try:
                self._direct[channel] = call(self.client, "conversations.open", {"users": channel})["channel"]["id"]
            except Unsure as failure:  # opened twice is opened once
                raise NotSent(str(failure)) from failure
        return self._direct[channel]

    def _remove(self, payload: Mapping[str, Any]) -> None:
        try:
            call(self.client, "chat.delete", payload)
        except Refused as refused:
            # Somebody was faster, or our answer got lost.
            if str(refused) != "message_not_found" and not self._is_gone(payload):
                raise

    def _is_gone(self, payload: Mapping[str, Any]) -> bool:
        """Of a post with replies Slack keeps a stone in its place, which nobody can take away."""
        asked = {"channel": payload["channel"], "ts": payload["ts"], "limit": 1}
        messages = call(self.client, "conversations.replies", asked).get("messages") or ()
        return any(one.get("ts") == payload["ts"] and one.get("subtype") == "tombstone" for one in messages)

    def _share(self, row: Outgoing) -> None:
        """Upload a file and share it where it belongs. Until the last call nobody sees anything of it."""
        file = self.upload(row)
        if file is not None:
            name = f"{row.key}{file.ending}"
            asked: dict[str, Any] = {"filename": name, "length": len(file.content)}
            if file.alt:
                asked["alt_txt"] = file.alt[:ALT_CHARS]
            place = call(self.client, "files.getUploadURLExternal", asked, form=True)
            try:
                self.put(place["upload_url"], file.content)
            except OSError as error:
                raise NotSent(f"{type(error).__name__} while a file was uploaded") from error
            share: dict[str, Any] = {"channel_id": row.channel, "initial_comment": file.words}
            share["files"] = [{"id": place["file_id"], "title": file.title[:ALT_CHARS]}]
            if file.thread_ts is not None:
                share["thread_ts"] = file.thread_ts
            with self.store.transaction():
                outbox.begin_attempt(self.store, row.key, json.dumps(share, ensure_ascii=False), self.now())
            call(self.client, "files.completeUploadExternal", share)
        with self.store.transaction():
            outbox.sent(self.store, row, self.now(), None)

    def _write_down(self, row: Outgoing) -> dict[str, Any] | None:
        """What to send, kept before it is sent. None: nothing to say any more, the row is finished."""
        with self.store.transaction():
            if row.payload is not None and not row.kind.is_edit:
                outbox.begin_attempt(self.store, row.key, row.payload, self.now())
                return dict(json.loads(row.payload))
            rendered = self.render(row)
            if rendered is None:
                outbox.sent(self.store, row, self.now(), None)
                return None
            payload = self._payload(row, rendered)
            if not row.kind.is_edit:
                outbox.begin_attempt(self.store, row.key, json.dumps(payload, ensure_ascii=False), self.now())
            return payload

    def _payload(self, row: Outgoing, rendered: Rendered) -> dict[str, Any]:
        if row.kind.is_removal:
            return {"channel": row.channel, "ts": rendered.thread_ts}
        payload: dict[str, Any] = {"channel": row.channel, "text": rendered.text, "blocks": rendered.blocks}
        if row.kind.is_edit:
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
            found = find(self.client, row, self.bot_id, self.bot_user)
        except Refused as failure:
            raise NotLookedUp(str(failure), final=True) from failure
        except (NotSent, Unsure) as failure:
            raise NotLookedUp(str(failure), getattr(failure, "retry_s", None)) from failure
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
            channel_pauses.pause(self.store, row.channel, self.now() + delay)

    def _park(self, row: Outgoing, why: str, known: bool) -> None:
        self.last_error = why
        log.error("%s is parked: %s", row.key, why)
        with self.store.transaction():
            if known:
                outbox.not_sent(self.store, row.key)
            queues.park(self.store, "outbox", row.key, self.now(), why)
            if self.parked is not None:
                self.parked(row)
