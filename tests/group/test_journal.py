"""The growth journal: its modal, its post and its thread, in the local workspace."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.group import date_changes
from storage import journal, outbox, programmes
from storage.sqlite import SqliteEngine
from tests.group.journal_desk import Desk, a_desk, blocks_of, shown, words
from tests.group.seasons import CHANNEL, DAY, HOUR, JONAS, MINA, open_season
from tests.optional import there
from tests.walks.events import event
from tests.walks.stage import CHANNEL as OTHER_CHANNEL
from tests.walks.stage import Stage, elements, texts_of


@pytest.fixture
def desk(open_stage: Callable[..., Stage]) -> Desk:
    """A programme whose first round meets tomorrow at noon."""
    return a_desk(open_stage())


@pytest.mark.parametrize("text", ["/leak journal", "/leak 일지"])
def test_the_modal_opens_for_the_round_that_is_on(desk: Desk, text: str):
    """No answer in the channel: the modal is the answer."""
    seen = desk.stage.control("command", user=MINA, channel=CHANNEL, text=text)

    view = seen["view"]
    assert [] == seen["messages"]
    assert "Journal, round 1" == view["title"]["text"]
    assert "Round 1: Week 1" in words(view)
    assert ["did", "numbers", "learned", "next", "help"] == [
        name for name, block in blocks_of(view).items() if block["type"] == "input"
    ]


def test_the_shortcut_opens_it_too(desk: Desk):
    """From anywhere: Slack tells of no channel."""
    seen = desk.stage.control("shortcut", user=MINA, callback_id="journal_write")

    assert "Journal, round 1" == seen["view"]["title"]["text"]


def test_the_shortcut_means_ones_own_programme(desk: Desk):
    """Of two that are on, the one that the person belongs to; in a channel that channel's."""
    other = open_season(desk.stage.bot.store, name="Other", channel=OTHER_CHANNEL, weeks=9)
    other.move(1, "2026-09-27", "09:00")
    desk.season.join(MINA)

    seen = desk.stage.control("shortcut", user=MINA, callback_id="journal_write")

    assert seen["view"]["private_metadata"].startswith(f"[{desk.season.programme.id},")


def test_without_a_programme_the_answer_says_so(open_stage: Callable[..., Stage]):
    """In words to the command, in a small modal to the shortcut."""
    stage = open_stage()

    answer = stage.type("/leak journal")
    seen = stage.control("shortcut", user=MINA, callback_id="journal_write")

    assert "No programme is there yet" in answer["text"]
    assert "No programme is there yet" in words(seen["view"])


def test_before_the_first_round_the_answer_says_so(open_stage: Callable[..., Stage]):
    """A programme that begins next month takes no entries."""
    stage = open_stage()

    a_desk(stage, first="2026-10-25")

    assert "has not begun yet" in stage.type("/leak journal", channel=CHANNEL)["text"]


def test_to_share_something_must_be_written(desk: Desk):
    """The modal stays open, and says it at both fields of which one is needed."""
    view = desk.open()

    seen = desk.share(view, help="somebody to pair with")

    ids = {name: block["block_id"] for name, block in blocks_of(view).items()}
    assert {ids["did"], ids["learned"]} == set(seen["errors"])
    assert "write a line here" in seen["errors"][ids["did"]]
    assert desk.entry() is None
    assert [] == desk.posts()


def test_a_draft_is_the_default(desk: Desk):
    """The button says so; one typed line that is saved is seen by nobody else."""
    view = desk.open()

    desk.submit(view, did="half a thought")

    assert "Save draft" == view["submit"]["text"]
    assert "Only you see a draft." in words(view)
    assert there(desk.entry()).shared_at is None
    assert [] == desk.posts()


def test_an_empty_draft_is_none(desk: Desk):
    """Nothing was written, so nothing is stored, and nobody becomes a member."""
    desk.submit(desk.open())

    assert desk.entry() is None
    assert [] == programmes.members(desk.stage.bot.store, 1)


