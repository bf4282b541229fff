"""What stands around a leak sentence of any library: whether a log says it, and the stack trace that goes with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.reading import log_text
from bot.core.reading.report import Access, Level, Report

# A sentence that a program logs begins its message: after it stand a prefix, a key of JSON or nothing; after words or
# an opening quote it is quoted.
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
# The line ends, or the quoted value of a field does.
_CLOSED = re.compile(r"[\s.]*+(?:[\"'\\\])>},;]*+\s*+$|\\{0,4}[\"']\s*+(?:[,}]|\w++=))")

# An exception's own line, and what loggers put where they left frames out.
_LEAD = re.compile(r"(?:,\s?\"\w+\":\s?\")?(?:Caused by: )?[\w.$]+(?:Exception|Throwable|Error|Snapshot)\b|$")
_ELISION = re.compile(r"[.…`~\s]*+$|[.…`~\s]*\.\.\. ?\d{1,9} (?:common frames omitted|more|frames?)[.…`~\s]*+$")
_MAX_LEADS = 3
_NEAR_CHARS = 300
# A trace right below; what proves a sentence that stands behind an unknown prefix.
FRAMES_FOLLOW = re.compile(r"(?:\n|\\n|\\t)[ \t]{0,8}at [\w$./@]{1,200}\(")
_WRAPPED = re.compile(r"(\([\w$.-]{0,200})\r?\n([\w$.-]{0,100}(?::\d{1,7})?\))")
_JSON = re.compile(r"[^\n\"]{0,120}\{\s?\\{0,4}\"")
_VALUE_ENDS = re.compile(r"(?<!\\)\"(?=\s{0,4}[,}])")
_ESCAPED_BREAK = re.compile(r"(?<!\\)(?:\\++r\\++n|\\++n)")


@dataclass(frozen=True, slots=True)
class Trace:
    """The frames of a stack trace, the innermost call first. cut: the text ends before the trace does."""

    frames: tuple[str, ...] = ()
    cut: bool = False


def is_said(text: str, start: int) -> bool:
    """Whether a program logs the sentence that begins at `start`; False where prose, code or a command quotes it."""
    earliest = max(start - _LINE_START_CHARS, 0)
    before = text[max(text.rfind("\n", earliest, start) + 1, earliest) : start]
    return _MESSAGE_BEGINS.search(before) is not None or log_text.bare(f"{before}=") == "="


def ends_line(text: str, end: int) -> bool:
    """Whether nothing but punctuation stands between `end` and the end of its line, escaped or real."""
    stop = text.find("\n", end)
    rest = text[end : stop if stop >= 0 else len(text)]
    return _CLOSED.match(_ESCAPED_BREAK.split(rest, maxsplit=1)[0]) is not None


def rows(text: str) -> list[str]:
    """The lines of a text, also of one whose line breaks arrived escaped or whose frames a terminal wrapped."""
    if "\\n" in text:
        alone = "\n" not in text.strip()
        text = "\n".join(_unescaped(row) if alone or _JSON.match(row) else row for row in text.split("\n"))
    text = log_text.unescape(text)
    return _WRAPPED.sub(r"\1\2", text).splitlines()


def _unescaped(row: str) -> str:
    """A JSON line: what stands behind the end of a value is a row of its own."""
    return _ESCAPED_BREAK.sub("\n", _VALUE_ENDS.sub("\n", row)).replace("\\t", "\t").replace('\\"', '"')


def read(text: str) -> Trace:
    """The stack trace that a text begins with: after the rest of the first line, exceptions' lines and blank ones."""
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
    """The trace of the exception that was logged with a sentence.

    opening: the exception's own line. It stands between this header and the next one of its kind; in JSON with sorted
    keys it may stand before the only one.
    """
    following = header.re.search(text, header.end())
    begins = opening.search(text, header.end(), following.start() if following else len(text))
    if begins is None and following is None:
        begins = opening.search(text, 0, header.start())
    return read(text[begins.end() :]) if begins else Trace()


def report(family: str, resource: str | None, trace: Trace, hint: str | None = None) -> Report:
    """A report of a library that tells at most where the resource was acquired. Level: simple if it does, else unknown.

    hint: what else the sentence says of the one resource, such as the thread that holds it.
    """
    creation = Access(trace.frames, hint) if trace.frames or hint else None
    level = Level.SIMPLE if trace.frames else Level.UNKNOWN
    return Report(family, resource, level, creation=creation, cut=trace.cut)


def first_said(pattern: re.Pattern[str], text: str, follows: re.Pattern[str] | None = None) -> re.Match[str] | None:
    """The first match that a program logs, whatever its prefix if `follows` stands right behind it."""
    for found in pattern.finditer(text):
        if is_said(text, found.start()):
            return found
        if follows is not None and follows.search(text, found.end(), found.end() + _NEAR_CHARS):
            return found
    return None
