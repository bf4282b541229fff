"""`/leak round` and `/leak pass`: show a round, join or leave its programme, take a pass."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.group import round_words
from bot.core.group.passes import MemberProgress, PassRequest, find_passed_round, find_refusal, read_pass_request
from bot.core.group.programme_file import name_of
from bot.core.group.round_calendar import choose
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.slack.request import Asked
from storage import journal, programmes
from storage.engine import Engine
from storage.records import Programme, Round

JOIN = ("join", "참여", "참가")
LEAVE = ("leave", "나가기", "탈퇴")


class NoSuchProgramme(Exception):
    """No programme is meant. answer: what to tell the person."""

    def __init__(self, answer: Message) -> None:
        super().__init__(answer.text)
        self.answer = answer


def meant_by(store: Engine, now: int, name: str | None) -> tuple[Programme, list[Round]] | None:
    """Return the programme of a name; without a name the only one, or the present one. For terminal commands."""
    if name is not None:
        named = find_named(store, name)
        return (named, programmes.rounds(store, named.id)) if named else None
    known = programmes.every(store)
    if len(known) == 1:
        return known[0], programmes.rounds(store, known[0].id)
    return present_of(store, now, None)


def find_named(store: Engine, name: str) -> Programme | None:
    """Return the programme of a name; how its letters are composed and its words are parted does not matter."""
    exact = programmes.named(store, name)
    return exact or next((one for one in programmes.every(store) if name_of(one.name) == name_of(name)), None)


def present_of(store: Engine, now: int, channel: str | None) -> tuple[Programme, list[Round]] | None:
    """Return the programme that is meant in a channel at a moment, with its rounds by number; None if there is none."""
    known = programmes.every(store)
    rounds = {one.id: programmes.rounds(store, one.id) for one in known}
    chosen = choose(known, rounds, now, channel)
    return None if chosen is None else (chosen, rounds[chosen.id])


def require_programme(store: Engine, request: Asked, texts: Texts) -> tuple[Programme, list[Round]]:
    """Return the programme that a command is about, with its rounds.

    Raises:
        NoSuchProgramme: there is none.
    """
    chosen = present_of(store, request.now, request.channel)
    if chosen is None:
        raise NoSuchProgramme(round_words.no_programme(texts=texts))
    return chosen


def progress_of(store: Engine, programme: Programme, rounds: list[Round], person: str) -> MemberProgress:
    """Read one person's entries and passes in a programme."""
    member = programmes.member(store, programme.id, person)
    return MemberProgress(
        programme,
        rounds,
        member is not None and member.left_at is None,
        {one.round: one for one in journal.of_person(store, programme.id, person)},
        [number for number, who in programmes.passes(store, programme.id) if who == person],
    )


def coming_of(store: Engine, now: int) -> tuple[Programme, Round] | None:
    """Return the next programme that has not begun, with its first round."""
    firsts = [
        (programme, rounds[0])
        for programme in programmes.every(store)
        if programme.channel is not None and (rounds := programmes.rounds(store, programme.id))
    ]
    later = [pair for pair in firsts if pair[1].begins_at > now]
    return min(later, key=lambda pair: pair[1].begins_at, default=None)


@dataclass(frozen=True)
class RoundCommands:
    """Answers `/leak round` and `/leak pass`."""

    store: Engine
    texts: Texts

    def round_(self, request: Asked) -> Message:
        """Show the round that is on; with `join` or `leave`, add the person to the programme or remove them.

        Raises:
            NoSuchProgramme: there is none.
        """
        programme, rounds = require_programme(self.store, request, self.texts)
        word = request.rest.strip().lower()
        if word in JOIN and not request.shared:
            with self.store.transaction():
                new = programmes.join(self.store, programme.id, request.who, request.now)
            return round_words.joined(programme, new, texts=self.texts)
        if word in LEAVE and not request.shared:
            with self.store.transaction():
                new = programmes.leave(self.store, programme.id, request.who, request.now)
            return round_words.left(programme, new, texts=self.texts)
        if word:
            return round_words.unknown(word, texts=self.texts)
        progress = progress_of(self.store, programme, rounds, request.who)
        coming = coming_of(self.store, request.now)
        return round_words.round_(
            progress, texts=self.texts, now=request.now, coming=coming, shared_by=request.shared_by
        )  # fmt: skip

    def pass_(self, request: Asked) -> Message:
        """Take a pass for a round, or give it back, and answer.

        Raises:
            NoSuchProgramme: there is none.
        """
        programme, _ = require_programme(self.store, request, self.texts)
        wish = read_pass_request(request.rest)
        if wish is None:
            return round_words.not_a_round(request.rest.strip(), texts=self.texts)
        with self.store.transaction():
            # Read again inside: `programme skip` in another process may just have moved the rounds.
            rounds = programmes.rounds(self.store, programme.id)
            progress = progress_of(self.store, programme, rounds, request.who)
            one = find_passed_round(progress, wish, request.now)
            if one is None and wish.number is not None:
                return round_words.no_round(programme, rounds, wish.number, texts=self.texts)
            if one is None:
                return round_words.nothing_on(programme, texts=self.texts)
            if (name := find_refusal(progress, one, wish, request.now)) is not None:
                return round_words.refused(name, progress, one, texts=self.texts)
            new = self._store(one, wish, request)
            after = progress_of(self.store, programme, rounds, request.who)
        return round_words.passed(after, one, wish.back, new, texts=self.texts)

    def _store(self, one: Round, wish: PassRequest, request: Asked) -> bool:
        if wish.back:
            return programmes.give_pass_back(self.store, one.programme, one.number, request.who)
        return programmes.take_pass(self.store, one.programme, one.number, request.who, request.now)
