"""OkHttp: a response body that was not closed."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Report

_HEADER = re.compile(
    r"A connection to (?P<url>https?://[^\s\"'<>]{1,300}) was leaked\.\s{1,4}Did you forget to close a response body\?"
)
_CONTINUES = re.compile(r"\s{0,4}(?:To see where this was allocated|java\.lang\.Throwable)")
_EXCEPTION = re.compile(r"java\.lang\.Throwable: response\.body\(\)\.close\(\)")


def recognise(text: str) -> Report | None:
    """Read OkHttp's warning; None if the text is not one. Only the first warning of a text is read.

    The resource is the address. The creation is where the call was made; it needs the logger at FINE.

    Source: OkHttp 2.7 and later, RealConnectionPool.pruneAndGetAllocationCount, Platform.logCloseableLeak.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped, _EXCEPTION)
    if header is None:
        return None
    if not traces.ends_line(clipped, header.end()) and not _CONTINUES.match(clipped, header.end()):
        return None
    return traces.report("okhttp", header["url"], traces.below(clipped, header, _EXCEPTION))


FAMILY = Family(
    "okhttp",
    recognise,
    literals=(" was leaked.",),
    queries=('"was leaked. Did you forget"',),
    kit=Kit(("-Djava.util.logging.config.file=okhttp.properties", "okhttp3.OkHttpClient.level=FINE")),
    rules=(Rule("okhttp-body", "https://square.github.io/okhttp/5.x/okhttp/okhttp3/-response-body/index.html"),),
)
