"""The invented shop with leaking code, and its reports as Sentry's webhooks.

The texts were printed by real Netty for the story, with the shop's names instead of the story's.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from bot.simulation.fleet import THREADS
from bot.simulation.sentry_side import Delivered

NETTY = "4.1.118"
PROJECT, SLUG, ORG = 4508777001, "lantern-shop", "lantern"
LOGGER = "io.netty.util.ResourceLeakDetector"


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the shop's code.

    Attributes:
        template: a site of the story.
        names: maps the story's classes, with packages, to the shop's.
        sampled: True if Netty tracks one in 128 of this resource, False if it tracks each one.
    """

    template: str
    names: tuple[tuple[str, str], ...]
    sampled: bool = True


SITES = {
    "cart-upload": Site("upload-body", (("upload.UploadService", "cart.CartImport"),)),
    "photo-scale": Site(
        "image-scale",
        (
            ("image.ImageScaler", "photo.PhotoScaler"),
            ("image.ImageController", "photo.PhotoPages"),
            ("cache.CacheWarmer", "photo.NightlyPhotos"),
        ),
    ),
    "invoice-read": Site(
        "download-range", (("download.RangeReader", "invoice.InvoiceReader"), ("util.Buffers", "invoice.PdfBuffers"))
    ),
    "stock-timer": Site("cache-timer", (("cache.TimerCache", "stock.StockHolds"),), sampled=False),
    "order-export": Site(
        "download-range", (("download.RangeReader", "export.OrderRows"), ("util.Buffers", "export.CsvBuffers"))
    ),
}
COMMON = (("server.ResourceServer", "web.ShopServer"),)


@cache
def texts(site: str) -> tuple[str, ...]:
    """List the distinct reports that a site can print."""
    place = SITES[site]
    lines = files("bot.story").joinpath("reports.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return tuple(
        dict.fromkeys(
            _renamed(one["text"], place) for one in found if one["site"] == place.template and one["netty"] == NETTY
        )
    )


def _renamed(text: str, place: Site) -> str:
    for old, new in (*place.names, *COMMON):
        text = text.replace(f"com.acme.resource.{old}", f"shop.lantern.{new}")
        text = re.sub(rf"\b{old.split('.')[1]}\.java\b", f"{new.split('.')[1]}.java", text)
    return text


def event_id(run: str, number: int) -> str:
    """Return Sentry's id of the nth event of a run. The same run gives the same ids."""
    return hashlib.md5(f"simulation {run} {number}".encode(), usedforsecurity=False).hexdigest()


def release(number: int) -> str:
    """Name the release of a deployment."""
    return f"{SLUG}@3.{number}.0"


def payload(one: Delivered, site: str, id_: str, begin: int) -> dict[str, Any]:
    """Build the webhook `event_alert.triggered` for a report. begin: the start of the history, epoch seconds."""
    line = one.printed
    text = texts(site)[line.text]
    issue = str(7300110000 + one.issue)
    at = begin + int(line.at)
    event: dict[str, Any] = {
        "event_id": id_,
        "project": PROJECT,
        "release": release(line.process.release),
        "platform": "java",
        "message": text,
        "logentry": {"formatted": text},
        "datetime": datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z"),
        "timestamp": float(at),
        "level": "error",
        "logger": LOGGER,
        "type": "default",
        "culprit": "",
        "environment": "production",
        "extra": {"thread_name": THREADS[line.thread]},
        "tags": [
            ["environment", "production"],
            ["level", "error"],
            ["logger", LOGGER],
            ["release", release(line.process.release)],
            ["server_name", line.process.host],
        ],
        "title": text.split("\n", 1)[0],
        "issue_id": issue,
        "issue_url": f"https://sentry.io/api/0/organizations/{ORG}/issues/{issue}/",
        "url": f"https://sentry.io/api/0/projects/{ORG}/{SLUG}/events/{id_}/",
        "web_url": f"https://sentry.io/organizations/{ORG}/issues/{issue}/events/{id_}/",
    }
    return {
        "action": "triggered",
        "installation": {"uuid": "1f0b3c52-6a1d-4a55-9d1c-0f2f3a6b7c81"},
        "data": {"event": event, "triggered_rule": "Netty leaks"},
        "actor": {"type": "application", "id": "sentry", "name": "Sentry"},
    }
