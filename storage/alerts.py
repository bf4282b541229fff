"""Records that say how Sentry's alerts about a leak reach the bot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """A Sentry issue that a leak was seen under, as last reported by Sentry.

    Attributes:
        name: the issue's short name such as RUNNERS-4K2; its number while the name is unknown.
        status: open, archived, resolved, or release (resolved for releases after a given one).
        since: when that status began; None if Sentry never reported one.
        first_at, last_at: when the leak was first and last seen under the issue.
        every_s: seconds between two alerts that the issue's rule seems to keep; 0 if no such interval shows.
    """

    name: str
    status: str
    since: int | None
    assignee: str | None
    first_at: int
    last_at: int
    every_s: int = 0


@dataclass(frozen=True, slots=True)
class Alerts:
    """How alerts about a leak reach the bot.

    Attributes:
        issues: latest seen first, at most 20.
        silent_since: since when no alerts can arrive; None while they can.
        is_read: the events are read from Sentry's API, so missing alerts do not matter.
        every_s: the rule alerts at most once in so many seconds; 0 if it seems to alert on each event.
        is_stated: every_s comes from the settings.
    """

    issues: tuple[Issue, ...] = ()
    silent_since: int | None = None
    is_read: bool = False
    every_s: int = 0
    is_stated: bool = False
