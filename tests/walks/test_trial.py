"""/leak test: is everything connected?"""

from tests.walks.events import event
from tests.walks.stage import CHANNEL, JONAS, Stage


def test_it_posts_one_message_where_leaks_will_be_told(stage: Stage):
    """Twice within the minute is one post; the answer names the channel."""
    answers = [stage.type("/leak test", by=JONAS)["text"] for _ in range(2)]

    (post,) = stage.in_channel()
    assert "This is a test that <@U0LOCAL03> asked for" in post["text"]
    assert all(f"<#{CHANNEL}>" in said for said in answers)


def test_a_bot_that_heard_nothing_says_what_to_check(stage: Stage):
    """No webhook yet is the first thing that a newcomer has to mend."""
    assert "No webhook has come from Sentry yet" in stage.type("/leak test")["text"]


def test_it_says_when_sentry_was_heard_last(stage: Stage):
    """And how often within a day."""
    for name in ("upload-body", "image-scale"):
        stage.report(event(name))

    said = stage.type("/leak 시험")["text"]
    assert "2 came in the last 24 hours" in said
    assert "Every alert is worked through" in said
