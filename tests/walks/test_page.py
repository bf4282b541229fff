"""The page of the local workspace against the real bot, in a real browser."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.walks.events import event
from tests.walks.stage import HOUR, YOU, Stage

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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


@pytest.fixture(scope="module")
def watched(shared_stage: Stage) -> Stage:
    """A stage with one leak that was told again."""
    shared_stage.report(event(host="pod-a"))
    shared_stage.move(HOUR)
    shared_stage.report(event(host="pod-b"))
    return shared_stage


def my_name(stage: Stage) -> str:
    """As whom the page looks at first."""
    return next(str(person["real_name"]) for person in stage.state()["people"] if person["id"] == YOU)


@pytest.fixture
def page(browser: Browser, watched: Stage) -> Iterator[Page]:
    """The channel, 1280 wide, in English and UTC; an error in the page's script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="UTC")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{watched.url}/workspace/")
    yield page
    context.close()
    assert [] == errors


def test_the_root_is_read_as_a_person_reads_it(page: Page):
    """Heading, facts, buttons and the link; no markup shows through."""
    root = page.get_by_role("log", name="Messages").get_by_role("article").first

    expect(root.get_by_role("heading", name="L1 · ByteBuf leaks in UploadService.valid")).to_be_visible()
    expect(root).to_contain_text("Nobody is on it yet.")
    expect(root).to_contain_text("2 reports in all")
    expect(root.get_by_role("button", name=re.compile("Mark L1 as investigating"))).to_be_visible()
    expect(root.get_by_role("link", name="Open the latest event in Sentry")).to_be_visible()
    expect(root.get_by_role("button", name="1 reply")).to_be_visible()
    shown = root.inner_text()
    assert [] == [mark for mark in ("<!", "<@", "&lt;", "&gt;", "&amp;", "**") if mark in shown]


def test_a_reaction_is_answered_before_ones_eyes(page: Page, watched: Stage):
    """✅ on the root: the state on the root changes without a reload, and the thread says who it was; and back."""
    watched.move(1)
    root = page.get_by_role("log", name="Messages").get_by_role("article").first
    root.hover()
    root.get_by_role("button", name="Investigated: react with white check mark").click()

    expect(root).to_contain_text(f"Investigated by @{my_name(watched)}")
    root.get_by_role("button", name="2 replies").click()
    expect(page.get_by_role("log", name="Thread")).to_contain_text(f"@{my_name(watched)} marked L1 as investigated.")
    watched.move(1)
    root.hover()
    root.get_by_role("button", name="Investigated: take back white check mark").click()
    expect(root).to_contain_text("Nobody is on it yet.")


def test_status_is_a_private_answer(page: Page):
    """Typed into the composer, answered to nobody else."""
    box = page.get_by_role("combobox", name="Message #leaks")
    box.fill("/leak status")
    box.press("Enter")

    answer = page.get_by_role("article").filter(has_text="Where the leaks stand")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("1 open")
    expect(answer.get_by_role("button", name="Post this answer in the channel, with your name")).to_be_visible()


def test_a_button_in_the_page_marks_the_leak(page: Page, watched: Stage):
    """👀 Investigating, pressed: the answer is private, the state is for all."""
    watched.move(1)
    root = page.get_by_role("log", name="Messages").get_by_role("article").first
    root.get_by_role("button", name=re.compile("Mark L1 as investigating")).click()

    expect(root).to_contain_text("Investigating since")
    expect(page.get_by_role("log", name="Messages")).to_contain_text("You are investigating L1")
