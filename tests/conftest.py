"""What all tests share: the one record of every call that a bot under test made to Slack, and bots that write to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walks.stage import Stage


@pytest.fixture(scope="session")
def slack_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of JSON lines, {"method", "payload"} each; tests/walks/test_zz_slack_calls.py has it checked.

    LEAK_DIARY_SLACK_CALLS: a folder that outlives this session, where each process that runs tests has a file.
    """
    kept = os.environ.get("LEAK_DIARY_SLACK_CALLS")
    folder = Path(kept).resolve() if kept else tmp_path_factory.mktemp("slack")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'calls')}.jsonl"


@pytest.fixture
def open_stage(tmp_path: Path, slack_calls: Path) -> Iterator[Callable[..., Stage]]:
    """Open a bot on this test's database; another one after the first was stopped goes on from where that ended."""
    from tests.walks.stage import Stage  # half a second that the tests of the core need not pay

    opened: list[Stage] = []

    def open_one(**settings: Any) -> Stage:
        stage = Stage(tmp_path, slack_calls, **settings)
        opened.append(stage)
        return stage.start()

    yield open_one
    for stage in opened:
        stage.stop()
