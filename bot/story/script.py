"""The steps of the demo and their times, counted back from the present."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from storage.records.spans import DAY_S, HOUR_S

SPAN_DAYS = 730
UPGRADE_DAYS = 240  # Netty was upgraded this long ago: other line numbers, the same leaks
SENTRY_CUT = 8192
PROJECT, SLUG, ORG = 4508123002, "resource-server", "acme-platform"
NEWCOMER, MINA, JONAS = "U0LOCAL01", "U0LOCAL02", "U0LOCAL03"


@dataclass(frozen=True)
class Reported:
    """A report reaches Sentry. site: a site of reports.jsonl. nth: which of its texts."""

    at: int
    site: str
    nth: int
    before_upgrade: bool
    host: str
    release: str

    @property
    def event_id(self) -> str:
        """The id of the step's Sentry event: the same in every demo."""
        return _event_id(self.site, self.nth)


@dataclass(frozen=True)
class Reaction:
    """A colleague reacts to the root of the leak that an event showed."""

    at: int
    on_event: str
    person: str
    name: str


@dataclass(frozen=True)
class TypedCommand:
    """A person types a command in the study group's channel."""

    at: int
    person: str
    text: str


@dataclass(frozen=True)
class Journal:
    """A person shares the journal of the last round; journal.py holds its words."""

    at: int
    person: str


@dataclass(frozen=True)
class Applause:
    """A person reacts to the post of a journal."""

    at: int
    person: str
    writer: str
    name: str


@dataclass(frozen=True)
class DigestDue:
    """The round has met: its digest is due."""

    at: int


Step = Reported | Reaction | TypedCommand | Journal | Applause | DigestDue


def steps(now: int, meets_at: int | None) -> list[Step]:
    """Return every step in order: two years of leaks, and the study group's last round.

    Args:
        meets_at: when that round met, in the week before now. None if there is no study group.
    """
    week = now - 3 * DAY_S if meets_at is None else meets_at
    group = [] if meets_at is None else _group(now, meets_at)
    return sorted([*_leaks(now, week), *group], key=lambda step: step.at)


def _leaks(now: int, week: int) -> list[Step]:
    """Return the steps of four leaks: one whose interval shrinks, a steady one, one that came back, and a new one.

    Args:
        week: the end of the week of the study group's digest.
    """
    shrinking = [SPAN_DAYS * (1 - math.sqrt(i / 26)) for i in range(26)] + [0.03]
    ago = (now - week) / DAY_S
    steady = [690 - 68 * i + 9 * (i % 3) for i in range(10)] + [ago + 5.2]
    back = [_reported(now, days, "download-range", i) for i, days in enumerate((320.4, 262.7, ago + 4.4))]
    found: list[Step] = [_reported(now, days, "upload-body", i) for i, days in enumerate(shrinking)]
    found += [_reported(now, days, "image-scale", i) for i, days in enumerate(steady)]
    found += [*back, _reported(now, ago + 2.3, "cache-timer", 0)]
    first = back[0].event_id
    found.append(Reaction(now - int(255 * DAY_S), first, JONAS, "eyes"))
    found.append(Reaction(now - int(250 * DAY_S), first, JONAS, "white_check_mark"))
    found.append(Reaction(week - int(3.3 * DAY_S), first, MINA, "eyes"))
    found.append(Reaction(week - int(6.1 * DAY_S), shown_by("upload-body"), MINA, "eyes"))
    return found


def _group(now: int, meets_at: int) -> list[Step]:
    """Return the study group's steps. None of them is later than now."""
    return [
        TypedCommand(meets_at - DAY_S, JONAS, "/leak round join"),
        Journal(meets_at - 2 * HOUR_S, MINA),
        Applause(meets_at - HOUR_S, JONAS, MINA, "clap"),
        DigestDue(min(meets_at + 1, now)),
        # The chart is posted a moment after the digest.
        DigestDue(min(meets_at + 3, now)),
        TypedCommand(min(meets_at + 2 * HOUR_S, now), NEWCOMER, "/leak round join"),
    ]


