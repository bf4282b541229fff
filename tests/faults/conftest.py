"""A bot to start as often as a test wants; what it leaves running is ended by its pid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.running import Running

Serve = Callable[..., Running]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of this test's bot."""
    return tmp_path / "state" / "a.db"


@pytest.fixture
def serve(database: Path) -> Iterator[Serve]:
    """Start a bot on `database`, with the arguments of Running. It replies every second, so that the outbox empties."""
    started: list[Running] = []

    def start(**how: Any) -> Running:
        env = {"REPLY_EVERY": "1", **how.pop("env", {})}
        started.append(Running(how.pop("database", database), env=env, **how))
        return started[-1]

    yield start
    for bot in started:
        bot.kill()
