"""Find the end of a report in a log: decide line by line whether the line still belongs to the report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.core.families.table import literals as literals_of_families
from bot.core.families.table import recognise
from bot.core.reading import log_text
from bot.core.reading.report import Report

# Netty's largest reports are 20 kB; longer passages and lines are cut.
PASSAGE_BYTES = 65_536
# The most lines of other services between two lines of a report in docker compose's output.
MAX_FOREIGN = 200
_MIN_LEARNT, _MAX_LEARNT = 8, 256
# JSON begins within these first bytes of a line; each JSON line is an event of its own.
_JSON_BYTES = 80

_SERVICE = re.compile(rb"[\w./-]{1,80}\s{0,40}\| ")
_STAMP = re.compile(
    r"[\s\[(]{0,4}(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d(?:[-/.]\d\d)?[ T]|\d\d:\d\d:\d\d"
    r"|[A-Z][a-z]{2} {1,2}\d{1,2}[, ])"
)
_LEVEL = re.compile(r"\s*[\[(]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL)\b")
_EXCEPTION = re.compile(
    r"(?:Caused by: |Suppressed: )?[\w.$]{1,200}(?:Exception|Throwable|Error|Warning|Snapshot|Report)\b"
)
_CONTINUES = re.compile(
    r"#\d{1,9}:|Created at:|Recent access records|Hint: |:? ?\d{1,9} leak records|WARNING: \d{1,9} leak"
    r"|See http|Enable advanced|in \[|Stack trace of |The last code to use |ownerThread current "  # Java
    r"|Caused by:|Suppressed:|\[CIRCULAR|[.…~`]{1,8}$|[.…~` ]{0,8}\.\.\. ?\d{1,6} (?:more|common|frames)"
    r"|[\w$.-]{0,100}:\d{1,7}\)$"  # the end of a frame that a terminal wrapped
    r"|Trace\b|Error$|File \"|Object (?:allocated|created) at |\w{4,40}: [<\[]|\w+_traceback:"  # Node, Python
    r"|\[?[Gg]oroutine \d|created by |(?>[\w./~@%-]+\.)[\w.*()\[\]/-]{1,200}\([^ ]{0,600}\)$|\]$"  # Go
)
_DIGITS = str.maketrans("123456789", "000000000")
_SEPARATES = re.compile(r".*[\s:|\])>-]", re.S)


@lru_cache(maxsize=1)
def _family_names() -> dict[bytes, str]:
    """Map every literal to its family. The families are imported on first use, not with this module."""
    return {literal.encode(): family for literal, family in literals_of_families().items()}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a log that begins like a report.

    Attributes:
        text: the lines, with U+FFFD for bytes that are not UTF-8.
        line: the line number of its first words, from 1.
        cut: True if the stretch was longer than PASSAGE_BYTES.
        damaged: True if it has bytes that are not UTF-8.
    """

    text: str
    line: int
    cut: bool = False
    damaged: bool = False


