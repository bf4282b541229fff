"""A bot that reports its own errors to Sentry does its work as one that does not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.walks.process import Process
from tests.walks.stage import WITHIN_S, signed_for_slack

DSN = "http://key@127.0.0.1:9/1"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Process]:
    """A bot with a DSN, at which nobody listens."""
    process = Process(tmp_path, "--no-story", SENTRY_DSN=DSN)
    yield process
    process.end()


def test_slack_is_answered_while_sentry_watches(tmp_path: Path, watched: Process):
    """The SDK must not read a request's body before the door does: Slack would wait, and be told that none came."""
    url = watched.url
    secret = (tmp_path / "data/local-signing-secret").read_text().strip()
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"}).encode()

    headers = signed_for_slack(secret, body) | {"Content-Type": "application/json"}
    answer = requests.post(f"{url}/slack/events", data=body, headers=headers, timeout=WITHIN_S)

    assert (200, "3eZbrw1aB") == (answer.status_code, answer.json().get("challenge"))
