"""Reminders in Slack: a direct message with buttons, and what they do."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core.group.button_ids import JOURNAL_OPEN, PASS, REMIND_OFF
from bot.group import reminder_job
from storage import programmes
from tests.group.seasons import DAY, HOUR, JONAS, MINA, Season, open_season
from tests.walks.stage import Stage, elements


@pytest.fixture
def season(open_stage: Callable[..., Stage]) -> Season:
    """A programme of two rounds, the first of which meets three days on; Mina and Jonas are in it."""
    stage = open_stage()
    first = datetime.fromtimestamp(stage.now + 3 * DAY, UTC).date().isoformat()
    season = open_season(stage.bot.store, "Asia/Seoul", first=first, weeks=2)
    season.join(MINA, JONAS)
    season.stage = stage
    return season


def tick(season: Season, moment: int) -> None:
    """The clock comes to a moment, and the job runs."""
    stage = season.stage
    stage.bot.clock.set_to(moment)
    reminder_job.remind(stage.bot.store, moment)
    stage.wake()
    stage.settle()


def told(season: Season, person: str) -> list[dict]:
    """The direct messages with a person, oldest first."""
    state = season.stage.state()
    own = [id_ for id_, one in state["channels"].items() if one.get("user") == person]
    return [one for channel in own for one in state["messages"].get(channel, [])]


def test_a_reminder_comes_as_a_direct_message_with_its_buttons(season: Season):
    """In the reader's own zone, by Slack's date."""
    one = season.rounds[0]

    tick(season, one.meets_at - 2 * DAY)

    (message,) = told(season, MINA)
    assert "*Growth*, round 1: Week 1" in message["text"]
    assert f"<!date^{one.meets_at}^" in message["text"]
    assert [JOURNAL_OPEN, PASS, REMIND_OFF] == [one["action_id"] for one in elements(message)]
    assert "P1:R1" == elements(message)[0]["value"]


def test_who_shared_between_the_two_is_left_in_peace(season: Season):
    """The second reminder goes to the other one only."""
    one = season.rounds[0]
    tick(season, one.meets_at - 2 * DAY)
    season.write(1, MINA, "done", one.meets_at - DAY)

    tick(season, one.meets_at - 3 * HOUR)
    tick(season, one.meets_at - HOUR)

    assert [1, 2] == [len(told(season, person)) for person in (MINA, JONAS)]


def test_a_pass_by_the_button_ends_it(season: Season):
    """The answer says so, and neither the second reminder nor the one after the meeting comes; Jonas gets both."""
    one = season.rounds[0]
    tick(season, one.meets_at - 2 * DAY)
    (message,) = told(season, MINA)

    season.stage.press(message, PASS, by=MINA, value="P1:R1")
    tick(season, one.meets_at - HOUR)
    tick(season, one.meets_at + 2 * HOUR)

    assert [(1, MINA)] == programmes.passes(season.store, 1)
    assert [1, 3] == [
        len([one for one in told(season, person) if "reminder" in str(one.get("metadata"))]) for person in (MINA, JONAS)
    ]


def test_the_switch_stops_and_brings_back(season: Season):
    """By button and by command, in both languages."""
    one, stage = season.rounds[0], season.stage
    tick(season, one.meets_at - 2 * DAY)
    (message,) = told(season, MINA)

    (off,) = stage.press(message, REMIND_OFF, by=MINA)
    tick(season, one.meets_at - HOUR)
    seen = [len([one for one in told(season, person) if one.get("metadata")]) for person in (MINA, JONAS)]
    on = stage.type("/leak 알림 on", by=MINA)
    is_on = stage.type("/leak remind", by=MINA)
    tick(season, one.meets_at + 2 * HOUR)

    assert "Reminders are off" in off["text"]
    assert [1, 2] == seen
    assert "Reminders are on" in on["text"]
    assert "Your reminders are on" in is_on["text"]
    assert "Round 1 passed without your journal" in told(season, MINA)[-1]["text"]


def test_a_stranger_has_nothing_to_switch(season: Season):
    """Who is in no programme is told how to come in."""
    answer = season.stage.type("/leak remind off", by="U0LOCAL01")

    assert "`/leak round join`" in answer["text"]


def test_what_slack_refused_for_hours_is_written_anew(season: Season):
    """The reminder of two days before is not sent when the later one is due."""
    one, stage = season.rounds[0], season.stage
    stage.faults(*[{"method": "conversations.open", "do": "429", "retry_after": 30}] * 2)
    tick(season, one.meets_at - 2 * DAY)
    for _ in range(3):
        stage.move(40)
    after = [len(told(season, person)) for person in (MINA, JONAS)]

    tick(season, one.meets_at - HOUR)

    assert [1, 1] == after
    assert [2, 2] == [len(told(season, person)) for person in (MINA, JONAS)]


def test_a_restart_in_between_sends_it_once(open_stage: Callable[..., Stage]):
    """Written down, not sent, and the bot ends; the next one sends it, and reminds nobody again."""
    first = open_stage()
    day = datetime.fromtimestamp(first.now + 3 * DAY, UTC).date().isoformat()
    season = open_season(first.bot.store, first=day, weeks=1)
    season.join(MINA)
    moment = season.rounds[0].meets_at - HOUR
    first.bot.worker.stop()
    reminder_job.remind(first.bot.store, moment)
    first.stop()

    season.stage = open_stage()
    season.store = season.stage.bot.store
    tick(season, moment + 60)
    tick(season, moment + 120)

    assert 1 == len(told(season, MINA))
