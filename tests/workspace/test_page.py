"""The page as a person meets it, in a real browser: read, mark, press, command, submit, by mouse and by keyboard."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.workspace.conftest import CHANNEL, MINA, YOU, Site, actions, button, modal, mrkdwn, plain, section

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE_FILES = Path(__file__).parents[2] / "bot" / "workspace" / "page"
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> &lt;b&gt; "
    '<javascript:window.hacked=3|click> <https://a.example/"onmouseover=window.hacked=4|go> `<i>` '
    '```<svg onload=window.hacked=5>``` *<u>* <!date^1^{time}|<s>> <@U0"><b>>'
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no browser at {CHROMIUM}: install chromium or set CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The workspace's page in Tokyo, wide; a test fails on any error of the page, its policy's refusals among them."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(site.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("# leaks")
    yield page
    context.close()
    assert errors == []


def a_leak(site: Site) -> str:
    """A message with about everything in it."""
    options = [{"text": plain("Why grouped?"), "value": "why"}, {"text": plain("In full"), "value": "trend"}]
    confirm = {
        "title": plain("Snooze L3?"),
        "text": mrkdwn("*7 days*"),
        "confirm": plain("Snooze"),
        "deny": plain("No"),
    }
    blocks = [
        {"type": "header", "text": plain("L3 :droplet: Decoder")},
        section(
            "*bold* _it_ ~gone~ `code` 2 &lt; 3 &amp; <https://sentry.example/1|BACKEND-1> <@U0LOCAL02>\n"
            "> quoted\n• one"
        ),
        section("since <!date^1795000000^{date_num} {time}|then>"),
        {"type": "section", "fields": [mrkdwn("*State*\nopen"), mrkdwn("*Trend*\nworse")]},
        {"type": "divider"},
        actions(
            button("take", style="primary", value="L3"),
            button("snooze", style="danger", confirm=confirm) | {"text": plain("Snooze")},
            {"type": "overflow", "action_id": "more", "options": options},
        ),
        {"type": "context", "elements": [mrkdwn("counts reports")]},
        {"type": "image", "image_url": "https://elsewhere.example/a.png", "alt_text": "a chart"},
    ]
    return str(site.client.chat_postMessage(channel=CHANNEL, text="L3", blocks=blocks)["ts"])


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


def test_the_home_is_fetched_at_a_visit(page: Page, site: Site):
    """app_home_opened, then what the bot publishes."""

    def answer(body: dict[str, Any]) -> tuple[int, str]:
        view = {"type": "home", "blocks": [section(f"hello <@{body['event']['user']}>")]}
        site.client.views_publish(user_id=body["event"]["user"], view=view)
        return 200, ""

    site.bot.answer = answer
    page.get_by_role("link", name="Leak Diary · Home").click()

    expect(page.locator("#home")).to_contain_text("hello @Robin Lee")


def test_words_from_outside_stay_words(page: Page, site: Site):
    """No markup, no script, no link but http(s) and mailto, in text, blocks, names, modals and files."""
    site.client.chat_postMessage(channel=CHANNEL, text=HOSTILE)
    site.client.chat_postMessage(channel=CHANNEL, text="x", blocks=[
        {"type": "header", "text": plain(HOSTILE[:150])},
        section(HOSTILE, accessory=button("a") | {"text": plain("<b onclick=window.hacked=6>")}),
        {"type": "context", "elements": [mrkdwn(HOSTILE), plain(HOSTILE)]},
    ])  # fmt: skip
    site.act("say", user=MINA, channel=CHANNEL, text=HOSTILE)

    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("article").first).to_contain_text("<script>window.hacked=1</script>")
    assert page.evaluate("window.hacked") is None
    inside = page.locator("article :is(script, img, svg, b[onclick], [onerror], [onmouseover], [onload], u, i)")
    expect(inside).to_have_count(0)
    links = page.locator("article a").evaluate_all("links => links.map((link) => link.protocol)")
    assert set(links) <= {"https:"}


def test_the_page_writes_no_markup():
    """Nothing in the scripts can turn data into markup or code."""
    scripts = {file.name: file.read_text() for file in PAGE_FILES.glob("*.js")}

    assert scripts
    for name, script in scripts.items():
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert word not in script, f"{name} uses {word}"


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(page: Page, site: Site, scheme: str):
    """WCAG AA: 4.5 to 1 between each text and what lies behind it."""
    page.emulate_media(color_scheme=scheme)
    ts = a_leak(site)
    site.act("react", user=YOU, channel=CHANNEL, ts=ts, name="eyes")
    site.client.chat_postEphemeral(channel=CHANNEL, user=YOU, text="*private* `code` <https://a.example|link> <!here>")
    site.client.chat_postMessage(channel=CHANNEL, thread_ts=ts, text="reply")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("button", name="1 reply")).to_be_visible()

    assert page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return {r, g, b, a}; };
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ({r, g, b}) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.a === 1) return color;
    }
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest("noscript, .emoji, .avatar, .skip")) continue;
    const [one, other] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${node.className} ${walker.currentNode.data.slice(0, 30)}`);
  }
  return poor;
}"""
