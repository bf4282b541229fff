"""Golden messages: what people read in each situation. `make golden` writes them anew: read the diff."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.texts.bundles import Texts, languages
from bot.core.words import answers, messages, phrases
from bot.core.words.blocks import Message
from storage.records import Places, Windows
from tests.core.situations import (
    ANNA,
    ATTACKED,
    BORA,
    FIRST,
    FROM_NOTHING,
    INVESTIGATED,
    INVESTIGATING,
    MANY,
    NOW,
    PEOPLE,
    RETURNED,
    SITUATIONS,
    STRONG,
    TOO_SHORT,
    URL,
    a_view,
)
from tests.core.slack_rules import check, texts_of

GOLDEN = Path(__file__).parent / "golden"
KOREAN = (
    "root-strong-trend",
    "root-header-only",
    "root-returned",
    "reply",
    "returned",
    "status",
    "status-trouble",
    "help",
    "root-merged",
    "marked-merged-from",
    "show",
    "why",
    "why-header",
    "root-investigated",
    "root-watching-first-day",
    "root-watching-a-fix",
    "root-watching-too-few",
    "root-fixed",
    "root-came-back",
    "fixed",
    "back",
    "back-but-rarer",
    "marked-fix",
    "fix-begun-now",
    "fix-leaks",
    "fix-before-last",
    "trend",
    "trend-few",
    "why-with-sums",
)
CASES = [(name, "en") for name in SITUATIONS] + [(name, "ko") for name in KOREAN]
TEXTS = {language: Texts(language) for language in languages()}
EN = TEXTS["en"]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_a_situation_reads_as_its_golden_message(name: str, language: str):
    """Every situation gives exactly the message that was agreed on, and Slack takes it."""
    path = GOLDEN / f"{name}.{language}.json"

    message = SITUATIONS[name](TEXTS[language])

    check(message, PEOPLE, URL)
    got = {"text": message.text.split("\n"), "blocks": list(message.blocks)}
    if os.environ.get("LEAK_GOLDEN") == "write":
        path.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == got


def test_every_golden_file_has_its_situation():
    """A golden file that nothing makes any more is taken away."""
    expected = {f"{name}.{language}.json" for name, language in CASES}

    assert expected == {path.name for path in GOLDEN.iterdir()}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SITUATIONS)
def test_every_situation_can_be_said_in_every_language(name: str, language: str):
    """No language lacks a text or an argument, and each stays within Slack's limits."""
    message = SITUATIONS[name](TEXTS[language])

    check(message, PEOPLE, URL)


@pytest.mark.parametrize("name", [name for name in SITUATIONS if name != "root-attacked" and "list" not in name])
def test_the_text_alone_tells_what_the_blocks_tell(name: str):
    """Every word and number of the blocks is in the text too, for whoever hears it instead of seeing it."""
    message = SITUATIONS[name](EN)

    spoken = set(re.findall(r"\w+", message.text))
    shown = " ".join(text["text"] for kind, text in texts_of(message) if kind != "label")
    drawn = re.sub("[▁-█]+", "", shown)
    headings = {"Reports", "Trend"}
    assert set() == set(re.findall(r"\w+", drawn)) - spoken - headings


def test_buttons_carry_the_leak_and_say_what_they_will_do():
    """The contract with the listeners: ids and values."""
    block = messages.buttons(INVESTIGATING, texts=EN)

    take, done, more = block["elements"]
    assert ("leak_take", "L3") == (take["action_id"], take["value"])
    assert ("leak_done", "L3", "primary") == (done["action_id"], done["value"], done["style"])
    assert "Mark L3 as investigated; the thread shows your name" == done["accessibility_label"]
    assert ["undo:L3", "show:L3", "sentry:L3"] == [option["value"] for option in more["options"]]
    assert URL == more["options"][2]["url"]


def test_an_unsafe_address_is_never_linked():
    """What is not http(s) is neither a link nor a menu entry."""
    sendable = replace(ATTACKED, leak=replace(ATTACKED.leak, last_url=URL))

    message, safe = (messages.root(view, None, texts=EN, now=NOW) for view in (ATTACKED, sendable))

    assert URL in json.dumps(safe.blocks)
    assert "javascript" not in json.dumps(message.blocks)


