"""How what Sentry's alert rules tell of a leak reaches the bot: values for people, without SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """A Sentry issue that a leak was seen under, as Sentry told of it last.

    name: as Sentry's pages call it, such as RUNNERS-4K2; its number where that was not told. status: open, archived,
    resolved, or release (resolved for the releases after one); since: when that began, None: nothing was ever told.
    first_at, last_at: when the leak was seen under it. every_s: seconds between two alerts that its rule seems to
    keep, 0: none that shows.
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
    """issues: latest seen first, at most 20. silent_since: no alert of the leak comes since then, None: they do.

    is_read: the events themselves are read from Sentry, so that nothing hangs on the alerts. every_s: seconds in which
    a rule tells of an issue at most once, 0: each event as far as is known. is_stated: the settings say so.
    """

    issues: tuple[Issue, ...] = ()
    silent_since: int | None = None
    is_read: bool = False
    every_s: int = 0
    is_stated: bool = False
