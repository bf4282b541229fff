"""Find the passages of a byte stream that may be leak reports; only stretches with a hit are split into lines."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from bot.core.families.table import recognise
from bot.core.reading.log_text import frames
from bot.core.scanning.report_end import MAX_FOREIGN, PASSAGE_BYTES, Open, Passage, service
from bot.core.scanning.report_start import Sieve

# The bytes kept of a line before a report's first words: prefixes, and the fields of a JSON line.
LOOK_BACK = 4_096

# A line that repeats the first words so often without a report between them is no log line.
MAX_FAILED_SPLITS = 4

# Netty's block exactly as the detector prints it, matched in one step: most lines of most reports are such blocks.
_INTACT = re.compile(rb"(?:\t[^\n]*\n|#\d{1,9}:\r?\n|Created at:\r?\n|Recent access records: ?\d*\r?\n)++")
_WINDOW = PASSAGE_BYTES // 2


class Sift:
    """An iterator over the passages of one log. It holds at most two chunks and one passage in memory.

    Attributes:
        long_lines: the number of lines so far that are longer than PASSAGE_BYTES.
        has_nul: True if the log has had a NUL byte so far.
    """

    def __init__(self, chunks: Iterable[bytes], sieve: Sieve, lines_before: Callable[[int], int]) -> None:
        """Set the log to read.

        Args:
            chunks: the log's bytes in chunks of any size; about 256 KiB is fastest.
            sieve: finds the literals that begin reports.
            lines_before: returns the number of line breaks before an offset. It is called only if there is a report,
                and only with the offset of the latest chunk.
        """
        self.long_lines = 0
        self.has_nul = False
        self._chunks = iter(chunks)
        self._sieve = sieve
        self._lines_before = lines_before
        # The window holds the bytes from offset _base on. Bytes before position _at are done. Hits are offsets.
        self._data = b""
        self._base = 0
        self._at = 0
        self._hits: deque[tuple[int, bytes]] = deque()
        self._marked = (-1, 0)
        self._line_length = 0
        self._is_following = False

    def __iter__(self) -> Iterator[Passage]:
        while self._seek():
            self._is_following = True
            yield from self._follow()
            self._is_following = False

    def _seek(self) -> bool:
        """Go to the beginning of the next line with a hit; return False if there is none."""
        while not self._hits:
            if not self._load(max(len(self._data) - LOOK_BACK, 0)):
                return False
        hit = self._hits[0][0] - self._base
        earliest = max(min(self._at, hit), hit - LOOK_BACK)
        self._at = max(self._data.rfind(b"\n", earliest, hit) + 1, earliest)
        return True

    def _load(self, keep: int) -> bool:
        """Append a chunk and drop the window before `keep`, or all of it if the window is no longer needed.

        Return False at the end of the log.
        """
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        border = self._base + len(self._data)
        self._hits.extend(self._found(chunk, border))
        self._inspect(chunk)
        if self._hits and self._marked[0] < self._base + keep:
            self._marked = (border, self._lines_before(border))
        if not (self._hits or self._is_following) and len(chunk) >= LOOK_BACK:
            keep = len(self._data)
        self._base += keep
        self._at = max(self._at - keep, 0)
        self._data = self._data[keep:] + chunk if keep < len(self._data) else chunk
        return True

    def _found(self, chunk: bytes, border: int) -> list[tuple[int, bytes]]:
        across = self._sieve.longest - 1
        before = self._data[max(len(self._data) - across, 0) :]
        seam = [
            (border - len(before) + start, literal)
            for start, literal in self._sieve.find(before + chunk[:across])
            if start < len(before) < start + len(literal)
        ]
        return seam + [(border + start, literal) for start, literal in self._sieve.find(chunk)]

    def _inspect(self, chunk: bytes) -> None:
        """Count the long lines. A long line within a chunk shows as half a passage without a break."""
        self.has_nul = self.has_nul or b"\0" in chunk
        at = 0
        while at < len(chunk):
            end = chunk.find(b"\n", at, at + _WINDOW)
            if end < 0:
                end = chunk.find(b"\n", at)
                length = (end if end >= 0 else len(chunk)) - at
                is_long = self._line_length <= PASSAGE_BYTES < self._line_length + length
                self.long_lines += is_long
                if end < 0:
                    self._line_length += length
                    return
            elif self._line_length <= PASSAGE_BYTES < self._line_length + end - at:
                self.long_lines += 1
            at = max(chunk.rfind(b"\n", end, end + _WINDOW), end) + 1
            self._line_length = 0

    def _line_number(self, offset: int) -> int:
        marked, number = self._marked
        data, base = self._data, self._base
        if offset >= marked:
            number += data.count(b"\n", marked - base, offset - base)
        else:
            number -= data.count(b"\n", offset - base, marked - base)
        self._marked = (offset, number)
        return number + 1

    def _line(self) -> bytes:
        """Return the next line with its break, or b"" at the end. PASSAGE_BYTES of a line count as a line."""
        searched = self._at
        while True:
            end = self._data.find(b"\n", searched, self._at + PASSAGE_BYTES)
            stop = end + 1 if end >= 0 else self._at + PASSAGE_BYTES
            if end < 0 and stop > len(self._data):
                unread = len(self._data) - self._at
                if self._load(self._at):
                    searched = self._at + unread
                    continue
            line = self._data[self._at : stop]
            self._at += len(line)
            return line

    def _follow(self) -> Iterator[Passage]:
        """Read lines until no report is open. Several are open if the lines of services are mixed."""
        opened: dict[bytes, Open] = {}
        while True:
            if len(opened) == 1 and b"" in opened:
                self._take_intact(opened[b""])
            line = self._line()
            if not line:
                break
            yield from self._take(line, opened)
            if not line.endswith(b"\n") and len(line) >= PASSAGE_BYTES:
                for report in opened.values():
                    report.cut = True
                break
            if not opened:
                return
        yield from (report.passage() for report in opened.values())

    def _take_intact(self, report: Open) -> None:
        if report.learnt:
            return
        limit = self._hits[0][0] - self._base if self._hits else len(self._data)
        # Match only within the remaining room: otherwise a longer run would be scanned again for each of its lines.
        room = PASSAGE_BYTES - len(report.first) - report.size
        run = _INTACT.match(self._data, self._at, min(limit, self._at + room))
        if run is not None:
            report.add(run[0])
            report.stamped, report.has_trace, report.blank = False, True, False
            self._at = run.end()

    def _take(self, line: bytes, opened: dict[bytes, Open]) -> Iterator[Passage]:
        start = self._base + self._at - len(line)
        hits = []
        while self._hits and self._hits[0][0] < start + len(line):
            hits.append((self._hits[0][0] - start, self._hits.popleft()[1]))
        name = service(line)
        if not name and len(opened) == 1:
            _unname(opened)
        report = opened.get(name)
        literals = frozenset(literal for _, literal in hits)
        if hits and not (report and report.absorb(line, literals)):
            if report:
                # Reports joined by a comma: the last frame precedes the next report's first words.
                if frames(line[: hits[0][0]].decode("utf-8", "replace")):
                    report.add(line[: hits[0][0]])
                yield report.passage()
            number = self._line_number(start)
            *alone, last = _split(line, hits)
            yield from (Open(part, number, literals).passage() for part in alone)
            opened[name] = Open(last, number, literals)
        elif report and not hits and not report.take(line):
            yield opened.pop(name).passage()
        yield from _given_up(opened, name)


def _unname(opened: dict[bytes, Open]) -> None:
    """Treat the name before the first line as message text, because the line below has no service name."""
    [(name, report)] = opened.items()
    if not report.rest and not report.foreign:
        opened[b""] = opened.pop(name)


def _given_up(opened: dict[bytes, Open], name: bytes) -> Iterator[Passage]:
    """Yield the reports whose service has not logged for MAX_FOREIGN lines."""
    for other in [other for other in opened if other != name]:
        opened[other].foreign += 1
        # A report without a service name ends at any other service's line.
        if not other or opened[other].foreign > MAX_FOREIGN:
            yield opened.pop(other).passage()
    if name in opened:
        opened[name].foreign = 0


def _split(line: bytes, hits: list[tuple[int, bytes]]) -> list[bytes]:
    """Split a line with escaped breaks into its reports, at the points where the reader ends a report anyway."""
    parts = []
    begin = failed = 0
    same = [at for at, literal in hits if literal == hits[0][1]]
    for n, at in enumerate(same[1:], start=1):
        following = same[n + 1] if n + 1 < len(same) else len(line)
        if _ends_before(line[begin:following], at - begin):
            parts.append(line[begin:at])
            begin, failed = max(begin, same[n - 1] + len(hits[0][1])), 0
        else:
            failed += 1
        if failed >= MAX_FAILED_SPLITS:
            break
    return [*parts, line[begin:]]


def _ends_before(line: bytes, at: int) -> bool:
    whole, part = (piece.decode("utf-8", "replace") for piece in (line, line[:at]))
    report = recognise(whole)
    return report is not None and recognise(part) == report
