"""What happens in the story, and when: pure data, counted back from the present."""

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

DAY_S = 86_400
SPAN_DAYS = 730
UPGRADE_DAYS = 240  # so long ago Netty was upgraded: other line numbers, the same leaks
SENTRY_CUT = 8192
PROJECT, SLUG, ORG = 4508123002, "resource-server", "acme-platform"
COLLEAGUES = ("U0LOCAL02", "U0LOCAL03")


@dataclass(frozen=True)
class Reported:
    """A report reaches Sentry. site: of reports.jsonl; nth: which of its texts."""

    at: int
    site: str
    nth: int
    before_upgrade: bool
    host: str
    release: str

    @property
    def event_id(self) -> str:
        return hashlib.md5(f"story {self.site} {self.nth}".encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Reaction:
    """A colleague reacts to the root of the leak that an event showed."""

    at: int
    on_event: str
    person: str
    name: str


Step = Reported | Reaction


def steps(now: int) -> list[Step]:
    """Every step in order: a leak whose interval shrinks, a steady one, one that came back, and a new one."""
    shrinking = [SPAN_DAYS * (1 - math.sqrt(i / 26)) for i in range(26)] + [0.03]
    steady = [690 - 68 * i + 9 * (i % 3) for i in range(10)]
    back = [_reported(now, days, "download-range", i) for i, days in enumerate((320.4, 262.7, 31.2))]
    found: list[Step] = [_reported(now, days, "upload-body", i) for i, days in enumerate(shrinking)]
    found += [_reported(now, days, "image-scale", i) for i, days in enumerate(steady)]
    found += [*back, _reported(now, 2.3, "cache-timer", 0)]
    first = back[0].event_id
    found.append(Reaction(now - int(255 * DAY_S), first, COLLEAGUES[1], "eyes"))
    found.append(Reaction(now - int(250 * DAY_S), first, COLLEAGUES[1], "white_check_mark"))
    found.append(Reaction(now - int(30.1 * DAY_S), first, COLLEAGUES[0], "eyes"))
    return sorted(found, key=lambda step: step.at)


def _reported(now: int, days_ago: float, site: str, nth: int) -> Reported:
    age = SPAN_DAYS - days_ago
    release = f"{SLUG}@5.{int(age // 30)}.{nth % 2}"
    pod = hashlib.sha256(release.encode()).hexdigest()[:5]
    # A few minutes aside, so that no two steps share a second.
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
    """The step as Sentry's `event_alert.triggered` webhook carries it."""
    report = _report(step)
    text = report["text"]
    issue = str(6120990000 + step.nth % 4)  # Sentry's own grouping: by the thread that happened to log
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
