"""What Slack refuses and what outsiders must never achieve, as one check over a finished message."""

import json
import os
import re
from pathlib import Path

from bot.core.families.table import families
from bot.core.words.blocks import Message

CONTROL = re.compile(r"<[^<>]*>")
DATE = re.compile(r"<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC([+-]\d\d:\d\d)?>")
SOURCES = {rule.source.replace("&", "&amp;") for family in families() for rule in family.rules}
LIMITS = {"header": 150, "section": 3000, "field": 2000, "context": 3000, "label": 75, "value": 150}


def utf16(text: str) -> int:
    """Characters as JavaScript counts them: the larger of the ways to count."""
    return len(text.encode("utf-16-le")) // 2


def texts_of(message: Message):
    """(kind, text object) of all text objects in the blocks."""
    for block in message.blocks:
        kind = block["type"]
        if kind == "context":
            yield from (("context", element) for element in block["elements"])
        if kind in ("section", "header") and "text" in block:
            yield kind, block["text"]
        yield from (("field", field) for field in block.get("fields", ()))
        if kind == "actions":
            for element in block["elements"]:
                yield from (("label", option["text"]) for option in element.get("options", ()))
                if "text" in element:
                    yield "label", element["text"]


def check(message: Message, people: frozenset[str] = frozenset(), url: str | None = None) -> None:
    """Raise AssertionError unless Slack takes the message, also as an update, and nothing in it is forged.

    people: the user ids that it may mention. url: the only address that it may link to beside the sources of advice.
    """
    record(message)
    assert 1 <= len(message.blocks) <= 50
    assert 0 < utf16(message.text) < 3000
    assert len(message.text.encode()) < 4000
    total = 0
    for kind, text in texts_of(message):
        assert 0 < utf16(text["text"]) <= LIMITS[kind], kind
        total += utf16(json.dumps(text["text"], ensure_ascii=False))
        if text["type"] == "mrkdwn":
            assert text["verbatim"] is True
            check_markup(text["text"], people, url)
        else:
            assert not CONTROL.search(text["text"])
    assert total < 12_000
    check_markup(message.text, people, url)
    check_actions(message, url)
    json.dumps([message.text, message.blocks], ensure_ascii=False).encode()  # no halves of pairs


def check_markup(text: str, people: frozenset[str], url: str | None) -> None:
    """Only our own dates, mentions and links; entities whole; code closed; nothing invisible or turned round."""
    for found in CONTROL.findall(text):
        linked = url is not None and found.startswith(f"<{url.replace('&', '&amp;')}|")
        is_source = found[1:].partition("|")[0] in SOURCES
        assert DATE.fullmatch(found) or (found[2:-1] in people and found[:2] == "<@") or linked or is_source, found
    bare = CONTROL.sub("", text)
    assert "<" not in bare
    assert ">" not in bare
    assert not re.search(r"&(?!(amp|lt|gt);)", bare)
    assert bare.count("```") % 2 == 0
    for outside in bare.split("```")[::2]:
        assert all(line.count("`") % 2 == 0 for line in outside.split("\n")), outside
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def check_actions(message: Message, url: str | None) -> None:
    for block in message.blocks:
        for element in block["elements"] if block["type"] == "actions" else ():
            assert utf16(element.get("accessibility_label", "-")) <= 75
            assert len(element.get("value", "-")) <= 2000
            for option in element.get("options", ()):
                assert len(option["value"]) <= 150
                assert option.get("url") in (None, url)


def record(message: Message) -> None:
    """Append the calls that would be made to the file LEAK_SLACK_JSONL, for a validator that is not ours.

    Each twice: as it is, and without `verbatim`, so that a validator that trusts verbatim texts reads those too.
    """
    path = os.environ.get("LEAK_SLACK_JSONL")
    if not path:
        return
    as_it_is = json.dumps(message.blocks, ensure_ascii=False)
    with Path(path).open("a", encoding="utf-8") as file:
        for blocks in (as_it_is, as_it_is.replace(', "verbatim": true', "")):
            call = {"channel": "C0123456789", "text": message.text, "blocks": json.loads(blocks)}
            for method, more in (("chat.postMessage", {}), ("chat.update", {"ts": "1790000000.000100"})):
                line = json.dumps({"method": method, "payload": call | more}, ensure_ascii=False)
                file.write(line + "\n")
