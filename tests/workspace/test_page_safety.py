"""What the page must never do: take words for markup, or show words that cannot be read."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.workspace.browser import a_leak
from tests.workspace.conftest import CHANNEL, MINA, YOU, Site, button, mrkdwn, plain, section

PAGE_FILES = Path(__file__).parents[2] / "bot" / "workspace" / "page"
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> &lt;b&gt; "
    '<javascript:window.hacked=3|click> <https://a.example/"onmouseover=window.hacked=4|go> `<i>` '
    '```<svg onload=window.hacked=5>``` *<u>* <!date^1^{time}|<s>> <@U0"><b>>'
)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(page: Page, site: Site, scheme: Literal["light", "dark"]):
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
