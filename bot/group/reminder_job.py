"""Reminders: the job that queues them, their text when they are sent, and the switch. Each goes to one member."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.core.group import reminder_messages, reminders
from bot.core.group.reminder_messages import MissingJournal
from bot.core.group.reminders import Reminder, ReminderKind, is_person
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.slack.outgoing import Render, Rendered
from bot.slack.request import Asked
from storage import journal, outbox, programmes, runs
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import Member, Programme, Round
from storage.records.group_keys import ReminderKey
from storage.reminders import KIND, clear_texts, has_passed, was_begun

JOB = "reminder"
ON, OFF = ("on", "켜기", "켬"), ("off", "끄기", "끔")


def remind(store: Engine, now: int) -> int:
    """Queue the reminders that are due, each once, and return how many messages that were."""
    known = [(one, programmes.rounds(store, one.id)) for one in programmes.every(store) if one.channel is not None]
    due = [one for programme, rounds in known for one in reminders.find_due(programme, rounds, now)]
    people = _people(store, {one.programme.id for one in due})
    by_person = {person: own for person in people if (own := _select(person, due, known, store, now))}
    with store.transaction():
        clear_texts(store, now)
        return sum(_queue(store, person, own, now) for person, own in by_person.items())


def _people(store: Engine, ids: Iterable[int]) -> list[str]:
    """Return the members with a Slack id; the author of an imported diary has only a name."""
    people = {member.person for id_ in ids for member in programmes.members(store, id_)}
    return sorted(person for person in people if is_person(person))


def _select(
    person: str, due: list[Reminder], known: list[tuple[Programme, list[Round]]], store: Engine, now: int
) -> list[Reminder]:
    """Return the reminders that this person has not got yet, with others for meetings on the same evening."""
    own = [one for one in due if not _is_queued(store, one, person) and _misses(store, one, person)]
    if not own:
        return []
    rounds = {(one.round.programme, one.round.number) for one in own}
    for programme, its_rounds in known:
        for one in reminders.find_same_evening(own, programme, its_rounds, now):
            key = (one.round.programme, one.round.number)
            if key not in rounds and not _is_queued(store, one, person) and _misses(store, one, person):
                own.append(one)
    return own


def _queue(store: Engine, person: str, own: list[Reminder], now: int) -> bool:
    """Queue one message for all reminders of a person; False if none is left to send."""
    new = [one for one in own if _begin(store, one, person, now)]
    if not new:
        return False
    detail = " ".join([person, *(str(ReminderKey(one.kind, one.round.programme, one.round.number)) for one in new)])
    outbox.ask(store, f"reminder:{new[0].slot(person)}", KIND, None, person, now, detail=detail)
    return True


def _begin(store: Engine, one: Reminder, person: str, now: int) -> bool:
    first, *others = one.slots(person)
    begun = runs.begin_run(store, JOB, first, now)
    for slot in others if begun else ():
        runs.begin_run(store, JOB, slot, now)
    return begun


def _is_queued(store: Engine, one: Reminder, person: str) -> bool:
    return was_begun(store, JOB, one.slot(person))


def _misses(store: Engine, one: Reminder, person: str) -> bool:
    return _missing(store, one, programmes.member(store, one.programme.id, person)) is not None


def _missing(store: Engine, one: Reminder, member: Member | None) -> MissingJournal | None:
    if member is None:
        return None
    id_, number = one.programme.id, one.round.number
    entry = journal.find(store, id_, number, member.person)
    passed = has_passed(store, id_, number, member.person)
    if not reminders.is_wanted(one, member, entry, passed):
        return None
    return MissingJournal(one, entry is not None and any(part.text.strip() for part in entry.sections))


def render(store: Engine, texts: Texts, now: Callable[[], int]) -> Render:
    """Make the renderer of reminders: it leaves out journals that were shared since the reminder was queued."""

    def render_reminder(row: Outgoing) -> Rendered | None:
        person, *keys = row.detail.split()
        missing = [
            missing
            for key in keys
            if (one := _find(store, ReminderKey.parse(key))) is not None and reminders.is_current(one, now())
            if (missing := _missing(store, one, programmes.member(store, one.programme.id, person))) is not None
        ]
        if not missing:
            return None
        message = reminder_messages.reminder(missing, texts=texts)
        return Rendered.of(message)

    return render_reminder


def _find(store: Engine, key: ReminderKey) -> Reminder | None:
    programme = programmes.find(store, key.programme)
    rounds = programmes.rounds(store, key.programme) if programme else []
    one = next((one for one in rounds if one.number == key.round), None)
    return Reminder(ReminderKind(key.kind), programme, one) if programme and one else None


def switch(store: Engine, request: Asked, texts: Texts) -> Message:
    """Answer `/leak remind on|off` for all programmes of the person; without a word, say which is set."""
    word = request.rest.strip().lower()
    with store.transaction():
        mine = [
            member
            for one in programmes.every(store)
            if (member := programmes.member(store, one.id, request.who)) is not None and member.left_at is None
        ]
        if not mine:
            return reminder_messages.no_member(texts=texts)
        if word not in ON + OFF:
            return reminder_messages.state(any(one.reminders_off_at is None for one in mine), texts=texts)
        for member in mine:
            programmes.set_reminders(store, member.programme, request.who, None if word in ON else request.now)
    return reminder_messages.switched(word in ON, texts=texts)
