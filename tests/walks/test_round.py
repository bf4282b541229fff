"""The round that is on, who takes part, and passes: typed into Slack, over a whole programme."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.programme_source import programme_source
from bot.core.group import date_changes
from bot.core.group.round_words import day_words
from bot.core.texts.bundles import Texts
from bot.group.programme_file import seed
from bot.group.rounds import present_of
from storage import journal, programmes
from storage.records import Section
from tests.walks.stage import DAY, HOUR, JONAS, MINA, OTHER_CHANNEL, Stage, elements, texts_of

CHECKOUT = Path(__file__).parents[2]
# The stage's noon is a Saturday evening in Seoul: the example's first meeting is a day later, at 21:00 there.
SHARE = "leak_share"


@pytest.fixture
def season(stage: Stage) -> Stage:
    """A stage with the example's programme, four weeks."""
    seed(stage.bot.store, programme_source(stage.bot.settings, CHECKOUT / "programme.toml"), stage.bot.clock.now())
    return stage


def write(stage: Stage, number: int, by: str = MINA, share: bool = True) -> None:
    """An entry of one word."""
    now = stage.bot.clock.now()
    with stage.bot.store.transaction():
        journal.save(stage.bot.store, 1, number, by, [Section("did", "", "secretword")], None, now)
        if share:
            journal.share(stage.bot.store, 1, number, by, now)


@pytest.mark.parametrize("text", ["/leak round", "/leak 회차", "/leak ROUND"])
def test_the_round_tells_theme_period_and_meeting(season: Stage, text: str):
    """Which of how many; the meeting in each reader's own zone."""
    said = season.type(text)["text"]

    assert "Round 1 of 4: Candidates" in said
    assert "List the problems" in said
    assert "Mon 21 Sep 2026 to Sun 27 Sep 2026 (Asia/Seoul)" in said
    assert "|2026-09-27 21:00 UTC+09:00>, in 24 h" in said
    assert "Then: 2 · Choice by ROI" in said


def test_without_a_programme_it_says_how_to_get_one(stage: Stage):
    """Whoever asks learns who can change that."""
    for text in ("/leak round", "/leak round join", "/leak pass"):
        assert "`python -m bot programme seed`" in stage.type(text)["text"]


def test_joining_and_leaving(season: Stage):
    """Each once; what is due stands in the answer only for those who take part."""
    assert "You do not take part" in season.type("/leak round")["text"]

    assert "You take part in Growth season now" in season.type("/leak round join")["text"]
    assert "already" in season.type("/leak 회차 참여")["text"]
    assert "For you: your entry is due at the meeting" in season.type("/leak round")["text"]
    assert "You do not take part" in season.type("/leak round", by=JONAS)["text"]
    assert "no more" in season.type("/leak round leave")["text"]
    assert "Nothing changed" in season.type("/leak round leave")["text"]
    assert "You do not take part" in season.type("/leak round")["text"]


def test_what_is_due_follows_the_entry(season: Stage):
    """Missing, then a draft, then shared; the text itself is never in the answer."""
    season.type("/leak round join")
    missing = season.type("/leak round")["text"]
    write(season, 1, share=False)
    draft = season.type("/leak round")["text"]
    write(season, 1)
    shared = season.type("/leak round")

    assert "your entry is due" in missing
    assert "your draft is kept" in draft
    assert "your entry is shared" in shared["text"]
    assert "secretword" not in draft + texts_of(shared)


def test_within_the_grace_hour_the_old_round_is_still_told(season: Stage):
    """After the meeting the next round is on; the missing entry is on time for another hour."""
    season.type("/leak round join")
    season.move(DAY + HOUR)
    in_grace = season.type("/leak round")["text"]
    season.move(1)
    late = season.type("/leak round")["text"]

    assert "Round 2 of 4" in in_grace
    assert "Round 1 has just met: your entry for it is on time until" in in_grace
    assert "|2026-09-27 22:00 UTC+09:00>" in in_grace
    assert "has just met" not in late


