"""The journal in the workspace's page, in a real browser: by mouse, by keyboard, wide and narrow."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.group.journal_desk import Desk, a_desk
from tests.group.seasons import ARA, CHANNEL, DAY
from tests.walks.events import event
from tests.walks.stage import Stage

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SHARES = "Change the button below to one that shares this entry"
PICTURES = os.environ.get("PICTURES")
"""A folder in which each step leaves a picture, for whoever wants to look."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; nothing is downloaded for it."""
    path = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("needs chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path: Path, slack_calls: Path) -> Iterator[Desk]:
    """A leak that was seen a few times, and a programme whose first round is on; the workspace's "you" writes."""
    stage = Stage(tmp_path, slack_calls).start()
    for n in range(9):
        stage.report(event(host=f"pod-{n % 3}"))
        stage.move(DAY // 12)
    yield a_desk(stage)
    stage.stop()


@pytest.fixture(params=[1280, 400], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, desk: Desk) -> Iterator[Page]:
    """The group's channel; an error in the page's script fails the test."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 860}, locale="en-GB", timezone_id="UTC", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{desk.stage.url}/workspace/#/{CHANNEL}")
    page.get_by_role("heading", level=1, name="# study-group").wait_for()
    yield page
    context.close()
    assert [] == errors


def picture(page: Page, name: str) -> None:
    """Kept where PICTURES says."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png")


def open_journal(page: Page) -> Locator:
    """`/leak journal`, typed."""
    box = page.get_by_role("combobox", name="Message #study-group")
    box.fill("/leak journal")
    box.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Journal, round 1")
    return dialog


def choose_to_share(dialog: Locator) -> None:
    """The button in the modal that gives its own button another verb."""
    expect(dialog.get_by_role("button", name="Save draft")).to_be_visible()
    dialog.get_by_role("button", name=SHARES).click()
    expect(dialog.get_by_role("button", name="Share", exact=True)).to_be_visible()
    expect(dialog).to_contain_text("“Share” posts this entry in #study-group.")


def fits(page: Page) -> bool:
    """Nothing is wider than the page, nor than the dialog."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.modal-body')]"
            ".every((one) => one.scrollWidth <= one.clientWidth)"
        )
    )


def test_from_the_first_line_to_the_thread(page: Page, desk: Desk):
    """Errors at their fields, a draft kept, opened again, numbers filled in, shared, read in its thread, edited."""
    dialog = open_journal(page)
    did, learned = dialog.get_by_label("What I did"), dialog.get_by_label("What I learned")
    expect(did).to_be_focused()
    picture(page, "1-open")
    assert fits(page)

    expect(dialog).to_contain_text("Only you see a draft.")
    dialog.get_by_label("Help wanted").fill("who knows Netty 4.1.90?")
    choose_to_share(dialog)
    picture(page, "2-share")
    assert fits(page)
    dialog.get_by_role("button", name="Share", exact=True).click()
    expect(did).to_have_attribute("aria-invalid", "true")
    expect(did).to_have_accessible_description(re.compile("To share it, write a line here"))
    expect(learned).to_have_accessible_description(re.compile("To share it, write a line here"))
    expect(dialog.get_by_label("Help wanted")).to_have_value("who knows Netty 4.1.90?")
    picture(page, "2-errors")

    dialog.get_by_role("button", name="Change the button below to one that saves a draft").click()
    dialog.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    dialog = open_journal(page)
    expect(dialog).to_contain_text("Draft, kept")
    expect(dialog.get_by_label("Help wanted")).to_have_value("who knows Netty 4.1.90?")

    dialog.get_by_label("What I did").fill("Reproduced it:\n- a test with `PooledByteBufAllocator`\n- *one* patch")
    dialog.get_by_label("The leak that it is about").select_option("1")
    dialog.get_by_role("button", name="Fill in the numbers of the chosen leak").click()
    expect(dialog.get_by_label("Numbers before → after")).to_have_value(re.compile("^L1 · ByteBuf leaks"))
    expect(dialog.get_by_label("What I did")).to_have_value(re.compile("^Reproduced it"))
    picture(page, "3-filled")
    choose_to_share(dialog)
    expect(dialog.get_by_label("What I did")).to_have_value(re.compile("^Reproduced it"))
    dialog.get_by_role("button", name="Share", exact=True).click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    post = page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text="shared their journal")
    expect(post).to_contain_text("About L1")
    picture(page, "4-post")
    post.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("log", name="Thread")
    expect(thread.locator("code").filter(has_text="PooledByteBufAllocator").first).to_be_visible()
    expect(thread).to_contain_text("Help wanted")
    picture(page, "5-thread")
    assert fits(page)


def test_by_keyboard_alone(page: Page, desk: Desk):
    """Opened by the shortcut after a "/", filled in, a candidate added above it, saved: nothing typed is lost."""
    keys = page.keyboard
    page.get_by_role("combobox", name="Message #study-group").focus()
    keys.type("/wri")
    expect(page.get_by_role("option", name="Write my journal")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What I did")).to_be_focused()
    keys.type("typed by hand")

    tab_to(page, "Add a problem that you may take on")
    keys.press("Enter")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Candidate")
    expect(dialog.get_by_label("Problem")).to_be_focused()
    picture(page, "6-candidate")
    keys.type("uploads leak when cancelled")
    keys.press("Tab")
    keys.type("soon")
    keys.press("Enter")
    expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    dialog.get_by_label("How much would it bring?").focus()
    keys.type("5")
    dialog.get_by_label("Effort in person-days").focus()
    keys.press("Enter")
    expect(dialog.get_by_label("Effort in person-days")).to_have_accessible_description(re.compile("A number of days"))
    picture(page, "7-candidate-error")
    keys.press("Control+a")
    keys.type("2")
    keys.press("Enter")

    expect(dialog.get_by_role("heading", level=2)).to_have_text("Journal, round 1")
    expect(dialog).to_contain_text("uploads leak when cancelled")
    expect(dialog.get_by_label("What I did")).to_have_value("typed by hand")
    picture(page, "8-listed")
    dialog.get_by_role("checkbox", name="Show this list with the entry").focus()
    if not dialog.get_by_role("checkbox", name="Show this list with the entry").is_checked():
        keys.press("Space")
    tab_to(page, SHARES)
    keys.press("Enter")
    expect(dialog.get_by_role("button", name="Share", exact=True)).to_be_visible()
    tab_to(page, "Share")
    keys.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    post = page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text="shared their journal")
    post.get_by_role("button", name="2 replies").press("Enter")
    thread = page.get_by_role("log", name="Thread")
    expect(thread.get_by_role("columnheader", name="Effort")).to_be_visible()
    expect(thread.get_by_role("cell", name="2.5", exact=True)).to_be_visible()
    picture(page, "9-table")
    assert fits(page)
    assert desk.entry(by=ARA) is not None


def tab_to(page: Page, name: str) -> None:
    """Tab until the button of this name has the focus."""
    wanted = page.get_by_role("dialog").get_by_role("button", name=name, exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {name}")
