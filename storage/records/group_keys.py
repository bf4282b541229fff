"""Name a round, entry, reply, offer or digest in rows of the outbox, in runs and in buttons.

These texts are stored: changing a format needs a migration.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoundKey:
    """A round as the value of a button, such as `P1:R2`."""

    programme: int
    round: int

    def __str__(self) -> str:
        return f"P{self.programme}:R{self.round}"

    @classmethod
    def parse(cls, text: str) -> RoundKey | None:
        """Read a button's value; None if it is not a round."""
        programme, _, round_ = text.partition(":")
        numbers = (programme.removeprefix("P"), round_.removeprefix("R"))
        if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
            return None
        return cls(int(numbers[0]), int(numbers[1]))


@dataclass(frozen=True, slots=True)
class EntryKey:
    """One member's entry for a round, such as `P1:R2:U1`."""

    programme: int
    round: int
    person: str

    def __str__(self) -> str:
        return f"{RoundKey(self.programme, self.round)}:{self.person}"

    @classmethod
    def parse(cls, text: str) -> EntryKey:
        """Read the detail of an entry's post."""
        programme, round_, person = text.split(":", 2)
        return cls(int(programme[1:]), int(round_[1:]), person)


@dataclass(frozen=True, slots=True)
class ReplyKey:
    """One reply in an entry's thread, such as `P1:R2:U1:0`. position: starts at 0."""

    entry: EntryKey
    position: int

    def __str__(self) -> str:
        return f"{self.entry}:{self.position}"

    @classmethod
    def parse(cls, text: str) -> ReplyKey:
        """Read the detail of a reply."""
        entry, _, position = text.rpartition(":")
        return cls(EntryKey.parse(entry), int(position))


@dataclass(frozen=True, slots=True)
class OfferKey:
    """The offer to add a leak to a journal, such as `P1:R2:L3` or `P1:R2:L3:proved`.

    is_proved: the offer follows the proof of a fix, not a ✅.
    """

    round: RoundKey
    leak: int
    is_proved: bool = False

    def __str__(self) -> str:
        return f"{self.round}:L{self.leak}{':proved' if self.is_proved else ''}"

    @classmethod
    def parse(cls, text: str) -> OfferKey:
        """Read the detail of an offer."""
        programme, round_, leak, *proved = text.split(":")
        return cls(RoundKey(int(programme[1:]), int(round_[1:])), int(leak[1:]), bool(proved))


@dataclass(frozen=True, slots=True)
class DigestKey:
    """One attempt to post the digest of a round. attempt: 1 at the meeting, higher for each repetition."""

    programme: int
    round: int
    attempt: int = 1

    def __str__(self) -> str:
        return f"{self.programme} {self.round} {self.attempt}"

    @classmethod
    def parse(cls, text: str) -> DigestKey:
        """Read the detail of a digest or its chart."""
        programme, round_, attempt = map(int, text.split())
        return cls(programme, round_, attempt)

    @property
    def outbox_key(self) -> str:
        """Return the key of the post in the outbox. A repetition is another post."""
        again = f"-again-{self.attempt}" if self.attempt > 1 else ""
        return f"digest-P{self.programme}-R{self.round}{again}"

    @property
    def slot(self) -> str:
        """Return the slot of the job's run, the same for every attempt."""
        return f"P{self.programme} R{self.round}"


@dataclass(frozen=True, slots=True)
class ReminderKey:
    """One round in a reminder, such as `soon:1:2`. kind: a value of ReminderKind."""

    kind: str
    programme: int
    round: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.programme}:{self.round}"

    @classmethod
    def parse(cls, text: str) -> ReminderKey:
        """Read one round from the detail of a reminder."""
        kind, programme, round_ = text.split(":")
        return cls(kind, int(programme), int(round_))


@dataclass(frozen=True, slots=True)
class ExportKey:
    """The diary of one member in one programme, such as `1 U1`."""

    programme: int
    person: str

    def __str__(self) -> str:
        return f"{self.programme} {self.person}"

    @classmethod
    def parse(cls, text: str) -> ExportKey:
        """Read the detail of an export."""
        programme, _, person = text.partition(" ")
        return cls(int(programme), person)


@dataclass(frozen=True, slots=True)
class RecheckKey:
    """A later check of an outbox row that may still reach Slack, such as `after 2 journal:P1:R2:U1`."""

    tries: int
    key: str

    def __str__(self) -> str:
        return f"after {self.tries} {self.key}"

    @classmethod
    def parse(cls, text: str) -> RecheckKey | None:
        """Read the detail of a removal; None if it is the ts of a message."""
        if not text.startswith("after "):
            return None
        _, tries, key = text.split(" ", 2)
        return cls(int(tries), key)


def names_person(key: str, person: str) -> bool:
    """Return True if one part of an outbox key is this person."""
    return person in key.split(":")


def programme_prefix(programme: int) -> str:
    """Return the prefix of the details of a programme's entries and replies."""
    return f"P{programme}:"
