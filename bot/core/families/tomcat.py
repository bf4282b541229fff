"""Tomcat: threads, drivers and values that a stopped web application left behind."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.families.tomcat_words import HEADERS, KINDS, NOT_REMOVED, VALUE_TYPE
from bot.core.reading import log_text, traces
from bot.core.reading.report import Access, Level, Report

# Values are printed with toString(): they may have any length and any characters.
_MAX_VALUES = 16_384
# "Stack trace of thread:" in any language.
_ANNOUNCES = (":", "：", "[")


def recognise(text: str) -> Report | None:
    """Read Tomcat's warning about a thread, timer, ThreadLocal, JDBC driver or request; None if the text is not one.

    The resource is app/name. The newest access is the thread's stack (from Tomcat 8 on), or a hint with the value's
    type for a ThreadLocal. Harmless messages give None: "this is not a memory leak", "correctly set to null".

    Source: Tomcat, WebappClassLoaderBase.clearReferences; the sentences are in tomcat_words.
    """
    clipped = log_text.clip(text)
    found = (header for pattern in HEADERS for header in pattern.finditer(clipped) if _is_leak(clipped, header))
    header = next(found, None)
    if header is None:
        return None
    kind = next(kind for kind in KINDS if header.groupdict().get(kind) is not None)
    trace = traces.Trace() if kind == "local" else _trace(clipped, header)
    hint = _value_type(clipped, header) if kind == "local" else None
    return Report(
        "tomcat",
        f"{header['app'] or ''}/{'request' if kind == 'request' else header[kind]}",
        Level.SIMPLE if trace.frames else Level.UNKNOWN,
        (Access(trace.frames, hint),) if trace.frames or hint else (),
        cut=trace.cut,
    )


def _is_leak(text: str, header: re.Match[str]) -> bool:
    if not traces.is_said(text, header.start()):
        return False
    return header["local"] is None or NOT_REMOVED.search(_values(text, header)) is not None


def _values(text: str, header: re.Match[str]) -> str:
    following = header.re.search(text, header.end())
    return text[header.end() : min(following.start() if following else len(text), header.end() + _MAX_VALUES)]


def _value_type(text: str, header: re.Match[str]) -> str | None:
    value = VALUE_TYPE.search(_values(text, header))
    return f"value of type {value[1]}" if value else None


def _trace(text: str, header: re.Match[str]) -> traces.Trace:
    stop = text.find("\n", header.end())
    own_line = text[header.end() : stop if stop >= 0 else len(text)]
    if own_line.rstrip().endswith(_ANNOUNCES) or log_text.frames(own_line):
        return traces.read(text[header.end() :])
    return traces.Trace()


FAMILY = Family(
    "tomcat",
    recognise,
    literals=(
        "application [",
        "A web app",
        "웹 애플리케이션",
        "eb应用程序",
        "アプリケーション",
        "application web",
        "aplicación web",
    ),
    queries=(
        '"The web application ["',
        '"A web application appears to have started"',
        '"웹 애플리케이션 ["',
        '"Web应用程序"',
        '"Webアプリケーション"',
        '"Web アプリケーション"',
        '"L\'application ["',
        '"application web ["',
        '"La aplicación web ["',
    ),
    kit=Kit(("bin/catalina.sh run", "bin/catalina.sh stop")),
    rules=(
        Rule(
            "tomcat-driver",
            "https://tomcat.apache.org/tomcat-9.0-doc/jndi-datasource-examples-howto.html",
            text="registered the JDBC driver",
        ),
        Rule(
            "tomcat-threadlocal",
            "https://cwiki.apache.org/confluence/display/TOMCAT/MemoryLeakProtection",
            text="ThreadLocal",
        ),
        Rule(
            "tomcat-thread",
            "https://cwiki.apache.org/confluence/display/TOMCAT/MemoryLeakProtection",
            text="failed to stop it|still processing a request|TimerThread",
        ),
    ),
)
