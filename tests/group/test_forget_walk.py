"""Forgetting and exporting in Slack: posts that go, a file that comes."""

from collections.abc import Callable

import pytest

from bot.core.group.button_ids import FORGET
from bot.core.texts.bundles import Texts
from bot.group import erasure
from bot.group.diaries import export_markdown
from bot.group.journal_posts import JournalPosts
from storage import journal, outbox
from storage.applause import counts
from storage.records import Section
from tests.group.seasons import CHANNEL, JONAS, MINA, Season, open_season
from tests.walks.stage import DAY, Stage, elements, until

WORDS = "I found the missing release in UploadService"


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    """Mina and Jonas have each shared a journal of round 1."""
    stage = open_stage()
    season = open_season(stage.bot.store, first="2026-09-27", weeks=2)
    season.join(MINA, JONAS)
    for person, words in ((MINA, WORDS), (JONAS, "Jonas' own words")):
        share(stage, season, person, words)
    stage.settle()
    return stage


def share(stage: Stage, season: Season, person: str, words: str) -> None:
    """An entry with a thread, posted."""
    store, now = stage.bot.store, int(stage.now)
    long = [Section("learned", "", "\n".join(f"{words} {n} " + "y" * 90 for n in range(60)))]
    with store.transaction():
        journal.save(store, season.programme.id, 1, person, [Section("did", "", words), *long], None, now)
        journal.share(store, season.programme.id, 1, person, now)
        entry = journal.find(store, season.programme.id, 1, person)
        assert entry is not None
        JournalPosts(store, Texts("en"), stage.bot.clock.now).follow(entry)
    stage.wake()
    stage.settle()


def seen(stage: Stage, words: str) -> list[dict]:
    """What stands in the channel with these words in it."""
    return [one for one in stage.messages(CHANNEL) if words in str(one)]


def pass_time(stage: Stage) -> bool:
    """A few seconds go by while the bot works on: a channel that Slack asked to leave alone is spoken in again."""
    stage.bot.clock.set_to(stage.now + 5)
    stage.wake()
    return True


def direct(stage: Stage, person: str) -> list[dict]:
    state = stage.state()
    own = [id_ for id_, one in state["channels"].items() if one.get("user") == person]
    return [one for channel in own for one in state["messages"].get(channel, [])]


def test_all_posts_go_and_those_of_others_stay(stage: Stage):
    """After a button that Slack asks about once more; a reply of somebody else stays in the thread."""
    root, *replies = seen(stage, WORDS)
    comment = {"user": JONAS, "channel": CHANNEL, "text": "Well found!", "thread_ts": root["ts"]}
    assert stage.control("say", **comment)["ok"]
    jonas = len(seen(stage, "Jonas' own words"))

    asked = stage.type("/leak journal forget", by=MINA, channel=CHANNEL)
    (button,) = elements(asked)
    (told,) = stage.press(asked, FORGET, by=MINA)
    (again,) = stage.press(asked, FORGET, by=MINA)

    assert f"1 journal, {1 + len(replies)} posts in Slack, no candidates" in asked["text"]
    assert "danger" == button["style"] == button["confirm"]["style"]
    assert "Forgotten" in told["text"]
    assert "nothing of yours" in again["text"]
    assert [] == seen(stage, WORDS)
    assert 1 == len(seen(stage, "Well found!"))
    assert [root["ts"]] == [call["ts"] for call in stage.calls("chat.delete")][-1:]
    assert jonas == len(seen(stage, "Jonas' own words")) > 1
    assert 1 + len(replies) == len(stage.calls("chat.delete"))


def test_a_lost_answer_deletes_nothing_twice(stage: Stage):
    """Slack deleted it and the answer was lost: the next try finds it gone, and all is well."""
    stage.faults({"method": "chat.delete", "do": "lost"}, {"method": "chat.delete", "do": "429", "retry_after": 2})

    erasure.forget(stage.bot.store, MINA, "terminal", int(stage.now))
    until(lambda: pass_time(stage) and not seen(stage, WORDS), "all is deleted")
    until(lambda: pass_time(stage) and not outbox.due(stage.bot.store, int(stage.now)), "nothing waits")

    assert len({one["ts"] for one in stage.calls("chat.delete")}) + 2 == len(stage.calls("chat.delete"))
    assert 0 == outbox.backlog(stage.bot.store, int(stage.now)).dead


