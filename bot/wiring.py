"""Settings → store, Slack client, door, worker: the only place that builds things."""

from __future__ import annotations

import fcntl
import functools
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from starlette.types import ASGIApp

from bot.chart import put
from bot.clock import Clock
from bot.commands import TABLE, Commands
from bot.config import Settings
from bot.core.texts import Texts
from bot.group import digest_command
from bot.group.applause import hear
from bot.group.clicks import Clicks
from bot.group.digesting import Digesting
from bot.group.journal_listeners import SHORTCUT, JournalListeners
from bot.group.journal_posts import Posts
from bot.group.journaling import Journaling
from bot.group.rendering import files, messages
from bot.group.rounds import Rounds
from bot.health import health, health_words
from bot.inbox import Inbox
from bot.intake import Intake
from bot.listeners import Listeners, dispatch, make_bolt
from bot.marking import Marking
from bot.render import Renderer
from bot.sender import Sender
from bot.web import Door, make_app
from bot.worker import Worker
from bot.workspace.model import BOT_ID, BOT_USER, CHANNELS
from bot.workspace.room import Command, Setting, Shortcut
from bot.workspace.server import Workspace
from storage import Engine, StoreUnusable, gaps, open_store, queues
from storage.issues import state_every
from storage.records import MarkKind

if TYPE_CHECKING:
    from bot.backfill import Reader
    from bot.desk import Desk
    from bot.sentry_api import SentryApi

SLACK_TIMEOUT_S = 10
MODAL_TIMEOUT_S = 2
LOCAL_TOKEN = "xoxb-local"  # noqa: S105 - the local workspace's, it opens nothing else
LOCAL_POST_EVERY_S = 0.02


@dataclass(frozen=True)
class Slack:
    """How the bot reaches Slack, or the local workspace that stands in for it."""

    client: WebClient
    token: str
    signing_secret: str
    channel: str
    bot_id: str | None
    bot_user: str | None
    post_every_s: float
    workspace: Workspace | None


@dataclass(frozen=True)
class Bot:
    """Everything that runs. `client_secrets` are the ones in force, the local workspace's own among them."""

    settings: Settings
    store: Engine
    clock: Clock
    intake: Intake
    worker: Worker
    app: ASGIApp
    slack: Slack
    client_secrets: tuple[str, ...]
    digesting: Digesting
    desk: Desk | None = None

    def start(self) -> None:
        """Begin to write and to work. What a process before us had claimed is given back first."""
        queues.release_leases(self.store)
        gaps.beat(self.store, self.clock.now())
        self.intake.start()
        self.worker.start()

    def stop(self) -> None:
        """End in order: nothing new, then what is claimed, then the store."""
        if self.desk is not None:
            self.desk.stop()
        self.intake.stop()
        self.worker.stop()
        self.store.close()
        if self.slack.workspace is not None:
            self.slack.workspace.close()


