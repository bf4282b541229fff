"""Restore the lines that a library printed from log text that was pasted, shipped or escaped."""

from __future__ import annotations

import html
import json
import re

# Netty's largest reports are 20 kB; a longer text than this is a log file, not an event.
MAX_CHARS = 65_536

_PREFIX = re.compile(
    r"(?:"
    r"[>!]\s?"  # quoted in a mail or an issue, commented by a test runner
    r"|[\w./-]{1,80}\s{0,40}\|\s?"  # docker compose: "web-1  | "
    r"|\[(?:info|warn|error|debug|INFO|WARN|ERROR|DEBUG)\]\s?"  # sbt, Maven
    r"|\[(?:APP|RTR)[^\]]{0,40}\]\s?"  # Cloud Foundry
    r"|(?:OUT|ERR|stdout|stderr)\s(?:[FP]\s)?"  # Cloud Foundry, Kubernetes' CRI
    r"|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|\s?[+-]\d\d:?\d\d)?\]?\s?"
    r"|[A-Z][a-z]{2}\s{1,2}\d{1,2} \d\d:\d\d:\d\d \S{1,80} \S{1,80}:\s?"  # syslog, journald
    r")"
)
_MAX_PREFIXES = 6
_DOCKER = '{"log":"'
_DIGITS = str.maketrans("123456789", "000000000")
# An escaped break counts only before words of a report: "C:\\new" in a hint is no line break.
_IS_ESCAPED = re.compile(r"\\[nr](?:\\+[nrt]|\t|#\d|Recent access|Created at|Caused by|\s{0,8}at )")
# A match begins only at the start of a run of backslashes; otherwise a long run takes quadratic time.
_ESCAPED_BREAK = re.compile(r"(?<!\\)(?:\\++r\\++n|\\++[nr])")
_ESCAPED_TAB = re.compile(r"(?<!\\)\\++t")
# The largest code point has seven digits; Python refuses to convert numbers of thousands of digits.
_LONG_NUMBER = re.compile(r"&#(?=\d{8}|[xX][0-9a-fA-F]{8})")

# The look-behind lets a match begin only at the start of a token, which keeps the search linear.
_FRAME = re.compile(
    r"(?<![\w$./@+<>~:-])"
    r"[A-Za-z_$][\w$./@+<>:~-]*\.[\w$<>-]+"  # class (module, loader and hidden-class parts have slashes) and method
    r"\((?:[^()\s]{1,300}|Unknown Source|Native Method|Compiled Code)\)"
)


def clip(text: str) -> str:
    """Cut a text to 64 Ki characters and unwrap the JSON that Docker put around its lines."""
    text = text if len(text) <= MAX_CHARS else text[:MAX_CHARS]
    return "\n".join(map(_docker, text.split("\n"))) if _DOCKER in text else text


def unescape(text: str) -> str:
    r"""Restore line breaks that arrived as `\n` or `\\n`, and characters that arrived as HTML entities.

    Any other text is returned unchanged.
    """
    if "&lt;" in text or "&#39;" in text:
        text = html.unescape(_LONG_NUMBER.sub("&amp;#", text))
    if "\\" not in text or _IS_ESCAPED.search(text) is None:
        return text
    text = _ESCAPED_TAB.sub("\t", _ESCAPED_BREAK.sub("\n", text))
    return text.replace('\\"', '"').replace("\\u0027", "'")


def bare(line: str) -> str:
    """Strip indentation, known logging prefixes and the leftovers of a paste from a line."""
    line = _docker(line).lstrip()
    for _ in range(_MAX_PREFIXES):
        prefix = _PREFIX.match(line)
        if prefix is None:
            break
        line = line[prefix.end() :].lstrip()
    return line.removeprefix("at ").rstrip().rstrip(",")


def unprefixed(rows: list[str], word: str) -> list[str]:
    """Strip the prefix of an unknown logging set-up from rows. Digits in the prefix may differ between rows.

    Args:
        rows: the report's rows, its header first.
        word: the first word of the library's text in one of the three rows below the header; the prefix ends before it.
    """
    row = next((row for row in rows[1:4] if word in row), "")
    before = row.partition(word)[0].translate(_DIGITS)
    if not before.strip() or bare(row).startswith(word):
        return rows
    return [row[len(before) :] if row.translate(_DIGITS).startswith(before) else row for row in rows]


def _docker(line: str) -> str:
    r"""Unwrap a line that Docker's json-file driver wrote as a JSON object.

    Other lines are returned unchanged. So is an object with several lines: another shipper wrote it for a whole event.

    Source: docs.docker.com, "JSON File logging driver".
    """
    if not line.startswith(_DOCKER):
        return line
    try:
        printed = json.loads(line)["log"]
    except (ValueError, KeyError, RecursionError):
        return line
    return line if not isinstance(printed, str) or "\n" in printed.rstrip("\r\n") else printed.rstrip("\r\n")


def frames(line: str) -> list[str]:
    """Return all stack frames of a line, without "at " and suffixes such as `~[netty.jar:4.1.100]`.

    A line has several frames if a paste lost the line breaks.
    """
    if "(" not in line:
        return []
    return _FRAME.findall(line)
