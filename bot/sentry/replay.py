"""Post webhook bodies as Sentry would: raw, signed, and with the headers of their kind."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from bot.core.reading.webhook import signature

TIMEOUT_S = 10


class NotJson(ValueError):
    """A file to replay does not contain JSON. The sentence names the file and the line."""


@dataclass(frozen=True)
class Target:
    """Where to post, and the secrets to sign with. url: the bot's address, with or without the webhook's path."""

    url: str
    secret: str
    hook_secret: str
    legacy_path: str | None = None

    @property
    def webhook(self) -> str:
        """Return the address for signed bodies."""
        return self.url if urlsplit(self.url).path.strip("/") else self.url.rstrip("/") + "/sentry/webhook"

    @property
    def legacy(self) -> str | None:
        """Return the address for the plugin's unsigned bodies; None without a path."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/{self.legacy_path.strip('/')}" if self.legacy_path else None


@dataclass(frozen=True)
class ReplayOutcome:
    """The result of one post. text: a line for people. accepted: answered 2xx, or skipped on purpose."""

    text: str
    accepted: bool


def replay_all(source: Path, target: Target) -> Iterator[ReplayOutcome]:
    """Post every body of a file or folder, in order of the names, and yield an outcome for each."""
    with requests.Session() as session:
        for name, body in bodies(source):
            yield post(session, name, body, target)


def bodies(source: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, raw body): `.body` unchanged, `.json` and each line of `.jsonl` serialised as Sentry does.

    Raises:
        NotJson: a `.json` file or a line of a `.jsonl` file cannot be read. Everything yielded before is valid.
    """
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    for file in files:
        if file.suffix == ".body":
            yield file.name, file.read_bytes()
        elif file.suffix == ".json" and not file.name.startswith("rest."):
            yield file.name, _sent_from(file.name, file.read_bytes())
        elif file.suffix == ".jsonl":
            with file.open("rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield f"{file.name}:{number}", _sent_from(f"{file.name}:{number}", line)


def _sent_from(name: str, text: bytes) -> bytes:
    try:
        return as_sent(json.loads(text))
    except ValueError as error:
        raise NotJson(f"{name} is not JSON ({error}): correct it, or name a raw body .body") from None


def as_sent(payload: Any) -> bytes:
    """Serialise a payload as Sentry does: no blanks, ASCII only."""
    return json.dumps(payload, separators=(",", ":")).encode()


def post(session: requests.Session, name: str, body: bytes, target: Target) -> ReplayOutcome:
    """Post one body to the address for its kind."""
    shape = _shape(body)
    url = target.webhook
    headers = {"Content-Type": "application/json", "User-Agent": "sentry/replay (https://sentry.io)"}
    if shape == "legacy":
        if target.legacy is None:
            return ReplayOutcome(f"{name}: skipped, the plugin's bodies need --legacy-path", accepted=True)
        url = target.legacy
    elif shape == "service_hook":
        headers["X-ServiceHook-Timestamp"] = str(int(time.time()))
        headers["X-ServiceHook-GUID"] = uuid.uuid4().hex
        headers["X-ServiceHook-Signature"] = signature(target.hook_secret, body)
    else:
        headers["Request-ID"] = uuid.uuid4().hex
        headers["Sentry-Hook-Resource"] = shape
        headers["Sentry-Hook-Timestamp"] = str(int(time.time()))
        headers["Sentry-Hook-Signature"] = signature(target.secret, body)
    try:
        answer = session.post(url, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        return ReplayOutcome(f"{name}: no answer ({type(error).__name__})", accepted=False)
    return ReplayOutcome(f"{name}: {answer.status_code} {answer.text.strip()[:200]}", answer.status_code // 100 == 2)


def _shape(body: bytes) -> str:
    """Return the Sentry-Hook-Resource of a body, or "service_hook" or "legacy" for kinds without that header."""
    try:
        payload = json.loads(body)
    except ValueError:
        return "event_alert"
    if not isinstance(payload, dict) or isinstance(payload.get("data"), dict):
        data = payload.get("data", {}) if isinstance(payload, dict) else {}
        if "activity" in data:
            return "activity_alert"
        found = next((name for name in ("event", "error", "issue", "metric_alert", "installation") if name in data), "")
        return {"event": "event_alert", "": "comment"}.get(found, found)
    return "service_hook" if "group" in payload else "legacy"
