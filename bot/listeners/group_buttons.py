"""The study group's buttons that need no modal: take a pass, stop reminders, and forget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.core.group import round_words
from bot.core.group.button_ids import FORGET, PASS, REMIND_OFF
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.group import erasure, reminder_job
from bot.group.rounds import NoSuchProgramme, RoundCommands, present_of
from bot.listeners.click_answers import ClickAnswers
from bot.slack.request import Asked
from storage import programmes
from storage.engine import Engine
from storage.records.group_keys import RoundKey


@dataclass(frozen=True, kw_only=True)
class GroupButtons:
    """Listens to the buttons. Each request is stored before Slack is answered. ring: wakes the sender."""

    store: Engine
    texts: Texts
    now: Callable[[], int]
    ring: Callable[[], None]
    rounds: RoundCommands
    answers: ClickAnswers

    def register(self, app: App) -> None:
        """Register the listeners with Bolt."""
        app.action(PASS)(self.take_pass)
        app.action(REMIND_OFF)(self.stop_reminders)
        app.action(FORGET)(self.forget)

    def take_pass(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Take a pass for the round that the button names."""
        message = self._take_pass(str(body["actions"][0].get("value", "")), body["user"]["id"])
        ack()
        self.answers.send(respond, message)

    def _take_pass(self, value: str, who: str) -> Message:
        key = RoundKey.parse(value)
        programme = programmes.find(self.store, key.programme) if key else None
        present = present_of(self.store, self.now(), programme.channel) if programme else None
        # Another programme may have taken its place in its channel since the button was sent.
        if key is None or programme is None or present is None or present[0].id != programme.id:
            return round_words.no_programme(texts=self.texts)
        request = Asked(str(key.round), who, self.now(), surface="button", channel=programme.channel)
        try:
            return self.rounds.pass_(request)
        except NoSuchProgramme as refusal:
            return refusal.answer

    def stop_reminders(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Switch a person's reminders off, as `/leak remind off` does."""
        request = Asked("off", body["user"]["id"], self.now(), surface="button")
        message = reminder_job.switch(self.store, request, self.texts)
        ack()
        self.answers.send(respond, message)

    def forget(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Delete all that the person wrote."""
        message = erasure.press(self.store, body["user"]["id"], self.texts, self.now())
        ack()
        self.ring()
        self.answers.send(respond, message)
