"""Tomcat: what a web application left behind when it was stopped."""

from __future__ import annotations

import re

from bot.core import lines, traces
from bot.core.report import Access, Level, Report

_HEADER = re.compile(
    r"(?:The web application \[(?P<app>[^\]\n]{0,200})\]|A web application) (?:"
    r"appears to have started a thread named \[(?P<thread>[^\n]{0,300}?)\] but has failed to stop it"
    r"|appears to have started a TimerThread named \[(?P<timer>[^\n]{0,300}?)\] via the java\.util\.Timer API but "
    r"has failed to stop it"
    r"|created a ThreadLocal with key of type \[(?P<local>[^\n]{0,300}?)\]"
    r"|registered the J(?:DB|BD)C driver \[(?P<driver>[^\]\n]{0,300})\] but failed to unregister it"
    r"|is still processing a (?P<request>request) that has yet to finish"
    r")"
)
_KINDS = ("thread", "timer", "local", "driver", "request")
# Values are printed with toString(): any length, any signs.
_MAX_VALUES = 16_384
_VALUE_TYPE = re.compile(r" and a value of type (\[[^\n]{0,300}?\]) \(value ")
_TRACE = re.compile(r"Stack trace of (?:request processing )?thread:")


def recognise(text: str) -> Report | None:
    """Read Tomcat's warning about a thread, timer, ThreadLocal, JDBC driver or request; the resource is app/name.

    The newest access is what the thread was doing; of a ThreadLocal it is a hint with the type of the value. None: it
    is no such warning, or it says that nothing is lost ("this is not a memory leak", "correctly set to null").
    Source: Tomcat 6.0.24 to 11, catalina/loader/LocalStrings.properties (without the application's name at first, "JBDC"
    up to 7.0, the stack trace from 8). Translations are not read.
    """
    clipped = lines.clip(text)
    header = next((found for found in _HEADER.finditer(clipped) if _is_leak(clipped, found)), None)
    if header is None:
        return None
    kind = next(kind for kind in _KINDS if header[kind] is not None)
    trace, hint = _shown(clipped, header, kind)
    return Report(
        "tomcat",
        f"{header['app'] or ''}/{header[kind]}",
        Level.SIMPLE if trace.frames else Level.UNKNOWN,
        (Access(trace.frames, hint),) if trace.frames or hint else (),
        cut=trace.cut,
    )


def _is_leak(text: str, header: re.Match[str]) -> bool:
    if not traces.is_said(text, header.start()):
        return False
    return header["local"] is None or "but failed to remove it" in _values(text, header)


def _values(text: str, header: re.Match[str]) -> str:
    following = _HEADER.search(text, header.end())
    return text[header.end() : min(following.start() if following else len(text), header.end() + _MAX_VALUES)]


def _shown(text: str, header: re.Match[str], kind: str) -> tuple[traces.Trace, str | None]:
    if kind == "local":
        value = _VALUE_TYPE.search(_values(text, header))
        return traces.Trace(), f"value of type {value[1]}" if value else None
    trace = _TRACE.match(text, _sentence_end(text, header))
    return (traces.read(text[trace.end() :]) if trace else traces.Trace()), None


def _sentence_end(text: str, header: re.Match[str]) -> int:
    """Where the trace's sentence begins on the header's line, or its end."""
    stop = text.find("\n", header.end())
    begins = _TRACE.search(text, header.end(), stop if stop >= 0 else len(text))
    return begins.start() if begins else len(text)
