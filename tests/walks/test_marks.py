"""👀 and ✅ by reaction, button and command: one state machine, told once."""

import time
from collections.abc import Callable

import pytest

from tests.pace import within
from tests.walks.events import event
from tests.walks.stage import BOT_USER, HOUR, JONAS, MINA, OTHER_CHANNEL, YOU, Json, Stage, texts_of


@pytest.fixture
def marked(stage: Stage) -> Stage:
    """A stage with one leak."""
    stage.report(event())
    return stage


@pytest.fixture
def replied(marked: Stage) -> Stage:
    """A stage with one leak that was told again."""
    marked.move(HOUR)
    marked.report(event())
    return marked


def news(stage: Stage) -> list[str]:
    """What the thread was told of the leak's state."""
    return [said for said in stage.said() if said[0] in "👀✅↩"]


@pytest.mark.parametrize(
    ("name", "state", "told"),
    [
        ("eyes", "👀 *Investigating* since", "👀 <@U0LOCAL02> is investigating L1."),
        ("eyes::skin-tone-4", "👀 *Investigating* since", "👀 <@U0LOCAL02> is investigating L1."),
        ("white_check_mark", "✅ *Investigated* by <@U0LOCAL02>", "✅ <@U0LOCAL02> marked L1 as investigated."),
        ("heavy_check_mark", "✅ *Investigated* by <@U0LOCAL02>", "✅ <@U0LOCAL02> marked L1 as investigated."),
    ],
    ids=["eyes", "skin tone", "white", "heavy"],
)
def test_a_reaction_on_the_root_marks_the_leak(marked: Stage, name: str, state: str, told: str):
    """The root shows the state and who, and the thread says it once."""
    marked.react(marked.root(), name)

    assert state in texts_of(marked.root())
    assert "<@U0LOCAL02>" in texts_of(marked.root())
    assert [told] == news(marked)


def test_a_reaction_on_a_reply_marks_the_leak_too(replied: Stage):
    """Any message of ours about the leak will do."""
    replied.react(replied.replies()[0], "eyes")

    assert "👀 *Investigating*" in texts_of(replied.root())
    assert ["👀 <@U0LOCAL02> is investigating L1."] == news(replied)


def test_reactions_have_the_names_that_the_settings_give_them(open_stage: Callable[..., Stage]):
    """A team's own emoji counts, and the usual one then does not."""
    stage = open_stage(investigating_reactions=("mag",), investigated_reactions=("broom",))
    stage.report(event())
    stage.react(stage.root(), "eyes")
    before = stage.said()
    stage.react(stage.root(), "mag")
    stage.react(stage.root(), "broom")

    assert [] == before
    assert ["👀 <@U0LOCAL02> is investigating L1.", "✅ <@U0LOCAL02> marked L1 as investigated."] == stage.said()


def test_other_reactions_and_other_messages_mean_nothing(marked: Stage):
    """A 👍 on the root, and 👀 on people's own words, change nothing."""
    before = marked.root()
    said = marked.control("say", user=YOU, channel=before["channel"], text="who knows this one?")
    marked.react(before, "thumbsup")
    marked.react({"channel": before["channel"], "ts": said["ts"]}, "eyes")
    in_thread = marked.control("say", user=YOU, channel=before["channel"], text="I do", thread_ts=before["ts"])
    marked.react({"channel": before["channel"], "ts": in_thread["ts"]}, "white_check_mark")

    after = next(one for one in marked.roots() if one["ts"] == before["ts"])
    assert before["blocks"] == after["blocks"]
    assert "I do" == marked.said(before)[-1]
    assert 1 == len(marked.calls("chat.postMessage"))


def test_the_bots_own_reaction_means_nothing(marked: Stage):
    """Its user is nobody who investigates; the same event of a person is a mark."""
    before = texts_of(marked.root())
    answer = marked.deliver(marked.reaction_event(marked.root(), marked.now + 1, user=BOT_USER))

    unmoved = (texts_of(marked.root()), news(marked))
    marked.deliver(marked.reaction_event(marked.root(), marked.now + 1, user=MINA))

    assert 200 == answer.status_code
    assert (before, []) == unmoved
    assert ["👀 <@U0LOCAL02> is investigating L1."] == news(marked)