def test_sharing_has_its_verb_on_the_button(desk: Desk):
    """It names the channel, keeps what was typed, and can be taken back; an entry that is shared is updated."""
    view = desk.press(desk.open(), "journal_share", value="share", block_id="sharing", did="half a thought")
    back = desk.press(view, "journal_share", value="draft", block_id="sharing", did="a whole thought")

    desk.share(back, did="a whole thought")

    assert ("Share", "Save draft", "Update the post") == tuple(
        one["submit"]["text"] for one in (view, back, desk.open())
    )
    assert f"“Share” posts this entry in <#{CHANNEL}>." in words(view)
    assert ["half a thought", "a whole thought"] == [shown(one)["did"] for one in (view, back)]
    assert "sharing" not in blocks_of(desk.open())
    assert 1 == len(desk.posts())


def test_a_button_that_saves_a_draft_never_changes_a_post(desk: Desk):
    """The entry was shared in another window meanwhile: the modal says so, and its button then says what it does."""
    desk.submit(desk.open(), did="wrote a test")
    other, store = desk.open(), desk.stage.bot.store
    with store.transaction():
        journal.share(store, 1, 1, MINA, int(desk.stage.now))

    seen = desk.submit(other, did="not for everybody yet")

    assert "changed or shared in another window" in words(seen["view"])
    assert "Update the post" == seen["view"]["submit"]["text"]
    assert "wrote a test" == there(desk.entry()).sections[0].text
    assert [] == desk.posts()


def test_a_draft_is_kept_and_shown_again(desk: Desk):
    """Nobody else sees it; it may be empty of what sharing needs."""
    desk.submit(desk.open(), numbers="7 → 2", next="- ask for a review\nrelease it")

    view = desk.open()

    assert {"numbers": "7 → 2", "next": "- ask for a review\nrelease it"} == shown(view)
    assert "Draft, kept" in words(view)
    assert "Save draft" == view["submit"]["text"]
    assert [] == desk.posts()
    assert {} == shown(desk.open(by=JONAS))


def test_sharing_posts_a_root_and_the_whole_entry_in_its_thread(desk: Desk):
    """With the writer's own `code`, *bold* and lists; who was no member is one now."""
    seen = desk.share(
        desk.open(),
        did="wrote `a test`\n- and *ran* it",
        learned="look at https://example.com/a?b=1&c=2.",
        next="fix it",
    )

    assert seen["ok"]
    assert seen["view"] is None
    (post,) = desk.posts()
    (reply,) = desk.thread(post)
    assert f"📓 *<@{MINA}> shared their journal* · round 1: Week 1" in post["text"]
    assert "wrote `a test`\n- and *ran* it" in texts_of(post).replace("\\n", "\n")
    assert "*What I did*\nwrote `a test`\n- and *ran* it" in reply
    assert "look at <https://example.com/a?b=1&amp;c=2>." in reply
    assert ["fix it"] == [one.text for one in journal.actions(desk.stage.bot.store, 1, 1, MINA)]
    assert MINA in [one.person for one in programmes.members(desk.stage.bot.store, 1)]


def test_no_mention_and_no_forged_link_comes_out(desk: Desk):
    """What is typed like Slack's own marks is shown as typed."""
    desk.share(desk.open(), did="<!channel> <@U0LOCAL03> <https://evil.example|https://bank.example> `<!here>`")

    (post,) = desk.posts()
    said = texts_of(post) + "".join(desk.thread(post))
    assert [] == [mark for mark in ("<!channel>", "<@U0LOCAL03>", "<!here>", "|https://bank") if mark in said]
    assert "&lt;!channel&gt;" in said


def test_a_shared_entry_is_edited_and_the_post_follows(desk: Desk):
    """The modal opens with what was shared; root and reply change, nothing new is posted."""
    desk.share(desk.open(), did="wrote a test", learned="a lot")
    desk.stage.move(HOUR)

    view = desk.open()
    desk.share(view, did="wrote two tests", learned="")

    assert {"did": "wrote a test", "learned": "a lot"} == shown(view)
    assert "sharing" not in blocks_of(view)
    (post,) = desk.posts()
    (reply,) = desk.thread(post)
    assert "wrote two tests" in post["text"]
    assert "Edited" in post["text"]
    assert "wrote two tests" in reply
    assert "a lot" not in reply


