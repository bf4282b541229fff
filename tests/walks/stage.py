"""A whole bot on a port of this machine, and what Sentry, Slack and people can do to it."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
import uvicorn

from bot.app import wiring
from bot.config import Settings
from bot.core.reading.webhook import signature
from bot.sentry.replay import as_sent
from storage import outbox, queues
from tests.optional import there

CHANNEL, OTHER_CHANNEL = "C0LEAKS0001", "C0STUDY0001"
YOU, MINA, JONAS = "U0LOCAL01", "U0LOCAL02", "U0LOCAL03"
BOT_USER = "U0LEAKBOT01"
CLIENT_SECRET, HOOK_SECRET = "walk-client-secret", "walk-hook-secret"
OPS_TOKEN = "walk-ops-token-1"
LEGACY_PATH = "plugin-b7e1f0c2a9d84e6c95"
NOON = 1_790_424_000  # 2026-09-26 12:00 UTC, a whole hour
HOUR, DAY = 3600, 86_400
WITHIN_S = 60  # generous, for busy machines: what comes to pass is waited for no longer than it takes
Json = dict[str, Any]


def until(condition: Callable[[], Any], what: str, within_s: float = WITHIN_S) -> Any:
    """Wait for a condition; its first true value."""
    deadline = time.monotonic() + within_s
    while not (found := condition()):
        assert time.monotonic() < deadline, f"within {within_s} s it did not come to pass: {what}"
        time.sleep(0.004)
    return found


def texts_of(message: Json) -> str:
    """Everything that a message says in text and blocks, as one string."""
    return json.dumps([message.get("text"), message.get("blocks")], ensure_ascii=False)


def elements(message: Json) -> list[Json]:
    """The buttons and menus of a message."""
    return [one for block in message.get("blocks", []) if block["type"] == "actions" for one in block["elements"]]


def signed_for_slack(secret: str, body: bytes, at: float | str | None = None) -> dict[str, str]:
    """The headers by which Slack proves a body. at: what the timestamp says, the present if None."""
    stamp = at if isinstance(at, str) else str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


class Stage:
    """One bot with its workspace. The clock stands at `NOON` until a test moves it."""

    def __init__(self, folder: Path, record: Path, at: float | None = NOON, **settings: Any) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        wanted = {
            "sentry_client_secrets": (CLIENT_SECRET,),
            "sentry_service_hook_secrets": (HOOK_SECRET,),
            "sentry_legacy_path": LEGACY_PATH,
            "ops_token": OPS_TOKEN,
            "database_url": f"sqlite:///{folder}/walk.db",
            "leak_language": "en",
            "leak_story": False,
            **settings,
        }
        self.bot = wiring.build(Settings(_env_file=None, **wanted), port)
        self.workspace = there(self.bot.slack.workspace)
        self.workspace.room.probe.record_path = record
        self.http = requests.Session()
        self.http.trust_env = False
        if at is not None:
            self.bot.clock.set_to(at)
        config = uvicorn.Config(self.bot.app, http="httptools", lifespan="off", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],), daemon=True)

    def start(self) -> Stage:
        """Serve and work."""
        self.bot.start()
        self._thread.start()
        until(lambda: self._server.started, "the server accepts")
        return self

    def stop(self) -> None:
        """End the way `serve` ends."""
        self.http.close()
        self._server.should_exit = True
        self.workspace._live.end()
        self._thread.join(WITHIN_S)
        self.bot.stop()
        self.workspace.close()

    # ---- time

    @property
    def now(self) -> float:
        return self.bot.clock.time()

    def move(self, seconds: float) -> None:
        """Let time pass, and what falls due in it be done."""
        self.bot.clock.set_to(self.now + seconds)
        self.wake()
        self.settle()

    def wake(self) -> None:
        """Let both loops look at once."""
        self.bot.worker.inbox_bell.set()
        self.bot.worker.outbox_bell.set()

    def settle(self) -> None:
        """Wait until all that people did is answered, all that came in is read, and all that is due is said."""
        until(self._is_settled, "everything that is due is done")

    def _is_settled(self) -> bool:
        if any(one.status is None and one.error is None for one in list(self.workspace.room.courier.deliveries)):
            return False
        if queues.backlog(self.bot.store, "deliveries").waiting:
            return False
        return not outbox.due(self.bot.store, self.bot.clock.now())

    # ---- Sentry

    def report(self, event: Json, resource: str = "event_alert", settle: bool = True) -> None:
        """Post an event as Sentry does; see `events.event`. Its time is the present unless it says another.

        A disk that takes more than 0.9 s is a 503, on a busy machine too; the same body is then posted again.
        """
        data = {"event": {"timestamp": self.now, **event}, "triggered_rule": "Netty leaks"}
        body = as_sent({"action": "triggered", "data": data})

        def is_kept() -> bool:
            answer = self.webhook(body, {"Sentry-Hook-Resource": resource})
            assert answer.status_code in (200, 503), answer.text
            return answer.status_code == 200

        until(is_kept, "the report is kept")
        if settle:
            self.settle()

    def webhook(self, body: bytes, headers: dict[str, str] | None = None) -> requests.Response:
        """A signed body as it is."""
        sent = {"Sentry-Hook-Signature": signature(CLIENT_SECRET, body), "Content-Type": "application/json"}
        return self.http.post(f"{self.url}/sentry/webhook", data=body, headers=sent | (headers or {}), timeout=WITHIN_S)

    def health(self) -> Json:
        """What /healthz shows to who has the token."""
        shown: Json = self.ask_health().json()
        return shown

    def ask_health(self) -> requests.Response:
        """The answer of /healthz to who has the token."""
        headers = {"Authorization": f"Bearer {OPS_TOKEN}"}
        return self.http.get(f"{self.url}/healthz", headers=headers, timeout=WITHIN_S)

    # ---- Slack

    def control(self, act: str, /, **args: Any) -> Json:
        """Something that a person does in the workspace, and what they saw of it."""
        answer: Json = self.http.post(f"{self.url}/workspace/_control/{act}", json=args, timeout=WITHIN_S).json()
        return answer

    def state(self) -> Json:
        answer: Json = self.http.get(f"{self.url}/workspace/_control/state", timeout=WITHIN_S).json()
        return answer

    def messages(self, channel: str = CHANNEL) -> list[Json]:
        """What everybody sees, replies among it, oldest first."""
        return [one for one in self.state()["messages"].get(channel, []) if "only_for" not in one]

    def in_channel(self, channel: str = CHANNEL) -> list[Json]:
        """What stands in the channel itself: roots, and replies that were also sent there."""
        return [
            one for one in self.messages(channel) if one.get("thread_ts", one["ts"]) == one["ts"] or is_broadcast(one)
        ]

    def roots(self) -> list[Json]:
        """The first messages of the threads."""
        return [one for one in self.messages() if one.get("thread_ts", one["ts"]) == one["ts"]]

    def root(self) -> Json:
        """The only root."""
        (found,) = self.roots()
        return found

    def replies(self, root: Json | None = None) -> list[Json]:
        """The replies in a thread, oldest first; of the only root if none is named."""
        ts = (root or self.root())["ts"]
        return [one for one in self.messages() if one.get("thread_ts") == ts and one["ts"] != ts]

    def said(self, root: Json | None = None) -> list[str]:
        """The texts of the replies in a thread."""
        return [one["text"] for one in self.replies(root)]

    def calls(self, method: str | None = None) -> list[Json]:
        """The payloads of the bot's calls to Slack, all or those of one method."""
        found = self.http.get(f"{self.url}/workspace/_control/calls", timeout=WITHIN_S).json()
        return [one["payload"] for one in found if method in (None, one["method"])]

    def faults(self, *faults: Json) -> None:
        """What Slack does wrong next."""
        assert self.control("faults", faults=list(faults))["ok"]

    def react(self, message: Json, name: str, by: str = MINA, remove: bool = False) -> None:
        """A person's reaction a second later: event times are distinct in Slack."""
        self.move(1)
        args = {"user": by, "channel": message["channel"], "ts": message["ts"], "name": name, "remove": remove}
        answer = self.control("react", **args)
        assert answer["ok"], answer
        self.settle()

    def press(
        self, message: Json, action: str, by: str = MINA, value: str | None = None, answers: int = 1
    ) -> list[Json]:
        """A click, acknowledged in time; the answers that the person then sees, of which there must be so many."""
        before = {one["ts"] for one in self.state()["messages"][message["channel"]]}
        args = {"user": by, "channel": message["channel"], "ts": message["ts"], "action_id": action, "value": value}
        seen = self.control("press", **args)
        assert seen["ok"], seen

        def answered() -> list[Json]:
            found = self.state()["messages"][message["channel"]]
            return [one for one in found if one["ts"] not in before and is_answer(one, by)]

        until(lambda: len(answered()) >= answers, "the click is answered")
        self.settle()
        found = answered()
        assert answers == len(found), found
        return found

    def type(self, text: str, by: str = MINA, channel: str = CHANNEL, settle: bool = True) -> Json:
        """A command typed into the composer; the private answer that the person saw."""
        seen = self.control("command", user=by, channel=channel, text=text)
        assert seen["ok"], seen
        if settle:
            self.settle()
        (message,) = [one for one in seen["messages"] if one.get("only_for")]
        assert by == message["only_for"]
        return dict(message)

    def post_to_slack_door(self, body: bytes, headers: Mapping[str, str | bytes]) -> requests.Response:
        """Any bytes at the door for Slack's requests."""
        url = f"{self.url}/slack/events"
        return self.http.post(url, data=body, headers=headers, timeout=WITHIN_S, allow_redirects=False)

    def reaction_event(self, message: Json, event_ts: float, removed: bool = False, **more: Any) -> Json:
        """A reaction as Slack's Events API tells it."""
        event = {
            "type": "reaction_removed" if removed else "reaction_added",
            "user": MINA,
            "reaction": "eyes",
            "item": {"type": "message", "channel": message["channel"], "ts": message["ts"]},
            "item_user": BOT_USER,
            "event_ts": f"{event_ts:.6f}",
            **more,
        }
        return {
            "type": "event_callback",
            "team_id": "T0LOCAL0001",
            "api_app_id": "A0LEAKDIARY",
            "event": event,
            "event_id": "Ev" + uuid.uuid4().hex[:10].upper(),
            "event_time": int(event_ts),
            "authorizations": [{"team_id": "T0LOCAL0001", "user_id": BOT_USER, "is_bot": True}],
        }

    def deliver(self, envelope: Json, retry: int = 0) -> requests.Response:
        """An event from Slack, signed; retry: the how manieth attempt after the first."""
        body = json.dumps(envelope).encode()
        headers = signed_for_slack(self.bot.slack.signing_secret, body) | {"Content-Type": "application/json"}
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"}
        answer = self.post_to_slack_door(body, headers)
        self.settle()
        return answer

    def command_body(self, text: str = "status", by: str = MINA) -> bytes:
        """`/leak text` as Slack posts it."""
        return urlencode(
            {
                "command": "/leak",
                "text": text,
                "user_id": by,
                "team_id": "T0LOCAL0001",
                "channel_id": CHANNEL,
                "api_app_id": "A0LEAKDIARY",
                "response_url": f"{self.url}/workspace/response/none",
                "trigger_id": "1.2.3",
            }
        ).encode()


def is_broadcast(message: Json) -> bool:
    """A reply that the channel sees too."""
    return message.get("subtype") == "thread_broadcast"


def is_answer(message: Json, person: str) -> bool:
    """What a person alone sees, or what the bot says in the channel for them; not what it says in a thread."""
    return message.get("only_for", person) == person and "thread_ts" not in message and message["user"] == BOT_USER