def test_over_a_whole_programme(season: Stage):
    """Before, each round, and after the last; days left in words."""
    season.bot.clock.set_to(season.now - 10 * DAY)
    before = season.type("/leak round")["text"]
    seen = []
    season.move(8 * DAY)
    for _ in range(4):
        seen.append(season.type("/leak round")["text"].split("\n")[0])
        season.move(7 * DAY)
    after = season.type("/leak round")["text"]

    assert "Growth season begins on Mon 21 Sep 2026, in 4 days. Round 1 of 4, Candidates, meets" in before
    assert [f"*Round {n} of 4: {title}*" for n, title in enumerate(
        ("Candidates", "Choice by ROI", "Reproduction and fix", "PR and follow-up"), start=1
    )] == seen  # fmt: skip
    assert "Growth season has ended. 4 rounds were held" in after
    assert "|2026-10-18 21:00 UTC+09:00>" in after


def test_a_pass_is_taken_told_and_given_back(season: Stage):
    """It is no miss; one is all there is."""
    season.type("/leak round join")

    taken = season.type("/leak pass")["text"]
    told = season.type("/leak round")["text"]
    again = season.type("/leak 패스")["text"]
    second = season.type("/leak pass 2")["text"]
    back = season.type("/leak pass back")["text"]
    nothing = season.type("/leak 패스 취소")["text"]

    assert "You sit round 1 out (Candidates). That is not a miss." in taken
    assert "No passes are left." in taken
    assert "you sit this round out" in told
    assert "Passes: 0 of 1 left" in told
    assert "already" in again
    assert "No passes are left: the one pass is used, for round 1." in second
    assert "You take part in round 1 after all" in back
    assert "1 pass is left" in back
    assert "You had no pass for round 1" in nothing


def test_within_the_grace_hour_a_pass_is_for_the_round_that_just_met(season: Stage):
    """Until that hour is over; then it is too late, and a plain pass is for the next."""
    season.type("/leak round join")
    season.type("/leak round join", by=JONAS)
    season.move(DAY + HOUR)
    just = season.type("/leak pass")["text"]
    season.move(1)
    late = season.type("/leak pass 1", by=JONAS)["text"]
    kept = season.type("/leak pass back 1")["text"]
    following = season.type("/leak pass", by=JONAS)["text"]

    assert "You sit round 1 out" in just
    assert "Round 1 met" in late
    assert "its passes no longer change" in late
    assert "its passes no longer change" in kept
    assert "You sit round 2 out" in following
    assert [(1, MINA), (2, JONAS)] == programmes.passes(season.bot.store, 1)


def test_a_shared_entry_needs_no_pass_and_gives_one_back(season: Stage):
    """Whoever wrote after all has the pass for another week."""
    season.type("/leak round join")
    season.type("/leak pass")
    write(season, 1)

    assert "1 of 1 left" in season.type("/leak round")["text"]
    assert "You sit round 2 out" in season.type("/leak pass 2")["text"]
    season.type("/leak round join", by=JONAS)
    write(season, 1, by=JONAS)
    assert "it needs no pass" in season.type("/leak pass 1", by=JONAS)["text"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/leak pass", "You do not take part in Growth season, so nothing is due"),
        ("/leak pass 9", "Growth season has no round 9: its rounds are 1 to 4"),
        ("/leak pass <!channel>", "`&lt;!channel&gt;` is no round"),
        ("/leak round <@U1>", "`&lt;@u1&gt;` is nothing that I know about rounds"),
    ],
)
def test_what_cannot_be_is_said_plainly(season: Stage, text: str, says: str):
    """Nothing that was typed comes back as a mention."""
    assert says in season.type(text)["text"]
    assert [] == programmes.passes(season.bot.store, 1)