def test_a_long_entry_comes_in_several_replies_and_shrinks_again(desk: Desk):
    """Each reply says in its text all that it shows; one that is not needed any more says so, and can come back."""
    long = "\n".join(f"line {n} " + "가나다라마바사아자차" * 4 for n in range(60))
    desk.share(desk.open(), did=long[:3000], learned=long[:3000])
    desk.stage.move(HOUR)
    (post,) = desk.posts()
    many = desk.thread(post)
    desk.share(desk.open(), did="short", learned="")
    desk.stage.move(HOUR)
    few = desk.thread(post)
    desk.share(desk.open(), did="short", learned=long[:3000])

    again = desk.thread(post)
    assert len(many) > 3
    assert all(len(one.encode()) < 4000 for one in many)
    assert "line 0" in many[0]
    assert long[:3000].splitlines()[30] in "\n".join(many)
    assert "short" in few[0]
    assert {"This part was taken out when the entry was edited."} == set(few[1:])
    assert long[:3000].splitlines()[30] in "\n".join(again)
    assert len(many) == len(again)


def test_the_same_submission_twice_is_one_entry(desk: Desk):
    """A double click, or a request that Slack sends again: no second post, and no sign of an edit."""
    view = desk.open()
    desk.share(view, did="wrote a test")
    desk.stage.move(60)
    (first,) = [one for one in desk.stage.workspace.room.courier.deliveries if one.kind == "view_submission"]

    desk.stage.control("redeliver", event_id=first.id)
    desk.stage.settle()

    (post,) = desk.posts()
    assert 1 == len(desk.thread(post))
    assert "Edited" not in post["text"]


def test_two_windows_cannot_overwrite_each_other_unseen(desk: Desk):
    """The later one is shown what was kept meanwhile; saved again, it wins."""
    other = desk.open()
    desk.season.write(1, MINA, "from the phone", int(desk.stage.now), share=False)

    seen = desk.submit(other, did="from the desk")

    view = seen["view"]
    assert "changed or shared in another window" in words(view)
    assert "Kept meanwhile: from the phone" in words(view)
    assert "from the desk" == shown(view)["did"]
    assert "from the phone" == there(desk.entry()).sections[0].text
    desk.submit(view, did="from the desk")
    assert "from the desk" == there(desk.entry()).sections[0].text


