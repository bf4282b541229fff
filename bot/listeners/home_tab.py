"""The Home tab: publish a person's page each time they open it, after Slack is answered."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App

from bot.core.group import home_tab
from bot.core.group.home_tab import HomePage
from bot.core.texts.bundles import Texts
from bot.core.words.answers import Health
from bot.group.rounds import coming_of, present_of, progress_of
from bot.slack.call import NotSent, SlackRejected, Unsure, call
from bot.slack.outgoing import SlackClient
from storage import leak_views
from storage.engine import Engine

log = logging.getLogger(__name__)


class HomeTab:
    """Publish home pages, one at a time. health: returns the bot's own health.

    A failed publication is not retried: the next opening publishes a newer page.
    """

    def __init__(
        self, *, store: Engine, texts: Texts, client: SlackClient, health: Callable[[], Health], now: Callable[[], int]
    ) -> None:
        self._store = store
        self._texts = texts
        self._client = client
        self._health = health
        self._now = now
        # One thread: an older page must not overwrite a newer one.
        self._writing = ThreadPoolExecutor(1, "homes")
        self._lock = threading.Lock()
        self._waiting: set[str] = set()

    def register(self, app: App) -> None:
        """Register the listener with Bolt."""
        app.event("app_home_opened")(self.queue)

    def queue(self, event: Mapping[str, Any]) -> None:
        """Queue the page of the person who opened the Home tab, unless it is queued already."""
        person = str(event.get("user") or "")
        if event.get("tab") != "home" or not person:
            return
        with self._lock:
            if person in self._waiting:
                return
            self._waiting.add(person)
        self._writing.submit(self._write, person)

    def _write(self, person: str) -> None:
        with self._lock:
            self._waiting.discard(person)
        try:
            call(self._client, "views.publish", {"user_id": person, "view": self.view_of(person)})
        except (NotSent, Unsure, SlackRejected) as failure:
            log.warning("a home was not written: %s", str(failure).partition(":")[0])
        except Exception as defect:  # the pool would hide it; its message may quote a journal
            log.error("a home was not written: %s", type(defect).__name__)

    def view_of(self, person: str) -> dict[str, Any]:
        """Build a person's page as of now."""
        store, now = self._store, self._now()
        waiting, waiting_total = leak_views.unattended(store, home_tab.SHOWN, now)
        mine, mine_total = leak_views.investigated_by(store, person, home_tab.SHOWN, now)
        present = present_of(store, now, None)
        page = HomePage(
            counts=leak_views.counts_by_state(store),
            waiting=waiting,
            waiting_total=waiting_total,
            mine=mine,
            mine_total=mine_total,
            standing=progress_of(store, *present, person) if present else None,
            coming=coming_of(store, now) if present else None,
            health=self._health(),
        )
        return home_tab.view(page, texts=self._texts, now=now)
