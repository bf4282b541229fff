"""Everything that the workspace's methods and acts share, in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.courier import BotRequest, Courier, new_id
from bot.workspace.ledger import Ledger
from bot.workspace.model import (
    APP_ID,
    BOT_USER,
    CHANNELS,
    PEOPLE,
    SYSTEM_USER,
    TEAM,
    Channel,
    Person,
    PostedMessage,
    WorkspaceState,
)
from bot.workspace.probe import Probe
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.tickets import Tickets

SUBCOMMANDS = "status list show trend why take done undo snooze fix digest journal round test help"


@dataclass(frozen=True)
class SlashCommand:
    """A slash command of the bot: its name, the hint the composer shows, and the first words it offers."""

    name: str
    hint: str
    words: tuple[str, ...] = ()


COMMANDS = (
    SlashCommand("/leak", "status, show L3, take L3, done L3 [note], digest, help", tuple(SUBCOMMANDS.split())),
)


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the bot: in the menu of every message, or, a global one, offered by the composer after a "/"."""

    callback_id: str
    name: str
    is_global: bool = False


@dataclass(frozen=True)
class Setting:
    """Who and what is there at the start."""

    people: tuple[Person, ...] = PEOPLE
    channels: tuple[Channel, ...] = CHANNELS
    commands: tuple[SlashCommand, ...] = COMMANDS
    shortcuts: tuple[Shortcut, ...] = ()


@dataclass
class Room:
    """The workspace at work. clock: seconds since the epoch.

    refuses_dead_threads: a reply to a deleted message is refused; Slack posts it into the channel.
    """

    ledger: Ledger
    courier: Courier
    token: str
    clock: Callable[[], float]
    setting: Setting
    probe: Probe
    refuses_dead_threads: bool = False
    tickets: Tickets = field(default_factory=Tickets)

    @property
    def state(self) -> WorkspaceState:
        return self.ledger.state

    def open_channel(self, channel_id: str | None) -> Channel:
        """A channel by its id; a person's id opens the direct messages with them. Raises WorkspaceRefusal."""
        channel = self.state.channels.get(str(channel_id))
        if channel is not None:
            return channel
        person = self.state.people.get(str(channel_id))
        if person is None or person.is_bot:
            raise WorkspaceRefusal("channel_not_found")
        direct = self.state.direct(person.id)
        if direct.id not in self.state.channels:
            self.ledger.record({"op": "channel", "id": direct.id, "name": direct.name, "user": direct.user})
        return direct

    def message(self, channel: str, ts: str | None) -> PostedMessage:
        """A message that everybody sees. Raises WorkspaceRefusal."""
        found = self.state.find(channel, str(ts))
        if found is None or found.only_for is not None:
            raise WorkspaceRefusal("message_not_found")
        return found

    def tell_person(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> PostedMessage:
        """Show a person a line of Slack's own, as it does when the app failed them."""
        return self.ledger.post(channel, self.clock(), user=SYSTEM_USER, text=text, only_for=user, thread_ts=thread_ts)

    def send_event(self, event: dict[str, Any]) -> BotRequest:
        """Hand an event to the courier; the outcome is in the delivery later."""
        event_id = new_id("Ev")
        envelope = {
            "type": "event_callback",
            "token": "deprecated",
            "team_id": TEAM["id"],
            "api_app_id": APP_ID,
            "event": event,
            "event_id": event_id,
            "event_time": int(self.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM["id"],
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": new_id("EC"),
        }
        delivery = BotRequest(event_id, "event", envelope)
        self.courier.send_later(delivery)
        return delivery
