"""Tell a person when Slack has refused the bot's messages for a while."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.core.words.slack_trouble import Trouble
from storage import outbox, refusals
from storage.engine import Engine
from storage.records import MessageKind
from storage.records.spans import DAY_S, MINUTE_S

log = logging.getLogger(__name__)
TELL_AFTER_S = 15 * MINUTE_S


def troubles(store: Engine) -> list[Trouble]:
    """List the places that Slack refuses now."""
    return [Trouble(one.place, one.code, one.since, one.waiting) for one in refusals.current(store)]


def tell_owners(store: Engine, owners: Sequence[str], now: int) -> None:
    """Queue one direct message for each refusal that lasts longer than 15 minutes.

    It goes to the owners, else to the person who used `/leak` last. While the token itself is refused nothing can be
    posted: then an error goes to the log, and so to Sentry where a DSN is set, once a day.
    """
    for refusal in refusals.current(store):
        if now - refusal.since < TELL_AFTER_S:
            continue
        if refusal.place == refusals.TOKEN:
            if refusal.told_at is None or not 0 <= now - refusal.told_at < DAY_S:
                log.error("Slack refuses the bot's token (%s): nothing can be posted", refusal.code)
                _note_told(store, refusal.place, now)
        elif refusal.told_at is None:
            last_user = refusals.last_user(store)
            people = owners or ([last_user] if last_user else [])
            with store.transaction():
                for person in people:
                    key = f"refusal:{refusal.place}:{refusal.since}:{person}"
                    outbox.ask(store, key, MessageKind.NOTICE, None, person, now, detail=refusal.place)
            if not people:
                log.warning("Slack refuses %s (%s), and LEAK_OWNERS names nobody", refusal.place, refusal.code)
            _note_told(store, refusal.place, now)


def _note_told(store: Engine, place: str, now: int) -> None:
    with store.transaction():
        refusals.told(store, place, now)
