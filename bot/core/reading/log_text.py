"""Log text as it was pasted, shipped or escaped → the lines that the library printed."""

from __future__ import annotations

import html
import json
import re

# A report of Netty's largest kind is 20 kB (facts section 1.5); more than this is a log file, not an event.
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
# A break before what only a report has: "C:\\new" in a hint is no line break.
_IS_ESCAPED = re.compile(r"\\[nr](?:\\+[nrt]|\t|#\d|Recent access|Created at|Caused by|\s{0,8}at )")
# A match begins only where a run of backslashes does, else a long run would be read once for each of its signs.
_ESCAPED_BREAK = re.compile(r"(?<!\\)(?:\\++r\\++n|\\++[nr])")
_ESCAPED_TAB = re.compile(r"(?<!\\)\\++t")
# The largest code point has seven digits; Python refuses to convert a number of thousands.
_LONG_NUMBER = re.compile(r"&#(?=\d{8}|[xX][0-9a-fA-F]{8})")

# The look-behind makes a match begin only where a token begins, which keeps the search linear in the line's length.
_FRAME = re.compile(
    r"(?<![\w$./@+<>~:-])"
    r"[A-Za-z_$][\w$./@+<>:~-]*\.[\w$<>-]+"  # class (module, loader and hidden-class parts have slashes) and method
    r"\((?:[^()\s]{1,300}|Unknown Source|Native Method|Compiled Code)\)"
)


def clip(text: str) -> str:
    """The part of a text that is considered: at most 64 Ki characters, less what Docker put around each line."""
    text = text if len(text) <= MAX_CHARS else text[:MAX_CHARS]
    return "\n".join(map(_docker, text.split("\n"))) if _DOCKER in text else text


def unescape(text: str) -> str:
    r"""A text whose line breaks arrived as `\n` or `\\n` of JSON gets them back, one that went through HTML its signs.

    Any other text is returned as it is.
    """
    if "&lt;" in text or "&#39;" in text:
        text = html.unescape(_LONG_NUMBER.sub("&amp;#", text))
    if "\\" not in text or _IS_ESCAPED.search(text) is None:
        return text
    text = _ESCAPED_TAB.sub("\t", _ESCAPED_BREAK.sub("\n", text))
    return text.replace('\\"', '"').replace("\\u0027", "'")


def bare(line: str) -> str:
    """A line without what the logging set-up put before it and a paste left after it, and without indentation."""
    line = _docker(line).lstrip()
    for _ in range(_MAX_PREFIXES):
        prefix = _PREFIX.match(line)
        if prefix is None:
            break
        line = line[prefix.end() :].lstrip()
    return line.removeprefix("at ").rstrip().rstrip(",")


def unprefixed(rows: list[str], word: str) -> list[str]:
    """The rows without what an unknown logging set-up put before each, digits aside: what stands there before `word`.

    word: what begins one of the first rows below a report's header.
    """
    row = next((row for row in rows[1:4] if word in row), "")
    before = row.partition(word)[0].translate(_DIGITS)
    if not before.strip() or bare(row).startswith(word):
        return rows
    return [row[len(before) :] if row.translate(_DIGITS).startswith(before) else row for row in rows]


def _docker(line: str) -> str:
    r"""What a program printed, where Docker's json-file driver made a JSON object of each printed line.

    An object with further line breaks inside is another shipper's, with a whole event: it is returned as it is.
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
    """Every stack frame in a line, as printed, less "at " and what follows, such as `~[netty.jar:4.1.100]`.

    One line holds many where a paste lost the line breaks. [] where there is none.
    """
    if "(" not in line:
        return []
    return _FRAME.findall(line)
