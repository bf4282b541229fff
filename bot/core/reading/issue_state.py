"""How a Sentry issue stands, from the object that webhooks and the REST API write alike."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.reading.untrusted_json import Json, label, mapping, text

STATUSES = {
    "unresolved": "open",
    "resolved": "resolved",
    "ignored": "archived",
    "archived": "archived",
    "muted": "archived",
    "reprocessing": "open",
}
RELEASE_BOUND = {"inRelease", "inNextRelease", "inCommit"}


@dataclass(frozen=True, slots=True)
class IssueState:
    """How a Sentry issue stands: open, archived, resolved, or release; None: not told.

    release: resolved for the releases after one, so that events of older releases do not open it again. name: as
    Sentry's pages call it; assignee: a person or a team.
    """

    status: str | None = None
    name: str | None = None
    assignee: str | None = None


NOT_TOLD = IssueState()


def state_of(issue: Json, action: str = "") -> IssueState:
    """An issue as webhooks and the REST API write it. action: of the webhook, for what the issue itself leaves out.

    Source: Sentry's serializers/models/group.py (status, substatus, statusDetails, assignedTo).
    """
    told = text(issue.get("status")) or ""
    if (text(issue.get("substatus")) or "").startswith("archived"):
        told = "ignored"
    status = STATUSES.get(told) or STATUSES.get(action)
    if status == "resolved" and RELEASE_BOUND & mapping(issue.get("statusDetails")).keys():
        status = "release"
    assignee = mapping(issue.get("assignedTo"))
    return IssueState(
        status,
        label(text(issue.get("shortId"))),
        label(text(assignee.get("name")) or text(assignee.get("email"))),
    )
