"""/leak: private answers that come at once, and can be shared."""

import time
from collections.abc import Callable

import pytest

from tests.pace import within
from tests.walks.events import event
from tests.walks.stage import CHANNEL, JONAS, MINA, OTHER_CHANNEL, Stage, elements, texts_of

SHARE = "leak_share"


def with_two_leaks(stage: Stage) -> Stage:
    """Two leaks; Mina is on the second."""
    stage.report(event("upload-body"))
    stage.report(event("image-scale"))
    stage.react(stage.roots()[1], "eyes")
    return stage


@pytest.fixture
def two(stage: Stage) -> Stage:
    """A stage with two leaks, for a test that moves them."""
    return with_two_leaks(stage)


@pytest.fixture(scope="module")
def asked(shared_stage: Stage) -> Stage:
    """A stage with two leaks, for tests that only ask."""
    return with_two_leaks(shared_stage)


@pytest.mark.parametrize("text", ["/leak", "/leak status", "/leak STATUS", "/leak 상태"])
def test_status_tells_where_the_leaks_stand_and_what_is_next(asked: Stage, text: str):
    """Also for an empty text; what needs somebody comes first."""
    answer = asked.type(text)

    said = answer["text"]
    assert "1 open" in said
    assert "1 investigating" in said
    assert said.index("L1 ·") < said.index("L2 ·")
    assert "nobody is on L1" in said
    assert "Every alert is worked through" in said


def test_status_of_a_new_bot_says_how_to_see_a_leak(stage: Stage):
    """Nothing leaked yet is an answer too."""
    said = stage.type("/leak")["text"]

    assert "Nothing has leaked yet" in said


@pytest.mark.parametrize("text", ["/leak list", "/leak 목록"])
def test_list_has_a_line_for_each_leak(asked: Stage, text: str):
    """Number, what, where, state, counts."""
    said = asked.type(text)["text"]

    for part in ("L1 · `ByteBuf` leaks in `UploadService.valid`", "L2 · `ByteBuf` leaks in `ImageScaler.blur`"):
        assert part in said
    assert "1 report in 7 days" in said


@pytest.mark.parametrize("text", ["/leak show L2", "/leak show l2", "/leak show 2", "/leak 보기 L2"])
def test_show_tells_all_of_one_leak_and_who_did_what(asked: Stage, text: str):
    """The root's facts and the history."""
    said = asked.type(text)["text"]

    assert "ImageScaler.blur" in said
    assert "👀 <@U0LOCAL02> is investigating L2." in said
    assert "Counts are reports, not leaks" in said


def test_take_done_and_undo_move_the_leak_and_tell_the_thread(two: Stage):
    """The command does what the reactions do, and the note stands with it."""
    root = two.roots()[0]
    typed = ("take L1", "done L1 a pool was too small", "undo L1")
    answers = [two.type(f"/leak {text}", by=JONAS)["text"].split()[0] for text in typed]

    assert ["👀", "✅", "↩️"] == answers
    took, did, undid = two.said(root)
    assert "👀 <@U0LOCAL03> is investigating L1." == took
    assert "✅ <@U0LOCAL03> marked L1 as investigated.\nNote: “a pool was too small”" == did
    assert undid.startswith("↩️ <@U0LOCAL03> took back a mark on L1.")
    assert "Nobody is on it yet" in texts_of(two.roots()[0])


@pytest.mark.parametrize(
    ("text", "state"), [("맡기 L1", "👀 *Investigating*"), ("완료 L1 풀이 작았다", "✅ *Investigated*")]
)
def test_korean_words_mark_too(two: Stage, text: str, state: str):
    """/leak 맡기 and /leak 완료."""
    two.type(f"/leak {text}")

    assert state in texts_of(two.roots()[0])


def test_the_note_stands_on_the_root(two: Stage):
    """Who opens the channel later reads what was found."""
    two.type("/leak done L1 a pool was too small")

    assert "Note: “a pool was too small”" in two.roots()[0]["text"]


def test_undo_without_a_mark_changes_nothing(asked: Stage):
    """Another person's mark is not mine to take back."""
    said = asked.type("/leak undo L2", by=JONAS)["text"]

    assert "You have no mark on L2" in said
    assert "👀 *Investigating*" in texts_of(asked.roots()[1])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/leak help", "/leak done L3 [note]"),
        ("/leak 도움말", "/leak done L3 [note]"),
        ("/leak stauts", "Did you mean `/leak status`?"),
        ("/leak lsit", "Did you mean `/leak list`?"),
        ("/leak xyzzy", "`/leak help` lists what there is"),
        ("/leak show L99", "There is no leak L99"),
        ("/leak take L0", "There is no leak L0"),
        ("/leak show", "Which leak?"),
        ("/leak done", "Which leak?"),
        ("/leak take that one", "Which leak?"),
        ("/leak show L999999999999999999999", "Which leak?"),
    ],
)
def test_what_is_not_understood_is_answered_with_a_way_on(asked: Stage, text: str, told: str):
    """A typo, an unknown leak, a missing leak."""
    assert told in asked.type(text)["text"]


def test_answers_are_private(asked: Stage):
    """The channel sees nothing of them, whatever was asked."""
    before = len(asked.messages())
    for text in ("", " list", " show L1", " help", " nonsense"):
        asked.type(f"/leak{text}", by=JONAS)

    assert before == len(asked.messages())


@pytest.mark.parametrize("text", ["/leak status", "/leak list", "/leak show L2", "/leak help"])
def test_share_here_says_the_answer_to_the_channel(asked: Stage, text: str):
    """Without the button, with who shared it; the private answer stays."""
    before = len(asked.in_channel(OTHER_CHANNEL))
    private = asked.type(text, channel=OTHER_CHANNEL)
    asked.press(private, SHARE)

    (shared,) = asked.in_channel(OTHER_CHANNEL)[before:]
    assert f"Shared by <@{MINA}> with `{text}`." in shared["text"]
    assert SHARE in [element["action_id"] for element in elements(private)]
    assert [] == elements(shared)


def test_a_confirmation_has_nothing_to_share(two: Stage):
    """Taking a leak is told in its thread already; what was only asked for can be shared."""
    assert [] == elements(two.type("/leak take L1"))
    assert SHARE in [one["action_id"] for one in elements(two.type("/leak show L1"))]


def test_every_command_is_acknowledged_well_within_three_seconds(two: Stage):
    """Slack shows an error after three seconds; ours takes a small part of one."""
    slowest = 0.0
    for text in ("", " list", " show L1", " take L1", " done L1 x", " undo L1", " help"):
        began = time.monotonic()
        assert two.control("command", user=MINA, channel=CHANNEL, text=f"/leak{text}")["ok"]
        slowest = max(slowest, time.monotonic() - began)

    assert slowest < within(1)


def test_the_bot_speaks_korean_where_it_is_told_to(open_stage: Callable[..., Stage]):
    """LEAK_LANGUAGE=ko: root, thread and answers."""
    stage = open_stage(leak_language="ko")
    stage.report(event())
    stage.react(stage.root(), "eyes")

    assert "누수" in texts_of(stage.root())
    assert "조사를 시작했습니다" in stage.said()[0]
    assert "누수 현황" in stage.type("/leak")["text"]
