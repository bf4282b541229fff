"""Bolt listeners of the journal's modals. A submission is stored before Slack is answered."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.core.group import candidate_view, journal_view, journal_words
from bot.core.group.button_ids import JOURNAL_OPEN
from bot.core.words.blocks import Block, Message
from bot.group import candidate_edits, erasure, journal_export
from bot.group.journal_editor import JournalEditor, NoOpenRound
from bot.listeners.click_answers import ClickAnswers
from bot.slack.call import NotSent, SlackRejected, Unsure, call
from bot.slack.outgoing import SlackClient
from bot.slack.request import Asked
from storage import programmes
from storage.records.group_keys import RoundKey

log = logging.getLogger(__name__)
SHORTCUT = "journal_write"
EXPORT = ("export", "내보내기")
FORGET = ("forget", "지우기", "삭제")
NOTHING = Message("", ())


class JournalListeners:
    """Listens to the journal's buttons and modals. Payloads are never logged: they hold the journal.

    Args:
        client: opens modals; it must give up within Slack's three seconds.
    """

    def __init__(self, editor: JournalEditor, client: SlackClient, answers: ClickAnswers) -> None:
        self._editor = editor
        self._client = client
        self._answers = answers

    def register(self, app: App) -> None:
        """Register the listeners with Bolt."""
        app.shortcut(SHORTCUT)(self.shortcut)
        app.action(journal_words.ADD)(self.add)
        app.action(JOURNAL_OPEN)(self.open)
        app.action(journal_view.FILL)(self.fill)
        app.action(journal_view.ROUND)(self.turn)
        app.action(journal_view.ADD_CANDIDATE)(self.push_candidate)
        app.action(journal_view.CANDIDATE)(self.change_candidate)
        app.action(journal_view.SHARE)(self.choose_sharing)
        app.view(journal_view.VIEW)(self.submit)
        app.view(candidate_view.VIEW)(self.submit_candidate)

    def command(self, request: Asked) -> Message:
        """Answer `/leak journal`, `/leak journal export` and `forget`; the answer is empty if the modal is open."""
        editor, word = self._editor, request.rest.strip().lower()
        if word in EXPORT:
            message = journal_export.export(editor.store, request, editor.texts)
            editor.bell.set()
            return message
        if word in FORGET:
            return erasure.ask(editor.store, request, editor.texts)
        return self._open(request.who, request.channel, request.trigger)

    def shortcut(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Open the modal for the global shortcut, which can be answered with a modal only."""
        self._open_or_say_why(body, None)
        ack()

    def add(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Open the modal for the button of an offer, whose value is the leak's name."""
        leak = str(body["actions"][0].get("value", "")).removeprefix("L")
        channel = (body.get("channel") or {}).get("id")
        message = self._open(body["user"]["id"], channel, body.get("trigger_id"), int(leak) if leak.isdigit() else None)
        ack()
        if message is not NOTHING:
            self._answers.send(respond, message)

    def open(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Open the modal for the button of a reminder or the Home tab, whose value names the programme."""
        key = RoundKey.parse(str(body["actions"][0].get("value", "")))
        programme = programmes.find(self._editor.store, key.programme) if key else None
        channel = programme.channel if programme is not None else None
        if not body.get("response_url"):
            self._open_or_say_why(body, channel)
            ack()
            return
        message = self._open(body["user"]["id"], channel, body.get("trigger_id"))
        ack()
        if message is not NOTHING:
            self._answers.send(respond, message)

    def fill(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Fill in the leak's figures."""
        view = body["view"]
        self._update(view, self._editor.fill(view, body["user"]["id"]))
        ack()

    def turn(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Show another round."""
        view, chosen = body["view"], body["actions"][0].get("selected_option") or {}
        if str(chosen.get("value", "")).isdecimal():
            self._update(view, self._editor.turn(view, body["user"]["id"], int(chosen["value"])))
        ack()

    def choose_sharing(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Show the modal whose button shares the entry, or saves a draft."""
        view, shares = body["view"], body["actions"][0].get("value") == journal_view.SHARES
        self._update(view, self._editor.choose_sharing(view, body["user"]["id"], shares))
        ack()

    def submit(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Store the submitted journal."""
        answer = self._editor.submit(body["view"], body["user"]["id"])
        ack(**(answer or {}))

    def push_candidate(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Push the modal for a new candidate."""
        page = candidate_edits.build_candidate_page(self._editor, body["view"], body["user"]["id"])
        self._call("views.push", {"trigger_id": body["trigger_id"], "view": page})
        ack()

    def submit_candidate(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Store the submitted candidate, and show it in the modal below."""
        view, who = body["view"], body["user"]["id"]
        errors = candidate_edits.add_candidate(self._editor, view, who)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        parent, page = candidate_edits.build_journal_page(self._editor, view, who)
        self._call("views.update", {"view_id": parent, "view": page})
        ack()

    def change_candidate(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """Choose or remove a candidate. An option's value is "choose:2" or "remove:2"."""
        view, chosen = body["view"], body["actions"][0].get("selected_option") or {}
        act, _, position = str(chosen.get("value", "")).partition(":")
        if position.isdigit():
            page = candidate_edits.change_candidate(self._editor, view, body["user"]["id"], act, int(position))
            self._update(view, page)
        ack()

    def _open(self, who: str, channel: str | None, trigger: str | None, leak: int | None = None) -> Message:
        texts = self._editor.texts
        try:
            page = self._editor.page(who, channel, leak)
        except NoOpenRound as refusal:
            return journal_words.sentence(refusal.sentence, texts=texts)
        if trigger and self._call("views.open", {"trigger_id": trigger, "view": page}):
            return NOTHING
        return journal_words.sentence("journal-not-opened", texts=texts)

    def _open_or_say_why(self, body: Mapping[str, Any], channel: str | None) -> None:
        """Open the modal, or one that says why there is none."""
        try:
            page = self._editor.page(body["user"]["id"], channel)
        except NoOpenRound as refusal:
            page = journal_view.notice(refusal.sentence, texts=self._editor.texts)
        self._call("views.open", {"trigger_id": body["trigger_id"], "view": page})

    def _update(self, view: Mapping[str, Any], page: Block) -> None:
        self._call("views.update", {"view_id": view["id"], "hash": view.get("hash"), "view": page})

    def _call(self, method: str, arguments: Mapping[str, Any]) -> bool:
        """Call Slack; False if it failed. The person sees the modal unchanged and can press again."""
        try:
            call(self._client, method, arguments)
        except (NotSent, Unsure, SlackRejected) as failure:
            log.warning("%s failed: %s", method, str(failure).partition(":")[0])
            return False
        return True
