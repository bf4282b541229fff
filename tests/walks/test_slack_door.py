"""The door for Slack's requests: who gets in, and who changes nothing."""

import json
import time

import pytest

from tests.walks.events import event
from tests.walks.stage import MINA, Stage, signed_for_slack, texts_of


@pytest.fixture(scope="module")
def leaking(shared_stage: Stage) -> Stage:
    """A stage with one leak, for all who knock."""
    shared_stage.report(event())
    return shared_stage


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def secret_of(stage: Stage) -> str:
    return stage.bot.slack.signing_secret


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda headers, secret, body: headers | signed_for_slack("wrong", body), id="another secret"),
        pytest.param(lambda headers, secret, body: signed_for_slack(secret, body + b"&x=1"), id="another body"),
        pytest.param(lambda headers, secret, body: signed_for_slack(secret, body, time.time() - 301), id="stale"),
        pytest.param(lambda headers, secret, body: signed_for_slack(secret, body, time.time() + 310), id="ahead"),
        pytest.param(lambda headers, secret, body: signed_for_slack(secret, body, "noon"), id="no number"),
        pytest.param(lambda headers, secret, body: signed_for_slack(secret, body, "9" * 5000), id="a huge number"),
        pytest.param(lambda headers, secret, body: headers | {"X-Slack-Signature": b"v0=\xc3\xa4"}, id="no ASCII"),
        pytest.param(lambda headers, secret, body: headers | {"X-Slack-Signature": ""}, id="an empty signature"),
        pytest.param(lambda headers, secret, body: {}, id="no headers"),
    ],
)
def test_a_request_that_is_not_slacks_is_refused_and_changes_nothing(leaking: Stage, spoil):
    """401, and no mark."""
    stage = leaking
    secret, body = secret_of(stage), stage.command_body("take L1")
    headers = spoil(signed_for_slack(secret, body), secret, body) | FORM
    answer = stage.post_to_slack_door(body, headers)
    stage.settle()

    assert 401 == answer.status_code
    assert "Nobody is on it yet" in texts_of(stage.root())
    assert [] == stage.said()


def test_a_signed_request_is_let_in(stage: Stage):
    """The same body with the right signature makes the mark: the refusals above are not for another reason."""
    stage.report(event())
    body = stage.command_body("take L1", by=MINA)
    answer = stage.post_to_slack_door(body, signed_for_slack(secret_of(stage), body, time.time() - 290) | FORM)
    stage.settle()

    assert 200 == answer.status_code
    assert ["👀 <@U0LOCAL02> is investigating L1."] == stage.said()


def test_slacks_check_of_the_address_is_answered(shared_stage: Stage):
    """url_verification: the challenge comes back."""
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"}).encode()
    headers = signed_for_slack(secret_of(shared_stage), body) | {"Content-Type": "application/json"}
    answer = shared_stage.post_to_slack_door(body, headers)

    assert 200 == answer.status_code
    assert "3eZbrw1aB" in answer.text


def test_slacks_check_of_the_certificate_is_answered(shared_stage: Stage):
    """ssl_check comes now and then, and wants a 200."""
    body = b"ssl_check=1&token=t"
    answer = shared_stage.post_to_slack_door(body, signed_for_slack(secret_of(shared_stage), body) | FORM)

    assert 200 == answer.status_code


def test_a_body_that_is_larger_than_slack_sends_is_refused(shared_stage: Stage):
    """One MiB and a byte: 413."""
    body = b"x" * (1024 * 1024 + 1)
    answer = shared_stage.post_to_slack_door(body, signed_for_slack(secret_of(shared_stage), body) | FORM)

    assert 413 == answer.status_code


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"type":"event_callback"}',
        b'{"type":"event_callback","event":{"type":"no_such"}}',
        b'{"type":"event_callback","event":5}',
        b'{"type":"another","event":null}',
        b'{"type":"block_actions","actions":[],"user":{"id":"U0LOCAL01"}}',
    ],
)
def test_a_signed_body_of_another_shape_is_no_error_of_ours(shared_stage: Stage, content: bytes):
    """What nobody listens to gets a clear answer, not a 500; without a signature as with one."""
    headers = signed_for_slack(secret_of(shared_stage), content) | {"Content-Type": "application/json"}
    answers = [shared_stage.post_to_slack_door(content, sent).status_code for sent in (headers, {})]

    assert [True, True] == [status < 500 for status in answers]
