"""`/leak test`: a private check list of the connections, and one test post."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message, compose, date
from bot.core.words.message_parts import said, small
from bot.core.words.phrases import mention


@dataclass(frozen=True, slots=True)
class Heard:
    """Webhooks from Sentry. last_at: arrival of the newest one, None without any. day: their number in 24 hours."""

    last_at: int | None
    day: int


def connected(heard: Heard, channel: str, health: str, *, texts: Texts) -> Message:
    """List the webhooks received, the channel of the test post, and the bot's health. channel: its id in Slack."""
    place = f"<#{channel}>"
    if heard.last_at is None:
        came, how = texts.say("test-sentry-never"), [small(texts.say("empty-test"))]
    else:
        came, how = texts.say("test-sentry", when=date(heard.last_at), n=heard.day), []
    return compose([said([texts.say("test-slack", channel=place), came, health]), *how])


def trial(person: str, *, texts: Texts) -> Message:
    """Build the test post, which shows that the bot can post to the channel."""
    return compose([said([texts.say("test-post", who=mention(texts, person))])])