def test_a_skipped_round_is_told_and_needs_no_pass(season: Stage):
    """A pass that was taken for it is free again."""
    store = season.bot.store
    season.type("/leak round join")
    season.type("/leak pass 2")
    with store.transaction():
        for one in date_changes.skip(programmes.rounds(store, 1), 2, season.bot.clock.now()):
            programmes.put_round(store, one)
    assert "Round 2 is skipped" in season.type("/leak pass 2")["text"]
    season.move(2 * DAY)

    said = season.type("/leak round")["text"]
    assert "Round 3 of 4" in said
    assert "Round 2 was skipped: its time belongs to this one." in said
    assert "Mon 28 Sep 2026 to Sun 11 Oct 2026" in said
    assert "Passes: 1 of 1 left" in said


def test_a_shared_answer_says_nothing_of_who_asked(season: Stage):
    """The channel sees the round, not what somebody owes; and sharing changes nothing."""
    season.type("/leak round join")
    private = season.type("/leak round")
    (button,) = [one for one in elements(private) if one["action_id"] == SHARE]

    (shared,) = season.press(private, SHARE, value=button["value"])

    assert "Round 1 of 4" in shared["text"]
    assert "Meeting:" in shared["text"]
    assert "For you" not in shared["text"]
    assert "Passes" not in shared["text"]
    season.press(private, SHARE, value="round leave")
    assert [MINA] == [one.person for one in programmes.members(season.bot.store, 1)]


def test_in_korean(open_stage):
    """The same in Korean."""
    stage = open_stage(leak_language="ko")
    seed(stage.bot.store, programme_source(stage.bot.settings, CHECKOUT / "programme.toml"), stage.bot.clock.now())
    stage.type("/leak 회차 참여")

    said = stage.type("/leak 회차")["text"]

    assert "4회차 중 1회차: Candidates" in said
    assert "2026. 9. 21. (월) ~ 2026. 9. 27. (일)" in said
    assert "내 할 일" in said
    assert "1회차(Candidates)는 쉽니다" in stage.type("/leak 패스")["text"]


def test_the_channel_decides_which_programme_is_meant(season: Stage, tmp_path: Path):
    """Two groups in two channels, each with its own season."""
    file = tmp_path / "other.toml"
    text = (CHECKOUT / "programme.toml").read_text("utf-8")
    file.write_text(
        text.replace('"Growth season"', '"Book club"').replace('# channel = "C0123456789"', 'channel = "C0LEAKS0001"')
    )
    seed(season.bot.store, programme_source(season.bot.settings, file), season.bot.clock.now())

    assert "Book club" in season.type("/leak round")["text"]
    assert "Growth season" in season.type("/leak round", channel=OTHER_CHANNEL)["text"]


def test_dates_move_under_a_running_bot(open_stage, tmp_path: Path):
    """Another process shifts the meeting; the next question is answered with the new date."""
    stage = open_stage(at=None)
    seed(stage.bot.store, programme_source(stage.bot.settings, CHECKOUT / "programme.toml"), stage.bot.clock.now())
    db = stage.bot.settings.database_url
    before = present_of(stage.bot.store, stage.bot.clock.now(), None)

    done = subprocess.run(
        [sys.executable, "-m", "bot", "programme", "shift", "1", "1w", "--db", db],
        cwd=CHECKOUT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip

    after = present_of(stage.bot.store, stage.bot.clock.now(), None)
    assert before is not None
    assert after is not None
    assert "→" in done.stdout
    assert [one.meets_at + 7 * DAY for one in before[1]] == [one.meets_at for one in after[1]]
    assert after[1][0].meets_on in stage.type("/leak round")["text"]


def test_every_sentence_is_there_in_both_languages():
    """The calendar's words: each day and month by name."""
    assert "Thu 29 Feb 2024" == day_words(Texts("en"), "2024-02-29")
    assert "2024. 2. 29. (목)" == day_words(Texts("ko"), "2024-02-29")
    assert 12 == len({day_words(Texts("en"), f"2026-{month:02d}-01")[4:] for month in range(1, 13)})
