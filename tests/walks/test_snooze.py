"""/leak snooze: a thread is quiet for a while, and nothing is lost by it."""

import pytest

from tests.walks.events import event
from tests.walks.stage import DAY, HOUR, JONAS, Stage, texts_of


def test_a_snoozed_leak_is_counted_and_not_told(stage: Stage):
    """The root goes on to count, the thread hears who snoozed it and nothing else."""
    stage.report(event("upload-body"))
    answer = stage.type("/leak snooze L1 7d", by=JONAS)["text"]
    for _ in range(3):
        stage.move(2 * HOUR)
        stage.report(event("upload-body"))

    assert answer.startswith("😴")
    (only,) = stage.said()
    assert only.startswith("😴 <@U0LOCAL03> snoozed L1 until ")
    shown = texts_of(stage.root())
    assert "4 reports in all" in shown
    assert "Snoozed until" in shown


def test_after_the_snooze_the_first_reply_counts_what_was_missed(stage: Stage):
    """What came meanwhile is told with the first report after it."""
    stage.report(event("upload-body"))
    stage.type("/leak snooze L1 1d")
    stage.move(2 * HOUR)
    stage.report(event("upload-body"))
    stage.move(DAY)
    stage.report(event("upload-body"))

    assert stage.said()[-1].startswith("2 more reports of L1")
    assert "Snoozed until" not in texts_of(stage.root())


def test_a_reply_that_waited_when_it_was_snoozed_is_not_sent(stage: Stage):
    """The hour of a waiting reply may come within the snooze."""
    stage.report(event("upload-body"))
    stage.move(600)
    stage.report(event("upload-body"))
    stage.type("/leak snooze L1 7d")
    stage.move(2 * HOUR)

    assert ["😴"] == [said.split()[0] for said in stage.said()]


def test_a_leak_that_returns_breaks_its_snooze(stage: Stage):
    """Snoozed and then marked investigated: the return is told at once."""
    stage.report(event("upload-body"))
    stage.type("/leak snooze L1 7d")
    stage.type("/leak done L1")
    stage.move(2 * HOUR)
    stage.report(event("upload-body"))

    assert any("returned" in one["text"] for one in stage.in_channel()[1:])


def test_off_ends_a_snooze_once(stage: Stage):
    """The thread hears of it once; a second time there is nothing to end."""
    stage.report(event("upload-body"))
    stage.type("/leak snooze L1 7d")
    first, second = (stage.type("/leak 미루기 L1 off")["text"] for _ in range(2))

    assert first.startswith("⏰")
    assert "Nothing changed" in second
    assert ["😴", "⏰"] == [said.split()[0] for said in stage.said()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("snooze L1", "For how long?"),
        ("snooze L1 a while", "`a while` is not a time"),
        ("snooze L1 400d", "more than 90 days away"),
        ("snooze", "Which leak?"),
        ("snooze L99 7d", "There is no leak L99"),
    ],
)
def test_what_cannot_be_is_answered_with_a_way_on(stage: Stage, text: str, told: str):
    """Nothing is snoozed by it."""
    stage.report(event("upload-body"))

    assert told in stage.type(f"/leak {text}")["text"]
    assert "Snoozed" not in texts_of(stage.root())
