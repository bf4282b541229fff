"""`/leak digest`: preview a round's digest, show it as it was posted, or post it once more."""

from __future__ import annotations

from bot.core.digest import command as digest_answers
from bot.core.digest import message as digest_words
from bot.core.digest.versions import NewerFigures
from bot.core.words.blocks import Message
from bot.group.digest_publisher import DigestPublisher
from bot.group.rounds import require_programme
from bot.slack.request import Asked
from storage import programmes
from storage.records import Programme, Round


def answer(publisher: DigestPublisher, request: Asked) -> Message:
    """Answer in private, with a button that shares; `again` posts the digest, for members, once an hour at most.

    Raises:
        NoSuchProgramme: there is none.
    """
    texts = publisher.texts
    programme, rounds = require_programme(publisher.store, request, texts)
    wish = digest_answers.read_wish(request.rest)
    if wish is None:
        return digest_answers.unread(texts)
    one = digest_answers.meant(rounds, wish, request.now)
    refusal = digest_answers.refusal(programme, rounds, one, request.now, texts)
    if refusal is not None or one is None:
        return refusal or digest_answers.unread(texts)
    if wish.again and not request.shared:
        return _post_again(publisher, programme, one, request)
    try:
        figures = publisher.show(programme, one, request.now)
    except NewerFigures:
        return digest_answers.newer(one, texts)
    return digest_words.preview(figures, texts=texts, shared_by=request.shared_by)


def _post_again(publisher: DigestPublisher, programme: Programme, one: Round, request: Asked) -> Message:
    texts = publisher.texts
    member = programmes.member(publisher.store, programme.id, request.who)
    if member is None or member.left_at is not None:
        return digest_answers.members_only(texts)
    if one.meets_at > request.now:
        return digest_answers.not_yet(programme, one, texts)
    return digest_answers.sent_again(one, publisher.again(programme, one, request.who, request.now), texts)
