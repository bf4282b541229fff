"""Slack's markup as text for a terminal."""

from __future__ import annotations

import re

DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")
MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
LINK = re.compile(r"<([^|>]+)\|([^>]+)>")


def plain(text: str, people: dict[str, str]) -> str:
    """Replace dates, mentions and links in Slack's markup by their words."""
    text = DATE.sub(r"\1", text)
    text = MENTION.sub(lambda match: "@" + people.get(match[1], match[1]), text)
    text = LINK.sub(r"\2", text).replace("`", "").replace("*", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
