"""`/leak round` and `/leak pass`: the round that is on, who takes part in it, and who sits it out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.group import round_words
from bot.core.group.passes import MemberProgress, PassRequest, meant, read_wish, refusal
from bot.core.group.round_calendar import choose
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.slack.request import Asked
from storage import journal, programmes
from storage.engine import Engine
from storage.records import Programme, Round

JOIN = ("join", "참여", "참가")
LEAVE = ("leave", "나가기", "탈퇴")


def meant_by(store: Engine, now: int, name: str | None) -> tuple[Programme, list[Round]] | None:
    """What a terminal means: the programme of that name; without one the present one, or the only one there is."""
    if name is not None:
        named = programmes.named(store, name)
        return (named, programmes.rounds(store, named.id)) if named else None
    known = programmes.every(store)
    if len(known) == 1:
        return known[0], programmes.rounds(store, known[0].id)
    return present_of(store, now, None)


def present_of(store: Engine, now: int, channel: str | None) -> tuple[Programme, list[Round]] | None:
    """The programme that is meant in a channel at a moment, with all its rounds by number; None: there is none."""
    known = programmes.every(store)
    rounds = {one.id: programmes.rounds(store, one.id) for one in known}
    found = choose(known, rounds, now, channel)
    return None if found is None else (found, rounds[found.id])


def standing_of(store: Engine, programme: Programme, rounds: list[Round], person: str) -> MemberProgress:
    """How one person stands in a programme."""
    member = programmes.member(store, programme.id, person)
    return MemberProgress(
        programme,
        rounds,
        member is not None and member.left_at is None,
        {one.round: one for one in journal.of_person(store, programme.id, person)},
        [number for number, who in programmes.passes(store, programme.id) if who == person],
    )


def coming_of(store: Engine, now: int) -> tuple[Programme, Round] | None:
    """The next programme that has not begun, with its first round."""
    firsts = [
        (programme, rounds[0])
        for programme in programmes.every(store)
        if programme.channel is not None and (rounds := programmes.rounds(store, programme.id))
    ]
    later = [pair for pair in firsts if pair[1].begins_at > now]
    return min(later, key=lambda pair: pair[1].begins_at, default=None)


@dataclass(frozen=True)
class Rounds:
    """Answers what people ask about the programme, and keeps what they say of themselves."""

    store: Engine
    texts: Texts

    def round_(self, asked: Asked) -> Message:
        """The round that is on; with `join` or `leave` whoever asks takes part, or no more."""
        found = present_of(self.store, asked.now, asked.channel)
        word = asked.rest.strip().lower()
        if found is None:
            return round_words.no_programme(texts=self.texts)
        programme, rounds = found
        if word in JOIN and not asked.shared:
            with self.store.transaction():
                new = programmes.join(self.store, programme.id, asked.who, asked.now)
            return round_words.joined(programme, new, texts=self.texts)
        if word in LEAVE and not asked.shared:
            with self.store.transaction():
                new = programmes.leave(self.store, programme.id, asked.who, asked.now)
            return round_words.left(programme, new, texts=self.texts)
        if word:
            return round_words.unknown(word, texts=self.texts)
        standing = standing_of(self.store, programme, rounds, asked.who)
        coming = coming_of(self.store, asked.now)
        return round_words.round_(
            standing, texts=self.texts, now=asked.now, coming=coming, shared_by=asked.shared_by
        )  # fmt: skip

    def pass_(self, asked: Asked) -> Message:
        """Sit a round out, or take that back. Whether it is allowed is decided inside the transaction that keeps it."""
        found = present_of(self.store, asked.now, asked.channel)
        wish = read_wish(asked.rest)
        if found is None:
            return round_words.no_programme(texts=self.texts)
        if wish is None:
            return round_words.not_a_round(asked.rest.strip(), texts=self.texts)
        with self.store.transaction():
            # Read again inside: `programme skip` in another process may just have moved the rounds.
            programme, rounds = found[0], programmes.rounds(self.store, found[0].id)
            standing = standing_of(self.store, programme, rounds, asked.who)
            one = meant(standing, wish, asked.now)
            if one is None and wish.number is not None:
                return round_words.no_round(programme, rounds, wish.number, texts=self.texts)
            if one is None:
                return round_words.nothing_on(programme, texts=self.texts)
            if (name := refusal(standing, one, wish, asked.now)) is not None:
                return round_words.refused(name, standing, one, texts=self.texts)
            new = self._keep(one, wish, asked)
            after = standing_of(self.store, programme, rounds, asked.who)
        return round_words.passed(after, one, wish.back, new, texts=self.texts)

    def _keep(self, one: Round, wish: PassRequest, asked: Asked) -> bool:
        if wish.back:
            return programmes.give_pass_back(self.store, one.programme, one.number, asked.who)
        return programmes.take_pass(self.store, one.programme, one.number, asked.who, asked.now)
