"""What all tests share: the one record of every call that a bot under test made to Slack."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def slack_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of JSON lines, {"method", "payload"} each; tests/walks/test_zz_slack_calls.py has it checked."""
    return tmp_path_factory.mktemp("slack") / "calls.jsonl"
