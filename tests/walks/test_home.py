"""The Home tab: opened by members and strangers, in two languages, over many leaks, and while Slack fails."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app.programme_source import programme_source
from bot.group.programme_file import seed
from storage import journal, leaks, marks
from storage.leaks import Description
from storage.records import Mark, MarkKind, Section
from tests.walks.events import event
from tests.walks.stage import BOT_USER, DAY, HOUR, JONAS, MINA, Json, Stage, elements, texts_of, until

CHECKOUT = Path(__file__).parents[2]
WORDS = "leaks of a name as long as they come " * 4


@pytest.fixture
def season(stage: Stage) -> Stage:
    """A stage with the example's programme, in its first round; Mina takes part."""
    return in_season(stage)


def in_season(stage: Stage) -> Stage:
    seed(stage.bot.store, programme_source(stage.bot.settings, CHECKOUT / "programme.toml"), stage.bot.clock.now())
    stage.type("/leak round join")
    return stage


def published(stage: Stage) -> int:
    return len(stage.calls("views.publish"))


def visit(stage: Stage, by: str = MINA) -> Json:
    """Somebody opens the tab; the page that they then see."""
    before = published(stage)
    assert stage.control("home", user=by)["ok"]
    until(lambda: published(stage) > before and by in stage.state()["homes"], "the home is written")
    return dict(stage.state()["homes"][by])


def heard(stage: Stage, **more: object) -> Json:
    """An opening as Slack's Events API tells it."""
    envelope = stage.reaction_event({"channel": "D0", "ts": "1.1"}, stage.now)
    return envelope | {"event": {"type": "app_home_opened", "user": MINA, "channel": "D0", "event_ts": "1.1", **more}}


def keep_leaks(stage: Stage, count: int, by: str | None = None) -> None:
    """Leaks as the store has them; by: who is on all of them."""
    store, now = stage.bot.store, stage.bot.clock.now()
    with store.transaction():
        for n in range(count):
            frame = f"com.acme.{'Long' * 30}{n}.read(Upload.java:7)"
            number = leaks.open_leak(store, Description("netty", "ByteBuf", frame, "advanced", WORDS), now - n, now)
            if by:
                marks.add_mark(store, Mark(number, by, MarkKind.INVESTIGATING, now), "command")


def test_a_newcomer_finds_a_calm_page(stage: Stage):
    """No leak, no programme: nothing waits, nothing is asked, and it says when that was true."""
    said = texts_of(visit(stage))

    assert "Where the leaks stand" in said
    assert "Nothing has leaked yet." in said
    assert "You are not on any leak." in said
    assert "As of <!date^1790424000^" in said
    assert "`/leak help`" in said
    assert "round" not in said
    assert [] == elements(visit(stage))


def test_what_waits_and_what_is_mine_are_told_apart(stage: Stage):
    """What somebody is on waits for nobody; it stands on the page of who is on it, and of nobody else."""
    stage.report(event())
    stage.report(event("image-scale"))
    stage.type("/leak take L1")

    mine, other = texts_of(visit(stage)), texts_of(visit(stage, JONAS))

    assert "1 open · 1 investigating · 2 leaks" in mine
    waits, my_own = mine.split("What you are on")
    assert "L2 ·" in waits
    assert "nobody is on L2" in waits
    assert "L1 ·" not in waits
    assert "L1 ·" in my_own
    assert "You are not on any leak." in other


def test_a_visit_writes_the_page_anew(stage: Stage):
    """What was true at the last visit goes."""
    stage.report(event())
    before = texts_of(visit(stage))
    stage.type("/leak take L1")
    stage.type("/leak done L1 closed in finally")
    stage.move(HOUR)
    after = texts_of(visit(stage))

    assert "nobody is on L1" in before
    assert "As of <!date^1790424000^" in before
    assert "Nothing waits for anybody." in after
    assert "You are not on any leak." in after
    assert "As of <!date^1790427600^" in after


def test_a_member_reads_the_round_and_what_is_due(season: Stage):
    """The words of `/leak round`, and never a word of the journal."""
    now = season.bot.clock.now()
    with season.bot.store.transaction():
        journal.save(season.bot.store, 1, 1, MINA, [Section("did", "", "secretword")], None, now)

    said = texts_of(visit(season))

    assert "Round 1 of 4: Candidates" in said
    assert "For you: your draft is kept" in said
    assert "secretword" not in said


