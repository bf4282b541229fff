"""A member's text as they wrote it: `code`, lists and *bold*, but no mention and no forged link."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.words.blocks import TEXT_BYTES_MAX, TEXT_MAX, cut, escape, safe_url, size

_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]+`)", re.DOTALL)
_ADDRESS = re.compile(r"https?://(?:&amp;|[^\s<>|`&])*[^\s<>|`&.,;:!?)\]'\"*_~]")
_PIECE = TEXT_MAX * 4 // 5
_PIECE_BYTES = TEXT_BYTES_MAX * 4 // 5
FENCE = "```"
LINK_MAX = 1_000
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff]")
"""Invisible characters that come along when text is copied from a page; they are left out."""
_BLANK = re.compile(
    r"[\s\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe0e\ufe0f\ufeff\uffa0]*"
)


def says_something(text: str) -> bool:
    """Return True if the text has a visible character; a Hangul filler is invisible."""
    return not _BLANK.fullmatch(text)


def written(text: str) -> str:
    """Escape a member's text as mrkdwn. An address becomes a link that shows itself, except in code."""
    parts = _CODE.split(escape(_UNSEEN.sub("", text)))
    return "".join(part if place % 2 else _ADDRESS.sub(_linked, part) for place, part in enumerate(parts))


def _linked(match: re.Match[str]) -> str:
    address = match[0]
    shows = len(address) <= LINK_MAX and safe_url(address.replace("&amp;", "&"))
    return f"<{address}>" if shows else address


def fits(text: str) -> bool:
    """Return True if a message can hold this as its text."""
    return size(text) <= TEXT_MAX and len(text.encode()) <= TEXT_BYTES_MAX


def pieces(text: str) -> list[str]:
    """Split a long mrkdwn text between lines, else between words, so that each part fits a block and a message."""
    parts: list[str] = []
    lines: list[str] = []
    is_code = False
    for line in _lines(text):
        ended = [*lines, FENCE] if is_code else lines
        if lines and not _is_piece("\n".join([*ended, line, FENCE])):
            parts.append("\n".join(ended))
            lines = [FENCE] if is_code else []
        lines.append(line)
        is_code ^= line.count(FENCE) % 2 == 1
    return [*parts, "\n".join(lines)] if lines else parts


def _is_piece(text: str) -> bool:
    return size(text) <= _PIECE and len(text.encode()) <= _PIECE_BYTES


def _lines(text: str) -> Iterable[str]:
    """Yield the lines, long ones split at blanks, else between letters."""
    for line in text.split("\n"):
        rest = line
        while not _is_piece(rest):
            head = _head(rest)
            yield head.rstrip()
            rest = rest[len(head) :]
        yield rest


def _head(line: str) -> str:
    """Return as much of a line as fits, never ending in an entity or a link."""
    head = line[:_PIECE]
    while not _is_piece(head + FENCE):
        head = head[: len(head) - max(1, len(head) // 10)]
    if head.rfind("<") > head.rfind(">"):
        head = head[: head.rfind("<")]
    head = re.sub(r"&[a-z]{0,4}$", "", head)
    blank = head.rfind(" ")
    return head[: blank + 1] if blank > len(head) // 2 else head or line[:1]


def first_lines(texts: Iterable[str], limit: int) -> str:
    """Return at most three lines of the first text that is not empty, without fences."""
    for text in texts:
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith(FENCE)]
        if lines:
            return cut(written("\n".join(lines[:3])), limit)
    return ""
