"""Whatever text comes in, what goes out is within Slack's limits and holds no markup but ours."""

import re
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.texts.bundles import Texts, languages
from bot.core.words import answers, blocks, messages
from bot.core.words.blocks import BLOCK_TEXT_MAX, Part, compose
from storage.records import Change, Mark, MarkKind, Places, State, Windows
from tests.core.situations import ANNA, COUNTS, HOSTILE, NOW, PEOPLE, URL, a_view
from tests.core.slack_rules import check, check_markup, utf16

TEXTS = {language: Texts(language) for language in languages()}
NASTY = (
    "", " ", "\n\n", "<!channel>", "<!here|hello>", "<https://evil.example|https://bank.example>", "<@U0ANNA001>",
    "&lt;!channel&gt;", "&amp;amp;", "&", "`", "``", "```", "````", "a```b", "\x00\x07\x1b[31mred\x1b[0m", "\ud800",
    "\udfff\ud83d", "\u202egnp.exe", "\u2066x", "\u200b", "\ufeff",
    "👩‍👩‍👧‍👦" * 50, "e\u0301" * 900, "🏳️‍🌈" * 2_000,
    "x" * 10_000, "가" * 10_000, "&" * 10_000, "<" * 10_000, "`" * 10_000, "\n" * 10_000, "\t" * 500,
    "\u2028", "*bold* _it_ ~no~", "{ $n }",
    "%s {0}", "|", ">quote", "@channel #general :tada:", "javascript:alert(1)", "https://acme.example/a|b>",
    HOSTILE, HOSTILE * 200,
)  # fmt: skip
any_text = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=120),
    st.lists(st.sampled_from([*NASTY, "a", " ", "io.netty.Foo.bar(Foo.java:1)"]), max_size=6).map("".join),
)
counts = st.integers(0, 10**9)
places = st.lists(st.tuples(any_text, counts), max_size=6).map(tuple)
moments = st.integers(-(2**40), 2**48)
ratios = st.one_of(st.none(), st.floats(0, 1e12), st.just(float("inf")))
trends = st.none() | st.fixed_dictionaries(
    {
        "level": st.sampled_from(["too_few", "none", "weak", "strong"]),
        "direction": st.sampled_from(["up", "down", "flat"]),
        "unit": st.sampled_from(["episodes", "alerts"]),
        "n": counts, "needed": st.just(6), "days": st.floats(0, 1e6), "days_needed": st.just(16),
        "p_value": st.none() | st.floats(0, 1), "phi": st.floats(1, 1e6),
        "ratio": ratios, "ratio_low": ratios, "ratio_high": ratios,
        "first_interval_days": ratios, "last_interval_days": ratios,
    }
)  # fmt: skip


@st.composite
def views(draw):
    said = draw(st.lists(any_text, min_size=6, max_size=6))
    return replace(
        a_view(
            draw(st.integers(1, 10**9)),
            marks=tuple(Mark(3, who, MarkKind.INVESTIGATING, 0) for who in draw(st.lists(any_text, max_size=9))),
            last_investigated=draw(st.none() | st.just(Change(3, NOW, said[4], "done", "button", said[5]))),
            windows=Windows(*draw(st.tuples(*[counts] * 5)), tuple(draw(st.lists(counts, max_size=40)))),
            places=Places(*draw(st.tuples(*[places] * 4))),
            family=said[0],
            resource=draw(st.none() | any_text),
            frame=draw(st.none() | any_text),
            level=draw(st.sampled_from(["simple", "advanced", "unknown"])),
            access_text=said[1],
            state=draw(st.sampled_from(State)),
            last_url=draw(st.sampled_from([None, URL, said[2]])),
            snoozed_until=draw(st.none() | moments),
            first_seen=draw(moments),
            last_seen=draw(moments),
        )
    )


def linked(view) -> str | None:
    return blocks.safe_url(view.leak.last_url)


@settings(max_examples=250, deadline=None)
@given(view=views(), trend=trends, note=st.none() | any_text, who=any_text, language=st.sampled_from(languages()))
def test_no_text_from_outside_breaks_a_message_of_the_channel(view, trend, note, who, language):
    """Root, reply, return and mark hold for any text in any place."""
    texts = TEXTS[language]
    seen = view.places

    made = [
        messages.root(view, trend, texts=texts, now=NOW),
        messages.reply(view, 3, NOW - 60, seen.hosts, seen.releases, trend, texts=texts, now=NOW),
        messages.returned(view, who, NOW, note, texts=texts, now=NOW),
        messages.marked(view, Change(3, NOW, who, who, who, note), texts=texts, now=NOW),
        messages.marked(view, Change(3, NOW, ANNA, "undo", "button", note), texts=texts, now=NOW),
    ]

    for message in made:
        check(message, PEOPLE, linked(view))


