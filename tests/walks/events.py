"""Leak reports that real Netty printed, wrapped as Sentry wraps them."""

from __future__ import annotations

import json
import uuid
from functools import cache
from importlib.resources import files
from typing import Any

PROJECT = "resource-server"


@cache
def _texts() -> dict[str, str]:
    lines = files("bot.story").joinpath("reports.jsonl").read_text(encoding="utf-8").splitlines()
    return {report["site"]: report["text"] for report in map(json.loads, reversed(lines))}


def text_of(site: str) -> str:
    """One report of a site: upload-body, image-scale, download-range or cache-timer."""
    return _texts()[site]


def event(site: str = "upload-body", text: str | None = None, host: str = "pod-a", **more: Any) -> dict[str, Any]:
    """An event as `data.event` of a webhook. more: fields that stand instead of these; timestamp: when it happened."""
    id_ = uuid.uuid4().hex
    release = more.pop("release", f"{PROJECT}@5.17.0")
    shown = text_of(site) if text is None else text
    return {
        "event_id": id_,
        "project": 4508123002,
        "release": release,
        "environment": "production",
        "platform": "java",
        "level": "error",
        "logger": "io.netty.util.ResourceLeakDetector",
        "logentry": {"formatted": shown},
        "message": shown,
        "title": shown.split("\n", 1)[0][:256],
        "tags": [["environment", "production"], ["server_name", host], ["release", release]],
        "issue_id": "6120990001",
        "url": f"https://sentry.io/api/0/projects/acme-platform/{PROJECT}/events/{id_}/",
        "web_url": f"https://sentry.io/organizations/acme-platform/issues/6120990001/events/{id_}/",
        **more,
    }
