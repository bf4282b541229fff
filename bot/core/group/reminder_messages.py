"""The messages to one member about a missing journal: the reminder and its switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.group.button_ids import JOURNAL_OPEN, PASS, REMIND_OFF
from bot.core.group.reminders import Reminder, ReminderKind
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.message_parts import said, small
from storage.records.group_keys import RoundKey


@dataclass(frozen=True, slots=True)
class MissingJournal:
    """A round without the reader's journal. draft: there is an unshared one."""

    reminder: Reminder
    draft: bool


def reminder(missing: Sequence[MissingJournal], *, texts: Texts) -> Message:
    """Write one message for all rounds, the next to meet first."""
    parts: list[Part] = []
    for one in sorted(missing, key=lambda one: one.reminder.round.meets_at):
        parts += [said(_sentences(texts, one)), Part(_buttons(texts, one.reminder))]
    stop = blocks.button(texts.say("remind-stop"), REMIND_OFF, "off", texts.say("remind-stop-spoken"))
    return compose([*parts, small(texts.say("remind-why")), Part(blocks.actions(stop))])


def switched(on: bool, *, texts: Texts) -> Message:
    """Say that reminders are on or off from now on."""
    return compose([said([texts.say("remind-on" if on else "remind-off")])])


def state(on: bool, *, texts: Texts) -> Message:
    """Say whether reminders are on, and how to change it."""
    return compose([said([texts.say("remind-is-on" if on else "remind-is-off")])])


def no_member(*, texts: Texts) -> Message:
    """Say that only members of a programme get reminders."""
    return compose([said([texts.say("remind-nobody")])])


def _sentences(texts: Texts, missing: MissingJournal) -> list[str]:
    one, programme = missing.reminder.round, missing.reminder.programme
    name = blocks.plain(programme.name, 80)
    when = blocks.date(one.meets_at, zone=ZoneInfo(programme.zone))
    head = (
        texts.say("remind-round", programme=name, n=one.number, title=blocks.plain(one.title, 120))
        if one.title.strip()
        else texts.say("remind-round-plain", programme=name, n=one.number)
    )
    if missing.reminder.kind is ReminderKind.PASSED:
        timing = texts.say("remind-passed", n=one.number)
    else:
        timing = texts.say("remind-early" if missing.reminder.kind is ReminderKind.EARLY else "remind-soon", when=when)
    return [head, timing, texts.say("remind-draft") if missing.draft else ""]


def _buttons(texts: Texts, reminder: Reminder) -> blocks.Block:
    n, value = reminder.round.number, str(RoundKey(reminder.round.programme, reminder.round.number))
    write = blocks.button(
        texts.say("remind-write"), JOURNAL_OPEN, value, texts.say("remind-write-spoken", n=n), primary=True
    )
    if reminder.kind is ReminderKind.PASSED:
        return blocks.actions(write)  # after the grace no pass can be taken
    return blocks.actions(
        write, blocks.button(texts.say("remind-pass"), PASS, value, texts.say("remind-pass-spoken", n=n))
    )