def hold_file(settings: Settings) -> IO[str] | None:
    """Own the SQLite file for this process; None for a database in memory. Raises StoreUnusable if another owns it.

    Two writing processes on one SQLite file were measured to push the door's 99th percentile past Sentry's second.
    """
    path = settings.database_file
    if path is None:
        return None
    path = path.resolve()  # by whatever link it was named: the lock lies beside the file itself
    lock = path.with_name(path.name + ".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = lock.open("w")
    except OSError as error:
        raise StoreUnusable(
            f"{lock} cannot be written ({error.strerror}): check that its folder exists and who owns it"
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise StoreUnusable(
            f"{path} is served by another process: stop that one first, or give this one a DATABASE_URL of its own"
        ) from None
    return handle


def local_secret(settings: Settings, name: str) -> str:
    """A secret of the local workspace, made once and kept beside the database."""
    file = settings.data_dir / f"local-{name}"
    if not file.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(24))
    return file.read_text().strip()


def _slack(settings: Settings, clock: Clock, port: int) -> Slack:
    if not settings.is_local:
        # Without retry handlers: slack_sdk would send a post again when only its answer was lost.
        client = WebClient(settings.slack_bot_token, timeout=SLACK_TIMEOUT_S, retry_handlers=[])
        return Slack(
            client,
            settings.slack_bot_token,
            settings.slack_signing_secret,
            settings.leak_channel,
            None,
            None,
            settings.post_every_ms / 1000,
            None,
        )
    signing_secret = local_secret(settings, "signing-secret")
    workspace = Workspace(
        journal=settings.data_dir / "workspace.jsonl",
        bot_url=f"http://127.0.0.1:{port}",
        signing_secret=signing_secret,
        token=LOCAL_TOKEN,
        clock=clock.time,
        setting=Setting(
            commands=(
                Command("/leak", "status · show L3 · take L3 · done L3 [note] · fix L3 · journal · help", tuple(TABLE)),
            ),
            shortcuts=(Shortcut(SHORTCUT, "Write my journal", is_global=True),),
        ),
    )
    api = f"http://127.0.0.1:{port}/workspace/api/"
    client = WebClient(LOCAL_TOKEN, base_url=api, timeout=SLACK_TIMEOUT_S, retry_handlers=[])
    channel = settings.leak_channel or CHANNELS[0].id
    return Slack(client, LOCAL_TOKEN, signing_secret, channel, BOT_ID, BOT_USER, LOCAL_POST_EVERY_S, workspace)


def _quick(client: WebClient) -> WebClient:
    """For modals: Slack waits three seconds for whoever opens one."""
    return WebClient(client.token, base_url=client.base_url, timeout=MODAL_TIMEOUT_S, retry_handlers=[])


def _bolt(
    settings: Settings, slack: Slack, sender: Sender, texts: Texts, marking: Marking, digesting: Digesting
) -> App:
    """All that answers Slack."""
    store, now, bell = marking.store, marking.now, marking.bell
    how = functools.partial(health_words, store, sender)
    journaling = Journaling(store, texts, Posts(store, texts, now), now, bell)
    journal = JournalListeners(journaling, _quick(slack.client))
    digest = functools.partial(digest_command.answer, digesting)
    commands = Commands(
        store, texts, marking, how, now, Rounds(store, texts), journal.command, journaling.offer, digest
    )
    clapped = functools.partial(hear, store, now)
    listeners = Listeners(
        commands, marking, _reactions(settings), lambda: sender.bot_user, clapped, journaling.offer_by_message
    )
    clicks = Clicks(store, texts, now, bell.set, listeners.answer)
    others = [clicks.register, functools.partial(journal.register, answer=listeners.answer)]
    return make_bolt(slack.signing_secret, slack.client, listeners, lambda: (sender.bot_id, sender.bot_user), others)


def build(settings: Settings, port: int) -> Bot:
    """Everything of one process, not yet started. port: the one that the door will listen on."""
    clock = Clock()
    store = open_store(settings.database_url, clock.now())
    state_every(store, settings.alert_every)
    slack = _slack(settings, clock, port)
    inbox_bell, outbox_bell = threading.Event(), threading.Event()
    intake = Intake(store, settings.intake_queue, inbox_bell)
    texts = Texts(settings.leak_language)
    digesting = Digesting(store, texts, clock.now, outbox_bell.set)
    kinds = messages(store, texts, clock.now) | digesting.messages
    renderer = Renderer(store, texts, clock.now, kinds, files(store, texts) | digesting.files)
    sender = Sender(
        store, slack.client, renderer.render, renderer.upload, put, clock.now, slack.post_every_s,
        slack.bot_id, slack.bot_user,
    )  # fmt: skip
    inbox = Inbox(store, slack.channel, settings.reply_every, clock.now)
    worker = Worker(inbox, sender, clock.now, intake.busy, inbox_bell, outbox_bell)
    marking = Marking(store, slack.channel, clock.now, outbox_bell)
    bolt = _bolt(settings, slack, sender, texts, marking, digesting)
    desk = _desk(settings, store, inbox, clock, texts, intake.busy)
    client_secrets = settings.sentry_client_secrets
    if settings.is_local and not client_secrets:
        client_secrets = (local_secret(settings, "client-secret"),)
    door = Door(
        intake=intake,
        client_secrets=client_secrets,
        hook_secrets=settings.sentry_service_hook_secrets,
        legacy_path=settings.sentry_legacy_path,
        max_body_bytes=settings.max_body_bytes,
        now_us=clock.now_us,
        health=functools.partial(health, store, intake, worker, clock, desk),
        slack=functools.partial(dispatch, bolt, SignatureVerifier(slack.signing_secret)),
        own_project=settings.own_project,
        workspace=slack.workspace.app if slack.workspace else None,
    )
    return Bot(settings, store, clock, intake, worker, make_app(door), slack, client_secrets, digesting, desk)


def open_reader(settings: Settings, pause: Callable[[float], None]) -> tuple[Engine, Reader]:
    """A store and what reads past events into it, without a bot around them."""
    clock = Clock()
    store = open_store(settings.database_url, clock.now())
    inbox = Inbox(store, settings.leak_channel or CHANNELS[0].id, settings.reply_every, clock.now)
    return store, _reader(settings, store, inbox, clock, _api(settings, clock, pause))


def _api(settings: Settings, clock: Clock, pause: Callable[[float], None]) -> SentryApi:
    # requests costs a tenth of a second: only who asks Sentry pays for it.
    from bot.sentry_api import SentryApi
    from bot.sentry_http import SentryHttp

    return SentryApi(
        SentryHttp(settings.sentry_url, settings.sentry_auth_token, pause, clock.time), settings.sentry_org
    )


def _reader(settings: Settings, store: Engine, inbox: Inbox, clock: Clock, api: SentryApi) -> Reader:
    from bot.backfill import Reader

    return Reader(api, store, inbox.find, inbox.channel, settings.queries, settings.sentry_projects, clock.now)


def _desk(
    settings: Settings, store: Engine, inbox: Inbox, clock: Clock, texts: Texts, busy: Callable[[], bool]
) -> Desk | None:
    """What the running bot asks of Sentry; None without a token."""
    if not settings.sentry_auth_token:
        return None
    from bot.core.sentry_words import comment
    from bot.desk import Desk, Patience
    from bot.release_reader import ReleaseReader
    from bot.write_back import WriteBack

    patience = Patience()
    api = _api(settings, clock, patience.pause)
    writer = None
    if settings.sentry_write_back != "off":
        writer = WriteBack(
            api,
            store,
            settings.sentry_write_back,
            lambda leak, change, beside: comment(leak, change.at, change.note, beside, texts=texts),
            clock.now,
        )
        writer.begin()
    reader, releases = _reader(settings, store, inbox, clock, api), ReleaseReader(api, store, clock.now)
    return Desk(store, reader, writer, busy, patience, releases)


def _reactions(settings: Settings) -> dict[str, MarkKind]:
    return {
        **dict.fromkeys(settings.investigating_reactions, MarkKind.INVESTIGATING),
        **dict.fromkeys(settings.investigated_reactions, MarkKind.INVESTIGATED),
    }
