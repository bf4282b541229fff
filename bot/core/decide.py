"""Decide whether to post a sighting, with the reason; compute a leak's state from its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.records import Leak, Mark, MarkKind, State

LATE_S = 900
"""Sentry retries a webhook at most three times, after 300 s each (sentry_apps/tasks/sentry_apps.py)."""
SETTLED = (State.INVESTIGATED, State.FIXED)


class Reason(StrEnum):
    """Why a sighting was posted or not. The values are stored in `deliveries.reason` and shown by /leak why."""

    FIRST_SIGHTING = "first sighting"
    RETURNED = "returned after it was marked"
    STILL_LEAKING = "still leaking"
    WITHIN_INTERVAL = "within the reply interval"
    ALREADY_WAITING = "a reply that will count it waits already"
    HAPPENED_BEFORE = "happened before it was marked"
    SNOOZED = "snoozed"
    FOUND_LATER = "found later in Sentry"
    BACK = "came back after a fix"
    NO_FIX_IN_IT = "from a process without the fix"


@dataclass(frozen=True, slots=True)
class Decision:
    """How the channel learns of a sighting. The root is edited, unless it is only now being posted.

    Attributes:
        returned: True to post a message that the whole channel sees.
        reply_at: when a reply may be posted; None for no reply.
        aloud: False to store and show the sighting without posting a message.
    """

    reason: Reason
    returned: bool = False
    reply_at: int | None = None
    aloud: bool = True


def moment_of(event_at: float | None, received_at: int) -> float:
    """Return the time of an event that a webhook brought.

    The event's own time counts if it is plausible. Sentry delivers within LATE_S or never. An older or future event has
    a wrong clock or is a replay; then the time of its arrival counts.
    """
    if event_at is None or not -LATE_S <= received_at - event_at <= LATE_S:
        return received_at
    return event_at


def happened_after(event_at: float | None, received_at: int, moment: int) -> bool:
    """Return True if an event that arrived at `received_at` happened after `moment`."""
    return moment_of(event_at, received_at) > moment


def decide(
    leak: Leak | None,
    event_at: float | None,
    received_at: int,
    now: int,
    reply_every_s: int,
    reply_waits: bool = False,
    against_fix: bool | None = None,
) -> Decision:
    """Decide what to post for a sighting that a webhook brought.

    Args:
        leak: the leak before this sighting; None if it is new.
        event_at: the event's own time.
        received_at: when the webhook arrived.
        now: epoch seconds.
        reply_every_s: the shortest time between two replies in a thread.
        reply_waits: True if a reply for this leak is already queued; it will count this sighting, too.
        against_fix: True if this sighting proves the current fix failed, None if there is no fix.
    """
    if leak is None:
        return Decision(Reason.FIRST_SIGHTING)
    if against_fix is not None:
        return Decision(Reason.BACK, returned=True) if against_fix else Decision(Reason.NO_FIX_IN_IT)
    if leak.state in SETTLED:
        if not happened_after(event_at, received_at, leak.state_at):
            return Decision(Reason.HAPPENED_BEFORE)
        return Decision(Reason.RETURNED, returned=True)
    if leak.snoozed_until is not None and now < leak.snoozed_until:
        return Decision(Reason.SNOOZED)
    if reply_waits:
        return Decision(Reason.ALREADY_WAITING)
    # A clock that ran ahead dates the last reply in the future. The thread must not stay quiet until then.
    reply_at = leak.told_at + reply_every_s if leak.told_at <= now else now
    if reply_at > now:
        return Decision(Reason.WITHIN_INTERVAL, reply_at=reply_at)
    return Decision(Reason.STILL_LEAKING, reply_at=now)


def decide_found(leak: Leak | None, event_at: float | None, aloud: bool, against_fix: bool | None = None) -> Decision:
    """Decide what to post for a sighting found in Sentry that no webhook brought.

    A repeat edits the root without a reply. A new leak, and a leak seen after it was settled, are posted as usual. The
    event's own time counts: Sentry recorded it, and there is no arrival.

    Args:
        leak: the leak before this sighting; None if it is new.
        event_at: the event's own time.
        aloud: False during a backfill, which posts one summary instead.
        against_fix: True if this sighting proves the current fix failed, None if there is no fix.
    """
    if leak is None:
        return Decision(Reason.FIRST_SIGHTING, aloud=aloud)
    if against_fix:
        return Decision(Reason.BACK, returned=True, aloud=aloud)
    if against_fix is not None:
        return Decision(Reason.FOUND_LATER, aloud=aloud)
    if leak.state in SETTLED and event_at is not None and event_at > leak.state_at:
        return Decision(Reason.RETURNED, returned=True, aloud=aloud)
    return Decision(Reason.FOUND_LATER, aloud=aloud)


def state_from_marks(marks: Sequence[Mark], returned: bool) -> State:
    """Compute a leak's state from its current marks: ✅ first, then 👀, then none.

    Args:
        marks: the current marks.
        returned: True if the leak was seen again after it was settled. Earlier marks are then already removed.
    """
    kinds = {mark.kind for mark in marks}
    if MarkKind.INVESTIGATED in kinds:
        return State.INVESTIGATED
    if MarkKind.INVESTIGATING in kinds:
        return State.INVESTIGATING
    return State.RETURNED if returned else State.OPEN
