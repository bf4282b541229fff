"""Clicks on the study group's buttons that need no modal: a pass, the reminders' switch, and forgetting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.core.group import round_words
from bot.core.group.button_ids import FORGET, PASS, REMIND_OFF, read_value
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.group import erasure, reminder_job
from bot.group.rounds import Rounds, present_of
from bot.slack.request import Asked
from storage import programmes
from storage.engine import Engine
from storage.records import Programme


class Clicks:
    """answer: says something to one person, in its own time. ring: there is something to send.

    What is asked for is kept before Slack is answered.
    """

    def __init__(
        self,
        store: Engine,
        texts: Texts,
        now: Callable[[], int],
        ring: Callable[[], None],
        rounds: Rounds,
        answer: Callable[[Respond, Message], None],
    ) -> None:
        self._store = store
        self._texts = texts
        self._now = now
        self._ring = ring
        self._rounds = rounds
        self._answer = answer

    def register(self, app: App) -> None:
        """Tell Bolt which listener is for what."""
        app.action(PASS)(self.take_pass)
        app.action(REMIND_OFF)(self.stop_reminders)
        app.action(FORGET)(self.forget)

    def take_pass(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """Sit the round out that the button names."""
        found = read_value(str(body["actions"][0].get("value", "")))
        programme = programmes.find(self._store, found[0]) if found else None
        if found is None or programme is None or not self._is_meant(programme):
            ack()
            self._answer(respond, round_words.no_programme(texts=self._texts))
            return
        asked = Asked(str(found[1]), body["user"]["id"], self._now(), surface="button", channel=programme.channel)
        message = self._rounds.pass_(asked)
        ack()
        self._answer(respond, message)

    def _is_meant(self, programme: Programme) -> bool:
        """No other programme took its place in its channel since the button was sent."""
        found = present_of(self._store, self._now(), programme.channel)
        return found is not None and found[0].id == programme.id

    def stop_reminders(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """The same as `/leak remind off`."""
        message = reminder_job.switch(
            self._store, Asked("off", body["user"]["id"], self._now(), surface="button"), self._texts
        )
        ack()
        self._answer(respond, message)

    def forget(self, ack: Ack, body: Mapping[str, Any], respond: Respond) -> None:
        """All goes that the person wrote."""
        message = erasure.press(self._store, body["user"]["id"], self._texts, self._now())
        ack()
        self._ring()
        self._answer(respond, message)
