"""Text from outside can neither call the channel, nor forge a link, nor turn the line around."""

import json
import re
import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.walks.events import event, text_of
from tests.walks.stage import DAY, Json, Stage, elements

EVIL = (
    "<!channel> <!here> <@U0LOCAL01> <https://evil.example|https://bank.example> ```x``` `y` *z* \u202eDNA & "
    "&lt;!channel&gt;"
)
OURS = re.compile(
    r"<!date\^\d+\^[^<>|]*\|[^<>|]*>"
    r"|<@U0LOCAL0[123]>"
    r"|<https://sentry\.io/[!-;=?-{}~]*\|Open the latest event in Sentry>"
)


def strings(value: object) -> Iterator[str]:
    """Every string in a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def angled(payloads: list[Json]) -> set[str]:
    """What stands between angle brackets and is none of our own dates, people and links."""
    found: set[str] = set()
    for payload in payloads:
        for text in strings(payload):
            found |= set(re.findall(r"<[^>]*>?", OURS.sub("", text)))
    return found


def attacked(where: str) -> Json:
    """A leak event with hostile text in one place."""
    # A class of its own for each, so that each is a leak of its own.
    text = text_of("upload-body").replace("UploadService", f"Upload{where.title().replace('_', '')}")
    if where == "hint":
        text = text.replace("#1:\n", f"#1:\n\tHint: {EVIL}\n", 1)
    elif where == "frame":
        text = text.replace("com.acme.resource.upload.UploadFrame.valid(", f"com.acme.{EVIL.replace('(', '')}.valid(")
    elif where == "resource":
        text = text.replace("ByteBuf.release()", f"Byte{EVIL}Buf.release()", 1)
    more = {where: EVIL} if where in ("host", "release", "environment") else {}
    if where == "web_url":
        more = {"web_url": "https://sentry.io/x|y> <!channel>"}
    if where == "event_id":
        more = {"event_id": f"{uuid.uuid4().hex}{EVIL}"}
    found = event(text=text, **more)
    found["tags"] = [["server_name", found["tags"][1][1]]]
    return found


@pytest.mark.parametrize(
    "where", ["hint", "frame", "resource", "host", "release", "environment", "web_url", "event_id"]
)
def test_nothing_from_outside_is_markup(shared_stage: Stage, where: str):
    """Root, reply, return and answers, with the attack in one place after the other."""
    stage = shared_stage
    began = len(stage.calls())
    stage.report(attacked(where))
    stage.move(DAY)
    stage.report(attacked(where))
    root = stage.roots()[-1]
    stage.press(root, "leak_done")
    stage.move(DAY)
    stage.report(attacked(where))
    for text in ("", " list", f" show {elements(root)[0]['value']}"):
        stage.type(f"/leak{text}")

    sent = stage.calls()[began:]
    assert set() == angled(sent)
    assert "\u202e" not in json.dumps(sent, ensure_ascii=False)
    assert any("returned" in call.get("text", "") for call in sent)
    assert 0 == stage.health()["messages"]["dead"]


def test_a_hostile_note_stays_a_note(stage: Stage):
    """A colleague pastes anything: it is shown as it is, and calls nobody."""
    stage.report(event())
    stage.type(f"/leak done L1 {EVIL}")
    stage.move(DAY)
    stage.report(event())
    stage.type("/leak show L1")

    assert set() == angled(stage.calls())
    assert "&lt;!channel&gt;" in stage.in_channel()[-1]["text"]


def test_a_hostile_command_is_repeated_as_plain_words(shared_stage: Stage):
    """The suggestion for a typo quotes what was typed."""
    said = shared_stage.type(f"/leak {EVIL}")

    assert set() == angled([said])


def test_a_link_to_another_host_is_not_shown(stage: Stage):
    """The address comes with the event, so whoever can write an event could lead people anywhere."""
    stage.report(event(web_url="https://sentry.io.evil.example/issues/1/"))
    hidden = json.dumps(stage.root())
    stage.report(event(web_url="https://acme.sentry.io/issues/1/"))

    assert "evil.example" not in json.dumps(stage.calls())
    assert "Open the latest event" not in hidden
    assert "https://acme.sentry.io/issues/1/" in json.dumps(stage.root())


def test_a_link_that_an_earlier_version_kept_is_dropped_at_the_start(open_stage: Callable[..., Stage]):
    """It kept every address, so the hosts are compared again whenever the bot starts."""
    first = open_stage(sentry_url="https://sentry.acme.example")
    first.report(event(web_url="https://sentry.acme.example/issues/1/"))
    before = first.bot.store.query("SELECT last_url FROM leaks")
    first.stop()

    second = open_stage(sentry_url="https://de.sentry.io")

    assert [{"last_url": "https://sentry.acme.example/issues/1/"}] == before
    assert [{"last_url": None}] == second.bot.store.query("SELECT last_url FROM leaks")
