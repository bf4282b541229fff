"""Gather the figures of a digest. Each question is one query, however many leaks and members there are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.digest.figures import WEEKS, figures, is_finale, meeting, round_before
from bot.core.digest.finale import window
from bot.core.digest.material import Material, Participants
from bot.core.digest.versions import Figures
from bot.group.leak_verdicts import LeakVerdicts
from storage import digests, posted_digests, programmes
from storage.engine import Engine
from storage.records import Programme, Round
from storage.records.spans import HOUR_S


def figures_of(
    store: Engine,
    verdicts: LeakVerdicts,
    programme: Programme,
    one: Round,
    *,
    ends: int,
    built_at: int,
    missed: Sequence[int] = (),
) -> Figures:
    """Compute the figures of a round up to `ends`: its meeting or, while it is on, the present.

    While the round is on, the verdicts are those of the last whole hour.
    """
    rounds, leaks = programmes.rounds(store, programme.id), digests.known_leaks(store, ends)
    before = round_before(rounds, one)
    begins, earlier = one.begins_at, before.begins_at if before else one.begins_at
    first = meeting(rounds)[0].begins_at
    apart_s = window(meeting(rounds)) if is_finale(rounds, one) and ends == one.meets_at else 0
    return figures(
        Material(
            programme=programme,
            round=one,
            rounds=rounds,
            ends=ends,
            built_at=built_at,
            leaks=leaks,
            counted=digests.counted(store, earlier, begins, ends),
            weekly=digests.weekly(store, ends, WEEKS),
            changes=digests.changes(store, begins, ends),
            changes_before=digests.changes(store, earlier, begins),
            opened=digests.opened(store, begins, ends),
            opened_before=digests.opened(store, earlier, begins),
            standings=verdicts.of(leaks, ends if ends == one.meets_at else ends - ends % HOUR_S),
            people=_people(store, programme, one, earlier, ends),
            missed=missed,
            apart=digests.counted_apart(store, first, ends, apart_s) if apart_s else {},
            apart_s=apart_s,
        )
    )


def _people(store: Engine, programme: Programme, one: Round, earlier: int, ends: int) -> Participants:
    return Participants(
        members=programmes.members(store, programme.id),
        shares=digests.shares(store, programme.id),
        passes=programmes.passes(store, programme.id),
        presented=posted_digests.last_presented(store, programme.id, one.number),
        applause=digests.applauded(store, programme.id, one.begins_at, ends),
        applause_before=digests.applauded(store, programme.id, earlier, one.begins_at),
        left=programmes.past_members(store, programme.id),
    )
