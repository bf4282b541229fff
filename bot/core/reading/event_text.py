"""Find an event's text and read it. Sources: sentry-java's appenders, relay's logentry.rs, Sentry's event schema."""

from __future__ import annotations

import re
from typing import Any

from bot.core.reading.untrusted_json import Json, items, mapping, text

TEXT_CHARS = 65_536
# Possessive quantifiers: each line is scanned once, however many breaks and blanks precede it.
_FRAMES = re.compile(r"\n[^\S\n]++(?:at )?[\w$./<>]++\(")
# Python's conversions, as `logging` uses them: "%s", "%d", "%(name)s".
_CONVERSION = re.compile(
    r"%(?:\((?P<name>[^()]{1,100})\))?[-#0 +]{0,5}\d{0,4}(?:\.\d{1,4})?(?P<kind>[srdiufeEgGxXoc%])"
)


def event_text(event: Json) -> str | None:
    """Return the logged text, at most TEXT_CHARS; None if the event has none.

    The text is the first one present of: logentry.formatted, message, entries, logentry.message with its params, the
    last exception's value. Breadcrumbs are not read: they carry texts of other leaks. If the message has no frames,
    the logged exception is appended, as in a log file: connection pools and clients name the site there.
    """
    exception = _last_exception(event)
    message = _message(event)
    if message is None:
        value = text(exception.get("value"))
        return value[:TEXT_CHARS] if value else None
    message = message[:TEXT_CHARS]
    return message if _FRAMES.search(message) else (message + _trace(exception))[:TEXT_CHARS]


def _message(event: Json) -> str | None:
    plain = mapping(event.get("message"))
    sources = [mapping(event.get(name)) for name in ("logentry", "sentry.interfaces.Message")]
    sources += [message_entry(event.get("entries")), plain]
    for formatted in (sources[0].get("formatted"), event.get("message"), *(one.get("formatted") for one in sources)):
        if message := text(formatted):
            return message
    for source in sources:
        if template := text(source.get("message")):
            return _fill(template, source.get("params"))
    return None


def _last_exception(event: Json) -> Json:
    """Return the logged exception; Sentry lists its causes before it."""
    interfaces = [event.get(name) for name in ("exception", "sentry.interfaces.Exception")]
    for holder in (*interfaces, *_entries(event.get("entries"), "exception")):
        values = items(mapping(holder).get("values") or holder)
        if values:
            return mapping(values[-1])
    return {}


def _trace(exception: Json) -> str:
    """Write an exception as `<type>: <value>` and its frames, innermost first; Sentry lists them outermost first."""
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
    """Return the message entry of an event, in the shape of logentry; {} if there is none."""
    return next(iter(_entries(entries, "message")), {})


def _entries(entries: Any, kind: str) -> list[Json]:
    """Return the data of all entries of one kind.

    The REST API and service hooks list an event's parts as entries.
    """
    found = [entry for entry in items(entries) if isinstance(entry, dict) and entry.get("type") == kind]
    return [mapping(entry.get("data")) for entry in found]


def _fill(template: str, params: Any) -> str:
    """Fill params into a template: SLF4J's `{}` if it has any, else Python's `%s` and `%(name)s`.

    Surplus params are dropped, and surplus placeholders stay as text. A placeholder inside a param is plain text.
    Widths and precisions are ignored, because they could blow up a short text.
    """
    template, values = template[:TEXT_CHARS], items(params)[:TEXT_CHARS]
    head, *rest = template.split("{}", len(values))
    if rest:
        return head + "".join(f"{str(value)[:TEXT_CHARS]}{tail}" for value, tail in zip(values, rest, strict=False))
    upcoming, named = iter(values), mapping(params)

    def filled(conversion: re.Match[str]) -> str:
        if conversion["kind"] == "%":
            return "%"
        value = named.get(conversion["name"], conversion[0]) if conversion["name"] else next(upcoming, conversion[0])
        return str(value)[:TEXT_CHARS]

    return _CONVERSION.sub(filled, template) if values or named else template
