"""The state of a Sentry issue, as it concerns the leaks that were seen under it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.reading.webhook import IssueChange
from bot.core.statistics.alert_throttle import JUDGED_EACH, seems_every
from bot.leaks.announce import update_root
from storage import issues, leaks, marks, write_backs
from storage.engine import Engine
from storage.records import Change
from storage.records.spans import HOUR_S

ECHO_S = HOUR_S
"""How long after our own write to an issue its webhook counts as the echo of that write."""


def note_issue(store: Engine, channel: str, change: IssueChange, received_at: int, now: int) -> str:
    """Keep an issue's new state and note it in the audit trail of its leaks; return the delivery's reason.

    Needs a transaction. No leak changes its state: a leak has many issues, and an issue has many leaks. But while all
    of its issues are archived, no alert of a leak can come, so its quiet time proves nothing. A change is noted once,
    though Sentry may send `archived` and `ignored` for it, and not at all if the bot itself wrote it.
    """
    numbers = leaks.leaks_of_issue(store, change.issue)
    _keep(store, channel, change, numbers, received_at, now)
    if change.app is not None and write_backs.wrote_lately(store, change.issue, now - ECHO_S):
        return f"ignored: issue {change.action} is our own doing"
    note = f"Sentry issue {change.issue}"
    for number in numbers:
        row = Change(number, now, change.actor, change.action, "sentry", note)
        if marks.last_of_note(store, number, note) != (row.who, row.what):
            marks.write_change(store, row)
    noted = f"noted for {len(numbers)} leaks" if numbers else "no leak was seen under it"
    return f"issue {change.action}: {noted}"


def _keep(store: Engine, channel: str, change: IssueChange, numbers: Sequence[int], at: int, now: int) -> None:
    issues.describe(store, change.issue, change.state.name, change.state.assignee)
    if change.state.status is None or not issues.note(store, change.issue, change.state.status, at):
        return
    for number in numbers:
        update_root(store, channel, number, now)


def count_issue(store: Engine, issue: str, leak: int, at: int, alerted_at: int | None) -> None:
    """Count a sighting under its issue. Needs a transaction.

    alerted_at: when the alert reached the bot; None for an event that was read from Sentry. Every JUDGED_EACH alerts,
    estimate how often the issue's alert rule acts.
    """
    times = issues.see(store, leak, issue, at)
    if alerted_at is None:
        return
    issues.hear(store, issue, min(at, alerted_at))
    if times % JUDGED_EACH == 0:
        issues.keep_every(store, issue, seems_every(issues.alert_times(store, issue)) or 0)
