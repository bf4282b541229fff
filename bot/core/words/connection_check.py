"""`/leak test`: is everything connected? A private list of what was heard and what can be said, and one test post."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message, compose, date
from bot.core.words.message_parts import said, small
from bot.core.words.phrases import mention


@dataclass(frozen=True, slots=True)
class Heard:
    """What came from Sentry. last_at: the newest webhook's arrival, None: none ever; day: how many in 24 hours."""

    last_at: int | None
    day: int


def connected(heard: Heard, channel: str, health: str, *, texts: Texts) -> Message:
    """What was heard from Sentry, where the test post goes, and how the bot is. channel: its id in Slack."""
    place = f"<#{channel}>"
    if heard.last_at is None:
        came, how = texts.say("test-sentry-never"), [small(texts.say("empty-test"))]
    else:
        came, how = texts.say("test-sentry", when=date(heard.last_at), n=heard.day), []
    return compose([said([texts.say("test-slack", channel=place), came, health]), *how])


def trial(person: str, *, texts: Texts) -> Message:
    """The post that shows that the channel can be reached."""
    return compose([said([texts.say("test-post", who=mention(texts, person))])])