def test_clicks_at_once_make_one_entry(desk: Desk):
    """Eight threads submit the same modal: one root, one reply."""
    view = desk.press(desk.open(), "journal_share", value="share", block_id="sharing", did="wrote a test")
    clicks = [threading.Thread(target=desk.submit, args=(view,), kwargs={"did": "wrote a test"}) for _ in range(8)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()

    (post,) = desk.posts()
    assert 1 == len(desk.thread(post))


def test_a_store_that_takes_no_writes_keeps_the_modal_open(desk: Desk):
    """Nothing is acknowledged before it is kept: the modal says so, and the text is still in it."""
    store = desk.stage.bot.store
    view = desk.press(desk.open(), "journal_share", value="share", block_id="sharing", did="wrote a test")
    blocker = SqliteEngine(desk.stage.bot.settings.database_file)
    with blocker.transaction():
        blocker.execute("UPDATE counters SET value = value")
        seen = desk.submit(view, did="wrote a test")
    blocker.close()

    assert not seen["ok"]
    assert view["id"] == seen["view"]["id"]
    assert desk.entry() is None or there(desk.entry()).shared_at is not None
    assert desk.submit(view, did="wrote a test")["ok"]
    assert 1 == len(desk.posts())
    assert store is desk.stage.bot.store


def test_within_the_grace_the_entry_is_for_the_meeting_that_was(desk: Desk):
    """Half an hour after the meeting it is still on time."""
    desk.stage.move(DAY + HOUR // 2)

    view = desk.open()
    desk.share(view, did="just in time")
    desk.stage.move(4 * HOUR)

    assert "Journal, round 1" == view["title"]["text"]
    (post,) = desk.posts()
    assert "after the meeting" not in post["text"]
    assert "Journal, round 2" == desk.open()["title"]["text"]


def test_the_last_round_can_be_chosen_and_is_marked_late(desk: Desk):
    """Two days after the meeting the present round is meant, unless one chooses."""
    desk.stage.move(3 * DAY)
    view = desk.open()
    assert "Journal, round 2" == view["title"]["text"]

    view = desk.press(view, "journal_round", value="1", did="late but here")
    desk.share(view, did="late but here")

    assert "Journal, round 1" == view["title"]["text"]
    assert "late but here" == shown(view)["did"]
    (post,) = desk.posts()
    assert "It came after the meeting" in post["text"]
    assert desk.entry(2) is None


def test_a_modal_that_was_open_too_long_does_not_change_the_past(desk: Desk):
    """Its text is carried to the round that is on, and kept when it is saved again."""
    view = desk.open()
    desk.stage.move(9 * DAY)

    seen = desk.share(view, did="an old window")

    assert "Round 1 takes no entries any more" in words(seen["view"])
    assert desk.entry(1) is None
    desk.share(seen["view"], did="an old window")
    assert "an old window" == there(desk.entry(3)).sections[0].text


def test_rounds_that_move_away_under_an_open_modal_lose_nothing(desk: Desk):
    """Nobody's round has begun any more: what was typed is kept for the round that it was typed for."""
    view = desk.open()
    for number, one in enumerate(desk.season.rounds):
        later = replace(one, begins_at=one.begins_at + (30 + number) * DAY, meets_at=one.meets_at + (30 + number) * DAY)
        with desk.stage.bot.store.transaction():
            programmes.put_round(desk.stage.bot.store, later)

    seen = desk.submit(view, did="wrote a test")

    entry = desk.entry()
    assert "errors" not in seen or not seen["errors"]
    assert entry is not None
    assert ["wrote a test"] == [part.text for part in entry.sections]


def test_action_items_come_back_to_be_ticked(desk: Desk):
    """What was set out in one round stands in the next one's modal, and its ticks in the post."""
    desk.share(desk.open(), did="a test", next="* write the patch\n* ask Jonas")
    desk.stage.move(2 * DAY)

    view = desk.open()
    desk.share(view, did="patched", ticked0=[key_of(view, "write the patch")])

    assert "What you set out to do in round 1" == blocks_of(view)["ticked0"]["label"]["text"]
    reply = desk.thread(desk.posts()[-1])[0]
    assert "☑ write the patch\n☐ ask Jonas" in reply
    done, open_ = journal.actions(desk.stage.bot.store, 1, 1, MINA)
    assert done.done_at is not None
    assert open_.done_at is None


def test_an_entry_for_a_round_that_was_skipped_can_still_be_written(desk: Desk):
    """A draft is not stranded by `programme skip`: it is a choice beside the round that has its time now."""
    desk.submit(desk.open(), did="half a thought")
    with desk.stage.bot.store.transaction():
        for one in date_changes.skip(desk.season.rounds, 1, int(desk.stage.now)):
            programmes.put_round(desk.stage.bot.store, one)

    view = desk.press(desk.open(), "journal_round", value="1")
    desk.share(view, learned="the rest of it")

    assert "half a thought" == shown(view)["did"]
    assert there(desk.entry(1)).shared_at is not None
    assert 1 == len(desk.posts())


def key_of(view: dict, text: str) -> str:
    """The value of the box with this text."""
    options = [
        option
        for name, block in blocks_of(view).items()
        if name.startswith(("ticked", "older"))
        for option in block["element"]["options"]
    ]
    return next(one["value"] for one in options if one["text"]["text"] == text)


def test_promises_stay_until_they_are_done_or_dropped(desk: Desk):
    """New ones do not end them: they are in the modal and in the post; what was set again is there once."""
    store = desk.stage.bot.store
    desk.share(desk.open(), did="a test", next="write the patch\nask Jonas\nread the docs\ncall Bob")
    desk.stage.move(3 * DAY)
    view = desk.open()
    desk.share(view, did="asked", next="deploy\ncall Bob", ticked0=[key_of(view, "ask Jonas")])
    desk.stage.move(7 * DAY)

    view = desk.open()
    texts = [
        [option["text"]["text"] for option in blocks_of(view)[name]["element"]["options"]]
        for name in ("ticked0", "older0", "dropped")
    ]
    ticked, dropped = [key_of(view, "write the patch")], [key_of(view, "read the docs"), key_of(view, "call Bob")]
    desk.share(view, did="patched", older0=ticked, dropped=dropped)

    assert "Journal, round 3" == view["title"]["text"]
    assert "Still open from earlier rounds" == blocks_of(view)["older0"]["label"]["text"]
    assert ["deploy", "call Bob"] == texts[0]
    assert ["write the patch", "read the docs"] == texts[1]
    assert ["write the patch", "read the docs", "deploy", "call Bob"] == texts[2]
    reply = desk.thread(desk.posts()[-1])[0]
    assert "*From the round before*\n☐ deploy" in reply
    assert "*Still open from earlier rounds*\n☑ write the patch" in reply
    assert "read the docs" not in reply
    assert [("write the patch", True), ("ask Jonas", True)] == [
        (one.text, one.done_at is not None) for one in journal.actions(store, 1, 1, MINA)
    ]
    assert [("deploy", False)] == [(one.text, one.done_at is not None) for one in journal.actions(store, 1, 2, MINA)]


def test_a_tick_alone_changes_the_post(desk: Desk):
    """The text is the same: only the box is."""
    desk.share(desk.open(), did="a test", next="write the patch")
    desk.stage.move(3 * DAY)
    desk.share(desk.open(), did="patched")

    view = desk.open()
    desk.share(view, ticked0=[key_of(view, "write the patch")])
    desk.stage.move(60)

    assert "☑ write the patch" in desk.thread(desk.posts()[-1])[0]


def test_a_leak_fills_in_its_numbers(desk: Desk):
    """Chosen and pressed: before → after with its n, below what stood there; the root names the leak."""
    for n in range(12):
        desk.stage.report(event(host=f"pod-{n}"))
        desk.stage.move(DAY // 2 if n > 6 else 2 * DAY)
    view = desk.open()

    view = desk.press(view, "journal_fill", leak="1", numbers="mine first", did="looked")
    desk.share(view, did="looked", leak="1")

    numbers = shown(view)["numbers"]
    assert numbers.startswith("mine first\n\nL1 · ByteBuf leaks in UploadService.valid\n")
    assert "→" in numbers or "too few" in numbers
    assert "episodes" in numbers or "reports" in numbers
    assert [] == [mark for mark in ("<", "*", "&") if mark in numbers]
    assert "About L1 · `ByteBuf` leaks in `UploadService.valid`" in desk.posts()[-1]["text"]


def test_without_a_leak_the_button_says_what_to_do(desk: Desk):
    """Choose one first."""
    desk.stage.report(event())

    view = desk.press(desk.open(), "journal_fill")

    assert "Choose a leak first" in words(view)


def test_candidates_are_weighed_and_shown_with_the_entry(desk: Desk):
    """Added in a modal above the journal's, ranked by effect for a day of effort, in a table that can be heard."""
    desk.stage.report(event())
    view = desk.open()
    for problem, days, score, leak in (("slow start", "8", "4", None), ("upload leak", "0,5", "5", "1")):
        above = desk.press(view, "journal_candidate_add", did="thought about it")
        desk.submit(above, problem=problem, effort=days, score=score, effect="calm nights", leak=leak)
    view = desk.open()
    view = desk.press(view, "journal_candidate", block_id="candidate2", value="choose:2")

    desk.share(view, did="thought about it")

    listed = words(view)
    assert listed.index("★ upload leak") < listed.index("slow start")
    post = desk.posts()[-1]
    table = next(one for one in desk.stage.messages(CHANNEL) if any(b["type"] == "table" for b in one["blocks"]))
    rows = [[cell["text"] for cell in row] for row in table["blocks"][1]["rows"]]
    assert ["Problem", "Effort", "Effect", "Worth", "Evidence"] == rows[0]
    assert ["★ upload leak", "0.5 d", "5 of 5: calm nights", "10"] == rows[1][:4]
    assert rows[1][4].startswith("L1: ")
    assert "1. Problem: ★ upload leak; Effort: 0.5 d" in desk.thread(post)[1]
    assert "| ★ upload leak | 0.5 d |" in there(desk.entry()).sections[-1].text


def test_a_candidate_says_what_is_wrong_at_its_field(desk: Desk):
    """A number of days is a number of days."""
    above = desk.press(desk.open(), "journal_candidate_add")

    seen = desk.submit(above, problem="x", effort="soon", score="1")

    assert {"effort": "A number of days above 0 and up to 1000, such as 0.5 or 3."} == seen["errors"]


def test_after_done_by_command_the_journal_is_offered_once(desk: Desk):
    """To a member, for each leak and round once; the button opens the modal with leak and numbers."""
    stage = desk.stage
    stage.report(event())
    assert "journal" not in stage.type("/leak done L1", by=JONAS)["text"]
    desk.season.join(MINA)
    answer = stage.type("/leak done L1")
    seen = stage.control(
        "press", user=MINA, channel=answer["channel"], ts=answer["ts"], action_id="journal_add", value="L1"
    )
    stage.type("/leak undo L1")

    assert "Add L1 to your journal of round 1?" in answer["text"]
    assert "UploadService.valid" in shown(seen["view"])["numbers"]
    assert "1" == blocks_of(seen["view"])["leak"]["element"]["initial_option"]["value"]
    assert "journal" not in stage.type("/leak done L1")["text"]


def test_after_done_by_reaction_the_offer_is_a_direct_message(desk: Desk):
    """The channel sees nothing of it."""
    stage = desk.stage
    stage.report(event())
    desk.season.join(MINA)
    stage.react(stage.root(), "white_check_mark")

    (direct,) = [one for one in stage.state()["channels"].values() if one.get("user") == MINA]
    (message,) = stage.messages(direct["id"])
    assert "Add L1 to your journal of round 1?" in message["text"]
    assert ["journal_add"] == [one["action_id"] for one in elements(message)]


def test_the_thread_waits_for_its_root(desk: Desk):
    """While Slack takes no root, the reply is not sent before it; then both come, in order."""
    desk.stage.faults({"method": "chat.postMessage", "do": "500", "times": 1})
    desk.share(desk.open(), did="wrote a test")
    desk.stage.move(120)
    desk.stage.move(120)

    (post,) = desk.posts()
    assert 1 == len(desk.thread(post))
    assert outbox.sent_as(desk.stage.bot.store, f"journal:P1:R1:{MINA}") == post["ts"]


def test_an_answer_that_got_lost_is_looked_for(desk: Desk):
    """Slack took root and reply, and its answers never came: each is found there, and nothing is posted twice."""
    desk.stage.faults({"method": "chat.postMessage", "do": "lost", "times": 2})
    desk.share(desk.open(), did="wrote a test")
    for _ in range(6):
        desk.stage.move(60)

    (post,) = desk.posts()
    assert 1 == len(desk.thread(post))
    assert 2 == len(desk.stage.calls("chat.postMessage"))


def test_after_a_stop_the_post_goes_on(open_stage: Callable[..., Stage]):
    """What was kept before the process ended is posted by the next one, once."""
    stage = open_stage()
    desk = a_desk(stage)
    stage.faults({"method": "chat.postMessage", "do": "500", "times": 50})
    assert not desk.share(desk.open())["ok"]
    view = desk.open()
    desk.share(view, did="x")
    stage.stop()

    again = open_stage()
    again.move(600)
    again.move(600)

    (post,) = again.in_channel(CHANNEL)
    replies = [one for one in again.messages(CHANNEL) if one.get("thread_ts") == post["ts"] and one["ts"] != post["ts"]]
    assert 1 == len(replies)
