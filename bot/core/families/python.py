"""Python's ResourceWarning, and the "Unclosed ..." of aiohttp and others that log through asyncio."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Report

_WARNING = re.compile(
    r"ResourceWarning: (?P<what>[Uu]nclosed [^\n]{1,400}|Implicitly cleaning up <[^\n]{1,300}"
    r"|subprocess \d{1,12} is still running|[^\n]{1,300}? was deleted while still open)"
)
_LOGGED = re.compile(
    r"Unclosed (?P<what>client session|connector|connection|response|[A-Z]\w{2,60})"
    r"[ \t.\r]{0,4}(?P<rest>$|\n|\\+[nr]|[\"',}]|\s(?=\w{4,40}: ))",
    re.M,
)
_OBJECT = re.compile(r"<(?P<name>[A-Za-z_][\w.]{0,200})")
_DETAIL = re.compile(r"\s{0,8}\w{4,40}: (?:<(?P<name>[A-Za-z_][\w.]{0,200})|[A-Za-z_][\w.]{0,100}<|\[)")
_AIOHTTP = {
    "client session": "ClientSession",
    "connector": "TCPConnector",
    "connection": "Connection",
    "response": "ClientResponse",
}
_ALLOCATED = re.compile(r"Object (?:allocated at|created at) \(most recent call last\):?")
_FILE = re.compile(
    r"File \"(?P<path>[^\"\n]{1,400})\", line(?:no)? (?P<line>\d{1,9})(?:, in (?P<function>[^\n]{1,200}))?"
)
_MARKER = re.compile(r"[\^~ ]+$|\[Previous line repeated")
_CODE_CHARS = 120
_DETAIL_CHARS = 600


def recognise(text: str) -> Report | None:
    """Read either kind of report; None if the text is neither.

    The creation is where the object was allocated; it needs tracemalloc or debug mode. The place in a ResourceWarning
    is where the garbage collector ran, so it is left out. Frames become `file:line(function)`. tracemalloc records no
    functions: its frames become `file:line(line of code)`.

    Source: CPython, warnings.py (_formatwarnmsg_impl) and the finalisers of file, socket, transport, pool, ...;
    aiohttp, ClientSession.__del__, BaseConnector.__del__, ClientResponse.__del__, Connection.__del__.
    """
    clipped = "\n".join(traces.rows(log_text.clip(text)))
    warning = traces.first_said(_WARNING, clipped)
    logged = next((found for found in _LOGGED.finditer(clipped) if _is_logged(clipped, found)), None)
    if warning is not None and (logged is None or warning.start() <= logged.start()):
        return _report(clipped, warning, _warned_of(warning["what"]))
    return _report(clipped, logged, _logged_of(clipped, logged)) if logged else None


def _is_logged(text: str, found: re.Match[str]) -> bool:
    if not traces.is_said(text, found.start()):
        return False
    return found["what"] in _AIOHTTP or _detail(text, found) is not None


def _detail(text: str, found: re.Match[str]) -> re.Match[str] | None:
    """Find the line below with the object, such as `client_session: <aiohttp.client.ClientSession object at 0x..>`."""
    below = text[found.end("rest") : found.end("rest") + _DETAIL_CHARS].lstrip("\r\n")
    return _DETAIL.match(log_text.bare(below.partition("\n")[0]))


def _warned_of(what: str) -> str:
    """Name the resource: file for `unclosed file <...>`, socket for `<socket.socket ...>`, else the class."""
    words, _, _ = what.partition("<")
    kind = words.partition(" ")[2].strip()
    if what[0] == "u" and kind and "<" in what:
        return kind.removesuffix(" in")
    if what.startswith("subprocess"):
        return "subprocess"
    shown = _OBJECT.search(what)
    if kind in _AIOHTTP:
        return _aiohttp(kind, shown)
    return _short(shown["name"]) if shown else kind or what


def _logged_of(text: str, found: re.Match[str]) -> str:
    detail = _detail(text, found)
    if found["what"] in _AIOHTTP:
        return _aiohttp(found["what"], detail)
    return _short(detail["name"]) if detail and detail["name"] else found["what"]


def _aiohttp(kind: str, shown: re.Match[str] | None) -> str:
    name = shown["name"] if shown else None
    if name is None or "." not in name:
        return f"aiohttp.{_AIOHTTP[kind]}"
    return _short(name)


def _short(name: str) -> str:
    """Shorten a name to top package and class: aiohttp.ClientSession, but socket for `socket.socket`."""
    top, _, _ = name.partition(".")
    class_ = name.rpartition(".")[2]
    return class_ if top == class_ else f"{top}.{class_}"


def _report(text: str, header: re.Match[str], resource: str) -> Report:
    following = header.re.search(text, header.end())
    stop = following.start() if following else len(text)
    begins = _ALLOCATED.search(text, header.end(), stop)
    frames = _frames(text[begins.end() : stop]) if begins else ()
    return traces.report("python", resource, traces.Trace(frames))


def _frames(text: str) -> tuple[str, ...]:
    """Return the calls of a traceback, the innermost first."""
    found: list[str] = []
    wants_code = False
    for row in map(log_text.bare, traces.rows(text)):
        call = _FILE.search(row)
        if call:
            found.append(f"{call['path']}:{call['line']}({(call['function'] or '').strip()})")
            wants_code = True
        elif wants_code and row:
            # tracemalloc records no function. The line of code identifies the place, even after edits above it.
            if found[-1].endswith("()"):
                found[-1] = f"{found[-1][:-2]}({row[:_CODE_CHARS]})"
            wants_code = False
        elif row and not _MARKER.match(row):
            break
    return tuple(reversed(found))


FAMILY = Family(
    "python",
    recognise,
    literals=("ResourceWarning: ", "Unclosed "),
    queries=('"ResourceWarning"', '"Unclosed"'),
    kit=Kit(("PYTHONASYNCIODEBUG=1 python -X dev -X tracemalloc=25 app.py",)),
    rules=(
        Rule(
            "aiohttp-session",
            "https://docs.aiohttp.org/en/stable/client_reference.html",
            text="Unclosed (?:client session|connector|connection|response)",
        ),
        Rule(
            "python-asyncio",
            "https://docs.python.org/3/library/asyncio-stream.html#asyncio.StreamWriter.close",
            text="unclosed (?:transport|event loop|StreamWriter)|_SelectorTransport",
        ),
        Rule("python-with", "https://docs.python.org/3/library/devmode.html#resourcewarning-example"),
    ),
)
