"""A running workspace, a client for it, and a bot that does nothing but listen."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from bot.workspace.room import Setting, Shortcut
from tests.workspace.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECRET = "a-signing-secret"
CHANNEL = "C0LEAKS0001"
YOU = "U0LOCAL01"
MINA = "U0LOCAL02"
WAIT_S = 60
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Heard:
    """One request that reached the bot."""

    signed: bool
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Bot:
    """A real receiver; what it answers is up to the test: answer(body) → (status, body)."""

    answer: Callable[[dict[str, Any]], tuple[int, str]] = lambda body: (200, "")
    heard: list[Heard] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, headers: dict[str, str], raw: str) -> tuple[int, str]:
        """Note a request and answer it."""
        signed = SignatureVerifier(SECRET).is_valid_request(raw, headers)
        form = {} if raw.startswith("{") else dict(parse_qsl(raw, keep_blank_values=True))
        body = json.loads(form.get("payload", raw)) if raw.startswith("{") or "payload" in form else form
        with self._arrived:
            self.heard.append(Heard(signed, {name.lower(): value for name, value in headers.items()}, body))
            self._arrived.notify_all()
        return self.answer(body)

    def wait(self, count: int) -> list[Heard]:
        """The first count requests, once they are there."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.heard) >= count, WAIT_S), f"only {self.heard}"
            return self.heard[:count]


@dataclass
class Site:
    """Everything a test talks to."""

    workspace: Served
    url: str
    client: WebClient
    bot: Bot
    clock: Clock

    def act(self, name: str, /, **args: Any) -> dict[str, Any]:
        """Do something as a person."""
        answer: dict[str, Any] = requests.post(f"{self.url}_control/{name}", json=args, timeout=WAIT_S).json()
        return answer

    def state(self) -> dict[str, Any]:
        """Everything there is."""
        answer: dict[str, Any] = requests.get(f"{self.url}_control/state", timeout=WAIT_S).json()
        return answer


@pytest.fixture
def bot_url() -> Iterator[tuple[Bot, str]]:
    """A bot on a port of its own."""
    bot = Bot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = bot.take(dict(self.headers), raw)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer.encode())))
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *args: Any) -> None:
            """Quiet: what arrived is in bot.heard."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield bot, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(bot_url: tuple[Bot, str]) -> Iterator[Site]:
    """A workspace in memory with a clock that stands still."""
    bot, address = bot_url
    clock = Clock()
    shortcuts = (Shortcut("investigated", "Mark as investigated"), Shortcut("write", "Write it down", is_global=True))
    setting = Setting(shortcuts=shortcuts)
    workspace = Served(bot_url=address, signing_secret=SECRET, clock=clock, setting=setting)
    url = workspace.start()
    yield Site(workspace, url, a_client(url), bot, clock)
    workspace.stop()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium without a window."""
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no browser at {CHROMIUM}: install chromium or set CHROMIUM")
    from playwright.sync_api import sync_playwright  # costs a third of a second, for the tests of the page only

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "Browser", site: Site) -> "Iterator[Page]":
    """The workspace's page in Tokyo, wide; a test fails on any error of the page, its policy's refusals among them."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.set_default_timeout(WAIT_S * 1000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(site.url)
    page.get_by_role("heading", level=1, name="# leaks").wait_for()
    yield page
    context.close()
    assert errors == []


def a_client(url: str, token: str = "xoxb-local") -> WebClient:
    """The real client, without its second try."""
    return WebClient(token, base_url=f"{url}api/", retry_handlers=[])


def refusal(call: Callable[..., Any], **args: Any) -> str:
    """The error code of a call that is refused."""
    with pytest.raises(SlackApiError) as caught:
        call(**args)
    return str(caught.value.response["error"])


def plain(text: str) -> dict[str, Any]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    """A section with words."""
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "text": plain("Press"), "action_id": action_id, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """A row of buttons."""
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal that asks one thing, or has these blocks."""
    asks = {
        "type": "input",
        "block_id": "did",
        "label": plain("What I did"),
        "element": {"type": "plain_text_input", "action_id": "words"},
    }
    return {
        "type": "modal",
        "title": plain("Journal"),
        "submit": plain("Share"),
        "blocks": list(blocks) or [asks],
        **more,
    }
