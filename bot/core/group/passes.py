"""A member's progress in a programme, and whether a pass may be taken or given back."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.group.round_calendar import in_grace, is_late, present
from storage.records import Entry, Programme, Round

BACK = ("back", "undo", "반납", "취소", "되돌리기")
_ASKED = re.compile(r"(?:(?P<back>" + "|".join(BACK) + r")\s*)?(?P<number>\d{1,4})?\s*(?:회차)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """One person's part in a programme. entries: by round. passed: rounds for which they took a pass."""

    programme: Programme
    rounds: Sequence[Round]
    takes_part: bool
    entries: dict[int, Entry]
    passed: Collection[int]

    @property
    def used(self) -> list[int]:
        """Return the rounds that cost a pass: those that meet and have no shared entry."""
        return [one.number for one in self.rounds if one.number in self.passed and self._needs(one)]

    @property
    def left(self) -> int:
        """Return how many passes are left."""
        return max(self.programme.passes - len(self.used), 0)

    def has_shared(self, number: int) -> bool:
        """Return True if everybody may see the entry for a round."""
        entry = self.entries.get(number)
        return entry is not None and entry.shared_at is not None

    def grace(self, now: int) -> Round | None:
        """Return the round that has just met and still needs this person's entry."""
        one = in_grace(self.rounds, self.programme, now)
        waits = (
            one is not None and self.takes_part and not self.has_shared(one.number) and one.number not in self.passed
        )
        return one if waits else None

    def _needs(self, one: Round) -> bool:
        return one.skipped_at is None and not self.has_shared(one.number)


@dataclass(frozen=True, slots=True)
class PassRequest:
    """The text of `/leak pass back 3`, read. number: None for the present round."""

    back: bool
    number: int | None


def read_pass_request(text: str) -> PassRequest | None:
    """Read "", "3", "back" or "back 3"; None for anything else."""
    match = _ASKED.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    return PassRequest(match["back"] is not None, int(match["number"]) if match["number"] else None)


def find_passed_round(standing: MemberProgress, wish: PassRequest, now: int) -> Round | None:
    """Return the round that a pass is for.

    That is the numbered one; else the one that just met, if its entry is missing; else the one that is on, or the first
    before it begins. A pass to be given back is that of the round that just met, or of the one that is on.
    """
    if wish.number is not None:
        return next((one for one in standing.rounds if one.number == wish.number), None)
    just = in_grace(standing.rounds, standing.programme, now)
    if just is not None and (just.number in standing.passed if wish.back else standing.grace(now) is not None):
        return just
    coming = [one for one in standing.rounds if one.skipped_at is None and one.meets_at > now]
    return present(standing.rounds, now) or min(coming, key=lambda one: one.meets_at, default=None)


def find_refusal(standing: MemberProgress, one: Round, wish: PassRequest, now: int) -> str | None:
    """Return the name of the text that says why the pass cannot be taken or given back; None if it can."""
    if one.skipped_at is not None:
        return "pass-skipped"
    if is_late(one, standing.programme, now):
        return "pass-too-late"
    if wish.back:
        return None
    if not standing.takes_part:
        return "pass-outside"
    if one.number in standing.passed:
        return "pass-taken-already"
    if standing.has_shared(one.number):
        return "pass-shared"
    if not standing.programme.passes:
        return "pass-none-ever"
    return None if standing.left else "pass-none-left"
