"""Logs and texts → reports → leaks: what `python -m bot scan` finds, before anything is read or shown."""

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
# Distinct keys that are remembered, some 4 KB each; a service has tens.
MAX_KEYS = 4_096
# Reports that may still be taken back by a later line.
MAX_PENDING = 1_024

Advice = Callable[[Report], str | None]
_LEVELS = (Level.UNKNOWN, Level.SIMPLE, Level.ADVANCED)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log. line: from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ScannedLeak:
    """What a scan says about one leak.

    number: from 1, by first report. level: the most that any report shows. owner_frame, site, origin, detail, advice:
    of the report that tells most; detail is the handler or codec that a report without application code names.
    reports, before: how many in the logs and in those of the baseline, less those that were taken back. first, last:
    in the logs; in the baseline where there is none.
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
        """Against the baseline: gone, new or remains."""
        return "gone" if not self.reports else "remains" if self.before else "new"


@dataclass(slots=True)
class _Span:
    """Reports with the same keys on one side: how many, and the first and last with their order in the scan."""

    count: int = 0
    first: tuple[int, LogLine] | None = None
    last: tuple[int, LogLine] | None = None


@dataclass(slots=True)
class _Seen:
    """All reports with the same keys, described by the one that shows most. spans: in the logs, in the baseline."""

    level: Level
    family: str
    resource: str | None
    owner: str | None
    advice: str | None
    spans: tuple[_Span, _Span]


class Tally:
    """Counts reports by their keys, in memory that grows with the number of distinct keys and not of reports.

    symptoms: (family, resource) → how many. uncounted: reports left out since MAX_KEYS were known.
    taken_back: reports that a later line of the log called off.
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
        """The leaks, by number. All reports are resolved at once, so that their order means nothing."""
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
        """The newest access of a retraction has the hint of the creation that it takes back."""
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
    """Read and group a whole batch; one object for each item, in the same order.

    items: {"id": anything, "text": str}; other keys are ignored.
    Yields {"id", "family", "resource", "level", "records", "owner_frame", "site", "origin", "leak"}. leak: a number
    from 1, equal for reports of one leak whatever their order; None, as all but id, where the text is no leak report.
    A symptom that names its resource keeps family, resource and level, without a leak.
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
