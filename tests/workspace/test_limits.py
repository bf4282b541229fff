"""What Slack refuses: sizes, unknown fields, missing fields, ids that repeat."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.workspace.limits import check_content, check_metadata, check_view
from bot.workspace.refusal import WorkspaceRefusal
from tests.workspace.conftest import CHANNEL, Site, actions, button, modal, mrkdwn, plain, section

OPTION = {"text": plain("one"), "value": "1"}
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really"), "confirm": plain("Yes"), "deny": plain("No")}


def overflow(options: int) -> dict[str, Any]:
    """An overflow menu with so many options."""
    many = [{"text": plain(str(n)), "value": str(n)} for n in range(options)]
    return {"type": "overflow", "action_id": "more", "options": many}


def table(rows: int, cells: int = 1) -> dict[str, Any]:
    """A table."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def image(**fields: Any) -> dict[str, Any]:
    """An image block."""
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart", **fields}


FINE: list[list[dict[str, Any]]] = [
    [section("x")] * 50,
    [section("x" * 3000)],
    [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 6}],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "context", "elements": [mrkdwn("x")] * 10}],
    [actions(*(button(f"b{n}") for n in range(25)))],
    [actions(button("a", value="x" * 2000, style="danger", confirm=CONFIRM))],
    [actions(overflow(1))],
    [table(100, 20)],
    [actions(overflow(5))],
    [{"type": "divider"}, image()],
    [section("x", accessory={"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x"})],
    [section("<broken> & <!channel> <https://a|b")],
]
BROKEN: list[tuple[str, list[Any], str]] = [
    ("51 blocks", [section("x")] * 51, "/blocks"),
    ("a section too long", [section("x" * 3001)], "/blocks/0/text/text"),
    ("an empty section text", [section("")], "/blocks/0/text/text"),
    ("a section of nothing", [{"type": "section"}], "/blocks/0"),
    ("11 fields", [{"type": "section", "fields": [mrkdwn("x")] * 11}], "/blocks/0/fields"),
    ("a field too long", [{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "/blocks/0/fields/0/text"),
    ("a header too long", [{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    ("a header in mrkdwn", [{"type": "header", "text": mrkdwn("x")}], "/blocks/0/text/type"),
    ("11 in a context", [{"type": "context", "elements": [mrkdwn("x")] * 11}], "/blocks/0/elements"),
    ("26 actions", [actions(*(button(f"b{n}") for n in range(26)))], "/blocks/0/elements"),
    ("a button text too long", [actions(button("a") | {"text": plain("x" * 76)})], "/blocks/0/elements/0/text/text"),
    ("a button value too long", [actions(button("a", value="x" * 2001))], "/blocks/0/elements/0/value"),
    ("a button in a style of its own", [actions(button("a", style="loud"))], "/blocks/0/elements/0/style"),
    ("an action id twice", [actions(button("a"), button("a"))], "/blocks/0"),
    ("a block id twice", [section("x", block_id="b"), section("y", block_id="b")], "/blocks/1/block_id"),
    ("an overflow of nothing", [actions(overflow(0))], "/blocks/0/elements/0/options"),
    ("an overflow of six", [actions(overflow(6))], "/blocks/0/elements/0/options"),
    ("101 rows", [table(101)], "/blocks/0/rows"),
    ("21 cells", [table(1, 21)], "/blocks/0/rows/0"),
    ("two tables", [table(1), table(1)], "/blocks"),
    ("an unknown block", [{"type": "marquee"}], "/blocks/0/type"),
    ("an unknown element", [actions({"type": "slider"})], "/blocks/0/elements/0/type"),
    ("an unknown field", [section("x", colour="red")], "/blocks/0/colour"),
    ("an image without words", [{"type": "image", "image_url": "https://a.example/b.png"}], "/blocks/0"),
    ("an image with empty words", [image(alt_text="")], "/blocks/0/alt_text"),
    ("an image without a source", [{"type": "image", "alt_text": "x"}], "/blocks/0"),
    ("a link that is none", [actions(button("a", url="javascript:alert(1)"))], "/blocks/0/elements/0/url"),
    ("a block that is no object", ["x"], "/blocks/0"),
    (
        "a confirm too long",
        [actions(button("a", confirm=CONFIRM | {"title": plain("x" * 101)}))],
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "an option too long",
        [actions(overflow(1) | {"options": [OPTION | {"value": "x" * 151}]})],
        "/blocks/0/elements/0/options/0/value",
    ),
]


@pytest.mark.parametrize("blocks", FINE)
def test_what_slack_takes_is_taken(blocks: list[dict[str, Any]]):
    """Each size exactly at its limit, and broken mrkdwn, which Slack just shows."""
    check_content({"text": "x", "blocks": blocks})


@pytest.mark.parametrize(("blocks", "pointer"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_slack_refuses_is_refused(blocks: list[Any], pointer: str):
    """invalid_blocks, naming the place."""
    with pytest.raises(WorkspaceRefusal) as caught:
        check_content({"text": "x", "blocks": blocks})

    assert caught.value.code == "invalid_blocks"
    assert f"[json-pointer:{pointer}]" in " ".join(caught.value.messages)


def test_the_client_reads_the_place_of_the_fault(site: Site):
    """The answer looks like Slack's."""
    with pytest.raises(SlackApiError) as caught:
        site.client.chat_postMessage(channel=CHANNEL, text="x", blocks=[section("x" * 3001)])

    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    expected = ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
    assert answer["response_metadata"]["messages"] == expected
    assert CHANNEL not in site.state()["messages"]


@pytest.mark.parametrize("args", [{}, {"text": "  "}, {"blocks": []}])
def test_a_message_says_something(args: dict[str, Any]):
    """no_text."""
    with pytest.raises(WorkspaceRefusal, match="no_text"):
        check_content(args)


def test_all_words_of_the_blocks_have_a_limit():
    """msg_blocks_too_long, as reported from real workspaces."""
    with pytest.raises(WorkspaceRefusal, match="msg_blocks_too_long"):
        check_content({"text": "x", "blocks": [section("x" * 3000)] * 5})


def test_a_long_post_is_cut(site: Site):
    """40,000 characters are kept, without a word about the rest."""
    posted = site.client.chat_postMessage(channel=CHANNEL, text="x" * 40_001)

    assert len(posted["message"]["text"]) == 40_000


METADATA: list[tuple[Any, bool]] = [
    (None, True),
    ({}, True),
    ({"event_type": "leak_post", "event_payload": {"key": "a", "n": 1, "of": {"x": [1][0]}, "all": [1, 2]}}, True),
    ({"event_type": "leak post", "event_payload": {}}, False),
    ({"event_type": "leak_post"}, False),
    ({"event_type": "leak_post", "event_payload": "x"}, False),
    ({"event_type": "leak_post", "event_payload": {"a": {"b": {"c": 1}}}}, False),
    ([], False),
]


@pytest.mark.parametrize(("metadata", "fine"), METADATA)
def test_metadata_has_a_form(metadata: Any, fine: bool):
    """A type of letters, digits and _, and a payload one level deep."""
    if fine:
        check_metadata(metadata)
        return

    with pytest.raises(WorkspaceRefusal, match="invalid_metadata_format"):
        check_metadata(metadata)


VIEWS: list[tuple[str, dict[str, Any], str]] = [
    ("a title too long", modal() | {"title": plain("x" * 25)}, "/view/title/text"),
    ("a title in mrkdwn", modal() | {"title": mrkdwn("x")}, "/view/title/type"),
    ("an input without submit", {k: v for k, v in modal().items() if k != "submit"}, "/view"),
    ("101 blocks", modal(*[section("x")] * 101), "/view/blocks"),
    ("private metadata too long", modal(private_metadata="x" * 3001), "/view/private_metadata"),
    ("a home where a modal belongs", {"type": "home", "blocks": []}, "/view/type"),
    ("no blocks", {"type": "modal", "title": plain("x")}, "/view"),
    ("an unknown field", modal(colour="red"), "/view/colour"),
]


@pytest.mark.parametrize(("view", "pointer"), [case[1:] for case in VIEWS], ids=[case[0] for case in VIEWS])
def test_a_modal_has_rules(view: dict[str, Any], pointer: str):
    """invalid_arguments, naming the place."""
    with pytest.raises(WorkspaceRefusal) as caught:
        check_view(view, "modal")

    assert caught.value.code == "invalid_arguments"
    assert f"[json-pointer:{pointer}]" in " ".join(caught.value.messages)


def test_a_view_has_a_size():
    """view_too_large over 250 kB."""
    with pytest.raises(WorkspaceRefusal, match="view_too_large"):
        check_view({"type": "home", "blocks": [section("x" * 3000)] * 90}, "home")
