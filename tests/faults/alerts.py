"""Signed webhooks by the thousand: texts that real Netty printed, told of as many leak sites as a test wants."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.core.reading.webhook import signature
from bot.sentry.replay import as_sent
from bot.story.script import Reported, payload

SECRET = "a-client-secret-of-tests"
SITES = ("upload-body", "image-scale", "download-range")
PACKAGE = b"com.acme.resource"
UNIQUE = b"@" * 32


@dataclass(frozen=True)
class Alert:
    """One webhook body. event_id: what Sentry calls it. site: which of the made leak sites it tells of."""

    event_id: str
    site: int
    at: int
    body: bytes

    @property
    def signature(self) -> str:
        return signature(SECRET, self.body)

    @property
    def delivery(self) -> str:
        """The id under which the door keeps it."""
        return hashlib.sha256(self.body).hexdigest()


@cache
def template(site: int, bytes_: int = 0) -> bytes:
    """A body of leak site `site` with UNIQUE for the event's id and `timestamp` 0; filled up to a size if given.

    Sites differ in the application's package, so that each has keys of its own: com.acme.moduleaa, com.acme.moduleab.
    """
    told = payload(Reported(0, SITES[site % len(SITES)], site // len(SITES), False, f"pod-{site % 7}", "shop@5.1.0"))
    event = told["data"]["event"]
    del event["datetime"], event["url"], event["web_url"]
    event["extra"]["filled"] = ""
    event["event_id"] = UNIQUE.decode()
    name = f"module{chr(97 + site // 26)}{chr(97 + site % 26)}".encode()
    body = as_sent(told).replace(PACKAGE, b"com.acme." + name)
    return body.replace(b'"filled":""', b'"filled":"%s"' % (b"x" * max(0, bytes_ - len(body))))


def alert(number: int, site: int, at: int) -> Alert:
    """The alert `number`, whose event of leak site `site` happened at `at`."""
    event_id = hashlib.md5(b"%d" % number, usedforsecurity=False).hexdigest()
    body = template(site).replace(UNIQUE, event_id.encode()).replace(b'"timestamp":0.0', b'"timestamp":%d.0' % at)
    return Alert(event_id, site, at, body)


def alerts(count: int, sites: int, now: int | None = None) -> Iterator[Alert]:
    """`count` alerts over `sites` leak sites, a second apart up to now. New sites come in one after the other."""
    end = int(time.time()) if now is None else now
    for number in range(count):
        known = 1 + number * sites // count
        yield alert(number, number * 7 % known if number % 3 else known - 1, end - count + number)