def shown_by(site: str) -> str:
    """Return the id of the event that first showed a site's leak."""
    return _event_id(site, 0)


def _event_id(site: str, nth: int) -> str:
    return hashlib.md5(f"story {site} {nth}".encode(), usedforsecurity=False).hexdigest()


def _reported(now: int, days_ago: float, site: str, nth: int) -> Reported:
    age = SPAN_DAYS - days_ago
    release = f"{SLUG}@5.{int(age // 30)}.{nth % 2}"
    pod = hashlib.sha256(release.encode()).hexdigest()[:5]
    # Moved by a few minutes, so that no two steps share a second.
    at = now - int(days_ago * DAY_S) - (len(site) * 97 + nth * 61) % 900
    return Reported(at, site, nth, days_ago > UPGRADE_DAYS, f"{SLUG}-{pod}-{nth % 3}", release)


@cache
def _texts() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    lines = files(__package__).joinpath("reports.jsonl").read_text(encoding="utf-8").splitlines()
    for report in map(json.loads, lines):
        found.setdefault((report["site"], report["netty"]), []).append(report)
    return found


def _report(step: Reported) -> dict[str, str]:
    versions = sorted({netty for site, netty in _texts() if site == step.site}, key=_version)
    choices = _texts()[step.site, versions[0] if step.before_upgrade else versions[-1]]
    return choices[step.nth % len(choices)]


def _version(netty: str) -> list[int]:
    return [int(part) for part in netty.split(".")]


def payload(step: Reported) -> dict[str, Any]:
    """Return the step as the body of Sentry's `event_alert.triggered` webhook."""
    report = _report(step)
    text = report["text"]
    issue = str(6120990000 + step.nth % 4)  # Sentry groups by the thread that logged
    api = f"https://sentry.io/api/0/projects/{ORG}/{SLUG}/events/{step.event_id}/"
    event: dict[str, Any] = {
        "event_id": step.event_id,
        "project": PROJECT,
        "release": step.release,
        "platform": "java",
        "message": text[: SENTRY_CUT - 3] + "..." if len(text) > SENTRY_CUT else text,
        "datetime": datetime.fromtimestamp(step.at, UTC).isoformat().replace("+00:00", "Z"),
        "timestamp": float(step.at),
        "level": "error",
        "logger": "io.netty.util.ResourceLeakDetector",
        "type": "default",
        "culprit": "",
        "environment": "production",
        "extra": {"thread_name": report["thread"]},
        "tags": list(map(list, _tags(step))),
        "issue_id": issue,
        "issue_url": f"https://sentry.io/api/0/organizations/{ORG}/issues/{issue}/",
        "url": api,
        "web_url": f"https://sentry.io/organizations/{ORG}/issues/{issue}/events/{step.event_id}/",
    }
    event["logentry"] = {"formatted": event["message"]}
    event["title"] = text.split("\n", 1)[0]
    if len(text) > SENTRY_CUT:
        remark = {"len": len(text), "rem": [["!limit", "s", SENTRY_CUT - 3, SENTRY_CUT]]}
        event["_meta"] = {"logentry": {"formatted": {"": remark}}}
    actor = {"type": "application", "id": "sentry", "name": "Sentry"}
    installation = {"uuid": "7a485448-a9e2-4c85-8a3c-4f44175783c9"}
    data = {"event": event, "triggered_rule": "Netty leaks"}
    return {"action": "triggered", "installation": installation, "data": data, "actor": actor}


def _tags(step: Reported) -> Iterator[tuple[str, str]]:
    yield "environment", "production"
    yield "level", "error"
    yield "logger", "io.netty.util.ResourceLeakDetector"
    yield "release", step.release
    yield "server_name", step.host
