"""What is said of Sentry's issues: only what matters, and nothing from outside is trusted."""

from dataclasses import replace

import pytest

from bot.core.texts.bundles import Texts, languages
from bot.core.words.issue_sentences import caveats, silence, standing
from storage.alerts import Alerts, Issue
from storage.records import LeakView
from tests.core.situations import NOW, a_view

EN = Texts("en")
ARCHIVED = Issue("RUN-1", "archived", NOW - 900, None, NOW - 9000, NOW - 1000)
OPEN = Issue("RUN-2", "open", None, None, NOW - 8000, NOW - 500)


def view(*issues: Issue, **more) -> LeakView:
    return replace(a_view(), alerts=Alerts(issues, **more))


def test_nothing_is_said_where_nothing_is_known() -> None:
    """A leak without issues, and one whose issues are all open."""
    for one in (a_view(), view(OPEN)):
        assert ([], [], []) == (silence(EN, one), standing(EN, one), caveats(EN, one))


@pytest.mark.parametrize("language", languages())
def test_silence_is_named_wherever_quiet_could_be_taken_for_good_news(language: str) -> None:
    """With the issue and since when, in the root and among the caveats."""
    texts, silent = Texts(language), view(ARCHIVED, silent_since=NOW - 900)

    (said,) = silence(texts, silent)

    assert "RUN-1" in said
    assert str(NOW - 900) in said
    assert [said] == caveats(texts, silent)
    assert [] == standing(texts, silent)


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (view(OPEN, ARCHIVED), ("its other issues still tell", "the leak lives on under RUN-2")),
        (view(OPEN, ARCHIVED, is_read=True), ("the counts hold", "the leak lives on under RUN-2")),
        (view(replace(OPEN, last_at=NOW - 950), ARCHIVED), ("its other issues still tell",)),
        (view(replace(ARCHIVED, status="release")), ("Reports of older releases do not come",)),
        (view(replace(ARCHIVED, status="resolved")), ()),
        (view(replace(OPEN, assignee="<!channel> *ops*")), ("Assigned in Sentry: &lt;!channel&gt;",)),
    ],
)
def test_what_show_says_of_the_issues(known: LeakView, says: tuple[str, ...]) -> None:
    """Closed ones that hide something, a leak that lives on, and who is assigned."""
    said = standing(EN, known)

    assert len(says) == len(said)
    for part, sentence in zip(says, said, strict=True):
        assert part in sentence


@pytest.mark.parametrize(
    ("stated", "says"),
    [(False, "the alert rule seems to act once per 3 h."), (True, "once per 3 h (SENTRY_ALERT_EVERY).")],
)
def test_a_throttle_makes_counts_a_lower_bound(stated: bool, says: str) -> None:
    """What is inferred is said as such."""
    (said,) = caveats(EN, view(OPEN, every_s=3 * 3600, is_stated=stated))

    assert said.startswith("Counts are a lower bound: ")
    assert said.endswith(says)
