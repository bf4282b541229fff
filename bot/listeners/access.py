"""Listen for changes of the bot's own access: invited, unarchived, renamed, revoked, uninstalled."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App

from storage import refusals
from storage.engine import Engine

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class AccessListeners:
    """Retry refused messages when Slack reports a change of access.

    Attributes:
        own_user: returns the bot's user id, None while unknown.
        bell: set so that the sender looks at once.
    """

    store: Engine
    now: Callable[[], int]
    bell: threading.Event
    own_user: Callable[[], str | None]

    def register(self, app: App) -> None:
        """Register the listeners with Bolt."""
        app.event("member_joined_channel")(self.joined)
        app.event("channel_unarchive")(self.changed)
        app.event("channel_rename")(self.changed)
        app.event("tokens_revoked")(self.revoked)
        app.event("app_uninstalled")(self.revoked)

    def joined(self, event: Mapping[str, Any]) -> None:
        """Retry at once if the user who joined is the bot."""
        if event.get("user") == self.own_user():
            self.changed()

    def changed(self) -> None:
        """Retry every refused place at once."""
        if refusals.retry_now(self.store, self.now()):
            self.bell.set()

    def revoked(self) -> None:
        """Log that the app lost its access. The next call shows whether the bot's own token is affected."""
        log.error("Slack says that the app was uninstalled or its tokens were revoked: install it again")
        self.changed()