def test_a_stranger_reads_how_to_take_part(season: Stage):
    """Whoever does not take part owes nothing."""
    said = texts_of(visit(season, JONAS))

    assert "Round 1 of 4: Candidates" in said
    assert "You do not take part." in said
    assert "For you:" not in said


def test_the_button_opens_the_journal(season: Stage):
    """The same modal as `/leak journal`."""
    (button,) = elements(home := visit(season))

    seen = season.control("press", user=MINA, view_id=home["id"], action_id=button["action_id"])

    assert seen["ok"], seen
    assert "Write my journal" == button["text"]["text"]
    assert "Journal, round 1" == seen["view"]["title"]["text"]


def test_before_the_first_round_there_is_no_button(season: Stage):
    """There is nothing to write yet; the page says when there is."""
    season.bot.clock.set_to(season.now - 10 * DAY)

    home = visit(season)

    assert "Growth season begins on Mon 21 Sep 2026" in texts_of(home)
    assert [] == elements(home)


def test_a_button_of_an_old_page_is_answered(season: Stage):
    """A home has no place for an answer but a modal: where there is no journal any more, that says why."""
    (button,) = elements(home := visit(season))
    season.bot.clock.set_to(season.now - 10 * DAY)

    seen = season.control("press", user=MINA, view_id=home["id"], action_id=button["action_id"])

    assert seen["ok"], seen
    assert seen["view"]["submit"] is None
    assert "The programme has not begun yet." in texts_of(seen["view"])


def test_in_korean(open_stage: Callable[..., Stage]):
    """The bot's language is the page's."""
    stage = in_season(open_stage(leak_language="ko"))
    stage.report(event())

    said = texts_of(visit(stage))

    assert "누수 현황" in said
    assert "맡은 누수가 없습니다" in said
    assert "4회차 중 1회차" in said
    assert "이 화면을 열 때마다 새로 씁니다" in said


@pytest.mark.parametrize("by", [None, MINA])
def test_two_hundred_leaks_fit(season: Stage, by: str | None):
    """Slack takes the page, and it says how many it leaves out; the workspace refuses what Slack would."""
    keep_leaks(season, 200, by)

    home = visit(season)

    assert len(home["blocks"]) < 50
    assert "195 more" in texts_of(home)
    assert [] != elements(home)


def test_the_snoozed_do_not_wait(stage: Stage):
    """What was put off crowds out nothing that needs somebody."""
    keep_leaks(stage, 7)
    for number in range(1, 7):
        stage.type(f"/leak snooze L{number} 7d")

    said = texts_of(visit(stage))

    assert "nobody is on L7" in said
    assert "L1 ·" not in said


def test_a_look_at_the_messages_writes_nothing(stage: Stage):
    """Slack tells of that tab by the same event."""
    stage.deliver(heard(stage, tab="messages"))
    stage.deliver(heard(stage))
    visit(stage)

    assert 1 == published(stage)


@pytest.mark.parametrize("fault", [{"do": "429", "retry_after": 30}, {"do": "500"}, {"do": "lost"}])
def test_when_slack_fails_the_next_visit_writes_it(stage: Stage, caplog: pytest.LogCaptureFixture, fault: Json):
    """The opening itself is answered; the log says what kind of failure it was."""
    stage.faults({"method": "views.publish", "times": 1, **fault})
    with caplog.at_level(logging.WARNING, "bot.listeners.home_tab"):
        stage.deliver(heard(stage, tab="home"))
        until(lambda: [one for one in caplog.records if one.name == "bot.listeners.home_tab"], "the failure is logged")

    home = visit(stage)

    assert "Where the leaks stand" in texts_of(home)
    (told,) = [one.getMessage() for one in caplog.records if one.name == "bot.listeners.home_tab"]
    assert told.startswith("a home was not written: ")
    assert BOT_USER not in told


def test_whom_slack_does_not_know_harms_nobody(stage: Stage, caplog: pytest.LogCaptureFixture):
    """A person who is gone gets no page; the others get theirs."""
    with caplog.at_level(logging.WARNING, "bot.listeners.home_tab"):
        stage.deliver(heard(stage, tab="home", user="U0NOBODY99"))
        stage.deliver(heard(stage, tab="home", user=None))
        home = visit(stage)

    assert "Where the leaks stand" in texts_of(home)
    assert ["a home was not written: invalid_arguments"] == [
        one.getMessage() for one in caplog.records if one.name == "bot.listeners.home_tab"
    ]
