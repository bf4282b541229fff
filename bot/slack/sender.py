"""Send what waits in the outbox: post, reply, edit, delete, upload. Every row becomes exactly one message.

Slack has no idempotency key. So what is sent is written down first, each post carries its key as metadata, and an
attempt whose outcome is unknown is looked up in Slack before anything is sent again.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.slack.call import NotLookedUp, NotSent, SlackRejected, Unsure, call
from bot.slack.lookup import TOMBSTONE, find
from bot.slack.outcomes import Outcomes
from bot.slack.outgoing import MakeFile, Render, SlackClient
from bot.slack.payload import payload_of
from bot.slack.threads import Threads
from bot.slack.upload import prepare
from storage import channel_pauses, outbox, queues, refusals, threads
from storage.engine import Engine, StoreError
from storage.outbox import Outgoing

log = logging.getLogger(__name__)
LEASE_S = 60
LOOK_AGAIN_S = 3
LOOKS = 2
INTRODUCE_AGAIN_S = 30
EDITS_A_MINUTE = 45
"""Slack takes 50 edits a minute (tier 3). The rest is for the edits that prove a thread."""


@dataclass(kw_only=True)
class Sender:
    """Sends one message after the other, in order, channel by channel.

    Args:
        render: makes the message of a claimed row, inside a transaction.
        upload: makes the file of a claimed row, outside any transaction.
        put: posts bytes to an address, or raises OSError.
        notes: sentences in the channel's language: `unbuilt` and `shortened`, see bot.leaks.messages.
        home: the channel of a leak's next root.
        post_every_s: seconds between two messages of a channel; Slack takes about one a second.
        bot_id: who we are in Slack, as bot_user: whose metadata is believed and whose reactions do nothing. None: ask.
        parked: is told of a row that is given up, inside the transaction that does so.
    """

    store: Engine
    client: SlackClient
    render: Render
    upload: MakeFile
    put: Callable[[str, bytes], None]
    notes: Callable[[str, Outgoing, str], str]
    home: Callable[[int], str]
    now: Callable[[], int]
    post_every_s: float
    edits_a_minute: int = EDITS_A_MINUTE
    bot_id: str | None = None
    bot_user: str | None = None
    parked: Callable[[Outgoing], None] | None = None
    _introduce_at: float = 0.0
    _next: dict[str, float] = field(default_factory=dict)
    _direct: dict[str, str] = field(default_factory=dict)
    _edits: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._threads = Threads(store=self.store, client=self.client, render=self.render, home=self.home, now=self.now)
        self._outcomes = Outcomes(
            store=self.store,
            threads=self._threads,
            render=self.render,
            notes=self.notes,
            now=self.now,
            parked=self.parked,
        )

    @property
    def last_error(self) -> str | None:
        """What went wrong last between the outbox and Slack; None after a message that went well."""
        return self._outcomes.last_error

    def turn(self) -> float | None:
        """Send at most one message to each channel; return the seconds until the next can go, None: nothing waits."""
        self._introduce()
        soonest: float | None = None
        edits = self._may_edit()
        for channel in channel_pauses.ready_channels(self.store, self.now(), edits):
            wait = self._next.get(channel, 0.0) - time.monotonic()
            if wait <= 0:
                self._send_next(channel, edits)
                self._next[channel] = time.monotonic() + self.post_every_s
                wait = self.post_every_s
            soonest = wait if soonest is None else min(soonest, wait)
        return soonest

    def _may_edit(self) -> bool:
        while self._edits and self._edits[0] <= time.monotonic() - 60:
            self._edits.popleft()
        return len(self._edits) < self.edits_a_minute

    def _introduce(self) -> None:
        """Learn once who we are. A Slack that cannot say so now is asked again later."""
        if self.bot_id is not None or time.monotonic() < self._introduce_at:
            return
        try:
            answer = call(self.client, "auth.test", {})
            self.bot_id, self.bot_user = answer["bot_id"], answer["user_id"]
        except (NotSent, Unsure, SlackRejected, KeyError) as failure:
            self._outcomes.last_error = str(failure)
            self._introduce_at = time.monotonic() + INTRODUCE_AGAIN_S

    def _send_next(self, channel: str, edits: bool) -> None:
        row = outbox.claim(self.store, channel, self.now(), LEASE_S, edits)
        if row is None:
            return
        try:
            self._deliver(row)
        except StoreError:
            raise
        except Exception as failure:  # also a row that cannot be built: it must not delay the others
            self._outcomes.failed(row, failure)
        else:
            self._outcomes.went_well(row)

    def _deliver(self, row: Outgoing) -> None:
        row = replace(row, channel=self._place(row.channel))
        again = row.kind.is_edit or row.kind.is_removal
        if not again and row.attempted_at is not None and not self._settle(row):
            return
        if self._threads.is_frozen(row):
            self._threads.freeze(row)
            return
        if self._threads.needs_proof(row):
            self._edits.append(time.monotonic())
            if not self._threads.prove(row):
                return
        if row.kind.is_file and row.fallback is None:
            self._share(row)
            return
        payload = self._write_down(row)
        if payload is not None:
            self._call(row, payload)

    def _call(self, row: Outgoing, payload: Mapping[str, Any]) -> None:
        ts: str | None = None
        if row.kind.is_removal:
            self._remove(payload)
        elif row.kind.is_edit:
            self._edits.append(time.monotonic())
            ts = str(call(self.client, "chat.update", payload).get("ts"))
        else:
            answer = call(self.client, "chat.postMessage", payload)
            if not answer.get("ts"):
                raise Unsure("the answer names no message")
            ts = str(answer["ts"])
            given = (answer.get("message") or {}).get("thread_ts")
            if not self._threads.is_in_thread(row, payload.get("thread_ts"), given):
                self._threads.take_back(row, ts)
                return
        self._finish(row, ts)

    def _finish(self, row: Outgoing, ts: str | None) -> None:
        with self.store.transaction():
            outbox.sent(self.store, row, self.now(), ts)
            refusals.clear(self.store, row.channel)
            if row.leak is not None and not row.kind.is_removal:
                threads.confirm(self.store, row.leak, self.now())

    def _share(self, row: Outgoing) -> None:
        file = self.upload(row)
        if file is not None:
            arguments = prepare(self.client, self.put, row, file)
            with self.store.transaction():
                outbox.begin_attempt(self.store, row.key, json.dumps(arguments, ensure_ascii=False), self.now())
            call(self.client, "files.completeUploadExternal", arguments)
        self._finish(row, None)

    def _place(self, channel: str) -> str:
        """Find where a message goes: a person's id means the direct messages with them, which have their own id."""
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._direct:
            try:
                opened = call(self.client, "conversations.open", {"users": channel})
                self._direct[channel] = str((opened.get("channel") or {})["id"])
            except (Unsure, KeyError) as failure:  # opened twice is opened once
                raise NotSent(str(failure)) from failure
        return self._direct[channel]

    def _remove(self, payload: Mapping[str, Any]) -> None:
        try:
            call(self.client, "chat.delete", payload)
        except SlackRejected as rejected:
            # Somebody was faster, or our answer got lost.
            if rejected.code != "message_not_found" and not self._is_gone(payload):
                raise

    def _is_gone(self, payload: Mapping[str, Any]) -> bool:
        """Say whether Slack shows a tombstone, which nobody can delete, in the place of a post with replies."""
        asked = {"channel": payload["channel"], "ts": payload["ts"], "limit": 1}
        messages = call(self.client, "conversations.replies", asked).get("messages") or ()
        return any(one.get("ts") == payload["ts"] and one.get("subtype") == TOMBSTONE for one in messages)

    def _write_down(self, row: Outgoing) -> dict[str, Any] | None:
        """Store what is sent before it is sent. None: there is nothing left to send, and the row is finished."""
        with self.store.transaction():
            if row.payload is not None and (row.fallback is not None or not row.kind.is_edit):
                payload = self._threads.redirect(row, json.loads(row.payload))
            else:
                rendered = self.render(row)
                if rendered is None:
                    outbox.sent(self.store, row, self.now(), None)
                    return None
                payload = payload_of(row, rendered)
            if not row.kind.is_edit:
                outbox.begin_attempt(self.store, row.key, json.dumps(payload, ensure_ascii=False), self.now())
            return payload

    def _settle(self, row: Outgoing) -> bool:
        """Look for an attempt whose outcome is unknown. True: it must be sent (again)."""
        try:
            found = find(self.client, row, self.bot_id, self.bot_user)
        except SlackRejected as rejected:
            raise NotLookedUp(str(rejected), rejected=rejected) from rejected
        except (NotSent, Unsure) as failure:
            raise NotLookedUp(str(failure), getattr(failure, "retry_s", None)) from failure
        if found is None:
            return self._was_not_sent(row)
        if not self._threads.is_in_thread(row, json.loads(row.payload or "{}").get("thread_ts"), found.thread_ts):
            self._threads.take_back(row, found.ts)
            return False
        log.info("found %s in Slack as %s: not sent again", row.key, found.ts)
        self._finish(row, found.ts)
        return False

    def _was_not_sent(self, row: Outgoing) -> bool:
        with self.store.transaction():
            if row.looks + 1 < LOOKS:
                outbox.looked(self.store, row.key)
                queues.give_back(self.store, "outbox", row.key, self.now(), LOOK_AGAIN_S)
                return False
            outbox.not_sent(self.store, row.key)
        return True
