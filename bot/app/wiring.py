"""Settings → store, Slack client, door, worker: the only room that builds things."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_sdk.signature import SignatureVerifier
from starlette.types import ASGIApp

from bot.app.clock import Clock
from bot.app.health import health, health_words
from bot.app.sentry import make_desk
from bot.app.slack import Slack, local_secret, make_bolt, quick, reach_slack
from bot.app.worker import Worker
from bot.config import Settings
from bot.core.texts.bundles import Texts
from bot.group.applause import hear
from bot.group.digest_publisher import Digesting
from bot.group.journal_editor import Journaling
from bot.group.journal_posts import Posts
from bot.group.outbox_kinds import files, messages
from bot.group.rounds import Rounds
from bot.leaks.marks import Marking
from bot.leaks.messages import Renderer
from bot.leaks.triage import Triage
from bot.listeners import digest as digest_command
from bot.listeners.commands import Commands
from bot.listeners.group_buttons import Clicks
from bot.listeners.home_tab import Homing
from bot.listeners.journal import JournalListeners
from bot.listeners.leak_commands import LeakCommands
from bot.listeners.leaks import Listeners
from bot.slack.dispatch import dispatch
from bot.slack.sender import Sender
from bot.slack.upload import put
from bot.web.endpoints import Door, make_app
from bot.web.intake import Intake
from storage import Engine, gaps, open_store, queues
from storage.issues import state_every
from storage.records import MarkKind

if TYPE_CHECKING:
    from bot.sentry.sync import Desk


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
    journaling: Journaling
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


def _bolt(
    settings: Settings, slack: Slack, sender: Sender, marking: Marking, digesting: Digesting, journaling: Journaling
) -> App:
    """All that answers Slack."""
    store, texts, now, bell = marking.store, journaling.texts, marking.now, marking.bell
    how = functools.partial(health_words, store, sender)
    journal = JournalListeners(journaling, quick(slack.client))
    digest = functools.partial(digest_command.answer, digesting)
    leak = LeakCommands(store=store, texts=texts, marking=marking, now=now, offer=journaling.offer)
    commands = Commands(
        store=store,
        texts=texts,
        marking=marking,
        leak=leak,
        health=how,
        now=now,
        rounds=Rounds(store, texts),
        journal=journal.command,
        digest=digest,
    )
    clapped = functools.partial(hear, store, now)
    listeners = Listeners(
        commands=commands,
        marking=marking,
        reactions=_reactions(settings),
        own_user=lambda: sender.bot_user,
        applause=clapped,
        offer=journaling.offer_by_message,
    )
    clicks = Clicks(store, texts, now, bell.set, listeners.answer)
    homing = Homing(store, texts, slack.client, how, now)
    others = [clicks.register, homing.register, functools.partial(journal.register, answer=listeners.answer)]
    return make_bolt(slack.signing_secret, slack.client, listeners, lambda: (sender.bot_id, sender.bot_user), others)


def build(settings: Settings, port: int) -> Bot:
    """Everything of one process, not yet started. port: the one that the door will listen on."""
    clock = Clock()
    store = open_store(settings.database_url, clock.now())
    state_every(store, settings.alert_every)
    slack = reach_slack(settings, clock, port)
    inbox_bell, outbox_bell = threading.Event(), threading.Event()
    intake = Intake(store, settings.intake_queue, inbox_bell)
    texts = Texts(settings.leak_language)
    digesting = Digesting(store, texts, clock.now, outbox_bell.set)
    kinds = messages(store, texts, clock.now) | digesting.messages
    renderer = Renderer(
        store=store, texts=texts, now=clock.now, messages=kinds, files=files(store, texts) | digesting.files
    )
    sender = Sender(
        store=store,
        client=slack.client,
        render=renderer.render,
        upload=renderer.upload,
        put=put,
        now=clock.now,
        post_every_s=slack.post_every_s,
        bot_id=slack.bot_id,
        bot_user=slack.bot_user,
        parked=Posts(store, texts, clock.now).parked,
    )
    triage = Triage(store, slack.channel, settings.reply_every, clock.now)
    worker = Worker(
        triage=triage,
        sender=sender,
        now=clock.now,
        busy=intake.busy,
        inbox_bell=inbox_bell,
        outbox_bell=outbox_bell,
    )
    marking = Marking(store, slack.channel, clock.now, outbox_bell)
    journaling = Journaling(store, texts, Posts(store, texts, clock.now), clock.now, outbox_bell)
    bolt = _bolt(settings, slack, sender, marking, digesting, journaling)
    desk = make_desk(settings, store, triage, clock, texts, intake.busy)
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
    return Bot(
        settings, store, clock, intake, worker, make_app(door), slack, client_secrets, digesting, journaling, desk
    )


def _reactions(settings: Settings) -> dict[str, MarkKind]:
    return {
        **dict.fromkeys(settings.investigating_reactions, MarkKind.INVESTIGATING),
        **dict.fromkeys(settings.investigated_reactions, MarkKind.INVESTIGATED),
    }
