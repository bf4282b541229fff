"""Slack's blocks within Slack's limits, and the only functions that put text from outside into them.

Sizes are counted in UTF-16 units, the larger of the two ways in which Slack may count. Every mrkdwn text is `verbatim`:
Slack then links and mentions only our own `<...>`, and `escape` removes those from outside.
Source of the limits: docs.slack.dev, reference/block-kit and reference/methods/chat.update.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit

Block = dict[str, Any]

BLOCKS_MAX = 50
BLOCK_TEXT_MAX = 11_500  # of a whole message; Slack refuses from about 13,200 on, which is undocumented
TEXT_MAX = 2_950
TEXT_BYTES_MAX = 3_950  # chat.update refuses 4,000 and counts bytes
HEADER_MAX = 150
SECTION_MAX = 3_000
FIELD_MAX = 2_000
LABEL_MAX = 75
OPTION_VALUE_MAX = 150
BUTTON_VALUE_MAX = 2_000
URL_MAX = 3_000

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# Control characters, characters that reverse or hide text, surrogates and noncharacters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_URL_UNSAFE = re.compile(r"[^\x21-\x7e]|[<>|\"`\\^{}]")
_DATE_LAST = 253_370_764_799  # the end of year 9998: the last time that datetime can show in every zone


def size(text: str) -> int:
    """Count the UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Replace control characters and direction overrides by U+FFFD."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNSAFE.sub("\ufffd", lines)


def escape(text: str) -> str:
    """Escape text from outside for mrkdwn, so that it contains no mention and no link."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int = 200) -> str:
    """Escape text from outside for a sentence: one line, no code marks, at most `limit` long."""
    line = " ".join(escape(text).replace("`", "ˋ").split())
    return cut(line, limit) or "?"


def code(text: str, limit: int = 200) -> str:
    """Show text from outside as inline code, in which Slack formats nothing."""
    return f"`{plain(text, limit)}`"


def code_block(text: str, limit: int = 1_000) -> str:
    """Show text from outside as a code block with its lines."""
    inside = escape(text).replace("`", "ˋ").replace("\t", "    ").strip("\n")
    return f"```\n{cut(inside, limit)}\n```"


def title(text: str, limit: int) -> str:
    """Prepare text from outside for plain_text. Slack has no entities there, so look-alikes replace < and >."""
    line = " ".join(clean(text).replace("<", "‹").replace(">", "›").split())
    return cut(line, limit) or "?"


def cut(text: str, limit: int) -> str:
    """Cut the text to `limit` with an ellipsis. The cut never splits an entity, a `<...>`, a fence or a letter."""
    if size(text) <= limit:
        return text
    kept = _safe_end(_head(text, max(limit - 5, 0)), text)  # 5: the ellipsis and a closing fence
    return f"{kept}…{_closing(kept)}"[:limit]


def _closing(kept: str) -> str:
    """Return the mark that closes the code at the cut; "" outside code."""
    if kept.count("```") % 2:
        return "\n```"
    last_line = kept.rpartition("\n")[2].replace("```", "")
    return "`" if last_line.count("`") % 2 else ""


def _head(text: str, limit: int) -> str:
    head = text[:limit]
    while size(head) > limit:
        head = head[: len(head) - max(1, (size(head) - limit) // 2)]
    return head


def _safe_end(kept: str, text: str) -> str:
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")]
    kept = re.sub(r"&[a-z]{0,4}$", "", kept)
    while kept and len(kept) < len(text) and _continues(kept[-1], text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip()


def _continues(last: str, following: str) -> bool:
    """Return True if a cut between the two would split a fence, a combined letter or a joined emoji."""
    joined = last == "\u200d" or following in "\u200d\ufe0f" or "\U0001f3fb" <= following <= "\U0001f3ff"
    return joined or last == following == "`" or unicodedata.combining(following) > 0


def date(at: int, form: str = "{date_short_pretty} {time}", zone: tzinfo = UTC) -> str:
    """Format a time in each reader's time zone. Other programs show it in `zone` with its UTC offset."""
    at = min(max(at, 0), _DATE_LAST)
    local = datetime.fromtimestamp(at, zone)
    offset = f"{local:%z}"
    name = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"<!date^{at}^{form}|{local:%Y-%m-%d %H:%M} {name}>"


def safe_url(url: str | None) -> str | None:
    """Return the URL if it is http(s), has a host and cannot break out of a link; else None."""
    if not url or len(url) > URL_MAX or _URL_UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    # user@host shows one host and leads to another.
    return url if named and parts.scheme in ("http", "https") and "@" not in parts.netloc else None


