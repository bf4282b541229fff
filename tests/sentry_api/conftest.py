"""A Sentry for each test, a store, and what reads the one into the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.leaks.triage import Triage
from bot.sentry.api import SentryApi
from bot.sentry.event_reader import Reader
from bot.sentry.http import SentryHttp
from storage import Engine, open_store
from tests.sentry_api.server import LOGGER, ORG, TOKEN, SentryServer

NOW = 1_790_424_000
CHANNEL = "C0LEAKS0001"


class Clock:
    """A time that a test moves, and a pause that moves it instead of sleeping."""

    def __init__(self) -> None:
        self.at = float(NOW)
        self.pauses: list[float] = []

    def now(self) -> int:
        return int(self.at)

    def time(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sentry() -> Iterator[SentryServer]:
    server = SentryServer()
    yield server
    server.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path}/read.db", NOW)
    yield engine
    engine.close()


def api_of(sentry: SentryServer, clock: Clock, page: int = 100, token: str = TOKEN) -> SentryApi:
    return SentryApi(SentryHttp(sentry.url, token, clock.pause, clock.time), ORG, page)


@pytest.fixture
def api(sentry: SentryServer, clock: Clock) -> Iterator[SentryApi]:
    client = api_of(sentry, clock)
    yield client
    client.http.close()


@pytest.fixture
def reader_on(sentry: SentryServer, clock: Clock) -> Callable[..., Reader]:
    """A reader into any store. more: what stands instead of its usual parts; page: rows a page."""

    def reader(store: Engine, page: int = 100, **more: Any) -> Reader:
        inbox = Triage(store, CHANNEL, 3600, clock.now)
        parts = {"queries": (LOGGER,), "projects": (), **more}
        return Reader(api_of(sentry, clock, page), store, inbox.count_event, CHANNEL, now=clock.now, **parts)

    return reader


@pytest.fixture
def reader(store: Engine, reader_on: Callable[..., Reader]) -> Reader:
    return reader_on(store)
