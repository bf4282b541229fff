"""The parser for dates, time spans and releases in commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.records.spans import DAY_S, HOUR_S, WEEK_S

UNITS = {
    **dict.fromkeys(("hour", "hours", "h", "시간"), HOUR_S),
    **dict.fromkeys(("day", "days", "d", "일"), DAY_S),
    **dict.fromkeys(("week", "weeks", "w", "주"), WEEK_S),
}
DAYS_BACK = {"now": 0, "today": 0, "yesterday": 1, "지금": 0, "오늘": 0, "어제": 1, "그저께": 2}
RELEASE_CHARS = 200
LONGEST_SNOOZE_S = 90 * DAY_S
_BACK = {"h": HOUR_S, "d": DAY_S, "w": WEEK_S, "m": 30 * DAY_S, "y": 365 * DAY_S}

_AGO = re.compile(r"(\d{1,4}|an?|one)\s*([a-z]+|시간|일|주)\s*(?:ago|전)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,4})\s*([a-z]+|시간|일|주)", re.IGNORECASE)
_SINCE = re.compile(r"(\d{1,4})\s*([hdwmy])")
_SHIFT = re.compile(r"([+-]?)(\d{1,3})([dw])", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?(?:Z| ?UTC)?", re.IGNORECASE)
# Forms that were meant as a date or a span. They do not match releases such as 2026.09.1.
_NEARLY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d+[dhwm일주]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedDeployment:
    """A deployment as a person typed it.

    Attributes:
        release: None if none was named.
        at: epoch seconds; None if only the release was named.
    """

    release: str | None
    at: int | None


def read_deployed(text: str, now: int, is_known: Callable[[str], bool]) -> StatedDeployment | None:
    """Read "", "2026-09-01", "3 days ago", "2.14.1" or "2.14.1 yesterday"; None if the text is none of these.

    A date without a time begins at midnight UTC. A future date is accepted; the caller rejects it.

    Args:
        text: the text as typed.
        now: epoch seconds.
        is_known: tells if a release of that name was ever seen. An unknown name must contain a digit.
    """
    said = " ".join(text.split())
    if not said:
        return StatedDeployment(None, now)
    at = read_moment(said, now)
    if at is not None:
        return StatedDeployment(None, at)
    release, _, rest = said.partition(" ")
    looks_right = is_known(release) or (re.search(r"\d", release) and not _NEARLY.fullmatch(release))
    if not looks_right or len(release) > RELEASE_CHARS:
        return None
    if not rest:
        return StatedDeployment(release, None)
    at = read_moment(rest, now)
    return None if at is None else StatedDeployment(release, at)


def read_moment(text: str, now: int) -> int | None:
    """Read a date or a time ago, in epoch seconds; None for any other text."""
    said = text.strip().lower()
    if said in DAYS_BACK:
        return now if said in ("now", "지금") else (now // DAY_S - DAYS_BACK[said]) * DAY_S
    ago = _AGO.fullmatch(said)
    if ago:
        count = int(ago[1]) if ago[1].isdecimal() else 1
        return now - count * UNITS[ago[2]] if ago[2] in UNITS else None
    return _date(said) if _DATE.fullmatch(said) else None


def read_until(typed: str, now: int) -> int | None:
    """Read "7d", "2 weeks", "until 2026-12-01" or "3일" as a future time; None if it is invalid or too far away."""
    words = typed.strip().lower().removeprefix("for ").removeprefix("until ").removesuffix("까지").strip()
    span = _SPAN.fullmatch(words)
    until = read_moment(words, now)
    if words in ("tomorrow", "내일"):
        until = now + DAY_S
    elif span and span[2] in UNITS:
        until = now + int(span[1]) * UNITS[span[2]]
    return until if until is not None and now < until <= now + LONGEST_SNOOZE_S else None


def read_since(text: str, now: int) -> int:
    """Read `2y`, `90d`, `6m`, `4w`, `12h` or a date such as 2024-11-22 as a past time in epoch seconds.

    Raises:
        ValueError: the text is invalid. The message says what to write.
    """
    if match := _SINCE.fullmatch(text.strip().lower()):
        return max(0, now - int(match[1]) * _BACK[match[2]])
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{text!r} is no time: write 2y, 90d, 12h, or a date such as 2024-11-22") from None
    if moment.timestamp() >= now:
        raise ValueError(f"{text!r} is not in the past: write an earlier time")
    return max(0, int(moment.timestamp()))


def read_days(text: str) -> int | None:
    """Read a shift such as "7d", "-1d" or "+1w" in days; None for any other text."""
    match = _SHIFT.fullmatch(text)
    if match is None:
        return None
    days = int(match[2]) * UNITS[match[3].lower()] // DAY_S
    return -days if match[1] == "-" else days


def _date(said: str) -> int | None:
    numbers = [int(part) for part in re.findall(r"\d+", said)]
    try:
        return int(datetime(*numbers, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def full_release(release: str, seen: Iterable[str]) -> str:
    """Complete a release to Sentry's name: people write 2.14.1 for "server@2.14.1".

    Args:
        release: the release as typed.
        seen: releases of the same leak. Their package is added if all have the same one and the text names none.
    """
    packages = {name.rpartition("@")[0] for name in seen}
    if "@" in release or len(packages) != 1 or packages == {""}:
        return release
    return f"{packages.pop()}@{release}"
