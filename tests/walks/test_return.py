"""A leak that is reported again after somebody had settled it."""

import pytest

from tests.walks.events import event
from tests.walks.stage import DAY, HOUR, JONAS, NOON, Stage, elements, is_broadcast, texts_of


@pytest.fixture
def settled(stage: Stage) -> Stage:
    """A stage with one leak that Mina marked at noon and a second."""
    stage.report(event())
    stage.react(stage.root(), "white_check_mark")
    return stage


def test_the_next_sighting_is_told_to_the_channel_once(settled: Stage):
    """Returned: broadcast, with who had marked it and when; further reports are not broadcast again."""
    settled.move(DAY)
    settled.report(event(host="pod-z"))
    settled.move(60)
    settled.report(event())
    settled.move(2 * HOUR)

    (root, told) = settled.in_channel()
    assert is_broadcast(told)
    assert "returned" in told["text"]
    assert f"<@U0LOCAL02> had marked it investigated, <!date^{NOON + 1}^" in told["text"]
    assert "pod-z" in told["text"]
    assert ["leak_take", "leak_done", "leak_more"] == [element["action_id"] for element in elements(told)]
    assert "↩️ *Returned*" in texts_of(root)
    assert [True] == [one["reply_broadcast"] for one in settled.calls("chat.postMessage") if "reply_broadcast" in one]


def test_a_replayed_event_returned_when_it_arrived(settled: Stage):
    """Its own time lies months before the mark: "reported again" in March what was settled in September is nonsense."""
    settled.move(DAY)
    arrived = int(settled.now)
    settled.report({**event(), "timestamp": NOON - 200 * DAY})

    assert f"It was reported again, <!date^{arrived}^" in settled.in_channel()[-1]["text"]


def test_a_mark_after_the_return_works_again(settled: Stage):
    """👀 on the broadcast reply: somebody is on it; ✅ settles it anew, and it can return anew."""
    settled.move(DAY)
    settled.report(event())
    settled.react(settled.replies()[-1], "eyes", by=JONAS)
    taken = texts_of(settled.root())
    settled.react(settled.root(), "white_check_mark", by=JONAS)
    settled.move(DAY)
    settled.report(event())

    assert "👀 *Investigating*" in taken
    assert [True, True] == [is_broadcast(one) for one in settled.in_channel()[1:]]
    assert "<@U0LOCAL03> had marked it investigated" in settled.in_channel()[-1]["text"]


def test_the_same_person_can_mark_again_after_the_return(settled: Stage):
    """Her old ✅ still hangs on the root: taking it off says nothing, putting it back settles the leak."""
    settled.move(DAY)
    settled.report(event())
    told = len(settled.said())
    settled.react(settled.root(), "white_check_mark", remove=True)
    quiet = len(settled.said())
    settled.react(settled.root(), "white_check_mark")

    assert told == quiet
    assert "✅ *Investigated* by <@U0LOCAL02>" in texts_of(settled.root())
    assert told + 1 == len(settled.said())


def test_an_event_from_before_the_mark_does_not_return_the_leak(settled: Stage):
    """It was on its way when the leak was settled: it is counted, and nothing is said."""
    settled.move(60)
    settled.report(event(timestamp=NOON - 30))

    assert "✅ *Investigated* by" in texts_of(settled.root())
    assert "2 reports in all" in texts_of(settled.root())
    assert 1 == len(settled.in_channel())
    assert ["✅ <@U0LOCAL02> marked L1 as investigated."] == settled.said()


def test_the_note_of_who_settled_it_is_told_with_the_return(stage: Stage):
    """What was found out the last time is what the next reader needs."""
    stage.report(event())
    stage.move(1)
    stage.type("/leak done L1 the retry path forgot release(), fixed in #482")
    stage.move(DAY)
    stage.report(event())

    assert "Note: “the retry path forgot release(), fixed in #482”" in stage.in_channel()[-1]["text"]


def test_a_return_names_only_who_stood_by_it(stage: Stage):
    """Jonas marked later but took it back: Mina's mark is the one that is told."""
    stage.report(event())
    stage.react(stage.root(), "white_check_mark")
    stage.react(stage.root(), "white_check_mark", by=JONAS)
    stage.react(stage.root(), "white_check_mark", by=JONAS, remove=True)
    stage.move(DAY)
    stage.report(event())

    assert f"<@U0LOCAL02> had marked it investigated, <!date^{NOON + 1}^" in stage.in_channel()[-1]["text"]


def test_investigating_alone_does_not_make_a_return(stage: Stage):
    """👀 is no end: the next report is a repeat."""
    stage.report(event())
    stage.react(stage.root(), "eyes")
    stage.move(2 * HOUR)
    stage.report(event())

    assert 1 == len(stage.in_channel())
    assert stage.said()[-1].startswith("1 more report of L1 since")
