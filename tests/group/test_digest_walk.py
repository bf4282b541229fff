"""The digest in Slack: once a round, late after downtime, never twice, and the same numbers everywhere."""

import json
from collections.abc import Callable

import pytest

from bot.core.group import date_changes
from bot.group.digest_publisher import DigestPublisher
from bot.group.leak_verdicts import compute_verdict
from bot.leaks.history import trend_of
from storage import digests, leak_views, parked, posted_digests, programmes, runs
from storage.records import Round
from storage.records.group_keys import DigestKey
from tests.group.seasons import ARA, CHANNEL, DAY, HOUR, JONAS, MINA, Season, open_season
from tests.optional import there
from tests.walks.events import event
from tests.walks.stage import Stage, elements

COMPLETE = "files.completeUploadExternal"


@pytest.fixture
def season(open_stage: Callable[..., Stage]) -> Season:
    """A programme of three rounds; the first meets a day on, at nine in the evening in Seoul."""
    stage = open_stage()
    season = open_season(stage.bot.store, weeks=3)
    season.join(MINA, JONAS, ARA)
    object.__setattr__(season, "stage", stage)
    return season


def look(season: Season, moment: int) -> None:
    """The clock comes to a moment, and the job runs."""
    stage = season.stage
    stage.bot.clock.set_to(moment)
    stage.bot.digest_publisher.look()
    stage.wake()
    stage.settle()
    stage.move(2)  # the chart comes a second after its digest


def posts(season: Season) -> list[dict]:
    """The digests in the channel, by the key that they carry."""
    found = season.stage.messages(CHANNEL)
    return [one for one in found if key_of(one).startswith("digest-")]


def key_of(message: dict) -> str:
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key", ""))


def pictures(season: Season) -> list[dict]:
    return [one for one in season.stage.messages(CHANNEL) if one.get("files")]


def test_a_skipped_round_and_a_member_who_left_lose_nothing_that_was_shared(season: Season):
    """`programme skip` after two journals were shared, and one of the two leaves: both count in the next digest."""
    stage, one = season.stage, season.rounds[0]
    season.write(1, MINA, "patched", int(stage.now))
    season.write(1, JONAS, "tested", int(stage.now))
    with season.store.transaction():
        for changed in date_changes.skip(season.rounds, 1, int(stage.now)):
            programmes.put_round(season.store, changed)
        programmes.leave(season.store, season.programme.id, JONAS, int(stage.now))

    look(season, one.meets_at)
    none = posts(season)
    look(season, season.rounds[1].meets_at)

    (post,) = posts(season)
    assert [] == none
    assert "*Journals:* 2 shared" in post["text"]
    presents = next(line for line in post["text"].splitlines() if "resent" in line)
    assert MINA in presents
    assert JONAS not in presents


def test_it_comes_at_the_meeting_once_with_its_chart_in_the_thread(season: Season):
    """Not a second before, and not again however often the job looks."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    season.write(1, MINA, "secret of the journal", int(stage.now))
    look(season, one.meets_at - 1)
    assert not posts(season)

    for seconds in (0, 1, 60, HOUR):
        look(season, one.meets_at + seconds)

    (post,) = posts(season)
    (picture,) = pictures(season)
    assert post["ts"] == picture["thread_ts"]
    assert "*Reports:* 1 from 1 leak" in post["text"]
    assert f"Thank you, <@{MINA}>" in post["text"]
    assert JONAS not in json.dumps(post)
    assert "secret" not in json.dumps(stage.messages(CHANNEL))
    assert "L1" in picture["text"]


def test_every_round_has_its_own_and_the_last_is_the_finale(season: Season):
    """Round by round, in order."""
    season.stage.report(event())

    for one in season.rounds:
        look(season, one.meets_at + 3)

    assert ["digest-P1-R1", "digest-P1-R2", "digest-P1-R3"] == [key_of(one) for one in posts(season)]
    assert ["Finale" in one["text"] for one in posts(season)] == [False, False, True]


def test_after_six_hours_down_it_comes_once_and_says_that_it_is_late(season: Season):
    """It counts what happened until the meeting, not what came later."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.bot.clock.set_to(one.meets_at + HOUR)
    stage.report(event())

    for seconds in (6 * HOUR, 6 * HOUR + 5):
        look(season, one.meets_at + seconds)

    (post,) = posts(season)
    assert "Posted 6 h after the meeting" in post["text"]
    assert "*Reports:* 1 from 1 leak" in post["text"]


