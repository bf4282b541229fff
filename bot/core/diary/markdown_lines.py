"""A Markdown file as lines and headings, without loss.

Rules, after CommonMark where it has one, and tolerant where people write otherwise:
- `# ` to `###### ` at most three blanks from the margin is a heading; so is a single line above `===` or `---` (setext)
  after a blank line, a heading or the start.
- Nothing inside a closed fence (3 to 12 of ` or ~, also in a list item), an HTML comment, `<pre>`, `<script>`,
  `<style>`, `<textarea>` or the front matter is a heading. A block that never ends does not count as one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BOM = "\ufeff"
TASK = re.compile(r"([ \t]{0,40}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}\[)([ xX])(\][ \t]+)(?=\S)")
"""A task of a list: before its mark, the mark, after it."""

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_NO_PARAGRAPH = re.compile(r"\s*$|\s{4}|\t| {0,3}(?:[-*+>|<]|\d{1,9}[.)]\s|(?:[*_-][ \t]*){3,}$)")
_FENCE = re.compile(r"[ \t]{0,40}(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]{1,4}){0,4}(`{3,12}(?!`)|~{3,12}(?!~))")
_CLOSING = re.compile(r"[ \t>]{0,40}(`{3,}|~{3,})[ \t\r]*")
_RAW = re.compile(r" {0,3}<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_MASKED_SETEXT = re.compile(r" {0,3}\\+(?:=+|-+)[ \t]*")
_MASKED_ATX = re.compile(r" {0,3}\\+#{1,6}(?:[ \t]|$)")


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a file was written, apart from its words.

    Attributes:
        eol: its line ends, if they are all alike.
        closed: the last line has an end.
    """

    bom: bool = False
    eol: str = "\n"
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. at: the index of its first line. lines: 1, or 2 for setext. name: its words without signs."""

    at: int
    lines: int
    level: int
    name: str


def open_form(source: str) -> tuple[FileFormat, str]:
    r"""Return the file's format, and its text with `\n` as every line's end, including the last.

    Line ends that are not all alike stay as they are: a `\r` is then part of its line. An empty file has no line.
    """
    bom = source.startswith(BOM)
    text = source[1:] if bom else source
    returns, feeds, pairs = text.count("\r"), text.count("\n"), text.count("\r\n")
    eol = "\r\n" if pairs and pairs == returns == feeds else "\r" if returns and not feeds else "\n"
    text = text.replace(eol, "\n")
    closed = not text or text.endswith("\n")
    return FileFormat(bom, eol, closed), text if closed else text + "\n"


def close_form(form: FileFormat, text: str) -> str:
    """Return the file of a text: the inverse of `open_form`."""
    text = text if form.closed else text.removesuffix("\n")
    return (BOM if form.bom else "") + (text if form.eol == "\n" else text.replace("\n", form.eol))


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text whose every line ends in `\n`, without those ends."""
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") if text else []


def headings(lines: Sequence[str]) -> list[Heading]:
    """Find every heading, in order, in linear time."""
    inside = masked(lines)
    results: list[Heading] = []
    skip = -1
    for at, line in enumerate(lines):
        if inside[at] or at <= skip:
            continue
        atx = _ATX.match(line)
        if atx:
            results.append(Heading(at, 1, len(atx[1]), _atx_name(line[atx.end() :])))
        elif at + 1 < len(lines) and _is_setext(lines, inside, at, results):
            results.append(Heading(at, 2, 1 if "=" in lines[at + 1] else 2, line.strip()))
            skip = at + 1
    return results


def _atx_name(rest: str) -> str:
    stripped = rest.strip()
    return stripped.rstrip("#").rstrip() if stripped.endswith((" #", "\t#", "##")) else stripped


def _is_setext(lines: Sequence[str], inside: Sequence[bool], at: int, earlier: Sequence[Heading]) -> bool:
    if inside[at + 1] or not _SETEXT.fullmatch(lines[at + 1].rstrip("\r")) or _NO_PARAGRAPH.match(lines[at]):
        return False
    after_heading = bool(earlier) and earlier[-1].at + earlier[-1].lines == at
    return at == 0 or after_heading or not lines[at - 1].strip()