@dataclass(slots=True)
class Open:
    """A report that is being read.

    literals are the hits on its first line. foreign counts the lines of other services since its last line.
    """

    first: bytes
    line: int
    literals: frozenset[bytes]
    rest: list[bytes] = field(default_factory=list)
    size: int = 0
    cut: bool = False
    foreign: int = 0
    # True if the lines below the first have a time as well; None if there is no such line yet.
    stamped: bool | None = None
    learnt: str = ""
    blank: bool = False
    has_trace: bool = False

    def take(self, line: bytes) -> bool:
        """Add a line if it belongs to the report; return False if the report is over."""
        text = line[:PASSAGE_BYTES].decode("utf-8", "replace").replace("\0", "")
        bare = log_text.bare(text)
        if not bare:
            over, self.blank = self.blank, True
            return not over and self.add(line)
        is_stamped = _STAMP.match(text) is not None
        if (is_stamped and self.stamped is False) or (bare.startswith("{") and b"{" in self.first[:_JSON_BYTES]):
            return False
        if self.learnt:
            return text.translate(_DIGITS).startswith(self.learnt) and self._take_learnt(text)
        if not continues(text, bare):
            is_second = self.stamped is None
            return is_second and (self._learns(text) or (self._may_end_first(bare, is_stamped) and self.add(line)))
        self.stamped = is_stamped if self.stamped is None else self.stamped
        return self._added(line, bare)

    def add(self, line: bytes) -> bool:
        """Add a line unchanged; return False if it does not fit, and the report is cut."""
        room = PASSAGE_BYTES - len(self.first) - self.size
        self.cut = self.cut or len(line) > room
        self.rest.append(line[: max(room, 0)])
        self.size += len(line)
        return not self.cut

    def absorb(self, line: bytes, literals: frozenset[bytes]) -> bool:
        """Add a line with a report's first words if it continues this report; return False if it does not."""
        text = line[:PASSAGE_BYTES].decode("utf-8", "replace")
        bare = log_text.bare(text)
        if not self.has_trace and len(self.rest) < 2:
            prefix = self.learnt or (self._common(text) if self.stamped is None else "")
            if _EXCEPTION.match(bare) or (prefix and _EXCEPTION.match(log_text.bare(text[len(prefix) :]))):
                return self.take(line)
        if literals & self.literals and not _is_part(bare):
            return False
        theirs = recognise(text)
        if theirs is None:
            is_part = _is_part(bare) or (self._is_kin(literals) and continues(text, bare))
            return is_part and self.take(line)
        if self.rest or not self._is_kin(literals):
            return False
        # Some libraries log two events for one resource: the sentence, then the trace.
        ours = recognise(self.first[:PASSAGE_BYTES].decode("utf-8", "replace"))
        return ours is not None and _is_about(ours) == _is_about(theirs) and self.add(line)

    def passage(self) -> Passage:
        """Return the lines read so far as a passage."""
        whole = self.first[:PASSAGE_BYTES] + b"".join(self.rest)
        text = whole.decode("utf-8", "replace")
        damaged = "\ufffd" in text and b"\xef\xbf\xbd" not in whole
        return Passage(text.replace("\0", "").rstrip("\n"), self.line, self.cut, damaged)

    def _is_kin(self, literals: frozenset[bytes]) -> bool:
        """Return whether these are other words of the same family; the same words begin another report."""
        names = _family_names()
        families = {names.get(literal) for literal in literals}
        return not literals & self.literals and families == {names.get(literal) for literal in self.literals}

    def _may_end_first(self, bare: str, is_stamped: bool) -> bool:
        """Return whether the line may continue a first line that the library broke in two."""
        self.stamped = False
        return not is_stamped and not _SERVICE.match(self.first) and _LEVEL.match(bare) is None

    def _added(self, line: bytes, bare: str) -> bool:
        self.blank = False
        self.has_trace = self.has_trace or "(" in bare or bare.startswith(("#", "Created", "File "))
        return self.add(line)

    def _learns(self, text: str) -> bool:
        """Learn the prefix of an unknown logging set-up from the first two lines, and strip it."""
        self.learnt = self._common(text)
        if not self.learnt or not self._take_learnt(text):
            self.learnt = ""
            return False
        self.stamped = True
        self.first = self.first.decode("utf-8", "replace")[len(self.learnt) :].encode("utf-8", "replace")
        return True

    def _common(self, text: str) -> str:
        """Return the common prefix of this line and the first, up to the end of a word; "" if it is short.

        Digits may differ.
        """
        first = self.first[:_MAX_LEARNT].decode("utf-8", "replace").translate(_DIGITS)
        text = text[:_MAX_LEARNT].translate(_DIGITS)
        common = first[: _agreeing(first, text)]
        prefix = _SEPARATES.match(common)
        return prefix[0] if prefix is not None and prefix.end() >= _MIN_LEARNT else ""

    def _take_learnt(self, text: str) -> bool:
        text = text[len(self.learnt) :]
        bare = log_text.bare(text)
        return (not bare or continues(text, bare)) and self._added(text.encode("utf-8", "replace"), bare)


def _is_about(report: Report) -> tuple[object, ...]:
    return report.family, report.resource, report.kind


def _agreeing(one: str, other: str) -> int:
    """Return the length of the common prefix, found by binary search."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


def service(line: bytes) -> bytes:
    """Return the service name that docker compose puts before a line (`name  | `); b"" if there is none."""
    named = _SERVICE.match(line)
    return named[0].partition(b"|")[0].strip() if named else b""


def continues(text: str, bare: str) -> bool:
    """Return whether a line looks like part of a report rather than a separate log line.

    `bare` is the line without known logging prefixes.
    """
    if _is_part(bare):
        return True
    before = text[: text.find(bare[:40])]
    if before.endswith("at "):
        return True
    is_indented = before.endswith(("\t", "  ")) or before.isspace()
    return is_indented and _LEVEL.match(bare) is None


def _is_part(bare: str) -> bool:
    if _CONTINUES.match(bare) or _EXCEPTION.match(bare):
        return True
    found = log_text.frames(bare)
    return bool(found) and bare.startswith(found[0])
