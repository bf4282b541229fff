"""A bot for each test, and the order in which the record of its calls is checked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.walks.stage import Stage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The check of all recorded calls comes after every test that records some."""
    items.sort(key=lambda item: item.path.name == "test_zz_slack_calls.py")


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory: pytest.TempPathFactory, slack_calls: Path) -> Iterator[Stage]:
    """One bot for all tests of a module that only ask, or that each have a leak of their own."""
    stage = Stage(tmp_path_factory.mktemp("shared"), slack_calls).start()
    yield stage
    stage.stop()


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    """A bot with its workspace, at noon."""
    return open_stage()