def test_taking_a_reaction_back_undoes_that_mark(marked: Stage):
    """The leak is open again, not returned, and the thread says who took it back."""
    marked.react(marked.root(), "eyes")
    taken = marked.type("/leak status")["text"]
    marked.react(marked.root(), "eyes", remove=True)
    status = marked.type("/leak status")["text"]

    assert "1 investigating" in taken
    assert "1 open" in status
    assert "returned" not in status
    assert "Nobody is on it yet" in texts_of(marked.root())
    assert news(marked)[1].startswith("↩️ <@U0LOCAL02> took back a mark on L1.")


def test_taking_a_reaction_back_undoes_only_that_persons_mark(marked: Stage):
    """Two are on it; one leaves; the other still is."""
    marked.react(marked.root(), "eyes", by=MINA)
    marked.react(marked.root(), "eyes", by=JONAS)
    both = texts_of(marked.root())
    marked.react(marked.root(), "eyes", by=MINA, remove=True)

    assert "<@U0LOCAL02>, <@U0LOCAL03>" in both
    shown = texts_of(marked.root())
    assert "👀 *Investigating*" in shown
    assert "<@U0LOCAL03>" in shown
    assert "<@U0LOCAL02>" not in shown


def test_who_investigated_is_who_still_says_so(marked: Stage):
    """Of two ✅ the later is taken back: the root names the other person."""
    marked.react(marked.root(), "white_check_mark", by=MINA)
    marked.react(marked.root(), "white_check_mark", by=JONAS)
    marked.react(marked.root(), "white_check_mark", by=JONAS, remove=True)

    assert "✅ *Investigated* by <@U0LOCAL02>" in texts_of(marked.root())


def test_the_same_reaction_on_root_and_reply_is_one_mark(replied: Stage):
    """It is told once, and it stands until the last of the two is taken back."""
    replied.react(replied.root(), "eyes")
    replied.react(replied.replies()[0], "eyes")
    twice = news(replied)
    replied.react(replied.root(), "eyes", remove=True)
    one_left = (texts_of(replied.root()), news(replied))
    replied.react(replied.replies()[0], "eyes", remove=True)

    assert ["👀 <@U0LOCAL02> is investigating L1."] == twice == one_left[1]
    assert "👀 *Investigating*" in one_left[0]
    assert "Nobody is on it yet" in texts_of(replied.root())


def test_a_redelivered_event_changes_nothing(marked: Stage):
    """Slack sends again what it heard no answer to, with the same event_id."""
    envelope = marked.reaction_event(marked.root(), marked.now + 1)
    marked.deliver(envelope)
    first = (texts_of(marked.root()), news(marked))
    answers = [marked.deliver(envelope, retry=retry).status_code for retry in (1, 2)]

    assert [200, 200] == answers
    assert first == (texts_of(marked.root()), news(marked))
    assert ["👀 <@U0LOCAL02> is investigating L1."] == first[1]


def test_a_redelivery_that_comes_after_the_undo_does_not_bring_the_mark_back(marked: Stage):
    """Slack keeps no order: added, removed, and added once more, five minutes late."""
    added = marked.reaction_event(marked.root(), marked.now + 1)
    marked.deliver(added)
    marked.deliver(marked.reaction_event(marked.root(), marked.now + 2, removed=True))
    told = news(marked)
    marked.deliver(added, retry=2)

    assert "Nobody is on it yet" in texts_of(marked.root())
    assert told == news(marked)


def test_a_removal_that_overtakes_its_reaction_leaves_no_mark(marked: Stage):
    """Removed first, added second, by their arrival; by their times it is the other way round."""
    marked.deliver(marked.reaction_event(marked.root(), marked.now + 2, removed=True))
    marked.deliver(marked.reaction_event(marked.root(), marked.now + 1))

    assert "Nobody is on it yet" in texts_of(marked.root())
    assert [] == news(marked)


def test_the_button_says_investigating_and_the_thread_hears_it_once(marked: Stage):
    """Pressed twice: one mark, one line, and the second answer says that nothing changed."""
    (first,) = marked.press(marked.root(), "leak_take")
    (second,) = marked.press(marked.root(), "leak_take")

    assert "👀 You are investigating L1" in first["text"]
    assert "Nothing changed" in second["text"]
    assert [MINA, MINA] == [first["only_for"], second["only_for"]]
    assert ["👀 <@U0LOCAL02> is investigating L1."] == news(marked)
    assert "👀 Investigating too" in texts_of(marked.root())