@pytest.mark.parametrize(
    ("windows", "age_days", "expected"),
    [
        (Windows(0, 0, 12, 4, 16), 30, "12 reports in 7 days, 4 in the 7 before (ratio 3.0, 95 %: 1.004 to 11)"),
        (Windows(0, 0, 3, 2, 5), 30, "3 reports in 7 days, 2 in the 7 before (too few to compare)"),
        (Windows(0, 0, 0, 0, 5), 30, "No reports in 14 days"),
        (Windows(0, 0, 8, 0, 8), 30, "8 reports in 7 days, 0 in the 7 before (ratio at least 2.2, 95 % sure)"),
        (Windows(0, 0, 0, 9, 9), 30, "0 reports in 7 days, 9 in the 7 before (ratio 0, 95 %: 0 to 0.4)"),
        (Windows(0, 0, 1, 0, 1), 3, "1 report in 7 days (first seen too recently to compare)"),
        (Windows(0, 0, 9, 5, 14), 13, "9 reports in 7 days (first seen too recently to compare)"),
    ],
)
def test_a_delta_carries_its_n_and_its_range(windows: Windows, age_days: int, expected: str):
    """Never a percentage alone; below six reports, or before the leak was known, there is no ratio at all."""
    view = a_view(windows=windows, first_seen=NOW - age_days * 86_400)

    assert expected == phrases.week_counts(EN, view, NOW)


def test_too_little_history_is_not_called_too_few_reports():
    """With reports enough and days too few, the sentence names the days."""
    said = phrases.trend_sentence(EN, TOO_SHORT, NOW)

    assert "40 reports in 9 days: the history is too short to tell a trend. From 16 days on I will." == said


def test_a_rate_that_began_at_nothing_has_a_least_and_no_ratio():
    """No infinity reaches a reader."""
    said = phrases.trend_sentence(EN, FROM_NOTHING, NOW)

    assert "none in the first third, 1 per 15 days in the last" in said
    assert "ratio at least 1.4, 95 % sure" in said


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("com.acme.upload.UploadService.receive(UploadService.java:18)", "UploadService.receive"),
        ("app//com.acme.Pool$Holder.<init>(Pool.java:3)", "Pool$Holder.<init>"),
        ("java.base/com.acme.Server.lambda$post$0(Server.java:78)", "Server.post"),
        ("com.acme.Main$.run-impl(Main.kt)", "Main$.run-impl"),
        ("com.acme.Native.call(Native Method)", "Native.call"),
        ('File "app/pool.py", line 7, in take', 'File "app/pool.py", line 7, in take'),
        ("main.worker /srv/app/worker.go:31 +0x1d", "main.worker /srv/app/worker.go:31 +0x1d"),
    ],
)
def test_a_java_frame_is_shortened_to_class_and_method(frame: str, expected: str):
    """Other frames stay as they are."""
    assert expected == phrases.short_site(frame)


def test_the_sparkline_shows_one_report_and_none_differently():
    """The lowest character means none; the highest is the most on a day."""
    assert "▁▂█▅" == phrases.sparkline((0, 1, 14, 7))
    assert "" == phrases.sparkline((0, 0))
    assert "" == phrases.sparkline(())


def test_what_needs_somebody_comes_first():
    """Returned, then open, then by reports; the snoozed after all others."""
    snoozed = a_view(9, snoozed_until=NOW + 60)
    views = [snoozed, INVESTIGATED, a_view(1, windows=Windows(0, 0, 1, 0, 1)), a_view(2), RETURNED]

    assert [RETURNED, views[3], views[2], INVESTIGATED, snoozed] == answers.in_order(views, NOW)


def test_sharing_takes_the_button_away_and_says_who():
    """The shared form is the private one, without a button."""
    private = answers.list_(MANY, 27, texts=EN, now=NOW)
    shared = answers.list_(MANY, 27, texts=EN, now=NOW, shared_by=ANNA)

    button = private.blocks[-1]["elements"][0]
    assert ("leak_share", "list") == (button["action_id"], button["value"])
    assert private.blocks[:-1] == shared.blocks[:-1]
    assert f"<@{ANNA}>" in shared.blocks[-1]["elements"][0]["text"]
    assert "actions" not in {block["type"] for block in shared.blocks}


def test_a_leak_without_any_place_or_day_is_still_a_message():
    """Missing values leave their lines out."""
    view = replace(FIRST, places=Places(), windows=Windows(0, 0, 0, 0, 0))

    message = messages.root(replace(view, leak=replace(view.leak, resource=None)), STRONG, texts=EN, now=NOW)

    check(message, PEOPLE, URL)
    assert isinstance(message, Message)
    assert "Hosts" not in message.text
    assert BORA not in message.text
