"""The page as a person meets it, in a real browser: read, mark, press, command, submit, by mouse and by keyboard."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.workspace.browser import a_leak
from tests.workspace.conftest import CHANNEL, MINA, YOU, Site, button, modal, section


def test_a_rich_message_is_shown(page: Page, site: Site):
    """Live, with each kind of words as what it is, and times in the zone of the device."""
    a_leak(site)

    message = page.get_by_role("log", name="Messages").get_by_role("article")
    expect(message.get_by_role("heading", level=3)).to_have_text("L3 💧 Decoder")
    assert [message.locator(tag).first.inner_text() for tag in ("strong", "em", "s", "code")] == [
        "bold", "it", "gone", "code",
    ]  # fmt: skip
    assert message.locator("blockquote").inner_text() == "quoted"
    assert message.locator("li").first.inner_text() == "one"
    assert "2 < 3 &" in message.inner_text()
    expect(message.get_by_role("link", name="BACKEND-1")).to_have_attribute("href", "https://sentry.example/1")
    expect(message.locator(".mention")).to_have_text("@Mina Park")
    # 2026-11-18 11:06:40 UTC.
    assert "since 2026-11-18 20:06" in message.inner_text()
    expect(message.get_by_role("columnheader")).to_have_text("Interval")
    expect(message.get_by_role("cell")).to_have_text("6 h")
    assert "🖼 a chart" in message.inner_text()


def test_marks_by_keyboard(page: Page, site: Site):
    """e marks and takes back; the focus stays; a colleague's mark is another's."""
    ts = a_leak(site)
    message = page.get_by_role("article")
    message.focus()

    page.keyboard.press("e")
    mine = page.get_by_role("button", name="eyes, 1: You. Take yours back")
    expect(mine).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.activeElement.dataset.ts") == ts
    page.keyboard.press("e")
    expect(mine).to_have_count(0)
    site.act("react", user=MINA, channel=CHANNEL, ts=ts, name="eyes")
    hers = page.get_by_role("button", name="eyes, 1: Mina Park. Add yours")
    expect(hers).to_have_attribute("aria-pressed", "false")
    hers.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="eyes, 2: Mina Park, You. Take yours back")).to_be_focused()
    page.get_by_label("Looking as").select_option(MINA)

    theirs = page.get_by_role("button", name="eyes, 2: You, Robin Lee. Take yours back")
    expect(theirs).to_have_attribute("aria-pressed", "true")
    kinds = [heard.body["event"]["type"] for heard in site.bot.wait(4)]
    assert sorted(kinds) == ["reaction_added"] * 3 + ["reaction_removed"]


def test_buttons_menus_and_questions(page: Page, site: Site):
    """A press, a refused and a confirmed question, a choice from the menu by keyboard."""
    a_leak(site)

    page.get_by_role("button", name="Press").click()
    assert site.bot.wait(1)[0].body["actions"][0]["value"] == "L3"
    page.get_by_role("button", name="Snooze").click()
    expect(page.get_by_role("dialog", name="Snooze L3?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Snooze").click()
    page.get_by_role("dialog").get_by_role("button", name="Snooze").click()
    assert site.bot.wait(2)[1].body["actions"][0]["action_id"] == "snooze"
    page.get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert site.bot.wait(3)[2].body["actions"][0]["selected_option"]["value"] == "trend"


def test_a_command_is_offered_sent_and_answered(page: Page, site: Site):
    """The hint while typing; the answer only for who asked; it can be dismissed."""
    site.bot.answer = lambda body: (200, json.dumps({"text": f"*status* of `{body['text']}`"}))
    box = page.get_by_role("combobox", name="Message #leaks")
    box.fill("/le")
    expect(page.get_by_role("option", name="/leak")).to_contain_text("status, show L3")
    page.keyboard.press("Tab")
    box.press_sequentially("sta")
    expect(page.get_by_role("option", name="/leak status")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.keyboard.press("Enter")

    answer = page.get_by_role("article")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("status of status")
    page.get_by_label("Looking as").select_option(MINA)
    expect(answer).to_have_count(0)
    page.get_by_label("Looking as").select_option(YOU)
    answer.get_by_role("button", name="Dismiss").click()
    expect(answer).to_have_count(0)


def test_a_bot_that_does_not_answer_is_seen(page: Page, site: Site):
    """As in Slack: the line with operation_timeout."""
    site.bot.answer = lambda body: (500, "")

    page.get_by_role("combobox", name="Message #leaks").fill("/leak status")
    page.keyboard.press("Enter")

    expect(page.get_by_role("article")).to_contain_text('/leak failed with the error "operation_timeout"')


def test_a_thread_opens_beside_the_channel(page: Page, site: Site):
    """The line below the parent, the panel, an answer in it, the broadcast in the channel."""
    parent = a_leak(site)
    site.client.chat_postMessage(channel=CHANNEL, thread_ts=parent, text="quiet reply")
    site.client.chat_postMessage(channel=CHANNEL, thread_ts=parent, text="it is back", reply_broadcast=True)

    page.get_by_role("button", name="2 replies").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("article")).to_have_count(3)
    expect(thread).to_contain_text("Also sent to the channel")
    log = page.get_by_role("log", name="Messages")
    expect(log).to_contain_text("Replied to a thread: L3")
    expect(log).not_to_contain_text("quiet reply")
    thread.get_by_role("combobox").fill("on it")
    page.keyboard.press("Enter")
    expect(thread.get_by_role("article")).to_have_count(4)
    thread.get_by_role("combobox").fill("/leak status")
    page.keyboard.press("Enter")
    expect(thread.get_by_role("alert")).to_contain_text("does not take commands in threads")
    page.get_by_role("button", name="Close the thread").click()

    expect(thread).to_be_hidden()
    expect(page.get_by_role("button", name="3 replies")).to_be_visible()


def test_a_modal_keeps_the_focus_and_says_what_is_missing(page: Page, site: Site):
    """Slack's own complaint, then the bot's, then it closes."""

    def answer(body: dict[str, Any]) -> tuple[int, str]:
        if body.get("type") != "view_submission":
            site.client.views_open(trigger_id=body["trigger_id"], view=modal())
            return 200, ""
        short = len(body["view"]["state"]["values"]["did"]["words"]["value"]) < 5
        return 200, json.dumps({"response_action": "errors", "errors": {"did": "A little more"}}) if short else ""

    site.bot.answer = answer
    page.get_by_role("combobox", name="Message #leaks").fill("/leak journal")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Journal")
    words = dialog.get_by_label("What I did")
    expect(words).to_be_focused()

    page.keyboard.press("Enter")
    expect(words).to_have_accessible_description("Please complete this required field.")
    words.fill("abc")
    page.keyboard.press("Enter")
    expect(words).to_have_accessible_description("A little more")
    expect(words).to_have_value("abc")
    for _ in range(6):
        page.keyboard.press("Tab")
    # The browser's own bar may hold the focus for a moment; the page behind the dialog never does.
    assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    words.fill("wrote a test")
    dialog.get_by_role("button", name="Share").click()

    expect(dialog).to_have_count(0)


def test_what_was_typed_below_another_modal_stays(page: Page, site: Site):
    """A modal pushed above and submitted: below it the text stands, and the focus is where it was."""
    more = {"type": "actions", "block_id": "row", "elements": [button("more")]}
    asks = modal()["blocks"]

    def answer(body: dict[str, Any]) -> tuple[int, str]:
        if body["type"] == "shortcut":
            site.client.views_open(trigger_id=body["trigger_id"], view=modal(*asks, more))
        elif body["type"] == "block_actions":
            above = modal() | {"title": {"type": "plain_text", "text": "Above"}}
            site.client.views_push(trigger_id=body["trigger_id"], view=above)
        return 200, ""

    site.bot.answer = answer
    page.get_by_role("combobox", name="Message #leaks").fill("/wri")
    page.get_by_role("option", name="Write it down").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What I did").fill("half a sentence")
    dialog.get_by_role("button", name="Press").click()
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Above")
    expect(dialog.get_by_label("What I did")).to_have_value("")
    dialog.get_by_label("What I did").fill("something else")
    dialog.get_by_role("button", name="Share").click()

    expect(dialog.get_by_role("heading", level=2)).to_have_text("Journal")
    expect(dialog.get_by_label("What I did")).to_have_value("half a sentence")
    expect(dialog.get_by_role("button", name="Press")).to_be_focused()


def test_the_home_is_fetched_at_a_visit(page: Page, site: Site):
    """app_home_opened, then what the bot publishes."""

    def answer(body: dict[str, Any]) -> tuple[int, str]:
        view = {"type": "home", "blocks": [section(f"hello <@{body['event']['user']}>")]}
        site.client.views_publish(user_id=body["event"]["user"], view=view)
        return 200, ""

    site.bot.answer = answer
    page.get_by_role("link", name="Leak Diary · Home").click()

    expect(page.locator("#home")).to_contain_text("hello @Robin Lee")


def test_a_narrow_page_shows_one_thing_at_a_time(page: Page, site: Site):
    """At 400 px the thread takes the channel's place, with a way back, and nothing is wider than the page."""
    parent = a_leak(site)
    site.client.chat_postMessage(channel=CHANNEL, thread_ts=parent, text="reply")
    page.set_viewport_size({"width": 400, "height": 800})

    page.get_by_role("button", name="1 reply").click()
    expect(page.locator("#channel")).to_be_hidden()
    page.get_by_role("button", name="Back to the channel").click()
    expect(page.locator("#channel")).to_be_visible()
    page.get_by_role("button", name="Channels").click()
    page.get_by_role("link", name="# study-group").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("# study-group")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