def test_a_late_digest_says_which_of_its_figures_are_of_now(season: Season):
    """A ✅ and a journal of after the meeting are not the round's; the state and the thanks are, and it says so."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.bot.clock.set_to(one.meets_at + 2 * HOUR)
    stage.type("/leak done L1", by=MINA)
    season.write(1, MINA, "words", one.meets_at + 2 * HOUR)

    look(season, one.meets_at + 6 * HOUR)

    (post,) = posts(season)
    assert "*Investigated:*" not in post["text"]
    assert "*Still open:* 0" in post["text"]
    assert "*Journals:* 1 shared, 1 of them after the grace time" in post["text"]
    assert "counted until the meeting; states and journals are those of now" in post["text"]


def test_of_several_that_were_missed_only_the_latest_comes(season: Season):
    """The others are named, and never come."""
    one, two, _ = season.rounds

    look(season, two.meets_at + DAY)
    look(season, two.meets_at + DAY + 5)

    (post,) = posts(season)
    assert "digest-P1-R2" == key_of(post)
    assert "Round 1 also met while the bot was down: `/leak digest 1`" in post["text"]
    assert runs.run_is_done(season.store, posted_digests.JOB, DigestKey(1, 2).slot)
    assert one.number == 1


def test_a_meeting_of_two_weeks_ago_is_no_news(season: Season):
    """After a long sleep nothing of the past is posted; of thirteen days ago it would be."""
    last = season.rounds[-1].meets_at
    look(season, last + 15 * DAY)
    late = posts(season)
    look(season, last + 13 * DAY)

    assert not late
    assert 1 == len(posts(season))


def test_rounds_of_before_the_programme_was_made_are_never_told(open_stage: Callable[..., Stage]):
    """A programme that was made late begins with its next meeting."""
    stage = open_stage()
    season = open_season(stage.bot.store, weeks=3)
    object.__setattr__(season, "stage", stage)
    with stage.bot.store.transaction():
        late = programmes.make(stage.bot.store, "Late", "UTC", CHANNEL, HOUR, 1, season.rounds[0].meets_at + 1)
        for one in season.rounds:
            programmes.put_round(stage.bot.store, type(one)(**{**as_dict(one), "programme": late.id}))

    look(season, season.rounds[0].meets_at + 5)

    assert ["digest-P1-R1"] == [key_of(one) for one in posts(season)]


def as_dict(one: Round) -> dict:
    return {name: getattr(one, name) for name in one.__slots__}


def test_two_who_look_at_the_same_moment_post_one(season: Season):
    """Both build it; the second finds that the round is told."""
    stage, one = season.stage, season.rounds[0]
    other = DigestPublisher(store=stage.bot.store, texts=stage.bot.digest_publisher.texts, now=stage.bot.clock.now)
    stage.bot.clock.set_to(one.meets_at)
    waiting = posted_digests.due(stage.bot.store, one.meets_at, one.meets_at - DAY)

    for worker in (other, stage.bot.digest_publisher):
        worker._publish(1, waiting, one.meets_at)
    stage.wake()
    stage.settle()

    assert 1 == len(posts(season))


@pytest.mark.parametrize(
    "fault",
    [
        {"method": "chat.postMessage", "do": "lost"},
        {"method": "chat.postMessage", "do": "500"},
        {"method": COMPLETE, "do": "lost"},
        {"method": "files.getUploadURLExternal", "do": "429"},
    ],
)
def test_whatever_slack_does_there_is_one_digest_and_one_chart(season: Season, fault: dict):
    """An outcome that nobody knows is looked up by the key, that of a file by its name."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.faults(fault)

    look(season, one.meets_at)
    for _ in range(8):
        stage.move(30)

    assert (1, 1) == (len(posts(season)), len(pictures(season)))


def test_a_digest_that_slack_refuses_takes_its_chart_with_it(season: Season):
    """Nothing hangs: the post is parked, the picture has no thread to go to."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.faults({"method": "chat.postMessage", "do": "error:user_not_found"})

    look(season, one.meets_at)
    for _ in range(3):
        stage.move(60)

    assert ([], []) == (posts(season), pictures(season))


def test_what_slack_refused_is_sent_again_at_once(season: Season):
    """Nothing was posted, so nobody has to wait for an hour once the bot is in the channel; then the hour holds."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.faults({"method": "chat.postMessage", "do": "error:user_not_found"})
    look(season, one.meets_at)
    assert not posts(season)

    first = stage.type("/leak digest again", by=MINA, channel=CHANNEL)["text"]
    stage.move(2)
    second = stage.type("/leak digest again", by=MINA, channel=CHANNEL)["text"]
    revived = parked.revive(stage.bot.store, int(stage.now), None)
    stage.move(2)

    assert 0 == revived
    assert ("posted once more" in first, "within the hour" in second) == (True, True)
    assert (1, 1) == (len(posts(season)), len(pictures(season)))