def test_a_root_with_replies_of_others_is_gone_when_slack_says_it_cannot_go(stage: Stage):
    """The answer to its removal was lost: the second try meets the stone that Slack keeps in its place."""
    root, *replies = seen(stage, WORDS)
    comment = {"user": JONAS, "channel": CHANNEL, "text": "Well found!", "thread_ts": root["ts"]}
    assert stage.control("say", **comment)["ok"]
    answered = {"method": "chat.delete", "do": "slow:0.01", "times": len(replies)}
    stage.faults(answered, {"method": "chat.delete", "do": "lost"})

    erasure.forget(stage.bot.store, MINA, "terminal", int(stage.now))
    until(lambda: pass_time(stage) and not outbox.due(stage.bot.store, int(stage.now)), "nothing waits", 30)

    assert [] == seen(stage, WORDS)
    assert 0 == outbox.backlog(stage.bot.store, int(stage.now)).dead


def test_applause_in_slack_is_counted(stage: Stage):
    """Any reaction by others, on the root or a reply; the leak marks hear nothing of it."""
    root, *replies = seen(stage, WORDS)
    stage.react(root, "eyes", by=JONAS)
    stage.react(replies[0], "tada", by="U0LOCAL01")
    stage.react(root, "clap", by=MINA)
    stage.react(root, "tada", by="U0LOCAL01")
    before = counts(stage.bot.store, 1, 1)

    stage.react(replies[0], "tada", by="U0LOCAL01", remove=True)
    stage.react(root, "tada", by="U0LOCAL01", remove=True)

    assert {MINA: 2} == before
    assert {MINA: 1} == counts(stage.bot.store, 1, 1)


def test_the_diary_comes_as_a_file(stage: Stage):
    """Once, however often it is asked for within the minute, and it is what the terminal would write."""
    expected = export_markdown(stage.bot.store, 1, MINA, Texts("en"))

    answers = [stage.type("/leak journal export", by=MINA, channel=CHANNEL) for _ in range(2)]

    (message,) = [one for one in direct(stage, MINA) if one.get("files")]
    (file,) = message["files"]
    content = stage.http.get(file["url_private"], timeout=60).content
    assert {"Your diary comes as a file in our direct messages."} == {one["text"] for one in answers}
    assert expected == content.decode()
    assert WORDS in expected
    assert "Jonas' own words" not in expected
    assert file["name"].startswith(f"diary-P1-{MINA}-")
    assert file["name"].endswith(".md")
    assert [] == [one for one in direct(stage, JONAS) if one.get("files")]


@pytest.mark.parametrize("method", ["files.completeUploadExternal", "conversations.open"])
def test_a_lost_answer_brings_no_second_file(stage: Stage, method: str):
    """The share is looked for by its name."""
    stage.faults({"method": method, "do": "lost"})
    stage.type("/leak journal export", by=MINA, channel=CHANNEL, settle=False)
    for _ in range(6):
        stage.move(30)

    assert 1 == len([one for one in direct(stage, MINA) if one.get("files")])


def test_a_minute_later_it_may_come_again(stage: Stage):
    """With what was written since; who wrote nothing gets none."""
    stage.type("/leak journal export", by=MINA, channel=CHANNEL)
    stage.move(DAY)
    stage.type("/leak journal 내보내기", by=MINA, channel=CHANNEL)

    nothing = stage.type("/leak journal export", by="U0LOCAL01", channel=CHANNEL)

    assert 2 == len([one for one in direct(stage, MINA) if one.get("files")])
    assert "nothing to export yet" in nothing["text"]


def test_a_file_asked_for_before_forgetting_holds_nothing(stage: Stage):
    """Slack was away when it was asked for: then it does not come at all. Jonas, who keeps his, gets it."""
    stage.faults(*[{"method": "conversations.open", "do": "429", "retry_after": 60}] * 2)
    for person in (MINA, JONAS):
        stage.type("/leak journal export", by=person, channel=CHANNEL, settle=False)
    stage.settle()

    erasure.forget(stage.bot.store, MINA, "command", int(stage.now))
    for _ in range(4):
        stage.move(60)

    files = [len([one for one in direct(stage, person) if one.get("files")]) for person in (MINA, JONAS)]
    assert [0, 1] == files
