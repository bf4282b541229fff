"""The chart of a leak: asked for by a button, shared in the thread exactly once."""

import pytest

from tests.walks.events import event
from tests.walks.stage import MINA, Json, Stage, elements

COMPLETE = "files.completeUploadExternal"


def pictures(stage: Stage) -> list[dict]:
    return [one for one in stage.replies() if one.get("files")]


@pytest.fixture
def answer(stage: Stage) -> Json:
    """What Mina reads after /leak trend."""
    stage.report(event())
    stage.move(1)
    answer = stage.type("/leak trend L1")
    assert ["leak_chart", "leak_share"] == [one["action_id"] for one in elements(answer)]
    return answer


def test_the_button_brings_the_chart_into_the_thread(stage: Stage, answer: Json):
    """With the same in words; a second press within the minute brings no other."""
    for _ in range(2):
        (told,) = stage.press(answer, "leak_chart", by=MINA)

    (picture,) = pictures(stage)
    assert "The chart comes into the thread of L1." == told["text"]
    assert "L1, last 26 weeks: 1 report, at most 1 in a week" in picture["text"]


@pytest.mark.parametrize(
    "fault",
    [
        {"method": COMPLETE, "do": "lost"},
        {"method": COMPLETE, "do": "500"},
        {"method": "files.getUploadURLExternal", "do": "429"},
    ],
)
def test_whatever_goes_wrong_there_is_one_chart(stage: Stage, answer: Json, fault: dict):
    """A share whose answer was lost is found by its file name, and not made again."""
    stage.faults(fault)
    stage.press(answer, "leak_chart", by=MINA)
    for _ in range(6):
        stage.move(30)

    assert 1 == len(pictures(stage))