def test_the_done_button_settles_the_leak(marked: Stage):
    """✅ Investigated does what the reaction does."""
    (seen,) = marked.press(marked.root(), "leak_done")

    assert "is marked as investigated by you" in seen["text"]
    assert "✅ *Investigated* by <@U0LOCAL02>" in texts_of(marked.root())
    assert ["✅ <@U0LOCAL02> marked L1 as investigated."] == news(marked)


def test_the_menu_undoes_all_of_ones_own_marks(marked: Stage):
    """However they were made; another person's stay."""
    marked.react(marked.root(), "eyes", by=MINA)
    marked.press(marked.root(), "leak_done", by=MINA)
    marked.react(marked.root(), "eyes", by=JONAS)
    (seen,) = marked.press(marked.root(), "leak_more", value="undo:L1", by=MINA)

    assert "↩️ Your mark on L1" in seen["text"]
    shown = texts_of(marked.root())
    assert "👀 *Investigating*" in shown
    assert "<@U0LOCAL03>" in shown
    assert "<@U0LOCAL02>" not in shown


def test_the_menu_shows_the_leak_to_one_person(marked: Stage):
    """Show details is `/leak show`."""
    (message,) = marked.press(marked.root(), "leak_more", value="show:L1")

    assert MINA == message["only_for"]
    assert "What happened" in message["text"]


def test_the_menus_link_to_sentry_only_opens_a_page(marked: Stage):
    """Slack tells the bot of such a click as well; nothing follows."""
    seen = marked.press(marked.root(), "leak_more", value="sentry:L1", answers=0)
    unmoved = news(marked)
    (shown,) = marked.press(marked.root(), "leak_more", value="show:L1")

    assert ([], []) == (seen, unmoved)
    assert "What happened" in shown["text"]


@pytest.mark.parametrize("fault", ["slow:4", "500", "lost"])
def test_a_click_is_acknowledged_in_time_although_its_answer_cannot_be_shown(marked: Stage, fault: str):
    """A response URL that hangs or fails keeps the mark and does not let the click time out."""
    root = marked.root()
    marked.faults({"method": "response_url", "do": fault, "times": 5})
    began = time.monotonic()
    args = {"user": MINA, "channel": root["channel"], "ts": root["ts"], "action_id": "leak_take"}
    seen = marked.control("press", **args)
    took_s = time.monotonic() - began
    marked.settle()

    assert seen["ok"], seen
    assert took_s < within(2.9)
    assert ["👀 <@U0LOCAL02> is investigating L1."] == news(marked)


def test_each_surface_is_written_into_the_history_by_its_name(marked: Stage):
    """The audit trail tells a reaction from a button and from a command."""
    marked.react(marked.root(), "eyes", by=MINA)
    marked.press(marked.root(), "leak_take", by=JONAS)
    marked.type("/leak take L1", by=YOU)

    rows = marked.bot.store.query("SELECT who, surface FROM changes ORDER BY id")
    assert [(MINA, "reaction"), (JONAS, "button"), (YOU, "command")] == [(row["who"], row["surface"]) for row in rows]


def test_a_reaction_in_another_channel_with_the_same_ts_means_nothing(marked: Stage):
    """A message is known by channel and ts together."""
    root: Json = marked.root() | {"channel": OTHER_CHANNEL}
    marked.deliver(marked.reaction_event(root, marked.now + 1))
    elsewhere = news(marked)
    marked.deliver(marked.reaction_event(marked.root(), marked.now + 1))

    assert [] == elsewhere
    assert ["👀 <@U0LOCAL02> is investigating L1."] == news(marked)


def test_a_mark_survives_a_slack_that_cannot_say_who_the_bot_is(open_stage: Callable[..., Stage]):
    """Slack's API fails just after a start: the reaction counts, or Slack is asked to send it again."""
    stage = open_stage()
    stage.report(event())
    stage.faults({"method": "auth.test", "do": "500", "times": 3})
    envelope = stage.reaction_event(stage.root(), stage.now + 1)
    statuses = [stage.deliver(envelope, retry=retry).status_code for retry in range(2)]

    if statuses[0] == 200:
        assert ["👀 <@U0LOCAL02> is investigating L1."] == stage.said()
    assert 200 not in statuses or ["👀 <@U0LOCAL02> is investigating L1."] == stage.said()
