"""Reminders: the job that writes them, what they say when they are sent, and the switch. All for one member alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.core.group import reminder_messages, reminders
from bot.core.group.reminder_messages import Missing
from bot.core.group.reminders import Reminder, Sort, is_person
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.slack.outgoing import Render, Rendered
from bot.slack.request import Asked
from storage import journal, outbox, programmes, runs
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import Member, Programme, Round
from storage.reminders import KIND, has_passed, reword, was_told

JOB = "reminder"
ON, OFF = ("on", "켜기", "켬"), ("off", "끄기", "끔")


def remind(store: Engine, now: int) -> int:
    """Write down the reminders that are due; how many. Each once, whoever asks and how often."""
    known = [(one, programmes.rounds(store, one.id)) for one in programmes.every(store) if one.channel is not None]
    told = [found for programme, rounds in known for found in reminders.due(programme, rounds, now)]
    people = _people(store, {one.programme.id for one in told})
    wanted = {person: found for person in people if (found := _for(person, told, known, store, now))}
    with store.transaction():
        reword(store, now)
        return sum(_tell(store, person, found, now) for person, found in wanted.items())


def _people(store: Engine, ids: Iterable[int]) -> list[str]:
    """The members who can be written to: an imported diary's author is a name, which Slack does not know."""
    people = {member.person for id_ in ids for member in programmes.members(store, id_)}
    return sorted(person for person in people if is_person(person))


def _for(
    person: str, told: list[Reminder], known: list[tuple[Programme, list[Round]]], store: Engine, now: int
) -> list[Reminder]:
    """What this person has not been told, with what is beside it on the same evening."""
    own = [one for one in told if not _is_told(store, one, person) and _misses(store, one, person)]
    if not own:
        return []
    rounds = {(one.round.programme, one.round.number) for one in own}
    for programme, its_rounds in known:
        for one in reminders.beside(own, programme, its_rounds, now):
            key = (one.round.programme, one.round.number)
            if key not in rounds and not _is_told(store, one, person) and _misses(store, one, person):
                own.append(one)
    return own


def _tell(store: Engine, person: str, found: list[Reminder], now: int) -> bool:
    """One message for all of it. False: nothing is left to tell."""
    new = [one for one in found if _begin(store, one, person, now)]
    if not new:
        return False
    detail = " ".join([person, *(f"{one.sort}:{one.round.programme}:{one.round.number}" for one in new)])
    outbox.ask(store, f"reminder:{new[0].slot(person)}", KIND, None, person, now, detail=detail)
    return True


def _begin(store: Engine, one: Reminder, person: str, now: int) -> bool:
    first, *others = one.slots(person)
    begun = runs.begin_run(store, JOB, first, now)
    for slot in others if begun else ():
        runs.begin_run(store, JOB, slot, now)
    return begun


def _is_told(store: Engine, one: Reminder, person: str) -> bool:
    return was_told(store, JOB, one.slot(person))


def _misses(store: Engine, one: Reminder, person: str) -> bool:
    return _missing(store, one, programmes.member(store, one.programme.id, person)) is not None


def _missing(store: Engine, one: Reminder, member: Member | None) -> Missing | None:
    if member is None:
        return None
    id_, number = one.programme.id, one.round.number
    entry = journal.find(store, id_, number, member.person)
    passed = has_passed(store, id_, number, member.person)
    if not reminders.wants(one, member, entry, passed):
        return None
    return Missing(one, entry is not None and any(part.text.strip() for part in entry.sections))


def render(store: Engine, texts: Texts, now: Callable[[], int]) -> Render:
    """Who writes a reminder at the moment in which it is sent: nobody hears of what they have shared meanwhile."""

    def written(row: Outgoing) -> Rendered | None:
        person, *told = row.detail.split()
        found = [_again(store, one) for one in told]
        missing = [
            missing
            for one in found
            if one is not None and reminders.stands(one, now())
            if (missing := _missing(store, one, programmes.member(store, one.programme.id, person))) is not None
        ]
        if not missing:
            return None
        message = reminder_messages.reminder(missing, texts=texts)
        return Rendered.of(message)

    return written


def _again(store: Engine, told: str) -> Reminder | None:
    sort, programme_id, number = told.split(":")
    programme = programmes.find(store, int(programme_id))
    rounds = programmes.rounds(store, int(programme_id)) if programme else []
    one = next((one for one in rounds if one.number == int(number)), None)
    return Reminder(Sort(sort), programme, one) if programme and one else None


def switch(store: Engine, asked: Asked, texts: Texts) -> Message:
    """`/leak remind on|off`, for all programmes of the one who asks; without a word: what holds."""
    word = asked.rest.strip().lower()
    with store.transaction():
        mine = [
            member
            for one in programmes.every(store)
            if (member := programmes.member(store, one.id, asked.who)) is not None and member.left_at is None
        ]
        if not mine:
            return reminder_messages.nobody(texts=texts)
        if word not in ON + OFF:
            return reminder_messages.stands(any(one.reminders_off_at is None for one in mine), texts=texts)
        for member in mine:
            programmes.set_reminders(store, member.programme, asked.who, None if word in ON else asked.now)
    return reminder_messages.switched(word in ON, texts=texts)
