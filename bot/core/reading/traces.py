"""Read the surroundings of a leak sentence: whether a program logged it, and its stack trace."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.reading import log_text
from bot.core.reading.report import Access, Level, Report

# A logged sentence begins its message: a logging prefix, a JSON key or nothing precedes it. After other words or an
# opening quote, the sentence is a quotation.
_LINE_START_CHARS = 240
_MESSAGE_BEGINS = re.compile(
    r"(?:^"
    r"|[:|\]\[>)}{<!─–—-]"
    r"|\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|info|warn|warning|error)"
    r"|\b[VDIWEF]"  # logcat, pytest
    r"|\d\d:\d\d[\d:.,]*Z?"
    r"|(?:\w+\.){2,}[\w$]+"  # the logger's name
    r"|\w=[^\s\"']{1,80}"  # traceId=4bf92f
    r"|\x1b\[[\d;]*m"
    r"|\\[nrt]"
    r"|(?:[\"']\s?[:=]|\w=|\b(?:message|msg|log|text|event|error|value):)\s?\\{0,4}[\"']"  # "message":"..., msg="...
    r")\s*$"
)
# The end of a line, or of a field's quoted value.
_CLOSED = re.compile(r"[\s.]*+(?:[\"'\\\])>},;]*+\s*+$|\\{0,4}[\"']\s*+(?:[,}]|\w++=))")

# An exception's own line, and the marks of loggers for omitted frames.
_LEAD = re.compile(r"(?:,\s?\"\w+\":\s?\")?(?:Caused by: )?[\w.$]+(?:Exception|Throwable|Error|Snapshot)\b|$")
_ELISION = re.compile(r"[.…`~\s]*+$|[.…`~\s]*\.\.\. ?\d{1,9} (?:common frames omitted|more|frames?)[.…`~\s]*+$")
_MAX_LEADS = 3
_NEAR_CHARS = 300
# A trace directly below: it proves that a sentence behind an unknown prefix was logged.
FRAMES_FOLLOW = re.compile(r"(?:\n|\\n|\\t)[ \t]{0,8}at [\w$./@]{1,200}\(")
_WRAPPED = re.compile(r"(\([\w$.-]{0,200})\r?\n([\w$.-]{0,100}(?::\d{1,7})?\))")
_JSON = re.compile(r"[^\n\"]{0,120}\{\s?\\{0,4}\"")
_VALUE_ENDS = re.compile(r"(?<!\\)\"(?=\s{0,4}[,}])")
_ESCAPED_BREAK = re.compile(r"(?<!\\)(?:\\++r\\++n|\\++n)")


@dataclass(frozen=True, slots=True)
class Trace:
    """The frames of a stack trace, the innermost call first. cut is True if the text ends within the trace."""

    frames: tuple[str, ...] = ()
    cut: bool = False


def is_said(text: str, start: int) -> bool:
    """Return whether a program logged the sentence at `start`; False if prose, code or a command quotes it."""
    earliest = max(start - _LINE_START_CHARS, 0)
    before = text[max(text.rfind("\n", earliest, start) + 1, earliest) : start]
    return _MESSAGE_BEGINS.search(before) is not None or log_text.bare(f"{before}=") == "="


def ends_line(text: str, end: int) -> bool:
    """Return whether only punctuation stands between `end` and the end of its line; an escaped break counts, too."""
    stop = text.find("\n", end)
    rest = text[end : stop if stop >= 0 else len(text)]
    return _CLOSED.match(_ESCAPED_BREAK.split(rest, maxsplit=1)[0]) is not None


def rows(text: str) -> list[str]:
    """Split a text into lines; escaped line breaks are restored, and frames that a terminal wrapped are joined."""
    if "\\n" in text:
        alone = "\n" not in text.strip()
        text = "\n".join(_unescaped(row) if alone or _JSON.match(row) else row for row in text.split("\n"))
    text = log_text.unescape(text)
    return _WRAPPED.sub(r"\1\2", text).splitlines()


def _unescaped(row: str) -> str:
    """Restore the line breaks of a JSON line, and break it after each value."""
    return _ESCAPED_BREAK.sub("\n", _VALUE_ENDS.sub("\n", row)).replace("\\t", "\t").replace('\\"', '"')


def read(text: str) -> Trace:
    """Read the stack trace at the start of a text.

    The rest of the first line, exception lines and blank lines may precede the trace.
    """
    found: list[str] = []
    leads = 0
    all_rows = rows(text)
    for n, row in enumerate(all_rows):
        in_row = log_text.frames(row)
        if in_row:
            found.extend(in_row)
            continue
        bare = log_text.bare(row)
        if found and not _ELISION.match(bare):
            last = n >= len(all_rows) - 1
            return Trace(tuple(found), cut=last and bare.endswith(("...", "…")))
        if not found and n > 0:
            leads += 1
            if leads > _MAX_LEADS or not _LEAD.match(bare):
                break
    return Trace(tuple(found))


def below(text: str, header: re.Match[str], opening: re.Pattern[str]) -> Trace:
    """Read the trace of the exception that was logged with a sentence.

    Args:
        text: the whole text.
        header: the match of the sentence.
        opening: a pattern for the exception's own line. The search runs from this header to the next one of its kind.
            JSON with sorted keys may put the exception before the only header.
    """
    following = header.re.search(text, header.end())
    begins = opening.search(text, header.end(), following.start() if following else len(text))
    if begins is None and following is None:
        begins = opening.search(text, 0, header.start())
    return read(text[begins.end() :]) if begins else Trace()


def report(family: str, resource: str | None, trace: Trace, hint: str | None = None) -> Report:
    """Build the report of a library that shows at most where the resource was acquired.

    The level is simple if the trace has frames, else unknown. The hint is a further detail of the one resource, such
    as the thread that holds it.
    """
    creation = Access(trace.frames, hint) if trace.frames or hint else None
    level = Level.SIMPLE if trace.frames else Level.UNKNOWN
    return Report(family, resource, level, creation=creation, cut=trace.cut)


def first_said(pattern: re.Pattern[str], text: str, follows: re.Pattern[str] | None = None) -> re.Match[str] | None:
    """Return the first match that a program logged, or that is directly followed by a match of `follows`."""
    for found in pattern.finditer(text):
        if is_said(text, found.start()):
            return found
        if follows is not None and follows.search(text, found.end(), found.end() + _NEAR_CHARS):
            return found
    return None
