"""Connect to Slack, or to the local workspace that replaces it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.app.clock import Clock
from bot.config import Settings
from bot.listeners.commands import TABLE
from bot.listeners.journal import SHORTCUT
from bot.listeners.leaks import Listeners
from bot.slack.sender import EDITS_A_MINUTE
from bot.workspace.model import BOT_ID, BOT_USER, CHANNELS
from bot.workspace.room import Setting, Shortcut, SlashCommand
from bot.workspace.server import Workspace
from storage.private_files import make_file, make_folder

SLACK_TIMEOUT_S = 10
MODAL_TIMEOUT_S = 2
LOCAL_TOKEN = "xoxb-local"  # noqa: S105 - only the local workspace accepts it
LOCAL_POST_EVERY_S = 0.02
LOCAL_EDITS = 10_000


@dataclass(frozen=True, kw_only=True)
class Slack:
    """A connection to Slack or to the local workspace, and the facts about it."""

    client: WebClient
    token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    channel: str
    bot_id: str | None
    bot_user: str | None
    post_every_s: float
    edits_a_minute: int
    workspace: Workspace | None


def local_secret(settings: Settings, name: str) -> str:
    """Return a secret of the local workspace. It is created once and stored beside the database."""
    file = settings.data_dir / f"local-{name}"
    if not file.exists():
        make_folder(settings.data_dir)
        make_file(file)
        file.write_text(secrets.token_hex(24))
    return file.read_text().strip()


def reach_slack(settings: Settings, clock: Clock, port: int) -> Slack:
    """Connect to Slack if there is a token, else to the local workspace. port: the bot's own HTTP port."""
    return _local_slack(settings, clock, port) if settings.is_local else _real_slack(settings)


def _real_slack(settings: Settings) -> Slack:
    token = settings.slack_bot_token.get_secret_value()
    return Slack(
        # No retry handlers: slack_sdk would post again when only the response was lost.
        client=WebClient(token, base_url=settings.slack_api_url, timeout=SLACK_TIMEOUT_S, retry_handlers=[]),
        token=token,
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        channel=settings.leak_channel,
        bot_id=None,
        bot_user=None,
        post_every_s=settings.post_every_ms / 1000,
        edits_a_minute=EDITS_A_MINUTE,
        workspace=None,
    )


def _local_slack(settings: Settings, clock: Clock, port: int) -> Slack:
    signing_secret = local_secret(settings, "signing-secret")
    workspace = Workspace(
        journal=settings.data_dir / "workspace.jsonl",
        bot_url=f"http://127.0.0.1:{port}",
        signing_secret=signing_secret,
        token=LOCAL_TOKEN,
        clock=clock.time,
        setting=Setting(
            commands=(
                SlashCommand(
                    "/leak", "status · show L3 · take L3 · done L3 [note] · fix L3 · journal · help", tuple(TABLE)
                ),
            ),
            shortcuts=(Shortcut(SHORTCUT, "Write my journal", is_global=True),),
        ),
    )
    api = f"http://127.0.0.1:{port}/workspace/api/"
    client = WebClient(LOCAL_TOKEN, base_url=api, timeout=SLACK_TIMEOUT_S, retry_handlers=[])
    channel = settings.leak_channel or CHANNELS[0].id
    return Slack(
        client=client,
        token=LOCAL_TOKEN,
        signing_secret=signing_secret,
        channel=channel,
        bot_id=BOT_ID,
        bot_user=BOT_USER,
        post_every_s=LOCAL_POST_EVERY_S,
        edits_a_minute=LOCAL_EDITS,
        workspace=workspace,
    )


def quick(client: WebClient) -> WebClient:
    """Return a client for modals, with a short timeout: Slack allows three seconds to open one."""
    return WebClient(client.token, base_url=client.base_url, timeout=MODAL_TIMEOUT_S, retry_handlers=[])


Identity = tuple[str | None, str | None]
"""The bot's bot id and user id in Slack, None while unknown."""


def make_bolt(
    signing_secret: str,
    client: WebClient,
    listeners: Listeners,
    identity: Callable[[], Identity],
    others: Iterable[Callable[[App], None]] = (),
) -> App:
    """Build Bolt's App.

    Without process_before_response, Bolt polls for each ack only every 10 ms. Without `authorize`, it would ask Slack
    about the bot, and a mark would fail while Slack's web API is down. others: register further listeners.
    """

    def authorize(enterprise_id: str | None = None, team_id: str | None = None, **_: object) -> AuthorizeResult:
        bot_id, bot_user = identity()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=client.token,
            bot_id=bot_id,
            bot_user_id=bot_user,
        )

    logger = logging.getLogger("bot.bolt")
    logger.setLevel(logging.ERROR)  # Bolt warns about every unused way to get a token
    logging.getLogger("slack_sdk").setLevel(logging.INFO)  # DEBUG would log whole messages
    app = App(
        logger=logger,
        signing_secret=signing_secret,
        client=client,
        authorize=authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )
    listeners.register(app)
    for register in others:
        register(app)
    return app
