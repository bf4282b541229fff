"""Reading releases and deployments from Sentry: one that was deployed and never reported is known only from there.

A few times a day all releases of the last two years are listed; of each that has deployments which are not known yet,
these are asked for. What was read is kept at once, so that a reading that ends anywhere goes on there.
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
"""Releases whose deployments are asked for in one look; the next look goes on an hour later."""
GO_ON_S = HOUR_S
NAME_MAX = 200


@dataclass(frozen=True)
class ReleaseReader:
    """between: called after each request; it may raise to end everything."""

    api: SentryApi
    store: Engine
    now: Callable[[], int]
    between: Callable[[], None] = lambda: None

    def is_due(self) -> bool:
        """Every six hours; an hour after a look that was not complete or was refused."""
        now = self.now()
        last = gaps.moment(self.store, deploys.RELEASES_LOOKED)
        go_on = gaps.moment(self.store, deploys.RELEASES_GO_ON)
        return (last is None or now - last >= LOOK_EVERY_S) and (go_on is None or now >= go_on)

    def look(self) -> None:
        """Read what is not known yet. Raises SentryAway: the next look goes on, since what was read is kept."""
        if not (wanted := deploys.projects(self.store)):
            return
        try:
            complete = self._read(wanted)
        except (SentryRefused, CursorLoop) as problem:
            # It is no defect of the rest of the reading: a token may lack the permission, or the server the path.
            log.warning("releases are not read: %s (they need the permission Project: Read)", problem)
            complete = False
        now = self.now()
        deploys.forget(self.store, now - HISTORY_S)
        with self.store.transaction():
            if complete:
                gaps.move_moment(self.store, deploys.RELEASES_LOOKED, now)
            else:
                gaps.move_moment(self.store, deploys.RELEASES_GO_ON, now + GO_ON_S)

    def _read(self, wanted: set[str]) -> bool:
        """True once nothing is left to be asked."""
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
        """The releases of the last two years, newest first, at most 2,000 of the organisation."""
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
            log.warning("the deployments of one release are not read: %s", problem)  # it may be deleted meanwhile
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
    """read: how many deployments it had when they were read. A Sentry that does not count them is asked once."""
    if item.get("deployCount") is None:
        return read is not None
    return number(item["deployCount"]) == (read or 0)


def _projects(item: dict[str, Any], wanted: set[str]) -> set[str]:
    """By which of their names the release's projects are known; leaks name them by slug or by number."""
    listed = item.get("projects")
    told = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {name for one in told for key in ("slug", "id") if (name := str(one.get(key) or "")) in wanted}


def _released_at(item: dict[str, Any], unknown: int) -> int:
    dates = (epoch(item.get(name)) for name in ("dateReleased", "dateCreated"))
    return next((at for at in dates if at is not None), unknown)