def link(url: str | None, label: str) -> str:
    """Build a link with our own label; only the label if the URL is not safe."""
    safe = safe_url(url)
    words = plain(label).replace("|", "¦")
    return f"<{safe.replace('&', '&amp;')}|{words}>" if safe else words


def header(text: str) -> Block:
    """Build a header."""
    # No emoji: the name of a class must not become a picture.
    return {"type": "header", "text": _words(text, HEADER_MAX) | {"emoji": False}}


def section(text: str, fields: Sequence[str] = ()) -> Block:
    """Build a section. text: mrkdwn, may be empty if there are fields. fields: at most ten are shown."""
    block: Block = {"type": "section"}
    if text or not fields:
        block["text"] = _mrkdwn(text, SECTION_MAX)
    if fields:
        block["fields"] = [_mrkdwn(field, FIELD_MAX) for field in fields[:10]]
    return block


def context(*texts: str) -> Block:
    """Build small print from at most ten texts."""
    return {"type": "context", "elements": [_mrkdwn(text, SECTION_MAX) for text in texts[:10]]}


def actions(*elements: Block) -> Block:
    """Build a row of at most 25 elements such as buttons."""
    return {"type": "actions", "elements": list(elements[:25])}


def divider() -> Block:
    """Build a dividing line."""
    return {"type": "divider"}


def button(label: str, action_id: str, value: str, spoken: str, *, primary: bool = False) -> Block:
    """Build a button. spoken: the screen reader's text, with the action and its object, instead of the label."""
    block: Block = {
        "type": "button",
        "text": _words(label, LABEL_MAX),
        "action_id": action_id,
        "value": cut(value, BUTTON_VALUE_MAX),
        "accessibility_label": cut(spoken, LABEL_MAX),
    }
    return block | {"style": "primary"} if primary else block


def option(label: str, value: str, url: str | None = None) -> Block:
    """Build a choice of an overflow menu. With a safe URL it also opens that."""
    block: Block = {"text": _words(label, LABEL_MAX), "value": cut(value, OPTION_VALUE_MAX)}
    safe = safe_url(url)
    return block | {"url": safe} if safe else block


def overflow(action_id: str, *options: Block) -> Block:
    """Build a menu of at most five choices."""
    return {"type": "overflow", "action_id": action_id, "options": list(options[:5])}


def _words(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(text, limit) or "?", "emoji": True}


def _mrkdwn(text: str, limit: int) -> Block:
    return {"type": "mrkdwn", "text": cut(text, limit) or "?", "verbatim": True}


@dataclass(frozen=True, slots=True)
class Message:
    """A message for Slack. text: the whole content in sentences, for notifications and screen readers."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block and the same in sentences (mrkdwn). said: empty for buttons, which a reader of the text cannot use."""

    block: Block | None
    said: str = ""


def compose(parts: Iterable[Part]) -> Message:
    """Compose the parts into one message within Slack's limits. Parts that do not fit are dropped from the end.

    Buttons are always kept.
    """
    given = list(parts)
    said = "\n".join(part.said for part in given if part.said)
    return Message(text=_fallback(said), blocks=tuple(_fitting([part.block for part in given if part.block])))


def _fallback(said: str) -> str:
    limit = TEXT_MAX
    text = cut(said, limit)
    while len(text.encode()) > TEXT_BYTES_MAX:
        limit = min(limit - 8, limit * TEXT_BYTES_MAX // len(text.encode()))
        text = cut(said, limit)
    return text or "?"


def _fitting(blocks: list[Block]) -> Iterable[Block]:
    buttons = [block for block in blocks if block["type"] == "actions"]
    slots = BLOCKS_MAX - len(buttons) - 1
    room = BLOCK_TEXT_MAX - sum(map(_weight, buttons))
    full = False
    for block in blocks:
        if block["type"] == "actions":
            yield block
            continue
        slots, room = slots - 1, room - _weight(block)
        if slots >= 0 and room >= 0:
            yield block
        elif not full:
            full = True
            yield context("…")


def _weight(value: Any) -> int:
    """Count the size of all texts in a block, as JSON writes them."""
    if isinstance(value, list):
        return sum(map(_weight, value))
    if not isinstance(value, dict):
        return 0
    own = sum(size(json.dumps(v, ensure_ascii=False)) for k, v in value.items() if k == "text" and isinstance(v, str))
    return own + sum(_weight(v) for v in value.values())
