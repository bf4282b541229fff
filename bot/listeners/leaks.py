"""Bolt listeners for leaks. Each reads, writes a row and answers; slow work is queued in the outbox."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltResponse, Respond

from bot.core.group.journal_view import ForeignView
from bot.core.words import answers
from bot.core.words.answer_trend import CHART
from bot.core.words.messages import DONE, FIX, MORE, TAKE
from bot.leaks.marks import Marking
from bot.listeners.click_answers import ClickAnswers
from bot.listeners.commands import Commands
from storage import leaks, marks, outbox
from storage.records import MarkKind

log = logging.getLogger(__name__)


class Hidden(Exception):
    """Replaces an exception in the log; shows only the name of its type."""


class Listeners:
    """Bolt listeners for `/leak`, its buttons and reactions.

    A mark is stored before Slack is answered. The private answer to a click is sent afterwards and may be lost: waiting
    for it would make Slack show the click as failed.

    Args:
        reactions: a reaction's name → the mark that it makes.
        own_user: returns the bot's user id, whose reactions are ignored.
        applause: called with each reaction that marks no leak, and whether it was added, in the same transaction.
        offer: called with the person and the leak of each new ✅ by reaction, in the same transaction.
    """

    def __init__(
        self,
        *,
        commands: Commands,
        marking: Marking,
        reactions: Mapping[str, MarkKind],
        own_user: Callable[[], str | None],
        answers: ClickAnswers,
        applause: Callable[[Mapping[str, Any], bool], object] | None = None,
        offer: Callable[[str, int], None] | None = None,
        is_bot: Callable[[str], bool] = lambda user: False,
    ) -> None:
        self._commands = commands
        self._marking = marking
        self._reactions = reactions
        self._own_user = own_user
        self._answers = answers
        self._applause = applause
        self._offer = offer
        self._is_bot = is_bot

    def register(self, app: App) -> None:
        """Register the listeners with Bolt."""
        app.command("/leak")(self.leak)
        app.event("reaction_added")(self.reacted)
        app.event("reaction_removed")(self.unreacted)
        app.action(TAKE)(self.take)
        app.action(DONE)(self.done)
        app.action(FIX)(self.fix)
        app.action(MORE)(self.more)
        app.action(CHART)(self.chart)
        app.action(answers.SHARE)(self.share)
        app.error(self.failed)

    def leak(self, ack: Ack, command: Mapping[str, Any]) -> None:
        """Answer `/leak ...` in the acknowledgement itself."""
        message = self._commands.answer(
            str(command.get("text") or ""),
            command["user_id"],
            channel=command.get("channel_id"),
            trigger=command.get("trigger_id"),
        )
        if not message.text:
            ack()  # the modal is the answer
            return
        ack(response_type="ephemeral", text=message.text, blocks=list(message.blocks))

    def reacted(self, event: Mapping[str, Any]) -> None:
        """Mark the leak of the post that got a 👀 or ✅; ignore other posts."""
        if self._is_by_bot(event):
            return
        # One transaction for the reaction and its mark: a crash between them would lose the mark.
        with self._marking.store.transaction():
            if (found := self._reaction(event)) is not None:
                leak, kind, source = found
                new = self._marking.mark(leak, event["user"], kind, source)
                if new and kind is MarkKind.INVESTIGATED and self._offer is not None:
                    self._offer(event["user"], leak)
            elif self._applause is not None and self._is_a_persons(event):
                self._applause(event, True)
        self._marking.bell.set()  # again: before the commit the sender could not see the row

    def unreacted(self, event: Mapping[str, Any]) -> None:
        """Undo the mark of a reaction that its author removed."""
        if self._is_by_bot(event):
            return
        with self._marking.store.transaction():
            if (found := self._reaction(event)) is not None:
                leak, kind, source = found
                self._marking.unmark(leak, event["user"], "reaction", kind, source)
            elif self._applause is not None and self._is_a_persons(event):
                self._applause(event, False)
        self._marking.bell.set()

    def take(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Handle the 👀 button."""
        ack()
        self._answers.send(respond, self._commands.answer(f"take {_value(body)}", body["user"]["id"], surface="button"))

    def done(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Handle the ✅ button."""
        ack()
        self._answers.send(respond, self._commands.answer(f"done {_value(body)}", body["user"]["id"], surface="button"))

    def fix(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Handle the button that watches a fix, starting now."""
        ack()
        self._answers.send(respond, self._commands.answer(f"fix {_value(body)}", body["user"]["id"], surface="button"))

    def chart(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Handle the chart button of `/leak trend`."""
        ack()
        self._answers.send(respond, self._commands.chart(_value(body), body["user"]["id"]))

    def more(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Handle the menu; an option's value is "command:L3". Options that only open a page are ignored."""
        ack()
        name, _, leak = str(body["actions"][0].get("selected_option", {}).get("value", "")).partition(":")
        if name in ("undo", "show"):
            self._answers.send(respond, self._commands.answer(f"{name} {leak}", body["user"]["id"], surface="button"))

    def share(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Post a private answer again in the channel, naming the person who shared it."""
        ack()
        channel = (body.get("channel") or {}).get("id")
        message = self._commands.answer(_value(body), body["user"]["id"], shared=True, channel=channel)
        self._answers.send(respond, message, response_type="in_channel")

    def failed(self, error: Exception, body: Mapping[str, Any], respond: Respond) -> BoltResponse | None:
        """Answer a failed request with a reference. The trace is logged, but no text of the request."""
        if isinstance(error, ForeignView):
            return BoltResponse(status=400, body=str(error))
        reference = secrets.token_hex(4)
        # An exception's message may quote text that a person wrote.
        hidden = Hidden(type(error).__name__)
        log.error("a Slack request failed (reference %s)", reference, exc_info=(Hidden, hidden, error.__traceback__))
        if body.get("response_url"):
            self._answers.send(respond, answers.failed(reference, texts=self._commands.texts))
        return None

    def _is_by_bot(self, event: Mapping[str, Any]) -> bool:
        """Say whether a bot reacted. Slack is asked only about a reaction that would mark a leak."""
        item, user = event.get("item") or {}, event.get("user")
        name = str(event.get("reaction", "")).partition("::")[0]
        if name not in self._reactions or not user or user == self._own_user():
            return False
        is_ours = outbox.leak_of_post(self._marking.store, str(item.get("channel")), str(item.get("ts"))) is not None
        return is_ours and self._is_bot(str(user))

    def _is_a_persons(self, event: Mapping[str, Any]) -> bool:
        """Say whether the event is a reaction to a message (not a file) by another user than the bot."""
        item = event.get("item") or {}
        return item.get("type") == "message" and event.get("user") not in (None, self._own_user())

    def _reaction(self, event: Mapping[str, Any]) -> tuple[int, MarkKind, str] | None:
        """Return leak, mark and source of a reaction; None if it marks nothing or is not newer than the last one."""
        item = event.get("item") or {}
        kind = self._reactions.get(str(event.get("reaction", "")).partition("::")[0])
        if kind is None or not self._is_a_persons(event):
            return None
        channel, ts = str(item.get("channel")), str(item.get("ts"))
        store = self._marking.store
        leak = outbox.leak_of_post(store, channel, ts)
        if leak is None:
            return None
        name = str(event["reaction"])
        if not marks.newer_reaction(store, channel, ts, event["user"], name, _micros(event.get("event_ts"))):
            return None
        return leaks.present_number(store, leak), kind, f"reaction:{channel}:{ts}:{name}"


def _value(body: Mapping[str, Any]) -> str:
    return str(body["actions"][0].get("value", ""))


def _micros(event_ts: object) -> int:
    """Convert Slack's "1700000000.000001" to microseconds; 0 if it is missing, which is older than any."""
    seconds, _, fraction = str(event_ts or "0").partition(".")
    return int(f"{seconds}{fraction:0<6.6}") if (seconds + fraction).isdigit() else 0
