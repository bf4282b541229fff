"""The declaration of a family: how its leak reports are found, read, reproduced and fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.reading.report import Level, Report

PATTERNS = ("resource", "near", "created", "frames", "hints", "text")


@dataclass(frozen=True, slots=True)
class Kit:
    """The options that reproduce a report on a developer's machine.

    Attributes:
        options: lines to type; () if none is known.
        level_option: the option that raises Netty's detection level, else "".
    """

    options: tuple[str, ...] = ()
    level_option: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of advice, and the conditions on a report. The rule fits if all its conditions are met.

    Frames are matched as `bot.core.reading.frames` normalises them, so relocated copies of Netty count as Netty.
    Patterns name public libraries only, never an application's code.

    Attributes:
        id: the advice texts are advice-<id> and advice-<id>-more in `bot/core/texts`.
        source: a public page on the topic.
        resource: a pattern for the beginning of the resource.
        near: a pattern in the first frame of the newest record, or in any frame of the creation.
        created: a pattern in any frame of the creation.
        frames: a pattern in any frame of any record.
        hints: a pattern in any hint.
        text: a pattern in the text itself.
        levels: the report's level is one of these.
        owner: whether an application or library frame is known.
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
        """The rule's patterns by the part of the report that each one searches."""
        return {name: pattern for name in PATTERNS if (pattern := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of leak reports.

    Attributes:
        name: the name of the family and of its module, which holds the family as FAMILY.
        recognise: reads a report of the family from a text; returns None for other texts.
        literals: every report has at least one of them. A text without any literal is not read.
        queries: Sentry issue searches that together find all texts that `recognise` reads. A quoted phrase finds events
            whose text contains it, in upper or lower case (ASCII). A phrase has no `;`, quote or `*` inside.
        kit: the options of the family, or a function of report and text if the options depend on the version.
        rules: the advice, special rules first; the first rule that fits is shown.
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
