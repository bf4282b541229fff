"""`/leak digest`: the digest of a round before everybody gets it, as it was told, or, with a word, once more."""

from __future__ import annotations

from bot.core.digest import command as digest_answers
from bot.core.digest import message as digest_words
from bot.core.digest.versions import NewerFigures
from bot.core.group import round_words
from bot.core.words.blocks import Message
from bot.group.digest_publisher import Digesting
from bot.group.rounds import present_of
from bot.slack.request import Asked
from storage import programmes
from storage.records import Programme, Round


def answer(digesting: Digesting, asked: Asked) -> Message:
    """Private, with a button that shares; `again` only for members of the programme, and once an hour at most."""
    texts = digesting.texts
    found, wish = present_of(digesting.store, asked.now, asked.channel), digest_answers.read_wish(asked.rest)
    if found is None:
        return round_words.no_programme(texts=texts)
    if wish is None:
        return digest_answers.unread(texts)
    programme, rounds = found
    one = digest_answers.meant(rounds, wish, asked.now)
    refused = digest_answers.refusal(programme, rounds, one, asked.now, texts)
    if refused is not None or one is None:
        return refused or digest_answers.unread(texts)
    if wish.again and not asked.shared:
        return _again(digesting, programme, one, asked)
    try:
        told = digesting.show(programme, one, asked.now)
    except NewerFigures:
        return digest_answers.newer(one, texts)
    return digest_words.preview(told, texts=texts, shared_by=asked.shared_by)


def _again(digesting: Digesting, programme: Programme, one: Round, asked: Asked) -> Message:
    texts = digesting.texts
    member = programmes.member(digesting.store, programme.id, asked.who)
    if member is None or member.left_at is not None:
        return digest_answers.members_only(texts)
    if one.meets_at > asked.now:
        return digest_answers.not_yet(programme, one, texts)
    return digest_answers.sent_again(one, digesting.again(programme, one, asked.who, asked.now), texts)
