"""Post or stay quiet, and why. And the states of a leak, moved by one machine whatever the surface was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.records import Leak, Mark, MarkKind, State

LATE_S = 900
"""Sentry tries a webhook again for at most three times 300 s (sentry_apps/tasks/sentry_apps.py)."""
SETTLED = (State.INVESTIGATED, State.FIXED)


class Reason(StrEnum):
    """Why a sighting is told or not. The words stand in `deliveries.reason` and in /leak why."""

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
    """What a sighting brings to the channel. The root is edited unless it is only just being posted.

    returned: a message that the channel sees. reply_at: when a reply may be posted; None: no reply.
    aloud: False when what happened is kept and shown, but nothing is posted for it.
    """

    reason: Reason
    returned: bool = False
    reply_at: int | None = None
    aloud: bool = True


def moment_of(event_at: float | None, received_at: int) -> float:
    """When an event that a webhook brought happened.

    Its own time counts while it is plausible. Sentry delivers within LATE_S or never, so an event that claims to be
    older, or to come from the future, has a wrong clock behind it or is being replayed: then its arrival counts.
    """
    if event_at is None or not -LATE_S <= received_at - event_at <= LATE_S:
        return received_at
    return event_at


def happened_after(event_at: float | None, received_at: int, moment: int) -> bool:
    """Did an event that arrived at received_at happen after a moment?"""
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
    """What to say of a sighting of `leak` as it stood before; None: a leak that nobody has seen.

    reply_waits: a reply that is not yet written waits for this leak; it will count this sighting too. against_fix:
    it shows that the fix which is watched or stands is none (core.watch.speaks_against); None: there is no fix.
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
    # Told in the future: by a clock that ran ahead. The thread must not stay quiet until then.
    reply_at = leak.told_at + reply_every_s if leak.told_at <= now else now
    if reply_at > now:
        return Decision(Reason.WITHIN_INTERVAL, reply_at=reply_at)
    return Decision(Reason.STILL_LEAKING, reply_at=now)


def decide_found(leak: Leak | None, event_at: float | None, aloud: bool, against_fix: bool | None = None) -> Decision:
    """What to say of a sighting that Sentry was asked for, since no webhook brought it. `leak`: as it stood before.

    A repeat is no news any more: the root shows it, the thread hears nothing. A leak that nobody has seen is new, and
    one that was seen after it was settled is back, however it became known. aloud False (a backfill): one summary
    tells of both. The event's own time counts here: it is Sentry's, and there is no arrival.
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
    """The state that the standing marks make: ✅ before 👀 before none.

    returned: the leak was seen again after it had been settled; the marks of before are gone by then.
    """
    kinds = {mark.kind for mark in marks}
    if MarkKind.INVESTIGATED in kinds:
        return State.INVESTIGATED
    if MarkKind.INVESTIGATING in kinds:
        return State.INVESTIGATING
    return State.RETURNED if returned else State.OPEN
