"""Read releases and deployments from Sentry. Releases without a single leak report are known only from there.

Every six hours the releases of the last two years are listed. For each release with unknown deployments, its
deployments are fetched. They are stored at once, so that an interrupted reading resumes where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sentry.api import CursorLoop, SentryApi, epoch, number
from bot.sentry.http import SentryRefused
from storage import deploys, gaps
from storage.engine import Engine
from storage.records.spans import HISTORY_S, HOUR_S

log = logging.getLogger(__name__)
LOOK_EVERY_S = 6 * HOUR_S
RELEASES_MAX = 2_000
ASKED_MAX = 200
"""Releases whose deployments are fetched in one look. The next look continues an hour later."""
GO_ON_S = HOUR_S
NAME_MAX = 200


@dataclass(frozen=True)
class ReleaseReader:
    """Read releases and deployments into the store. between: called after each request; it may raise to stop."""

    api: SentryApi
    store: Engine
    now: Callable[[], int]
    between: Callable[[], None] = lambda: None

    def is_due(self) -> bool:
        """Say whether a look is due: every six hours, or an hour after an incomplete or refused one."""
        now = self.now()
        last = gaps.moment(self.store, deploys.RELEASES_LOOKED)
        go_on = gaps.moment(self.store, deploys.RELEASES_GO_ON)
        return (last is None or now - last >= LOOK_EVERY_S) and (go_on is None or now >= go_on)

    def look(self) -> None:
        """Fetch the unknown deployments. Raises SentryAway; the next look resumes after the stored releases."""
        if not (wanted := deploys.projects(self.store)):
            return
        try:
            complete = self._read(wanted)
        except (SentryRefused, CursorLoop) as problem:
            # The other readings still work: the token may lack a permission, or the server may lack this path.
            log.warning("releases could not be read: %s (the token needs the permission Project: Read)", problem)
            complete = False
        now = self.now()
        deploys.forget(self.store, now - HISTORY_S)
        with self.store.transaction():
            if complete:
                gaps.move_moment(self.store, deploys.RELEASES_LOOKED, now)
            else:
                gaps.move_moment(self.store, deploys.RELEASES_GO_ON, now + GO_ON_S)

    def _read(self, wanted: set[str]) -> bool:
        """Fetch the deployments of unknown releases; True once none is left."""
        known, asked = deploys.known(self.store), 0
        for item in self._listed():
            names = _projects(item, wanted)
            version = str(item.get("version") or "")
            if not names or not version or _is_known(item, known.get(version)):
                continue
            if asked == ASKED_MAX:
                return False
            asked += 1
            self._one(version, item, names)
            self.between()
        return True

    def _listed(self) -> Iterator[dict[str, Any]]:
        """Yield the organisation's releases of the last two years, newest first, at most 2,000."""
        oldest = self.now() - HISTORY_S
        for place, item in enumerate(self.api.releases()):
            if place >= RELEASES_MAX or _released_at(item, oldest) < oldest:
                return
            yield item

    def _one(self, version: str, item: dict[str, Any], names: set[str]) -> None:
        now = self.now()
        try:
            rows = list(self.api.deploys(version))
        except (SentryRefused, CursorLoop) as problem:
            if isinstance(problem, SentryRefused) and problem.status in (401, 403):
                raise
            log.warning("the deployments of one release could not be read: %s", problem)
            return
        found = {
            (name, str(row["environment"])[:NAME_MAX], at)
            for row in rows
            if row.get("environment") and (at := epoch(row.get("dateFinished"))) is not None and at <= now
            for name in names
        }
        counted = max(number(item.get("deployCount")), len(rows))
        deploys.keep(self.store, version[:NAME_MAX], _released_at(item, now), counted, sorted(found), now)


def _is_known(item: dict[str, Any], read: int | None) -> bool:
    """Say whether a release's deployments are stored already.

    Args:
        read: how many deployments were stored for it; None if they were never fetched. Without Sentry's own number,
            they are fetched once.
    """
    if item.get("deployCount") is None:
        return read is not None
    return number(item["deployCount"]) == (read or 0)


def _projects(item: dict[str, Any], wanted: set[str]) -> set[str]:
    """Return the wanted names of the release's projects. Leaks name a project by slug or by number."""
    listed = item.get("projects")
    told = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {name for one in told for key in ("slug", "id") if (name := str(one.get(key) or "")) in wanted}


def _released_at(item: dict[str, Any], unknown: int) -> int:
    dates = (epoch(item.get(name)) for name in ("dateReleased", "dateCreated"))
    return next((at for at in dates if at is not None), unknown)
