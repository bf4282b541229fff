"""Read logs, print their leaks, and choose the exit code. bot.core.scanning finds the leaks in the text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO

from bot.cli.scan import gate
from bot.cli.scan.output import FORMATS
from bot.cli.scan.progress import Shows, shown
from bot.cli.scan.sources import STDIN, Source, SourceError
from bot.core.families.table import literals, recognise
from bot.core.reading.report import MalformedReport, Report
from bot.core.scanning.passages import Sift
from bot.core.scanning.report_start import Sieve
from bot.core.scanning.scan import MAX_KEYS, LogLine, Tally, scan_records

CLEAN, FOUND, UNREADABLE, INTERRUPTED = 0, 1, 2, 130

Advice = Callable[[Report], str | None]


def no_advice(report: Report) -> str | None:
    """Return None: no advice is known."""
    return None


def scan_logs(files: Sequence[str], baseline: Sequence[str], format_: str, advice: Advice = no_advice) -> int:
    """Print the leaks of logs on standard output and all remarks on standard error; return the exit code.

    Args:
        files: paths, or `-` for standard input.
        baseline: logs from before a change, read first.
        advice: what to try next for a report.

    Returns:
        0 for no leak, 1 for leaks in `files`, 2 if a log could not be read to its end, 130 after an interrupt. All
        leaks found are printed in each case.
    """
    scan = _Scan(Tally(advice))
    with shown([*baseline, *files]) as show, suppress(KeyboardInterrupt):
        for path in baseline:
            scan.read(path, in_baseline=True, show=show)
        for path in files:
            scan.read(path, in_baseline=False, show=show)
        scan.is_done = True
    leaks = scan.tally.leaks()
    encoding = sys.stdout.encoding or "utf-8"
    for line in FORMATS[format_](leaks, bool(baseline)):
        print(line.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()
    scan.sum_up(sum(leak.reports > 0 for leak in leaks))
    if not scan.is_done:
        return INTERRUPTED
    if scan.has_failed:
        return UNREADABLE
    return FOUND if any(leak.reports for leak in leaks) else CLEAN


def print_records(source: IO[str]) -> int:
    """Read texts, {"id", "text"} a line, and print one JSON object for each, in order; return the exit code."""
    try:
        items = [json.loads(line) for line in source if line.strip()]
        for found in scan_records(items):
            print(json.dumps(found, ensure_ascii=False))
    except (ValueError, KeyError, TypeError) as error:
        _say(f'{source.name}: not the expected lines of {{"id","text"}}: {error}')
        return UNREADABLE
    return CLEAN


class _Scan:
    """Reads log after log into one tally."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.is_done = False
        self.has_failed = False
        self._sieve = Sieve(literals(), gate.build)
        self._files = 0
        self._bytes = 0

    def read(self, path: str, in_baseline: bool, show: Shows) -> None:
        """Read one log. Problems are printed, and the scan continues with the next log."""
        source = Source(path, sys.stdin.buffer if path == STDIN else None)
        sift = Sift(_each(source, show), self._sieve, source.lines_before)
        remarks = _Remarks()
        try:
            for passage in sift:
                remarks.cut += passage.cut
                remarks.damaged += passage.damaged
                try:
                    report = recognise(passage.text)
                except MalformedReport as error:
                    _say(f"{source.name}:{passage.line}: begins like a leak report, but: {error}")
                    continue
                if report is not None:
                    self.tally.add(report, LogLine(source.name, passage.line), in_baseline)
        except SourceError as error:
            self.has_failed = True
            _say(f"{source.name}: {error}")
        finally:
            self._files += bool(source.text_bytes) or source.size_bytes == 0
            self._bytes += source.text_bytes
            remarks.say(source, sift)

    def sum_up(self, leaks: int) -> None:
        """Print the last lines: how much was read, and the reports that were not counted as leaks."""
        tally = self.tally
        if not self.is_done:
            _say("interrupted; this is what was found until then")
        for (family, resource), count in sorted(tally.symptoms.items(), key=str):
            about = f"{family or 'others'}, {resource or 'no resource named'}"
            _say(f"seen {_number(count, 'time')}: a symptom of {about}; it tells no leak")
        if tally.taken_back:
            _say(f"{_number(tally.taken_back, 'report')} taken back by a later line, not counted")
        if tally.uncounted:
            _say(f"{_number(tally.uncounted, 'report')} not counted: more than {MAX_KEYS:,} distinct sites")
        _say(f"{_number(leaks, 'leak')} in {_number(self._files, 'log')}, {self._bytes / 1e6:,.1f} MB")


class _Remarks:
    """Oddities of one log that do not stop the scan."""

    def __init__(self) -> None:
        self.cut = 0
        self.damaged = 0

    def say(self, source: Source, sift: Sift) -> None:
        """Print one line for each on standard error."""
        if not source.text_bytes and source.size_bytes == 0:
            _say(f"{source.name}: is empty")
        if sift.has_nul:
            _say(f"{source.name}: holds NUL bytes; it was read as text all the same")
        if sift.long_lines:
            long_ = _number(sift.long_lines, "line")
            _say(f"{source.name}: {long_} longer than 64 KiB; 64 KiB of a report there are read")
        if self.cut:
            _say(f"{source.name}: {_number(self.cut, 'report')} cut at 64 KiB")
        if self.damaged:
            _say(f"{source.name}: {_number(self.damaged, 'report')} with bytes that are not UTF-8, shown as \ufffd")


def _each(source: Source, show: Shows) -> Iterator[bytes]:
    for chunk in source.chunks():
        yield chunk
        show(source)


def _say(text: str) -> None:
    safe = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    print(f"scan: {safe}", file=sys.stderr)


def _number(count: int, thing: str) -> str:
    if count == 0:
        return f"no {thing}"
    return f"1 {thing}" if count == 1 else f"{count:,} {thing}s"
