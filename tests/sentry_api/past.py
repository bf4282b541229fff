"""Past events of leaks, and what a store says of them."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.core.reading.webhook import read
from bot.leaks.triage import Triage
from bot.sentry.replay import as_sent
from storage import Engine, queues
from storage.queues import Delivery
from tests.sentry_api.server import Event
from tests.walks.events import event as webhook_event
from tests.walks.events import text_of

DAY = 86_400
SITES = ("upload-body", "image-scale", "download-range", "cache-timer")
# Where reading stands and when it was done differ between runs; what was found must not.
FACTS = {
    "sightings": "event_id, leak, nth, at, host, release, issue, url, project, environment, level, how, found",
    "leaks": "number, family, resource, frame, level, state, first_seen, last_seen, last_url, total, told_total",
    "keys": "kind, key, leak, callers",
    "hourly": "leak, bucket, n",
    "daily": "leak, bucket, n",
    "places": "leak, kind, name, n, first_at, last_at",
    "readings": "id, kind, events, reports, oldest_at, reason",
    "reading_leaks": "reading, leak, n, new_n, returned_n",
    "outbox": "key, kind, leak, detail",
    "changes": "id, leak, who, what, surface, note",
    "reports": "leak, fullness, text",
}


def id_of(n: int | str) -> str:
    return hashlib.md5(str(n).encode()).hexdigest()


def past(n: int | str, at: float, site: str = "upload-body", host: str = "pod-a") -> Event:
    """The event number n, always with the same id."""
    return Event(id_of(n), at, text_of(site), host)


def webhook(inbox: Triage, event: Event, issue: str, **more: Any) -> str:
    """Sentry pushed this event, and it was worked."""
    told = webhook_event(text=event.text, host=event.host, release=event.release, timestamp=event.at, issue_id=issue)
    told["event_id"] = event.id
    told["url"] = told["url"].rsplit("/", 2)[0] + f"/{event.id}/"
    body = as_sent({"action": "triggered", "data": {"event": {**told, **more}}})
    return push(inbox, body)


def push(inbox: Triage, body: bytes) -> str:
    """Any body, kept and worked."""
    now = inbox.now()
    delivery = Delivery(hashlib.sha256(body).hexdigest(), "sentry", "event_alert", body, now, now * 1_000_000)
    with inbox.store.transaction():
        queues.put_deliveries(inbox.store, [delivery])
    assert read(body)
    return inbox.work(delivery)


def facts(store: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that a store knows, in an order of its own."""
    return {
        table: sorted((tuple(row.values()) for row in store.query(f"SELECT {columns} FROM {table}")), key=repr)
        for table, columns in FACTS.items()
    }


def asked(store: Engine) -> list[str]:
    """Keys of the messages that wait in the outbox."""
    return [row["key"] for row in store.query("SELECT key FROM outbox WHERE done_at IS NULL ORDER BY key")]
