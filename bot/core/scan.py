"""Texts → what each says and which leak it is of: the seam of `python -m bot scan --records`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.book import Book
from bot.core.families import recognise
from bot.core.keys import Keys, keys, owner_frame
from bot.core.report import Kind, Report

SCOPE = ""


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
    leaks = dict(zip(told, Book().resolve_all(list(told.values())), strict=True))
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
