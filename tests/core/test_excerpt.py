"""The few lines that a person sees first."""

import pytest

from bot.core.reading.excerpt import LINES, excerpt
from bot.core.reading.report import Access, Level, Report

FRAMES = tuple(f"io.netty.Pipe.m{n}(Pipe.java:{n})" for n in range(20))
OWNER = "com.acme.Upload.read(Upload.java:7)"


def report(*frames: str, hint: str | None = None) -> Report:
    return Report("netty", "ByteBuf", Level.ADVANCED, accesses=(Access(frames, hint),))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (report(FRAMES[0], OWNER, *FRAMES[1:]), [FRAMES[0], OWNER, FRAMES[1], FRAMES[2]]),
        (report(OWNER, hint="part  2"), ["Hint: part 2", OWNER]),
        (
            report(*FRAMES[:12], OWNER, *FRAMES[12:]),
            [*FRAMES[:5], "... 7 more", OWNER, FRAMES[12]],
        ),
        (Report("netty", "ByteBuf", Level.UNKNOWN), []),
        (Report("netty", "ByteBuf", Level.SIMPLE, creation=Access((OWNER,))), [OWNER]),
    ],
)
def test_the_excerpt_reaches_the_application(told: Report, expected: list[str]) -> None:
    """It shows the newest record down to the owner and its caller; what is left out is said."""
    assert expected == [line for line in excerpt(told, OWNER).split("\n") if line]


def test_the_excerpt_is_short() -> None:
    """At most eight lines of at most 160 characters, whatever the report holds."""
    lines = excerpt(report(*(f"a.B.{'x' * 500}(B.java:{n})" for n in range(50)), hint="y" * 900), None).split("\n")

    assert len(lines) <= LINES
    assert max(map(len, lines)) <= 160
