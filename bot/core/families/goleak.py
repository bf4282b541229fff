"""goleak for Go: goroutines still running at the end of a test."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Access, Level, Report

_HEADER = re.compile(r"found unexpected goroutines:")
_GOROUTINE = re.compile(
    r"\[?Goroutine \d{1,12} in state [^\n]{1,160}?, with (?P<top>[^\n]{1,400}?) on top of the stack:"
)
_CALL = re.compile(r"(?P<call>(?>[A-Za-z_][\w./~@%-]*\.)[\w.*()\[\]/·-]{1,300}?)\((?:[^()]|\([^()]*+\)){0,600}+\)$")
_CREATED = re.compile(r"created by (?P<call>[^\n]{1,400}?)(?: in goroutine \d{1,12})?$")
_PLACE = re.compile(r"(?P<path>\S[^\n]{0,400}?\.(?:go|s)):(?P<line>\d{1,9})(?: \+0x[0-9a-f]+)?$")
_ROW_CHARS = 1_000
_PREAMBLE = re.compile(r"goroutine \d{1,12} \[|\.\.\.|$")


def recognise(text: str) -> Report | None:
    """Read the first goroutine of goleak's report; None if the text has no such goroutine.

    Its stack is the newest access, and "created by" is the creation. Frames become `function(file:line)`; changing
    arguments, offsets and numbers are left out.

    Source: goleak, leaks.go (buildError), internal/stack (Stack.String); the Go runtime's traceback.
    """
    clipped = "\n".join(traces.rows(log_text.clip(text)))
    header = _HEADER.search(clipped)
    first = _GOROUTINE.search(clipped, header.end(), header.end() + 2_000) if header else None
    if first is None:
        return None
    frames, creation = _stack(clipped[first.end() :])
    access = Access(tuple(frames) or (_frame(first["top"], None),))
    return Report(
        "goleak",
        "goroutine",
        Level.ADVANCED,
        (access,),
        Access((creation,)) if creation else None,
    )


def _stack(text: str) -> tuple[list[str], str | None]:
    frames: list[str] = []
    created: str | None = None
    # The first row is the rest of the header's own line.
    for row in traces.rows(text)[1:]:
        bare = log_text.bare(row[:_ROW_CHARS])
        by, call, place = _CREATED.match(bare), _CALL.match(bare), _PLACE.match(bare)
        if by:
            created = _frame(by["call"], None)
        elif place:
            if created is not None:
                return frames, _placed(created, place)
            if frames:
                frames[-1] = _placed(frames[-1], place)
        elif call and created is None:
            frames.append(_frame(call["call"], None))
        elif not _PREAMBLE.match(bare) or created is not None:
            break
    return frames, created


def _frame(call: str, place: re.Match[str] | None) -> str:
    return f"{call}({place['path']}:{place['line']})" if place else f"{call}(?.go)"


def _placed(frame: str, place: re.Match[str]) -> str:
    return _frame(frame.rpartition("(")[0], place)


FAMILY = Family(
    "goleak",
    recognise,
    literals=("found unexpected goroutines:",),
    queries=('"found unexpected goroutines"',),
    kit=Kit(("go test -count=1 -race ./...",)),
    rules=(
        Rule(
            "goleak-http",
            "https://pkg.go.dev/net/http#Client.CloseIdleConnections",
            text=r"net/http\.\(\*persistConn\)",
        ),
        Rule("goleak-channel", "https://pkg.go.dev/context#WithCancel", text="in state chan (?:send|receive)"),
        Rule("goleak-test", "https://pkg.go.dev/go.uber.org/goleak"),
    ),
)
