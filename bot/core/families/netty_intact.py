"""Read undamaged reports of Netty 4.x as whole blocks, ten times as fast as line by line."""

from __future__ import annotations

import re

from bot.core.reading.report import Access, Level, Report

MAX_ACCESSES = 32
# Sentry cuts message and formatted at 8,192 characters (relay, logentry.rs), with or without the ellipsis.
SENTRY_CUT = 8_180

DISCARDED = re.compile(r"(\d{1,9}) leak records were (?:discarded|not sampled) because")


def read(text: str, header: re.Match[str]) -> Report | None:
    """Read an undamaged 4.x report; None if any line differs from the detector's output."""
    start = text.find("\n", header.end())
    if start < 0 or not text.startswith("Recent access records: ", start + 1) or "&lt;" in text:
        return None
    line_end = text.find("\n", start + 1)
    if line_end < 0:
        return None
    count = text[start + 24 : line_end]
    if count and not (count.isdecimal() and len(count) < 10):
        return None
    body, tail, discards = text[line_end + 1 :].partition("\n: ")
    records, created, creation = body.partition("Created at:\n")
    accesses = _fast_records(records.removesuffix("\n") if created else records)
    created_at = _fast_access(creation) if created else None
    if accesses is None or (created and created_at is None):
        return None
    discarded = _fast_discards(discards) if tail else None
    if tail and discarded is None:
        return None
    cut = created_at is None and len(text) >= SENTRY_CUT and not tail
    return build(header["resource"], accesses, created_at, count, discarded, cut)


def _fast_records(block: str) -> list[Access] | None:
    if not block:
        return []
    if not block.startswith("#"):
        return None
    accesses = []
    for part in block[1:].split("\n#"):
        number, _, rest = part.partition(":\n")
        access = _fast_access(rest) if number.isdecimal() else None
        if access is None:
            return None
        accesses.append(access)
    return accesses


def _fast_access(block: str) -> Access | None:
    hint = None
    if block.startswith("\tHint: "):
        first, _, block = block.partition("\n")
        hint = first[7:]
    # Every line begins with one tab and ends with the bracket of its location. No other line is between them.
    if not block.startswith("\t") or not block.endswith(")") or "\tat " in block or "LEAK:" in block:
        return None
    if block.count(")\n\t") != block.count("\n"):
        return None
    return Access(tuple(block[1:].split("\n\t")), hint)


def _fast_discards(tail: str) -> int | None:
    """Return the sum of the discard lines at the end of the report; None if there are other lines among them."""
    total = 0
    for line in tail.removesuffix("\n").split("\n: "):
        found = DISCARDED.match(line)
        if found is None or "\n" in line:
            return None
        total += int(found[1])
    return total


def build(
    resource: str,
    accesses: list[Access],
    creation: Access | None,
    count: str | None,
    discarded: int | None,
    cut: bool,
) -> Report:
    """Build the report, with the level that its parts show.

    `count` is the text after "Recent access records:": "" if the layout has no count, None if the line is missing.
    """
    hinted = creation is not None and creation.hint is not None
    if accesses or count or hinted:
        level = Level.ADVANCED
    elif creation is not None or count is not None:
        level = Level.SIMPLE
    else:
        level = Level.UNKNOWN
    records = int(count) if count else None if count is None and not accesses else len(accesses)
    return Report("netty", resource, level, tuple(accesses[:MAX_ACCESSES]), creation, records, discarded, cut)
