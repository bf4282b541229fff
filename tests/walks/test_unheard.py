"""What nothing listens for is answered with 200; what Slack would never send gets a clear no."""

import json
from urllib.parse import urlencode

import pytest

from bot.workspace.methods_chat import mark
from bot.workspace.model import SYSTEM_USER
from tests.walks.events import event
from tests.walks.stage import CHANNEL, MINA, Stage, signed_for_slack

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
CLICK = {
    "type": "block_actions",
    "user": {"id": MINA},
    "trigger_id": "1.2.of-slack",
    "channel": {"id": "C0LOCAL01"},
    "actions": [{"action_id": "of_an_older_message", "type": "button"}],
}
CLOSED = {"type": "view_closed", "user": {"id": MINA}, "view": {"callback_id": "gone", "type": "modal"}}
SHORTCUT = {"type": "shortcut", "callback_id": "gone", "trigger_id": "1.2.of-slack", "user": {"id": MINA}}


def signed(stage: Stage, body: bytes) -> dict[str, str]:
    return signed_for_slack(stage.bot.slack.signing_secret, body)


def an_event(kind: str) -> bytes:
    return json.dumps({"type": "event_callback", "event_id": f"Ev{kind}", "event": {"type": kind}}).encode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (an_event("message"), JSON),
        (an_event("team_join"), JSON),
        (json.dumps({"type": "app_rate_limited", "minute_rate_limited": 1}).encode(), JSON),
        (urlencode({"payload": json.dumps(CLICK)}).encode(), FORM),
        (urlencode({"payload": json.dumps(CLOSED)}).encode(), FORM),
        (urlencode({"payload": json.dumps(SHORTCUT)}).encode(), FORM),
    ],
    ids=["a message", "an event", "rate limited", "an old button", "a closed view", "a shortcut"],
)
def test_what_nothing_listens_for_is_taken(shared_stage: Stage, body: bytes, headers: dict[str, str]):
    """A 404 counts as a failed delivery, and below 5 % success Slack switches the app off."""
    answer = shared_stage.post_to_slack_door(body, {**headers, **signed(shared_stage, body)})

    assert 200 == answer.status_code


def test_a_command_without_a_person_is_refused(shared_stage: Stage):
    """Slack always says who."""
    body = urlencode({"command": "/leak", "text": "status", "channel_id": CHANNEL}).encode()

    answer = shared_stage.post_to_slack_door(body, {**FORM, **signed(shared_stage, body)})

    assert 400 == answer.status_code


@pytest.mark.parametrize("text", ["show\tL1", "show\u00a0L1", "  show   L1 ", "show\nL1"])
def test_any_white_space_separates_words(shared_stage: Stage, text: str):
    """A phone's keyboard puts a no-break space."""
    if not shared_stage.roots():
        shared_stage.report(event())

    assert "UploadService.valid" in shared_stage.type(f"/leak {text}")["text"]


@pytest.mark.parametrize("stamp", ["\u00b2", "1e9", "", "-5", "9" * 30])
def test_a_strange_timestamp_is_no_signature(shared_stage: Stage, stamp: str):
    """`²` is a digit for Python and no number; nothing unsigned may end in a traceback."""
    headers: dict[str, str | bytes] = {
        "X-Slack-Request-Timestamp": stamp.encode("latin-1"),
        "X-Slack-Signature": "v0=00",
    }

    answer = shared_stage.post_to_slack_door(b"{}", headers)

    assert 401 == answer.status_code


def test_another_bots_reaction_marks_nothing(stage: Stage):
    """A person's does, in the same world."""
    stage.report(event())
    mark(stage.workspace.room, CHANNEL, stage.root()["ts"], "eyes", SYSTEM_USER)
    stage.settle()
    after_bot = stage.said()
    stage.react(stage.root(), "eyes")

    assert [] == after_bot
    assert ["👀 <@U0LOCAL02> is investigating L1."] == stage.said()


def test_an_empty_signed_body_is_taken(shared_stage: Stage):
    """Slack may send nothing at all, signed."""
    assert 200 == shared_stage.post_to_slack_door(b"", signed(shared_stage, b"")).status_code
