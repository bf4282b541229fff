"""Whether the thread that a reply goes to still exists. Slack posts a reply to a deleted message into the channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.call import EDIT_REFUSED, THREAD_GONE, SlackRejected, call
from bot.slack.outgoing import Render, SlackClient
from bot.slack.payload import payload_of
from storage import outbox, threads
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import MessageKind
from storage.records.spans import DAY_S, HOUR_S

CONFIRMED_FOR_S = HOUR_S
"""How long an answer of Slack's proves that a root exists. After that the root is edited before a reply is sent."""


@dataclass(frozen=True, kw_only=True)
class Threads:
    """Keeps replies out of threads that were deleted.

    render: as the sender's. home: the channel of a leak's next root.
    """

    store: Engine
    client: SlackClient
    render: Render
    home: Callable[[int], str]
    now: Callable[[], int]

    def needs_proof(self, row: Outgoing) -> bool:
        """Say whether the row is a reply to a root that Slack has not confirmed for an hour."""
        if not _is_reply(row):
            return False
        root = threads.root_of(self.store, row.leak or 0)
        return root is None or not 0 <= self.now() - root.confirmed_at < CONFIRMED_FOR_S

    def prove(self, row: Outgoing) -> bool:
        """Edit the root, which shows that it exists. False: it does not, and the row waits for a new root.

        Raises Unsure, NotSent or SlackRejected: nothing is known about the root.
        """
        leak = row.leak or 0
        root = threads.root_of(self.store, leak)
        if root is None:
            self.lose(row)
            return False
        edit = Outgoing(f"edit:L{leak}", MessageKind.EDIT, leak, root.channel, "", None, 0, self.now(), 0, None, 0)
        with self.store.transaction():
            rendered = self.render(edit)
        try:
            if rendered is not None:
                call(self.client, "chat.update", payload_of(edit, rendered))
        except SlackRejected as rejected:
            if rejected.code in THREAD_GONE:
                self.lose(row)
                return False
            if rejected.code not in EDIT_REFUSED:
                raise
        with self.store.transaction():
            threads.confirm(self.store, leak, self.now())
        return True

    def lose(self, row: Outgoing) -> None:
        """Mark the thread of a row as deleted. A reply waits for the root that follows; an edit has nothing to show."""
        leak = row.leak or 0
        with self.store.transaction():
            if _is_reply(row):
                outbox.requeue(self.store, row.key, self.now())
            threads.bury(self.store, leak, self.home(leak), self.now())

    def freeze(self, row: Outgoing) -> None:
        """Note that Slack refuses to edit a root, and queue its present state as a reply, once a day."""
        leak, now = row.leak or 0, self.now()
        with self.store.transaction():
            threads.freeze(self.store, leak, now)
            outbox.ask(self.store, f"state:L{leak}:{now // DAY_S}", MessageKind.STATE, leak, row.channel, now)
            outbox.sent(self.store, row, now, None)

    def is_frozen(self, row: Outgoing) -> bool:
        """Say whether the row edits a root that Slack refuses to edit."""
        root = threads.root_of(self.store, row.leak) if row.kind is MessageKind.EDIT and row.leak is not None else None
        return root is not None and root.frozen_at is not None

    def is_in_thread(self, row: Outgoing, wanted: str | None, given: str | None) -> bool:
        """Say whether a reply came to be in its thread. wanted, given: its thread_ts as sent and as Slack shows it."""
        return not _is_reply(row) or wanted is None or given == wanted

    def take_back(self, row: Outgoing, ts: str) -> None:
        """Delete a reply that Slack put into the channel, and let the row wait for a new root."""
        with self.store.transaction():
            key = f"stray:{row.channel}:{ts}"
            outbox.ask(self.store, key, MessageKind.FORGOTTEN_REMOVAL, None, row.channel, self.now(), detail=ts)
            outbox.not_sent(self.store, row.key)
            self.lose(row)

    def redirect(self, row: Outgoing, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Let a message that was written down earlier go where it belongs now: another channel, or a new thread."""
        payload = {**payload, "channel": row.channel}
        root = threads.root_of(self.store, row.leak or 0) if _is_reply(row) and "thread_ts" in payload else None
        return payload if root is None else {**payload, "channel": root.channel, "thread_ts": root.ts}


def _is_reply(row: Outgoing) -> bool:
    return row.leak is not None and row.kind is not MessageKind.ROOT and not row.kind.is_edit