@settings(max_examples=120, deadline=None)
@given(view=views(), trend=trends, said=any_text, language=st.sampled_from(languages()), shared=st.none() | any_text)
def test_no_text_from_outside_breaks_an_answer(view, trend, said, language, shared):
    """Every answer holds for any text in any place."""
    texts = TEXTS[language]
    health = answers.Health(dead=3, slack_error=said, slack_error_at=None, oldest_waiting_at=0)
    history = [Change(3, at, said, said, said, said) for at in range(15)]
    common = {"texts": texts, "now": NOW, "shared_by": shared}

    made = [
        answers.status([view] * 30, COUNTS, health, 30, **common),
        answers.list_([view] * 30, 99, **common),
        answers.show(view, trend, history, **common),
        answers.suggestion(said, said, texts=texts),
        answers.needs_leak(said, texts=texts),
        answers.done(view, True, texts=texts, note=said),
        answers.failed(said, texts=texts),
    ]

    for message in made:
        check(message, PEOPLE, linked(view))


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_every_known_nasty_text_is_harmless_everywhere(text: str):
    """The list that grows with what we have met."""
    view = a_view(
        resource=text, frame=text, access_text=text, family=text, last_url=text,
        places=Places(*[((text, 2), (text, 1))] * 4),
    )  # fmt: skip

    for frameless in (view, replace(view, leak=replace(view.leak, frame=None))):
        check(messages.root(frameless, None, texts=TEXTS["en"], now=NOW), PEOPLE, linked(view))


@given(text=any_text, limit=st.integers(6, 400))
def test_a_cut_keeps_within_the_limit_and_leaves_markup_whole(text: str, limit: int):
    """Entities, fences and `<...>` of any escaped text survive any cut."""
    given_text = f"{blocks.date(0)} {blocks.code(text)}\n{blocks.code_block(text)}\n{blocks.link(URL, 'Sentry')}"

    short = blocks.cut(given_text, limit)

    assert utf16(short) <= limit
    assert ("…" in short) or short == given_text
    check_markup(short, PEOPLE, URL)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("a fish &amp; chips", 14, "a fish…"),
        ("see <https://a.example|the event>", 30, "see…"),
        ("```\nabcdefghijkl\n```", 15, "```\nabcdef…\n```"),
        ("use `abcdefghijkl` here", 15, "use `abcde…`"),
        ("ab👍🏽👍🏽👍🏽👍🏽", 12, "ab👍🏽…"),
        ("cafe\u0301 bar", 9, "cafe\u0301 bar"),
        ("caf" + "e\u0301" * 9, 10, "cafe\u0301…"),
    ],
)
def test_a_cut_ends_where_a_reader_can_see_it(text: str, limit: int, expected: str):
    """An ellipsis where something is missing, and nothing left half."""
    assert expected == blocks.cut(text, limit)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "https://", "http:///x", "",
        "https://a.example/|label", "https://a.example/>", "https://a.example/<x", "https://a.example/a b",
        "https://a.example/\n", "https://a.example/\u202e", "https://bank.example@evil.example/", "https://а.example/",
        "https://a.example\\@evil.example", "https://[::1", "https://a.example:99999/", "https://a.example/`x`",
        "https://a.example/" + "x" * 3_000, None,
    ],
)  # fmt: skip
def test_an_address_that_could_deceive_is_not_linked(url: str | None):
    """Only the label is left."""
    assert blocks.safe_url(url) is None
    assert "the event" == blocks.link(url, "the event")


def test_a_safe_address_is_linked_with_its_ampersands_escaped():
    """The usual case, and a label that tries to break out."""
    assert f"<{URL.replace('&', '&amp;')}|a¦b&gt;>" == blocks.link(URL, "a|b>")


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        (NOW, None, "<!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC>"),
        (NOW, timezone(timedelta(hours=9)), "<!date^1790000000^{date_short_pretty} {time}|2026-09-21 23:13 UTC+09:00>"),
        (-5, None, "<!date^0^{date_short_pretty} {time}|1970-01-01 00:00 UTC>"),
    ],
)
def test_a_date_falls_back_to_a_zone_that_it_names(at: int, zone, expected: str):
    """Slack shows the reader's own zone; the fallback says how far it is from UTC."""
    assert expected == (blocks.date(at, zone=zone) if zone else blocks.date(at))


def test_what_does_not_fit_is_left_out_and_the_buttons_stay():
    """Sixty sections of 1,000 characters become fewer, visibly, and the buttons are still there."""
    text = "x" * 1_000
    parts = [Part(blocks.section(text), text) for _ in range(60)]
    buttons = Part(blocks.actions(blocks.button("Press", "press", "L1", "Press it")))

    message = compose([*parts, buttons])

    check(message)
    assert BLOCK_TEXT_MAX // 1_010 == sum(block["type"] == "section" for block in message.blocks)
    assert ["context", "actions"] == [block["type"] for block in message.blocks[-2:]]
    assert message.text.endswith("…")


def test_colour_codes_of_a_terminal_leave_no_trace():
    """A log that was coloured reads like one that was not; other control characters are made visible."""
    assert "red \ufffd" == blocks.escape("\x1b[31mred\x1b[0m \x00")


def test_angle_brackets_in_a_header_are_look_alikes():
    """Slack knows no entities in plain text, and a constructor is called <init>."""
    assert not re.search("[<>]", blocks.title("Pool.<init>", 60))
    assert "Pool.‹init›" == blocks.title("Pool.<init>", 60)
