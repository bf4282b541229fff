"""Read the state of a Sentry issue; webhooks and the REST API use the same object."""

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
    """The state of a Sentry issue.

    Attributes:
        status: "open", "archived", "resolved" or "release"; None if unknown. "release" means resolved for later
            releases only: events of older releases do not reopen the issue.
        name: the short id on Sentry's pages; None if unknown.
        assignee: the name of a person or a team; None if unassigned or unknown.
    """

    status: str | None = None
    name: str | None = None
    assignee: str | None = None


NOT_TOLD = IssueState()


def state_of(issue: Json, action: str = "") -> IssueState:
    """Read the state from an issue object of a webhook or of the REST API.

    Args:
        issue: the issue object.
        action: the webhook's action; it fills in for a status that the issue omits.

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
