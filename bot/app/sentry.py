"""Build the parts that call Sentry's web API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.app.clock import Clock
from bot.config import Settings
from bot.core.families.table import queries
from bot.core.texts.bundles import Texts
from bot.leaks.triage import Triage
from bot.workspace.model import CHANNELS
from storage import Engine, open_store

if TYPE_CHECKING:
    from bot.sentry.api import SentryApi
    from bot.sentry.event_reader import Reader
    from bot.sentry.sync import Desk


def open_reader(settings: Settings, pause: Callable[[float], None]) -> tuple[Engine, Reader]:
    """Open the store, and build the reader of past events for it, without a running bot."""
    clock = Clock()
    store = open_store(settings.database_url, clock.now())
    channel = settings.leak_channel or CHANNELS[0].id
    triage = Triage(store, channel, settings.reply_every, clock.now, settings.sentry_hosts)
    return store, _reader(settings, store, triage, clock, _api(settings, clock, pause))


def _api(settings: Settings, clock: Clock, pause: Callable[[float], None]) -> SentryApi:
    # Importing requests takes 0.1 s, so only a bot that calls Sentry imports it.
    from bot.sentry.api import SentryApi
    from bot.sentry.http import SentryHttp

    token = settings.sentry_auth_token.get_secret_value()
    return SentryApi(SentryHttp(settings.sentry_url, token, pause, clock.time), settings.sentry_org)


def _reader(settings: Settings, store: Engine, triage: Triage, clock: Clock, api: SentryApi) -> Reader:
    from bot.sentry.event_reader import Reader

    # bot.config may not import the families, so the default is applied here.
    searches = settings.queries or queries()
    return Reader(api, store, triage.count_event, triage.channel, searches, settings.sentry_projects, clock.now)


def make_desk(
    settings: Settings, store: Engine, triage: Triage, clock: Clock, texts: Texts, busy: Callable[[], bool]
) -> Desk | None:
    """Build the part of the running bot that calls Sentry; None without a token."""
    if not settings.sentry_auth_token:
        return None
    from bot.core.words.sentry_messages import comment
    from bot.sentry.release_reader import ReleaseReader
    from bot.sentry.sync import Desk, Patience
    from bot.sentry.write_back import WriteBack

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
    reader, releases = _reader(settings, store, triage, clock, api), ReleaseReader(api, store, clock.now)
    return Desk(store, reader, writer, busy, patience, releases)
