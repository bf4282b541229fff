"""Slack refuses a channel or the token: the cause waits, a person is told, and after the cure all goes out in order."""

import functools
from collections.abc import Callable

import pytest

from bot.leaks.refusal_notice import TELL_AFTER_S, tell_owners
from bot.slack.call import OF_CHANNEL, OF_TOKEN
from storage import outbox, refusals
from tests.walks.events import event
from tests.walks.stage import CHANNEL, MINA, Stage, until

POST = "chat.postMessage"
OpenStage = Callable[..., Stage]


def posted_beyond(stage: Stage, early: int) -> bool:
    """Whether Slack was called more often than before."""
    return len(stage.calls(POST)) > early


def refuse(stage: Stage, code: str, times: int = 50) -> None:
    """Slack answers every post with a code, until the faults are taken away."""
    stage.faults({"method": POST, "do": f"error:{code}", "times": times})


def reported(stage: Stage, *sites: str) -> None:
    """Reports that are read, and whose messages Slack does not take."""
    for site in sites:
        stage.report(event(site), settle=False)
    until(lambda: refusals.current(stage.bot.store), "the refusal is kept")
    until(lambda: len(stage.bot.store.query("SELECT 1 AS one FROM leaks")) == len(sites), "every report is read")


@pytest.mark.parametrize(
    "code",
    [
        "not_in_channel", "channel_not_found", "is_archived", "token_revoked", "account_inactive", "invalid_auth",
        "missing_scope", "restricted_action", "org_login_required", "team_added_to_org",
    ],
)  # fmt: skip
def test_after_the_cure_everything_goes_out_by_itself(stage: Stage, code: str):
    """Start, alerts, and only then the invitation: no leak is lost, and they come in their order."""
    refuse(stage, code)
    reported(stage, "upload-body", "image-scale", "download-range")
    before = stage.roots()
    stage.faults()
    stage.move(61)

    assert [] == before
    assert ["L1", "L2", "L3"] == [root["blocks"][0]["text"]["text"][:2] for root in stage.roots()]
    assert [] == refusals.current(stage.bot.store)


def test_one_call_tries_again_and_not_one_a_message(stage: Stage):
    """After 1, 2, 5 and then every 10 minutes: one call each time, however many messages wait."""
    refuse(stage, "not_in_channel")
    reported(stage, "upload-body", "image-scale", "download-range")
    counts = []
    for minutes in (1, 2, 5, 10, 10):
        stage.bot.clock.set_to(stage.now + minutes * 60 - 2)
        stage.wake()
        early = len(stage.calls(POST))
        stage.bot.clock.set_to(stage.now + 3)
        stage.wake()
        until(functools.partial(posted_beyond, stage, early), "it is tried again")
        counts.append((early, len(stage.calls(POST))))

    assert [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)] == counts


def test_a_command_lets_it_be_tried_at_once(stage: Stage):
    """Somebody invites the bot and types /leak: nobody waits ten minutes."""
    refuse(stage, "not_in_channel")
    reported(stage, "upload-body")
    stage.faults()
    told = stage.type("/leak status", settle=False)["text"]
    until(stage.roots, "the root is there")

    assert "Invite the bot to the channel" in told
    assert f"<#{CHANNEL}>" in told


def test_health_and_doctor_say_since_when(stage: Stage):
    """Red, with the place and the code; well again after the cure."""
    refuse(stage, "is_archived")
    reported(stage, "upload-body")
    red = stage.ask_health()
    stage.faults()
    stage.move(61)
    well = stage.ask_health()

    assert 503 == red.status_code
    assert any(CHANNEL in problem and "is_archived" in problem for problem in red.json()["problems"])
    assert 200 == well.status_code


@pytest.mark.parametrize("owners", [("U0LOCAL03",), ()], ids=["the owners", "who used /leak last"])
def test_a_person_is_told_once(open_stage: OpenStage, owners: tuple[str, ...]):
    """After 15 minutes one direct message, to the owners or to the person who used /leak last."""
    stage = open_stage()
    stage.type("/leak status", by=MINA)
    stage.faults({"method": POST, "do": "error:not_in_channel", "times": 1})
    reported(stage, "upload-body")
    store, now = stage.bot.store, int(stage.now)
    tell_owners(store, owners, now + TELL_AFTER_S - 1)
    early = store.query("SELECT channel FROM outbox WHERE kind = 'notice'")
    tell_owners(store, owners, now + TELL_AFTER_S)
    tell_owners(store, owners, now + TELL_AFTER_S + 60)

    assert [] == early
    assert [{"channel": (*owners, MINA)[0]}] == store.query("SELECT channel FROM outbox WHERE kind = 'notice'")


def test_no_code_is_of_two_kinds():
    """A channel's refusal must not stop the other channels."""
    assert set() == OF_CHANNEL & OF_TOKEN


def test_a_refused_channel_stops_no_other(stage: Stage):
    """The direct message goes out while the leak channel is refused."""
    refuse(stage, "not_in_channel", times=1)
    reported(stage, "upload-body")
    store = stage.bot.store
    tell_owners(store, (MINA,), int(stage.now) + TELL_AFTER_S)
    stage.wake()
    until(lambda: outbox.sent_as(store, f"refusal:{CHANNEL}:{int(stage.now)}:{MINA}"), "the notice is sent")

    assert [] == stage.roots()