def masked(lines: Sequence[str]) -> list[bool]:
    """Tell for every line whether it is in a block in which nothing is a heading, first and last line included."""
    inside = [False] * len(lines)
    at = _front_matter(lines)
    inside[:at] = [True] * at
    ends = _Ends(lines)
    while at < len(lines):
        last = ends.of(at)
        if last is None:
            at += 1
            continue
        inside[at : last + 1] = [True] * (last + 1 - at)
        at = last + 1
    return inside


def _front_matter(lines: Sequence[str]) -> int:
    """Return the number of lines of a block `---` ... `---` that begins the file with `key: value`; 0 for none."""
    if len(lines) < 3 or lines[0].rstrip() != "---" or not re.match(r"[\w-]{1,40}:", lines[1]):
        return 0
    for at in range(2, len(lines)):
        if lines[at].rstrip() in ("---", "..."):
            return at + 1
    return 0


class _Ends:
    """Finds where the block ends that a line opens. Scans the lines once for each kind of end."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._places: dict[str, list[int]] = {}
        closing = [_CLOSING.fullmatch(line) for line in lines]
        self._closers = [(at, found[1]) for at, found in enumerate(closing) if found]

    def of(self, at: int) -> int | None:
        """Return the index of the last line of the block; None if none is opened or it never ends."""
        line = self._lines[at]
        fence = _FENCE.match(line)
        if fence:
            return self._fence(at, fence[1], line[fence.end() :])
        if line.lstrip(" ").startswith("<!--") and not line.startswith("    "):
            return at if "-->" in line[line.index("<!--") + 4 :] else self._after(at, "-->")
        raw = _RAW.match(line)
        if raw:
            end = f"</{raw[1].lower()}>"
            return at if end in line.lower() else self._after(at, end)
        return None

    def _fence(self, at: int, signs: str, info: str) -> int | None:
        if signs[0] == "`" and "`" in info:
            return None
        if signs not in self._places:
            # As many signs as the opening line has, or more.
            self._places[signs] = [place for place, closing in self._closers if closing.startswith(signs)]
        return self._upcoming(signs, at)

    def _after(self, at: int, end: str) -> int | None:
        if end not in self._places:
            self._places[end] = [place for place, line in enumerate(self._lines) if end in line.lower()]
        return self._upcoming(end, at)

    def _upcoming(self, end: str, at: int) -> int | None:
        places = self._places[end]
        index = bisect_right(places, at)
        return places[index] if index < len(places) else None


def closing_of(text: str) -> str:
    """Return the lines that end what a text leaves open: a fence, a comment. Empty if nothing is open."""
    lines = lines_of(text)
    inside = masked(lines)
    for at, line in enumerate(lines):
        if inside[at]:
            continue
        fence = _FENCE.match(line)
        if fence and not (fence[1][0] == "`" and "`" in line[fence.end() :]):
            return fence[1] + "\n"
        if line.lstrip(" ").startswith("<!--"):
            return "-->\n"
        raw = _RAW.match(line)
        if raw:
            return f"</{raw[1].lower()}>\n"
    return ""


def escape_headings(text: str) -> str:
    """Add a backslash to every line that would be a heading, and to those that have one already."""
    lines = text.split("\n")
    inside = masked(lines)
    for at, line in enumerate(lines):
        if not inside[at] and (_MASKED_ATX.match(line) or _MASKED_SETEXT.fullmatch(line)):
            lines[at] = _backslash(line)
    while rest := headings(lines):
        for one in rest:
            last = one.at + one.lines - 1
            lines[last] = _backslash(lines[last])
    return "\n".join(lines)


def unescape_headings(text: str) -> str:
    """Undo `escape_headings`."""
    lines = text.split("\n")
    inside = masked(lines)
    return "\n".join(
        line.replace("\\", "", 1)
        if not inside[at] and (_MASKED_ATX.match(line) or _MASKED_SETEXT.fullmatch(line))
        else line
        for at, line in enumerate(lines)
    )


def _backslash(line: str) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[:blanks] + "\\" + line[blanks:]


def task_lines(lines: Sequence[str]) -> Iterator[tuple[int, bool, str]]:
    """Yield (index, done, text) of every `- [x] text` outside code."""
    inside = masked(lines)
    for at, line in enumerate(lines):
        match = None if inside[at] else TASK.match(line)
        if match:
            yield at, match[2] in "xX", line[match.end() :].strip()
