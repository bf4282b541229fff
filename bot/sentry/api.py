"""Call Sentry's web API: issues, events, counts, releases, comments and resolving.

Sources: docs.sentry.io/api (pagination, events, releases). The shapes are those of Sentry's serializers.
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
    """Sentry's next cursor points to a page that was already read."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. next: the cursor of the following page, None on the last page."""

    items: list[dict[str, Any]]
    next: str | None


@dataclass(frozen=True)
class SentryApi:
    """The calls that the bot makes for one organisation. page: rows asked for in one page."""

    http: SentryHttp
    org: str
    page: int = PAGE

    # ---- reading

    def issues(
        self, query: str, since: float, until: float, projects: Sequence[str] = (), cursor: str | None = None
    ) -> Page:
        """Return a page of matching issues seen in the period, resolved and archived ones included.

        Issues are sorted by first seen, which does not change while the pages are read.

        Args:
            projects: numbers or slugs. Slugs go into the query, since older versions take only numbers as parameters.
        """
        slugs = [one for one in projects if not one.isdigit()]
        numbers = [one for one in projects if one.isdigit()] or [ALL_PROJECTS]
        if slugs:
            query = f"{query} project:[{', '.join(slugs)}]" if len(slugs) > 1 else f"{query} project:{slugs[0]}"
        period = {"start": _iso(since), "end": _iso(until + 1)}
        asked = {"query": query, "project": numbers, "limit": self.page, "sort": "new", **period, "cursor": cursor}
        return self._list(f"organizations/{_part(self.org)}/issues/", asked)

    def events(self, issue: str, since: float, until: float, cursor: str | None = None) -> Page:
        """Return a page of an issue's events with their full bodies, newest first."""
        period = {"start": _iso(since), "end": _iso(until + 1)}
        asked = {"full": "true", "per_page": self.page, **period, "cursor": cursor}
        return self._list(self._issue(issue, "events/"), asked)

    def counts(self, issues: Sequence[str]) -> dict[str, int]:
        """Return Sentry's own number of events for each issue."""
        found: dict[str, int] = {}
        for start in range(0, len(issues), STATS_MAX):
            asked = {"groups": list(issues[start : start + STATS_MAX]), "project": ALL_PROJECTS}
            for one in self._list(f"organizations/{_part(self.org)}/issues-stats/", asked).items:
                found[str(one.get("id"))] = number(one.get("count"))
        return found

    def releases(self) -> Iterator[dict[str, Any]]:
        """Yield the organisation's releases, newest first. Pages are fetched as they are consumed."""
        path = f"organizations/{_part(self.org)}/releases/"
        return self._all(
            lambda cursor: self._list(path, {"project": ALL_PROJECTS, "per_page": self.page, "cursor": cursor})
        )

    def deploys(self, version: str) -> Iterator[dict[str, Any]]:
        """Yield a release's deployments: `environment`, and `dateFinished` once the deployment finished."""
        path = f"organizations/{_part(self.org)}/releases/{_part(version)}/deploys/"
        return self._all(lambda cursor: self._list(path, {"cursor": cursor}))

    # ---- writing back

    def comments(self, issue: str) -> list[str]:
        """Return the texts of an issue's newest comments."""
        found = self._list(self._issue(issue, "comments/"), {}).items
        return [str((one.get("data") or {}).get("text") or "") for one in found]

    def comment(self, issue: str, text: str) -> None:
        """Add a comment. It is sent once, since a retry could add it twice.

        Raises:
            SentryAway: the comment may or may not have been added.
        """
        try:
            self.http.send("POST", self._issue(issue, "comments/"), body={"text": text}, tries=1)
        except SentryRefused as refused:
            # Sentry refuses the same text by the same author within an hour. The comment is there already.
            if "already posted" not in str(refused):
                raise

    def resolve(self, issue: str) -> None:
        """Resolve an issue. Resolving it again changes nothing."""
        self.http.send("PUT", self._issue(issue, ""), body={"status": "resolved"})

    # ---- requests and pages

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
    """The cursors of one list, kept to detect a loop. About 50 bytes a page."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def step(self, cursor: str | None) -> str | None:
        """Record a cursor and return it. Raises CursorLoop if the list already used it."""
        if cursor is not None and cursor in self._seen:
            raise CursorLoop(f"Sentry's pages lead in a circle (cursor {cursor[:80]})")
        self._seen.add(cursor or "")
        return cursor


def next_cursor(response: Response) -> str | None:
    """Return the next page's cursor; None on the last page.

    Sentry always sends a cursor; results="true" says that the page has rows.
    """
    link = response.links.get("next", {})
    return link.get("cursor") or None if link.get("results") == "true" else None


def number(value: Any) -> int:
    """Read a count, which Sentry sends as a string or a number; 0 for anything else."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0


def epoch(value: Any) -> int | None:
    """Read a time such as "2026-03-02T09:14:27.318000Z" as epoch seconds; None if it is not a time."""
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _part(value: str) -> str:
    return quote(value, safe="")
