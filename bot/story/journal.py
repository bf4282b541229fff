"""The journal that Mina writes for the last round: candidates, choice by ROI, reproduction and fix, pull request.

The journal's own button fills in her leaks' numbers. The numbers here are those that she measured herself.
"""

from __future__ import annotations

from dataclasses import dataclass

ABOUT = "upload-body"


@dataclass(frozen=True)
class Weighed:
    """A candidate as the modal asks for it. site: the site of its leak; None if it is about no leak."""

    problem: str
    effort_days: int
    effect: str
    score: int
    evidence: str
    site: str | None

    @property
    def is_chosen(self) -> bool:
        """This is the candidate that Mina works on."""
        return self.site == ABOUT


CANDIDATES = (
    Weighed("Uploads lose buffers", 2, "The most frequent leak ends", 5, "", ABOUT),
    Weighed("Image scaling loses buffers", 3, "A steady leak ends", 3, "", "image-scale"),
    Weighed("Builds take 14 minutes", 5, "Five minutes less for each", 3, "Median of the last 50 builds", None),
)

DID = """\
• Candidates: of three (below) I chose the uploads, the most for a day of work.
• Reproduction: an upload with a wrong checksum. `receive()` returns as soon as `valid()` says no, and nobody releases.
• Fix: `release()` in a `finally`, so on every way out of `receive()`.
• PR: open, with the reproduction as its test. Jonas reviews it on Monday."""
MEASURED = "My test counts the buffers still held after 200 uploads with a wrong checksum: 200 before, 0 after."
LEARNED = """\
A return in the middle of a method is a way out too. And a report is not a lost buffer: Netty looks at one in 128, so \
the few reports above stand for many more."""
NEXT = """\
Merge the PR and deploy it
Tell the bot the release with /leak fix
Watch the quiet days, not my feeling"""
HELP = "How do I find the other methods that return before they release? Is there a check for that?"
TEXTS = {"did": DID, "learned": LEARNED, "next": NEXT, "help": HELP}
