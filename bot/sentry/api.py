"""Sentry's web API: issues, events, counts, releases, and what we write back.

Sources: docs.sentry.io/api (pagination, events, releases); the shapes are those of Sentry's serializers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from requests import Response

from bot.sentry.http import SentryHttp, SentryProblem, SentryRefused

PAGE = 100
STATS_MAX = 100
ALL_PROJECTS = "-1"


class CursorLoop(SentryProblem):
    """Sentry's pages lead back to one that was read already."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. next: the cursor of the page after it; None: this is the last."""

    items: list[dict[str, Any]]
    next: str | None


@dataclass(frozen=True)
class SentryApi:
    """The calls that the bot makes, on one organisation. page: how many rows a page shall have."""

    http: SentryHttp
    org: str
    page: int = PAGE

    # ---- reading

    def issues(
        self, query: str, since: float, until: float, projects: Sequence[str] = (), cursor: str | None = None
    ) -> Page:
        """A page of the issues that match and were seen in the period; resolved and archived ones too.

        Sorted by first seen, which does not change while the pages are read.
        projects: numbers, or slugs, which become a part of the query since older versions take numbers only.
        """
        slugs = [one for one in projects if not one.isdigit()]
        numbers = [one for one in projects if one.isdigit()] or [ALL_PROJECTS]
        if slugs:
            query = f"{query} project:[{', '.join(slugs)}]" if len(slugs) > 1 else f"{query} project:{slugs[0]}"
        period = {"start": _iso(since), "end": _iso(until + 1)}
        asked = {"query": query, "project": numbers, "limit": self.page, "sort": "new", **period, "cursor": cursor}
        return self._list(f"organizations/{_part(self.org)}/issues/", asked)

    def events(self, issue: str, since: float, until: float, cursor: str | None = None) -> Page:
        """A page of an issue's whole events, newest first."""
        period = {"start": _iso(since), "end": _iso(until + 1)}
        asked = {"full": "true", "per_page": self.page, **period, "cursor": cursor}
        return self._list(self._issue(issue, "events/"), asked)

    def counts(self, issues: Sequence[str]) -> dict[str, int]:
        """Sentry's own count of each issue's events."""
        found: dict[str, int] = {}
        for start in range(0, len(issues), STATS_MAX):
            asked = {"groups": list(issues[start : start + STATS_MAX]), "project": ALL_PROJECTS}
            for one in self._list(f"organizations/{_part(self.org)}/issues-stats/", asked).items:
                found[str(one.get("id"))] = number(one.get("count"))
        return found

    def releases(self) -> Iterator[dict[str, Any]]:
        """The organisation's releases, newest first, a page at a time as they are taken."""
        path = f"organizations/{_part(self.org)}/releases/"
        return self._all(
            lambda cursor: self._list(path, {"project": ALL_PROJECTS, "per_page": self.page, "cursor": cursor})
        )

    def deploys(self, version: str) -> Iterator[dict[str, Any]]:
        """Where and when a release was deployed: `environment`, and `dateFinished` once it was."""
        path = f"organizations/{_part(self.org)}/releases/{_part(version)}/deploys/"
        return self._all(lambda cursor: self._list(path, {"cursor": cursor}))

    # ---- writing back

    def comments(self, issue: str) -> list[str]:
        """The texts of an issue's newest comments."""
        found = self._list(self._issue(issue, "comments/"), {}).items
        return [str((one.get("data") or {}).get("text") or "") for one in found]

    def comment(self, issue: str, text: str) -> None:
        """Add a comment; tried once, since a second could be a second comment. Raises SentryAway if that is unknown."""
        try:
            self.http.send("POST", self._issue(issue, "comments/"), body={"text": text}, tries=1)
        except SentryRefused as refused:
            # Sentry refuses the same text of the same author within an hour: then it has it.
            if "already posted" not in str(refused):
                raise

    def resolve(self, issue: str) -> None:
        """Set an issue to resolved; doing it again changes nothing."""
        self.http.send("PUT", self._issue(issue, ""), body={"status": "resolved"})

    # ---- how

    def _issue(self, issue: str, rest: str) -> str:
        return f"organizations/{_part(self.org)}/issues/{_part(issue)}/{rest}"

    def _all(self, page_at: Callable[[str | None], Page]) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        trail = Trail()
        while True:
            page = page_at(cursor)
            yield from page.items
            cursor = trail.step(page.next)
            if cursor is None:
                return

    def _list(self, path: str, asked: Mapping[str, Any]) -> Page:
        response, body = self.http.send("GET", path, asked)
        items = body if isinstance(body, list) else []
        return Page([one for one in items if isinstance(one, dict)], next_cursor(response))


class Trail:
    """The cursors of one list, so that a loop among them is found. About 50 bytes a page."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def step(self, cursor: str | None) -> str | None:
        """Go on to a cursor. Raises CursorLoop if it was there before."""
        if cursor is not None and cursor in self._seen:
            raise CursorLoop(f"Sentry's pages lead in a circle (cursor {cursor[:80]})")
        self._seen.add(cursor or "")
        return cursor


def next_cursor(response: Response) -> str | None:
    """The cursor of the next page. Sentry always sends one; results="true" says whether anything is there."""
    link = response.links.get("next", {})
    return link.get("cursor") or None if link.get("results") == "true" else None


def number(value: Any) -> int:
    """Sentry sends counts as strings here and as numbers there; 0 for anything else."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0


def epoch(value: Any) -> int | None:
    """Sentry's times, such as "2026-03-02T09:14:27.318000Z", as epoch seconds; None if it is none."""
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _part(value: str) -> str:
    return quote(value, safe="")
