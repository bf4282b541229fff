"""What a member writes is in their journal and in its post, and nowhere else."""

import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import sentry_sdk
from click.testing import CliRunner
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from bot.__main__ import main
from bot.cli.error_reports import OPTIONS
from storage.sqlite import SqliteEngine
from tests.group.journal_desk import Desk, a_desk, filled_in
from tests.group.seasons import CHANNEL, JONAS, MINA
from tests.walks.events import event
from tests.walks.stage import Stage, signed_for_slack

SECRET = "my-boss-does-not-know-7f3a"
WRITTEN = {"sections", "actions", "candidates"}


class Kept(Transport):
    """Keeps what Sentry would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode())


@pytest.fixture
def reports() -> Iterator[Kept]:
    """The real client with the bot's own settings."""
    kept = Kept()
    sentry_sdk.init(dsn="https://key@localhost/1", transport=kept, **OPTIONS)
    yield kept
    sentry_sdk.init(**OPTIONS)


@pytest.fixture
def desk(open_stage: Callable[..., Stage]) -> Desk:
    """A leak, and a programme whose first round is on."""
    stage = open_stage()
    stage.report(event())
    return a_desk(stage)


def write(desk: Desk, how: str) -> None:
    """Every field and a candidate with the secret in it."""
    view = desk.open()
    above = desk.press(view, "journal_candidate_add", did=SECRET)
    desk.submit(above, problem=SECRET, effort="2", score="3", effect=SECRET, evidence=SECRET)
    said = dict.fromkeys(("did", "numbers", "learned", "next", "help"), SECRET)
    (desk.share if how == "share" else desk.submit)(desk.open(), **said)


def broken(desk: Desk, memory: str) -> int:
    """A submission of a modal that remembers this; what the bot answered."""
    view = desk.open()
    values = {
        block: {action: {"type": "plain_text_input", "value": value} for action, value in states.items()}
        for block, states in filled_in(view, {"did": SECRET}).items()
    }
    payload = {
        "type": "view_submission",
        "user": {"id": MINA},
        "team": {"id": "T0LOCAL0001"},
        "view": {**view, "private_metadata": memory, "state": {"values": values}},
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    headers = signed_for_slack(desk.stage.bot.slack.signing_secret, body)
    sent = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    return desk.stage.post_to_slack_door(body, sent).status_code


def test_logs_and_error_reports_hold_none_of_it(
    desk: Desk, reports: Kept, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    """Kept, shared, edited, refused by Slack, unreadable, and while the database takes no writes."""
    caplog.set_level(logging.DEBUG)
    write(desk, "draft")
    desk.stage.faults({"method": "chat.postMessage", "do": "error:invalid_blocks", "times": 2})
    write(desk, "share")
    desk.stage.faults({"method": "views.open", "do": "500", "times": 1})
    desk.stage.control("command", user=MINA, channel=CHANNEL, text="/leak journal")
    blocker = SqliteEngine(desk.stage.bot.settings.database_file)
    view = desk.open()
    with blocker.transaction():
        blocker.execute("UPDATE counters SET value = value")
        desk.share(view, did=f"{SECRET} again")
    blocker.close()

    foreign, failed = broken(desk, SECRET), broken(desk, json.dumps([99, 1, SECRET, 0, 0]))

    sentry_sdk.flush()
    said = capfd.readouterr()
    assert (400, 500) == (foreign, failed)
    assert "a Slack request failed" in caplog.text
    assert "is parked" in caplog.text
    assert reports.sent
    for told in (caplog.text, said.out, said.err, "".join(reports.sent)):
        assert SECRET not in told


def test_nobody_else_sees_a_draft(desk: Desk):
    """No answer to another member, nothing on the page about the bot, and no message; its writer sees it all."""
    write(desk, "draft")
    stage = desk.stage
    own = json.dumps(desk.open(by=MINA))
    asked = ("status", "list", "show L1", "why L1", "trend L1", "round", "help", "digest", "remind")

    told = [json.dumps(stage.type(f"/leak {text}", by=JONAS, channel=CHANNEL)) for text in asked]
    told.append(json.dumps(desk.open(by=JONAS)))
    health = stage.ask_health()
    told.append(health.text)
    told.append(json.dumps(stage.messages(CHANNEL)))
    database = {"DATABASE_URL": f"sqlite:///{stage.bot.settings.database_file}"}
    told.append(CliRunner().invoke(main, ["doctor"], env=database).output)

    assert SECRET in own
    assert 200 == health.status_code
    assert "messages: 0 waiting" in told[-1]
    assert [] == [text for text in told if SECRET in text]


def test_once_sent_it_is_kept_in_the_journal_only(desk: Desk):
    """No row of the outbox, nor of any other table, holds a copy."""
    write(desk, "share")
    store = desk.stage.bot.store
    tables = [row["name"] for row in store.query("SELECT name FROM sqlite_master WHERE type = 'table'")]

    holding = {name for name in tables if any(SECRET in str(row) for row in store.query(f"SELECT * FROM {name}"))}

    assert WRITTEN == holding
    assert SECRET in json.dumps(desk.stage.messages(CHANNEL))
