"""What a family of leak reports declares of itself: how it is found, read, seen again and mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.reading.report import Level, Report

PATTERNS = ("resource", "near", "created", "frames", "hints", "text")


@dataclass(frozen=True, slots=True)
class Kit:
    """What brings a report about again on one's own machine.

    options: lines as they are typed, () where none is known. level_option: what raises Netty's level, else "".
    """

    options: tuple[str, ...] = ()
    level_option: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of advice and the shape of report that it is for. It fits if every condition that it names is met.

    Frames are matched as `bot.core.reading.frames` reads them: relocated copies of Netty count as Netty. Patterns name
    public libraries only, never an application's code.

    id: its sentences are advice-<id> and advice-<id>-more in `bot/core/texts`. source: a public page on the matter.
    resource: a pattern that the resource begins with. near: a pattern in the first frame of the newest record or in any
    frame of the creation. created: in any frame of the creation. frames: in any frame of any record. hints: in any
    hint. text: in the text itself. levels: one of these. owner: whether a frame of an application or library is known.
    cut: whether the text ends before the report does.
    """

    id: str
    source: str
    resource: str = ""
    near: str = ""
    created: str = ""
    frames: str = ""
    hints: str = ""
    text: str = ""
    levels: tuple[Level, ...] = ()
    owner: bool | None = None
    cut: bool | None = None

    @property
    def patterns(self) -> dict[str, str]:
        """The patterns that the rule names, by the part of the report in which each is looked for."""
        return {name: pattern for name in PATTERNS if (pattern := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of leak reports. Its module is called `name` and holds it as FAMILY.

    literals: at least one is in every report of the family; a text without any is not read.
    queries: Sentry issue searches that together find every text that `recognise` reads. A quoted phrase finds the
    events whose text contains it, ASCII letters in either case; no `;`, no quote and no `*` inside.
    kit: the options of the family, or a function of the report and its text where they depend on the version.
    rules: advice, the special before the general; the first rule that fits is shown.
    """

    name: str
    recognise: Callable[[str], Report | None]
    literals: tuple[str, ...]
    queries: tuple[str, ...]
    kit: Kit | Callable[[Report, str], Kit] = Kit()
    rules: tuple[Rule, ...] = ()

    def kit_for(self, report: Report, text: str) -> Kit:
        """Return the kit for one report of this family."""
        return self.kit if isinstance(self.kit, Kit) else self.kit(report, text)
