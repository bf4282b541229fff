"""Whether a Slack user is a bot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.slack.call import NotSent, SlackRejected, Unsure, call
from bot.slack.outgoing import SlackClient
from storage.records.spans import DAY_S

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class People:
    """Asks Slack about a user once a day. client: one that answers within Slack's three seconds."""

    client: SlackClient
    now: Callable[[], int]
    _bots: dict[str, tuple[bool, int]] = field(default_factory=dict)

    def is_bot(self, user: str) -> bool:
        """Say whether a user is a bot. A user that cannot be looked up counts as a person."""
        known = self._bots.get(user)
        if known is not None and 0 <= self.now() - known[1] < DAY_S:
            return known[0]
        try:
            person = call(self.client, "users.info", {"user": user}, form=True).get("user") or {}
        except (NotSent, SlackRejected, Unsure) as failure:
            log.info("whether %s is a bot was not found out: %s", user, failure)
            return False
        self._bots[user] = (bool(person.get("is_bot")), self.now())
        return self._bots[user][0]
