"""The arguments of `/leak digest`, and its answers without a digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.group.round_calendar import met, present
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, compose
from bot.core.words.message_parts import said
from storage.records import Programme, Round

AGAIN = ("again", "다시")


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """The parsed arguments. number: the round, None if not named. again: True to post the digest once more."""

    number: int | None
    again: bool


def read_wish(text: str) -> DigestRequest | None:
    """Read "", "3", "again", "3 again" or "again 3"; None for anything else."""
    words = text.lower().removesuffix("회차").split()
    numbers = [word.removesuffix("회차") for word in words if word not in AGAIN]
    if len(numbers) > 1 or len(words) > len(numbers) + 1:
        return None
    if numbers and not (numbers[0].isascii() and numbers[0].isdigit() and len(numbers[0]) < 5):
        return None
    return DigestRequest(int(numbers[0]) if numbers else None, len(words) > len(numbers))


def meant(rounds: Sequence[Round], wish: DigestRequest, now: int) -> Round | None:
    """Find the requested round: by number, else the current round, else the last one; None if there is none.

    The digest of the current round cannot be posted again. With `again`, the last round that met is used instead.
    """
    if wish.number is not None:
        return next((one for one in rounds if one.number == wish.number), None)
    past = met(rounds, now)
    current = None if wish.again and past else present(rounds, now)
    coming = [one for one in rounds if one.skipped_at is None and one.begins_at > now]
    return current or (past[-1] if past else coming[0] if coming else None)


def refusal(programme: Programme, rounds: Sequence[Round], one: Round | None, now: int, texts: Texts) -> Message | None:
    """Explain why this round has no digest; None if it has one."""
    if one is None:
        numbers = [other.number for other in rounds] or [0]
        return compose([said([texts.say("digest-no-round", first=numbers[0], last=numbers[-1])])])
    if one.skipped_at is not None:
        return compose([said([texts.say("digest-skipped", number=one.number)])])
    if one.begins_at > now:
        return compose([said([texts.say("digest-not-begun", number=one.number, when=_when(programme, one.begins_at))])])
    return None


def not_yet(programme: Programme, one: Round, texts: Texts) -> Message:
    """Say that the current round has no digest yet that could be posted again."""
    return compose([said([texts.say("digest-not-yet", number=one.number, when=_when(programme, one.meets_at))])])


def _when(programme: Programme, at: int) -> str:
    return blocks.date(at, zone=ZoneInfo(programme.zone))


def unread(texts: Texts) -> Message:
    """Say that the argument is not a round."""
    return compose([said([texts.say("digest-unread")])])


def newer(one: Round, texts: Texts) -> Message:
    """Say that a newer version of the bot made the digest of a round."""
    return compose([said([texts.say("digest-newer", number=one.number)])])


def members_only(texts: Texts) -> Message:
    """Refuse to post a digest again for a person outside the study group."""
    return compose([said([texts.say("digest-members-only")])])


def sent_again(one: Round, sent: bool, texts: Texts) -> Message:
    """Confirm that the digest is posted again. sent: False if it was already posted within the last hour."""
    return compose([said([texts.say("digest-comes-again" if sent else "digest-just-sent", number=one.number)])])
