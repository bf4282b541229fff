"""What people read of the work with Sentry's API: the summary in the channel, and the comment on an issue."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.texts.bundles import Texts, languages
from bot.core.words.sentry_messages import comment, summary
from storage import readings
from storage.records import MarkKind
from tests.core.situations import a_leak
from tests.optional import there
from tests.sentry_api.conftest import NOW
from tests.sentry_api.past import DAY, SITES, past
from tests.sentry_api.server import LOGGER, ORG, TOKEN, SentryServer
from tests.walks.stage import Stage, until


def test_a_summary_says_how_much_since_when_and_what_is_new():
    """One message, whose text says all that its block shows."""
    said = summary(60, 4, 2, (), NOW - 730 * DAY, False, texts=Texts("en"))

    assert said.text.startswith("*Past events are read:* 60 reports of 4 leaks since ")
    assert "2 leaks were new" in said.text
    assert 1 == len(said.blocks)


def test_a_summary_names_what_came_back_and_what_is_missing():
    """Ten names, and how many more."""
    said = summary(60, 14, 0, tuple(range(1, 13)), NOW, True, texts=Texts("en")).text

    assert "All of these leaks were known" in said
    assert "Seen again after they were settled: L1, L2, L3, L4, L5, L6, L7, L8, L9, L10 + 2." in said
    assert "could not be read" in said


@pytest.mark.parametrize("language", languages())
def test_a_comment_says_what_was_done_and_why_the_issue_stays_open(language: str):
    """Its moment makes it one of its kind, so that Sentry and we know it again."""
    said = comment(a_leak(), NOW, " closed in finally ", (2, 3), texts=Texts(language))

    assert "L3" in said
    assert "2026-09-26 12:00:00 UTC" in said
    assert "closed in finally" in said
    assert "L2, L3" in said


def test_a_backfill_posts_one_message_and_a_mark_is_written_back(open_stage: Any, sentry: SentryServer):
    """Through a whole bot: the summary alone in the channel, a thread once somebody cares, a comment on the issue."""
    stage: Stage = open_stage(
        sentry_url=sentry.url,
        sentry_org=ORG,
        sentry_auth_token=TOKEN,
        sentry_queries=LOGGER,
        sentry_write_back="comment",
    )
    sentry.issue("61", *(past(n, NOW - 60 * DAY + n * DAY, SITES[n % 4]) for n in range(40)))
    readings.ask(stage.bot.store, readings.BACKFILL, NOW - 90 * DAY, NOW, None, NOW)

    there(stage.bot.desk).turn()
    stage.wake()
    (alone,) = until(stage.in_channel, "the summary is posted")
    stage.type("/leak done L1 closed in finally")
    there(stage.bot.desk).turn()

    assert "40 reports of 4 leaks" in alone["text"]
    assert "4 leaks were new" in alone["text"]
    assert 2 == len(stage.roots())
    assert MarkKind.INVESTIGATED.value == stage.bot.store.query("SELECT state FROM leaks WHERE number = 1")[0]["state"]
    (told,) = sentry.issues["61"].comments
    assert "was marked investigated in Slack on 2026-09-26 12:00:" in told
    assert "Note: closed in finally" in told
