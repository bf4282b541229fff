"""Where an event's text is, and how it reads. Sources: sentry-java's appenders, relay's logentry.rs."""

from __future__ import annotations

import re
from typing import Any

from bot.core.reading.untrusted_json import Json, items, mapping, text

FRAMES = re.compile(r"\n\s+(?:at )?[\w$./<>]+\(")


def event_text(event: Json) -> str | None:
    """The logged text: logentry.formatted, message, entries, logentry.message with params, the last exception's value.

    Never anything else of the event: breadcrumbs carry other leaks' texts. A message without frames of its own is
    followed by the exception that was logged with it, as in a log file: pools and clients tell the site there.
    """
    exception = _last_exception(event)
    message = _message(event)
    if message is None:
        return text(exception.get("value"))
    return message if FRAMES.search(message) else message + _trace(exception)


def _message(event: Json) -> str | None:
    logentry = mapping(event.get("logentry"))
    entry = message_entry(event.get("entries"))
    for found in (logentry.get("formatted"), event.get("message"), entry.get("formatted")):
        if message := text(found):
            return message
    for source in (logentry, entry):
        if template := text(source.get("message")):
            return _fill(template, source.get("params"))
    return None


def _last_exception(event: Json) -> Json:
    """The exception that was logged; Sentry puts its causes before it."""
    for holder in (event, *_entries(event.get("entries"), "exception")):
        values = mapping(holder.get("exception")).get("values") if holder is event else holder.get("values")
        if isinstance(values, list) and values:
            return mapping(values[-1])
    return {}


def _trace(exception: Json) -> str:
    """An exception as `<type>: <value>` and its frames, innermost first; Sentry lists them outermost first."""
    if not exception:
        return ""
    kind = ".".join(filter(None, (text(exception.get("module")), text(exception.get("type")))))
    lines = [": ".join(filter(None, (kind, text(exception.get("value")))))]
    frames = mapping(exception.get("stacktrace")).get("frames")
    for frame in reversed(frames if isinstance(frames, list) else []):
        part = mapping(frame)
        place = text(part.get("filename")) or "Unknown Source"
        line = part.get("lineno", part.get("lineNo"))
        where = f"{place}:{line}" if isinstance(line, int) else place
        name = ".".join(filter(None, (text(part.get("module")), text(part.get("function")))))
        if name:
            lines.append(f"\tat {name}({where})")
    return "".join(f"\n{line}" for line in lines if line)


def message_entry(entries: Any) -> Json:
    """The logged message of an event that comes in entries, as logentry holds it elsewhere."""
    return next(iter(_entries(entries, "message")), {})


def _entries(entries: Any, kind: str) -> list[Json]:
    """The data of the entries of one kind: REST and service hooks put an event's parts into such a list."""
    found = [entry for entry in items(entries) if isinstance(entry, dict) and entry.get("type") == kind]
    return [mapping(entry.get("data")) for entry in found]


def _fill(template: str, params: Any) -> str:
    """SLF4J's rule: each `{}` takes the next argument; an argument too many or too few changes nothing."""
    for value in items(params):
        head, found, tail = template.partition("{}")
        if not found:
            break
        # A placeholder inside an argument is text: it must not be filled by the next one.
        template = head + str(value).replace("{}", "{\0}") + tail
    return template.replace("{\0}", "{}")
