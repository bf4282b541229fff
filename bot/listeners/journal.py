"""Bolt listeners of the journal's modals. What was submitted is kept before Slack is answered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.core.group import candidate_view, journal_view, journal_words
from bot.core.group.button_ids import JOURNAL_OPEN, read_value
from bot.core.words.blocks import Block, Message
from bot.group import erasure, journal_export
from bot.group.journal_editor import Journaling
from bot.slack.call import NotSent, SlackRejected, Unsure, call
from bot.slack.outgoing import SlackClient
from bot.slack.request import Asked
from storage import programmes

log = logging.getLogger(__name__)
SHORTCUT = "journal_write"
EXPORT = ("export", "내보내기")
FORGET = ("forget", "지우기", "삭제")
NOTHING = Message("", ())


class JournalListeners:
    """client: for modals; it must give up within Slack's three seconds.

    Nothing here logs what Slack sent or was sent: it holds the journal.
    """

    def __init__(self, journaling: Journaling, client: SlackClient) -> None:
        self._journaling = journaling
        self._client = client

    def register(self, app: App, answer: Callable[[Respond, Message], None]) -> None:
        """Tell Bolt which listener is for what. answer: says something to one person, in its own time."""
        self._answer = answer
        app.shortcut(SHORTCUT)(self.shortcut)
        app.action(journal_words.ADD)(self.add)
        app.action(JOURNAL_OPEN)(self.open)
        app.action(journal_view.FILL)(self.fill)
        app.action(journal_view.ROUND)(self.turn)
        app.action(journal_view.ADD_CANDIDATE)(self.push_candidate)
        app.action(journal_view.CANDIDATE)(self.change_candidate)
        app.view(journal_view.VIEW)(self.submit)
        app.view(candidate_view.VIEW)(self.submit_candidate)

    def command(self, asked: Asked) -> Message:
        """`/leak journal`, and what can follow it. An empty answer: the modal is open."""
        journaling, word = self._journaling, asked.rest.strip().lower()
        if word in EXPORT:
            message = journal_export.export(journaling.store, asked, journaling.texts)
            journaling.bell.set()
            return message
        if word in FORGET:
            return erasure.ask(journaling.store, asked, journaling.texts)
        return self._open(asked.who, asked.channel, asked.trigger)

    def shortcut(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """The global shortcut. There is no place for an answer but a modal."""
        self._open_or_say_why(body, None)
        ack()

    def add(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """The button of the offer after ✅: its value is the leak's name."""
        leak = str(body["actions"][0].get("value", "")).removeprefix("L")
        channel = (body.get("channel") or {}).get("id")
        message = self._open(body["user"]["id"], channel, body.get("trigger_id"), int(leak) if leak.isdigit() else None)
        ack()
        if message is not NOTHING:
            self._answer(respond, message)

    def open(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """The button of a reminder and of the home; neither is in a channel, so its value says which programme."""
        found = read_value(str(body["actions"][0].get("value", "")))
        programme = programmes.find(self._journaling.store, found[0]) if found else None
        channel = programme.channel if programme is not None else None
        if not body.get("response_url"):
            self._open_or_say_why(body, channel)
            ack()
            return
        message = self._open(body["user"]["id"], channel, body.get("trigger_id"))
        ack()
        if message is not NOTHING:
            self._answer(respond, message)

    def fill(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """The button that writes the leak's numbers."""
        view = body["view"]
        self._update(view, self._journaling.fill(view, body["user"]["id"]))
        ack()

    def turn(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Another round was chosen."""
        view, chosen = body["view"], body["actions"][0].get("selected_option") or {}
        if str(chosen.get("value", "")).isdigit():
            self._update(view, self._journaling.turn(view, body["user"]["id"], int(chosen["value"])))
        ack()

    def submit(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """The modal was submitted."""
        answer = self._journaling.keep(body["view"], body["user"]["id"])
        ack(**(answer or {}))

    def push_candidate(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """The button that adds a candidate."""
        page = self._journaling.candidate_page(body["view"], body["user"]["id"])
        self._call("views.push", {"trigger_id": body["trigger_id"], "view": page})
        ack()

    def submit_candidate(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """A candidate was submitted; the modal below it shows it."""
        view, who = body["view"], body["user"]["id"]
        errors = self._journaling.add_candidate(view, who)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        parent, page = self._journaling.below(view, who)
        self._call("views.update", {"view_id": parent, "view": page})
        ack()

    def change_candidate(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """The menu of a candidate. An option's value is "choose:2" or "remove:2"."""
        view, chosen = body["view"], body["actions"][0].get("selected_option") or {}
        act, _, position = str(chosen.get("value", "")).partition(":")
        if position.isdigit():
            page = self._journaling.change_candidate(view, body["user"]["id"], act, int(position))
            self._update(view, page)
        ack()

    def _open(self, who: str, channel: str | None, trigger: str | None, leak: int | None = None) -> Message:
        texts = self._journaling.texts
        page = self._journaling.page(who, channel, leak)
        if isinstance(page, str):
            return journal_words.sentence(page, texts=texts)
        if trigger and self._call("views.open", {"trigger_id": trigger, "view": page}):
            return NOTHING
        return journal_words.sentence("journal-not-opened", texts=texts)

    def _open_or_say_why(self, body: Mapping[str, Any], channel: str | None) -> None:
        """Where there is no place for an answer but a modal."""
        page = self._journaling.page(body["user"]["id"], channel)
        if isinstance(page, str):
            page = journal_view.notice(page, texts=self._journaling.texts)
        self._call("views.open", {"trigger_id": body["trigger_id"], "view": page})

    def _update(self, view: Mapping[str, Any], page: Block) -> None:
        self._call("views.update", {"view_id": view["id"], "hash": view.get("hash"), "view": page})

    def _call(self, method: str, arguments: Mapping[str, Any]) -> bool:
        """False: Slack did not do it. The person sees the modal unchanged and can press again."""
        try:
            call(self._client, method, arguments)
        except (NotSent, Unsure, SlackRejected) as failure:
            log.warning("%s failed: %s", method, str(failure).partition(":")[0])
            return False
        return True
