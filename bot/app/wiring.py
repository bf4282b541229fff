"""Build one running bot from its settings. No other room builds services."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_sdk.signature import SignatureVerifier
from starlette.types import ASGIApp

from bot.app.clock import Clock
from bot.app.damage import Notice, SpoolingBot, answer_damaged
from bot.app.damage import health as damaged_health
from bot.app.health import health, health_words
from bot.app.sentry import make_desk
from bot.app.slack import Slack, local_secret, make_bolt, quick, reach_slack
from bot.app.worker import Worker
from bot.config import Settings
from bot.core.reading.sentry_link import leads_to
from bot.core.texts.bundles import Texts
from bot.group.applause import record_reaction
from bot.group.digest_publisher import DigestPublisher, Monitor, unmonitored
from bot.group.journal_editor import JournalEditor
from bot.group.journal_posts import JournalPosts
from bot.group.outbox_kinds import files, messages
from bot.group.rounds import RoundCommands
from bot.leaks.marks import Marking
from bot.leaks.messages import Renderer
from bot.leaks.triage import Triage
from bot.listeners import digest as digest_command
from bot.listeners.access import AccessListeners
from bot.listeners.click_answers import ClickAnswers
from bot.listeners.commands import Commands
from bot.listeners.group_buttons import GroupButtons
from bot.listeners.home_tab import HomeTab
from bot.listeners.journal import JournalListeners
from bot.listeners.leak_commands import LeakCommands
from bot.listeners.leaks import Listeners
from bot.slack.dispatch import Dispatcher, SlackAnswer
from bot.slack.people import People
from bot.slack.sender import Sender
from bot.slack.upload import put
from bot.web.endpoints import Door, make_app, unproved_bytes
from bot.web.intake import Intake
from storage import Engine, StoreDamaged, gaps, open_store, parked, queues
from storage.issues import state_every
from storage.links import drop_links
from storage.records import MarkKind
from storage.spool import Spool, keep, keep_or_spool
from storage.sqlite import SqliteEngine
from storage.upkeep import damage_of

if TYPE_CHECKING:
    from bot.sentry.sync import Desk


@dataclass(frozen=True, kw_only=True)
class Bot:
    """Everything that runs. `client_secrets` are the ones in force, the local workspace's own among them."""

    settings: Settings
    store: Engine
    clock: Clock
    intake: Intake
    worker: Worker
    app: ASGIApp
    slack: Slack
    client_secrets: tuple[str, ...] = field(repr=False)
    digest_publisher: DigestPublisher
    journal_editor: JournalEditor
    desk: Desk | None = None
    notice: Notice | None = None

    def start(self) -> None:
        """Begin to write and to work. What a process before us had claimed is given back first."""
        queues.count_death(self.store, self.clock.now())
        queues.release_leases(self.store)
        with self.store.transaction():
            parked.rehome(self.store, self.slack.channel)
        gaps.beat(self.store, self.clock.now())
        self.intake.start()
        self.worker.start()

    def stop_working(self) -> None:
        """End what calls Slack."""
        self.worker.stop()

    def stop(self) -> None:
        """End in order: nothing new, then what is claimed, then the store."""
        if self.desk is not None:
            self.desk.stop()
        self.intake.stop()
        self.worker.stop()
        self.store.close()
        if self.slack.workspace is not None:
            self.slack.workspace.close()


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What most services need, made first."""

    settings: Settings
    clock: Clock
    store: Engine
    slack: Slack
    texts: Texts
    inbox_bell: threading.Event = field(default_factory=threading.Event)
    outbox_bell: threading.Event = field(default_factory=threading.Event)


def build(settings: Settings, port: int, monitor: Monitor = unmonitored) -> Bot:
    """Build everything of one process, not yet started. port: where it will listen. monitor: reports digest runs."""
    clock = Clock()
    store = _open(settings, clock)
    state_every(store, settings.alert_every)
    drop_links(store, lambda url: leads_to(url, settings.sentry_hosts))
    slack, texts = reach_slack(settings, clock, port), Texts(settings.leak_language)
    parts = _Parts(settings=settings, clock=clock, store=store, slack=slack, texts=texts)
    notice = _notice(settings, slack, clock, lambda: damage_of(store) is not None)
    commit = functools.partial(keep_or_spool, spool=notice.spool) if notice else keep
    intake = Intake(store, settings.intake_queue, parts.inbox_bell, commit)
    publisher = DigestPublisher(store=store, texts=texts, now=clock.now, ring=parts.outbox_bell.set, monitor=monitor)
    posts = JournalPosts(store, texts, clock.now)
    sender = _sender(parts, publisher, posts)
    triage = Triage(store, slack.channel, settings.reply_every, clock.now, settings.sentry_hosts)
    worker = _worker(parts, triage, sender, intake)
    editor = JournalEditor(store=store, texts=texts, posts=posts, now=clock.now, bell=parts.outbox_bell)
    desk = make_desk(settings, store, triage, clock, texts, intake.busy)
    secrets = _client_secrets(settings)
    dispatcher = Dispatcher(_bolt(parts, sender, publisher, editor), SignatureVerifier(slack.signing_secret))
    show_health = functools.partial(health, store, intake, worker, clock, desk)
    app = _web_app(settings, slack, clock, intake, dispatcher.answer, show_health)
    return Bot(
        settings=settings,
        store=store,
        clock=clock,
        intake=intake,
        worker=worker,
        app=app,
        slack=slack,
        client_secrets=secrets,
        digest_publisher=publisher,
        journal_editor=editor,
        desk=desk,
        notice=notice,
    )


def _worker(parts: _Parts, triage: Triage, sender: Sender, intake: Intake) -> Worker:
    return Worker(
        triage=triage,
        sender=sender,
        now=parts.clock.now,
        busy=intake.busy,
        look_at_clock=parts.clock.look_for_jump,
        inbox_bell=parts.inbox_bell,
        outbox_bell=parts.outbox_bell,
    )


def build_spooling(settings: Settings, port: int, damage: str) -> SpoolingBot:
    """Build what runs while the database is damaged. damage: the sentence that says what is wrong."""
    clock = Clock()
    slack = reach_slack(settings, clock, port)
    notice = _notice(settings, slack, clock, lambda: True)
    if notice is None:
        raise StoreDamaged(damage)
    intake = Intake(notice.spool.store, settings.intake_queue, threading.Event())
    answer = answer_damaged(SignatureVerifier(slack.signing_secret), notice.text)
    show_health = functools.partial(damaged_health, damage, intake, notice.spool)
    app = _web_app(settings, slack, clock, intake, answer, show_health)
    return SpoolingBot(settings, intake, app, slack, notice)


def _open(settings: Settings, clock: Clock) -> Engine:
    """Open the store. Where alerts can be kept beside it, every page is read first. Raises StoreDamaged."""
    store = open_store(settings.database_url, clock.now())
    if settings.sqlite_on_damage == "spool" and isinstance(store, SqliteEngine) and (damage := store.check_pages()):
        store.close()
        raise StoreDamaged(damage)
    return store


def _notice(settings: Settings, slack: Slack, clock: Clock, is_damaged: Callable[[], bool]) -> Notice | None:
    """Build the notice of damage with its spool; None where SQLITE_ON_DAMAGE is `stop`, or in memory."""
    if settings.sqlite_on_damage == "stop" or settings.database_file is None:
        return None
    text = Texts(settings.leak_language).say("store-damaged")
    spool = Spool(settings.database_file, clock.now())
    return Notice(slack.client, slack.channel, text, spool, clock.now, is_damaged)


def _client_secrets(settings: Settings) -> tuple[str, ...]:
    secrets = tuple(one.get_secret_value() for one in settings.sentry_client_secrets)
    return (local_secret(settings, "client-secret"),) if settings.is_local and not secrets else secrets


def _sender(parts: _Parts, publisher: DigestPublisher, posts: JournalPosts) -> Sender:
    store, texts, now, slack = parts.store, parts.texts, parts.clock.now, parts.slack
    renderer = Renderer(
        store=store,
        texts=texts,
        now=now,
        messages=messages(posts) | publisher.messages,
        files=files(store, texts) | publisher.files,
    )
    return Sender(
        store=store,
        client=slack.client,
        render=renderer.render,
        upload=renderer.upload,
        put=put,
        notes=renderer.note,
        home=lambda leak: slack.channel,
        now=now,
        post_every_s=slack.post_every_s,
        edits_a_minute=slack.edits_a_minute,
        bot_id=slack.bot_id,
        bot_user=slack.bot_user,
        parked=posts.report_parked,
    )


def _web_app(
    settings: Settings,
    slack: Slack,
    clock: Clock,
    intake: Intake,
    answer_slack: Callable[[str, Mapping[str, str]], SlackAnswer],
    show_health: Callable[[], tuple[bool, Mapping[str, object]]],
) -> ASGIApp:
    workspace = slack.workspace
    door = Door(
        intake=intake,
        client_secrets=_client_secrets(settings),
        hook_secrets=tuple(one.get_secret_value() for one in settings.sentry_service_hook_secrets),
        legacy_path=settings.sentry_legacy_path.get_secret_value(),
        max_body_bytes=settings.max_body_bytes,
        now_us=clock.now_us,
        health=show_health,
        slack=answer_slack,
        own_project=settings.own_project,
        ops_token=settings.ops_token.get_secret_value(),
        unproved=unproved_bytes(settings.proxies),
        workspace=workspace.app if workspace else None,
    )
    return make_app(door)


def _bolt(parts: _Parts, sender: Sender, publisher: DigestPublisher, editor: JournalEditor) -> App:
    """Build all that answers people in Slack."""
    store, texts, now, slack = parts.store, parts.texts, parts.clock.now, parts.slack
    marking = Marking(store, slack.channel, now, parts.outbox_bell)
    show_health = functools.partial(health_words, store, sender, parts.clock)
    answers = ClickAnswers()
    journal = JournalListeners(editor, quick(slack.client), answers)
    rounds = RoundCommands(store, texts)
    commands = Commands(
        store=store,
        texts=texts,
        marking=marking,
        leak=LeakCommands(store=store, texts=texts, marking=marking, now=now, offer=editor.offer),
        health=show_health,
        now=now,
        rounds=rounds,
        journal=journal.command,
        digest=functools.partial(digest_command.answer, publisher),
    )
    people = People(quick(slack.client), now)
    listeners = Listeners(
        commands=commands,
        marking=marking,
        reactions=_reactions(parts.settings),
        own_user=lambda: sender.bot_user,
        answers=answers,
        applause=functools.partial(record_reaction, store, now),
        offer=editor.offer_by_message,
        is_bot=(lambda user: False) if parts.settings.bot_reactions else people.is_bot,
    )
    others = (
        AccessListeners(store=store, now=now, bell=parts.outbox_bell, own_user=lambda: sender.bot_user).register,
        GroupButtons(
            store=store, texts=texts, now=now, ring=parts.outbox_bell.set, rounds=rounds, answers=answers
        ).register,
        HomeTab(store=store, texts=texts, client=slack.client, health=show_health, now=now).register,
        journal.register,
    )
    return make_bolt(slack.signing_secret, slack.client, listeners, lambda: (sender.bot_id, sender.bot_user), others)


def _reactions(settings: Settings) -> dict[str, MarkKind]:
    return {
        **dict.fromkeys(settings.investigating_reactions, MarkKind.INVESTIGATING),
        **dict.fromkeys(settings.investigated_reactions, MarkKind.INVESTIGATED),
    }
