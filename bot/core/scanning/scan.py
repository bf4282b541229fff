"""Group the reports of logs and texts into leaks, for `python -m bot scan`. This module reads and prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.core.families.table import recognise
from bot.core.reading.keys import Keys, keys, owner_frame
from bot.core.reading.known_leaks import KnownLeaks
from bot.core.reading.report import Kind, Level, Report

SCOPE = ""
# The most distinct keys kept, about 4 KB each; a service has tens.
MAX_KEYS = 4_096
# The most reports that a later retraction can still withdraw.
MAX_PENDING = 1_024

Advice = Callable[[Report], str | None]
_LEVELS = (Level.UNKNOWN, Level.SIMPLE, Level.ADVANCED)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log; the line number counts from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ScannedLeak:
    """A leak found by a scan.

    owner_frame, site, origin and advice come from the most detailed report.

    Attributes:
        number: from 1, in the order of first reports.
        level: the highest level of any report.
        detail: the handler or codec named by reports without application code; None for others.
        reports: the number of reports in the logs, without retracted ones.
        before: the number of reports in the baseline's logs, without retracted ones.
        first: the first report in the logs, or in the baseline if the logs have none.
        last: the last report, likewise.
    """

    number: int
    family: str
    resource: str | None
    level: Level
    owner_frame: str | None
    site: str | None
    origin: str | None
    detail: str | None
    reports: int
    before: int
    first: LogLine
    last: LogLine
    advice: str | None

    @property
    def change(self) -> str:
        """The change against the baseline: gone, new or remains."""
        return "gone" if not self.reports else "remains" if self.before else "new"


@dataclass(slots=True)
class _Span:
    """The reports with the same keys in the logs or in the baseline: count, first and last with their scan order."""

    count: int = 0
    first: tuple[int, LogLine] | None = None
    last: tuple[int, LogLine] | None = None


@dataclass(slots=True)
class _Seen:
    """All reports with the same keys, described by the most detailed one. spans: the logs, then the baseline."""

    level: Level
    family: str
    resource: str | None
    owner: str | None
    advice: str | None
    spans: tuple[_Span, _Span]


class Tally:
    """A count of reports by keys. Memory grows with the number of distinct keys, not of reports.

    Attributes:
        symptoms: the number of symptoms by (family, resource).
        uncounted: the number of reports left out because MAX_KEYS keys were known.
        taken_back: the number of reports that a later line of the log retracted.
    """

    def __init__(self, advice: Advice = lambda _: None) -> None:
        self.symptoms: Counter[tuple[str, str | None]] = Counter()
        self.uncounted = 0
        self.taken_back = 0
        self._advice = advice
        self._seen: dict[Keys, _Seen] = {}
        self._pending: dict[tuple[str, str | None, bool], _Span] = {}
        self._added = 0

    def add(self, report: Report, place: LogLine, in_baseline: bool = False) -> None:
        """Count one report of any kind."""
        if report.kind is Kind.RETRACTION:
            self._take_back(report, in_baseline)
        elif report.kind is Kind.SYMPTOM:
            about = (report.family, report.resource)
            self.symptoms[about if about in self.symptoms or len(self.symptoms) < MAX_PENDING else ("", None)] += 1
        else:
            self._count(report, place, in_baseline)

    def leaks(self) -> list[ScannedLeak]:
        """Return the leaks by number. All reports are resolved at once, so that their order does not matter."""
        seen = {told: one for told, one in self._seen.items() if any(span.count for span in one.spans)}
        groups: dict[int, list[tuple[Keys, _Seen]]] = {}
        for number, entry in zip(KnownLeaks().resolve_all(list(seen)), seen.items(), strict=True):
            groups.setdefault(number, []).append(entry)
        return [_leak(number, group) for number, group in sorted(groups.items())]

    def _count(self, report: Report, place: LogLine, in_baseline: bool) -> None:
        told = keys(report, SCOPE)
        seen = self._seen.get(told)
        if seen is None and len(self._seen) >= MAX_KEYS:
            self.uncounted += 1
            return
        if seen is None or _LEVELS.index(report.level) > _LEVELS.index(seen.level):
            spans = seen.spans if seen else (_Span(), _Span())
            seen = _Seen(report.level, report.family, report.resource, owner_frame(report), self._advice(report), spans)
            self._seen[told] = seen
        span = seen.spans[in_baseline]
        self._added += 1
        span.count += 1
        span.last = (self._added, place)
        span.first = span.first or span.last
        hint = report.creation and report.creation.hint
        if hint and report.family != "netty":
            if len(self._pending) >= MAX_PENDING:
                del self._pending[next(iter(self._pending))]
            self._pending[report.family, hint, in_baseline] = span

    def _take_back(self, report: Report, in_baseline: bool) -> None:
        """Subtract a retracted report. The retraction's newest access has the hint of the report's creation."""
        hint = report.newest.hint if report.newest else None
        span = self._pending.pop((report.family, hint, in_baseline), None)
        if span is not None:
            span.count -= 1
            self.taken_back += 1


def _leak(number: int, group: list[tuple[Keys, _Seen]]) -> ScannedLeak:
    told, most = min(group, key=lambda entry: (entry[0].site is None, entry[0].origin is None))
    reports, before = (sum(seen.spans[side].count for _, seen in group) for side in (0, 1))
    spans = [seen.spans[0 if reports else 1] for _, seen in group]
    _, first = min((span.first for span in spans if span.count and span.first), key=lambda place: place[0])
    _, last = max((span.last for span in spans if span.count and span.last), key=lambda place: place[0])
    return ScannedLeak(
        number,
        most.family,
        most.resource,
        max((seen.level for _, seen in group), key=_LEVELS.index),
        most.owner,
        told.site,
        told.origin,
        (told.header and told.header.rpartition("|")[2]) or None,
        reports,
        before,
        first,
        last,
        most.advice,
    )


def scan_records(items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Read and group a whole batch.

    Args:
        items: objects {"id": anything, "text": str}; other keys are ignored.

    Yields:
        For each item, in order, an object with the keys "id", "family", "resource", "level", "records", "owner_frame",
        "site", "origin" and "leak". Reports of one leak have the same leak number, from 1, whatever their order. All
        values but the id are None if the text is no leak report. A symptom that names its resource has no leak, but
        keeps family, resource and level.
    """
    read = [(item["id"], recognise(item["text"])) for item in items]
    told = {
        n: keys(report, SCOPE) for n, (_, report) in enumerate(read) if report is not None and report.kind is Kind.LEAK
    }
    leaks = dict(zip(told, KnownLeaks().resolve_all(list(told.values())), strict=True))
    for n, (id_, report) in enumerate(read):
        yield _row(id_, report, told.get(n), leaks.get(n))


def _row(id_: Any, report: Report | None, told: Keys | None, leak: int | None) -> dict[str, Any]:
    if report is None or (report.kind is not Kind.LEAK and report.resource is None) or report.kind is Kind.RETRACTION:
        return dict.fromkeys(
            ("id", "family", "resource", "level", "records", "owner_frame", "site", "origin", "leak")
        ) | {"id": id_}
    return {
        "id": id_,
        "family": report.family,
        "resource": report.resource,
        "level": str(report.level),
        "records": report.records,
        "owner_frame": owner_frame(report),
        "site": told and told.site,
        "origin": told and told.origin,
        "leak": leak,
    }