def test_the_preview_is_private_and_can_be_shared(season: Season):
    """Of a round that is on it says so; once told, it is what was told."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.move(1)

    before = stage.type("/leak digest", channel=CHANNEL)
    look(season, one.meets_at + 5)
    after = stage.type("/leak 요약 1", channel=CHANNEL)

    assert "So far: the round goes on until" in before["text"]
    assert ["leak_share"] == [element["action_id"] for element in elements(before)]
    assert "So far" not in after["text"]
    (post,) = posts(season)
    assert post["text"] == after["text"]


def test_sending_again_needs_the_word_and_a_member(season: Season):
    """It says who asked; within the hour nothing is sent again."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    look(season, one.meets_at + 5)
    with season.store.transaction():
        programmes.leave(season.store, 1, JONAS, one.meets_at)

    soon = stage.type("/leak digest 1 again", by=MINA, channel=CHANNEL)["text"]
    stage.bot.clock.set_to(one.meets_at + 2 * HOUR)
    stranger = stage.type("/leak digest again", by=JONAS, channel=CHANNEL)["text"]
    member = stage.type("/leak digest again", by=MINA, channel=CHANNEL)["text"]

    assert "within the hour" in soon
    assert "Only members" in stranger
    assert "posted once more" in member
    first, second = posts(season)
    assert f"Sent again; <@{MINA}> asked for it." in second["text"]
    assert ["digest-P1-R1", "digest-P1-R1-again-2"] == [key_of(first), key_of(second)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9", "There is no such round: name one from 1 to 3."),
        ("3", "Round 3 has not begun"),
        ("soon", "Name a round by its number"),
        ("again", "has not met yet"),
    ],
)
def test_what_cannot_be_shown_is_said(season: Season, typed: str, expected: str):
    """In a sentence, with what to do."""
    assert expected in season.stage.type(f"/leak digest {typed}", channel=CHANNEL)["text"]


def test_the_verdict_is_the_one_of_leak_trend(season: Season):
    """At the same moment, over the same reports, with and without a fix; and worked out before, it is the same."""
    stage, one = season.stage, season.rounds[0]
    for k in range(30):
        stage.report(event(timestamp=stage.now - (30 - k) ** 2 * DAY / 3), settle=False)
    stage.settle()
    store, at = stage.bot.store, one.meets_at
    stage.bot.digest_publisher.prepare(at)
    stage.report(event())

    (leak,) = digests.known_leaks(store, at)
    told = stage.bot.digest_publisher.verdicts.of([leak], at)[1]

    assert dict(trend_of(store, there(leak_views.view(store, 1, at)), at)) == told.trend
    assert compute_verdict(store, leak, has_fix=False, at=at) == told
    assert told.trend["p_value"] is not None


def test_a_fix_that_is_watched_says_how_long_it_is_quiet(season: Season):
    """The days of `/leak trend`, as of the meeting."""
    stage, one = season.stage, season.rounds[0]
    for k in range(1, 9):
        stage.report(event(timestamp=stage.now - k * 9 * DAY), settle=False)
    stage.settle()
    stage.type("/leak fix L1 5 days ago")
    stage.report(event("image-scale"))

    look(season, one.meets_at + 1)

    (post,) = posts(season)
    assert "*Fixes that are watched:* 1" in post["text"]
    assert "quiet for " in post["text"]


def test_who_swaps_eyes_for_a_check_has_investigated(season: Season):
    """Taking the 👀 back takes nothing from the ✅; who takes the ✅ back has not investigated."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    root = stage.root()
    for who, last in ((JONAS, "eyes"), (MINA, "white_check_mark")):
        for name, remove in (("eyes", False), ("white_check_mark", False), (last, True)):
            stage.react(root, name, by=who, remove=remove)

    look(season, one.meets_at)

    (post,) = posts(season)
    assert f"*Investigated:* 1: L1 `UploadService.valid` by <@{JONAS}>" in post["text"]
    assert "took back a mark on L1" in json.dumps(stage.messages())


def test_a_past_round_that_nobody_was_told_of_is_not_called_late(season: Season):
    """What one person looks at was not posted, and the meeting after it may be long over."""
    stage, one = season.stage, season.rounds[0]
    stage.report(event())
    stage.move(season.rounds[1].meets_at + DAY - stage.now)

    shown = stage.type("/leak digest 1", channel=CHANNEL)["text"]

    assert one.number == 1
    assert "It was not posted at its meeting." in shown
    assert "since the bot was down" not in shown
    assert "Next meeting" not in shown
