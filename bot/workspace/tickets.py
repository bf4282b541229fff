"""The short-lived permissions Slack hands to an app: trigger ids for views and response URLs for answers."""

import secrets
from dataclasses import dataclass

from bot.workspace.refusal import WorkspaceRefusal

TRIGGER_LIFE_S = 3
RESPONSE_LIFE_S = 30 * 60
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Leave to open one view for a person."""

    user: str
    issued_at: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Leave to answer one interaction. ts: the message that was acted on, None for a command."""

    user: str
    channel: str
    ts: str | None
    issued_at: float
    uses: int = 0


class Tickets:
    """Kept in memory only: they live for seconds or minutes."""

    def __init__(self) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def issue_trigger(self, user: str, now: float) -> str:
        """A new trigger id for a person's act."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, now)
        return trigger_id

    def redeem_trigger(self, trigger_id: str, now: float) -> str:
        """Use a trigger id up and say whose it is. Raises WorkspaceRefusal: unknown, used before, or older than 3 s."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise WorkspaceRefusal("invalid_trigger_id")
        if trigger.used:
            raise WorkspaceRefusal("exchanged_trigger_id")
        if now - trigger.issued_at > TRIGGER_LIFE_S:
            raise WorkspaceRefusal("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def issue_url(self, user: str, channel: str, now: float, ts: str | None = None) -> str:
        """The id of a new response URL."""
        url_id = secrets.token_urlsafe(18)
        self._urls[url_id] = ResponseUrl(user, channel, ts, now)
        return url_id

    def use_url(self, url_id: str, now: float) -> ResponseUrl:
        """Take one of the five uses within 30 minutes. Raises WorkspaceRefusal: unknown, used up or expired."""
        url = self._urls.get(url_id)
        if url is None:
            raise WorkspaceRefusal("invalid_url")
        if now - url.issued_at > RESPONSE_LIFE_S:
            raise WorkspaceRefusal("expired_url")
        if url.uses >= RESPONSE_USES:
            raise WorkspaceRefusal("used_url")
        url.uses += 1
        return url
