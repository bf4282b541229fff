"""What the workspace holds: people, channels, messages, threads, marks, views and files.

Every change is an entry, a JSON object with an "op"; the state is what its entries say, in order. That is what lets the
journal bring the workspace back after a restart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Entry = dict[str, Any]
Touched = tuple[str, ...]
"""What an entry changed: ("channel", id), ("message", channel, ts), ("views", user) or ("home", user)."""

TEAM = {"id": "T0LOCAL0001", "name": "Local workspace", "domain": "local"}
APP_ID = "A0LEAKDIARY"
BOT_ID = "B0LEAKBOT01"
BOT_USER = "U0LEAKBOT01"
SYSTEM_USER = "USLACKBOT"


@dataclass(frozen=True)
class Person:
    """Somebody of the workspace; tz is an IANA name, locale as Slack writes it ("ko-KR")."""

    id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    locale: str = "en-US"
    is_bot: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel, or the direct messages between the bot and one person (then user is that person)."""

    id: str
    name: str
    user: str | None = None

    @property
    def is_im(self) -> bool:
        return self.user is not None


# The first is who sits at this machine; the page calls them "you".
PEOPLE = (
    Person("U0LOCAL01", "robin", "Robin Lee"),
    Person("U0LOCAL02", "mina", "Mina Park", tz="Asia/Seoul", locale="ko-KR"),
    Person("U0LOCAL03", "jonas", "Jonas Weber", tz="Europe/Berlin", locale="de-DE"),
)
CHANNELS = (Channel("C0LEAKS0001", "leaks"), Channel("C0STUDY0001", "study-group"))
BOT = Person(BOT_USER, "leakdiary", "Leak Diary", is_bot=True)
SYSTEM = Person(SYSTEM_USER, "slackbot", "Slackbot", is_bot=True)


@dataclass
class PostedMessage:
    """One message. only_for: the person an ephemeral message is for; reactions: emoji name → people, in their order."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: dict[str, Any] | None = None
    edited_ts: str | None = None
    only_for: str | None = None
    subtype: str | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class WorkspaceState:
    """Everything that is, built from entries alone: the same entries give the same state."""

    people: dict[str, Person]
    channels: dict[str, Channel]
    messages: dict[str, dict[str, PostedMessage]] = field(default_factory=dict)
    replies: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    views: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_micros: dict[str, int] = field(default_factory=dict)
    deleted: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def begin(cls, people: Sequence[Person] = PEOPLE, channels: Sequence[Channel] = CHANNELS) -> "WorkspaceState":
        """An empty workspace with its people, the bot among them, and its channels."""
        everyone = (*people, BOT, SYSTEM)
        return cls({person.id: person for person in everyone}, {channel.id: channel for channel in channels})

    def apply(self, entry: Entry) -> list[Touched]:
        """Make one entry true and say what it touched. Raises KeyError: it speaks of something that is not there."""
        return OPERATIONS[entry["op"]](self, entry)

    def next_ts(self, channel: str, now: float) -> str:
        """The ts of the next message: the time, but always after the channel's last message."""
        micros = max(int(now * 1_000_000), self.last_micros.get(channel, 0) + 1)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def find(self, channel: str, ts: str) -> PostedMessage | None:
        """The message with this ts, ephemeral or not."""
        return self.messages.get(channel, {}).get(ts)

    def public(self, channel: str) -> list[PostedMessage]:
        """The channel's messages that everybody sees, replies among them, oldest first."""
        return [message for message in self.messages.get(channel, {}).values() if message.only_for is None]

    def thread(self, channel: str, parent_ts: str) -> list[PostedMessage]:
        """The replies to a message, oldest first, without the message itself."""
        return [self.messages[channel][ts] for ts in self.replies.get((channel, parent_ts), [])]

    def direct(self, user: str) -> Channel:
        """The direct messages with a person; the channel may not have been opened yet."""
        return Channel("D" + user[1:], self.people[user].name, user)

    def find_view(self, view_id: str | None, external_id: str | None = None) -> dict[str, Any] | None:
        """An open modal or a home, by its id or by the id that the bot gave it."""
        for view in (*self.homes.values(), *(view for stack in self.views.values() for view in stack)):
            if (view_id and view["id"] == view_id) or (external_id and view.get("external_id") == external_id):
                return view
        return None


def _channel(state: WorkspaceState, entry: Entry) -> list[Touched]:
    state.channels[entry["id"]] = Channel(entry["id"], entry["name"], entry.get("user"))
    return [("channel", entry["id"])]


def _post(state: WorkspaceState, entry: Entry) -> list[Touched]:
    message = PostedMessage(**{key: value for key, value in entry.items() if key != "op"})
    seconds, micros = message.ts.split(".")
    state.last_micros[message.channel] = int(seconds) * 1_000_000 + int(micros)
    state.messages.setdefault(message.channel, {})[message.ts] = message
    if not message.is_reply or message.only_for:
        return [("message", message.channel, message.ts)]
    parent_ts = str(message.thread_ts)
    state.replies.setdefault((message.channel, parent_ts), []).append(message.ts)
    # The parent's line "n replies" changes too.
    return [("message", message.channel, message.ts), ("message", message.channel, parent_ts)]


def _edit(state: WorkspaceState, entry: Entry) -> list[Touched]:
    message = state.messages[entry["channel"]][entry["ts"]]
    for name, value in entry["changes"].items():
        setattr(message, name, value)
    return [("message", message.channel, message.ts)]


def _delete(state: WorkspaceState, entry: Entry) -> list[Touched]:
    channel, ts = entry["channel"], entry["ts"]
    message = state.messages[channel][ts]
    state.deleted.add((channel, ts))
    if state.replies.get((channel, ts)):
        # Slack keeps the head of a thread as a stone in its place, so that the replies still hang together.
        message.text, message.blocks, message.metadata, message.subtype = (
            "This message was deleted.",
            [],
            None,
            "tombstone",
        )
        message.reactions.clear()
        return [("message", channel, ts)]
    del state.messages[channel][ts]
    if not message.is_reply or message.only_for:
        return [("message", channel, ts)]
    state.replies[(channel, str(message.thread_ts))].remove(ts)
    return [("message", channel, ts), ("message", channel, str(message.thread_ts))]


def _react(state: WorkspaceState, entry: Entry) -> list[Touched]:
    reactions = state.messages[entry["channel"]][entry["ts"]].reactions
    reactions.setdefault(entry["name"], []).append(entry["user"])
    return [("message", entry["channel"], entry["ts"])]


def _unreact(state: WorkspaceState, entry: Entry) -> list[Touched]:
    reactions = state.messages[entry["channel"]][entry["ts"]].reactions
    reactions[entry["name"]].remove(entry["user"])
    if not reactions[entry["name"]]:
        del reactions[entry["name"]]
    return [("message", entry["channel"], entry["ts"])]


def _views(state: WorkspaceState, entry: Entry) -> list[Touched]:
    state.views[entry["user"]] = entry["stack"]
    return [("views", entry["user"])]


def _home(state: WorkspaceState, entry: Entry) -> list[Touched]:
    state.homes[entry["user"]] = entry["view"]
    return [("home", entry["user"])]


def _file(state: WorkspaceState, entry: Entry) -> list[Touched]:
    state.files[entry["id"]] = {key: value for key, value in entry.items() if key != "op"}
    return []


OPERATIONS: dict[str, Callable[[WorkspaceState, Entry], list[Touched]]] = {
    "channel": _channel,
    "post": _post,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "unreact": _unreact,
    "views": _views,
    "home": _home,
    "file": _file,
}
