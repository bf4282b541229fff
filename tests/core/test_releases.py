"""What releases prove of a fix, and which deployments stand beside a change."""

from __future__ import annotations

import pytest

from bot.core.statistics.outlook import Span, outlook
from bot.core.statistics.releases import Deployed, Releases, agree, released, releases_of
from bot.core.texts.bundles import Texts, languages
from bot.core.words import answer_trend
from bot.core.words.fix_sentences import quiet_sentences
from bot.core.words.phrases import name_of
from storage.records import Fix, Seen, Spot, State, Watch
from tests.core.situations import NOW, PEOPLE, URL, a_view
from tests.core.slack_rules import check
from tests.optional import there

DAY, WEEK = 86_400, 7 * 86_400
TEXTS = {language: Texts(language) for language in languages()}
FIXED_AT = NOW - 49 * DAY
BEGUN = FIXED_AT - 22 * WEEK


def weekly(number: int) -> str:
    return f"server@2.{number}.0"


def deployed(*, since: int = 7, environment: str = "production") -> list[Deployed]:
    """A release a week: 21 before the fix, and the fix with what follows it."""
    before = [Deployed("server", environment, weekly(n), FIXED_AT - (21 - n) * WEEK) for n in range(21)]
    return before + [Deployed("server", environment, weekly(21 + n), FIXED_AT + n * WEEK) for n in range(since)]


def watch(*, reports: int = 8, fix: str | None = weekly(21), back: tuple[Seen, ...] = (), **more) -> Watch:
    times = tuple(BEGUN + 2 * n * WEEK for n in range(reports + 1))
    return Watch(Fix(3, 1, FIXED_AT, FIXED_AT, fix, "U0ANNA001"), times, back, **more)


REPORTED = {weekly(2 * n + 1) for n in range(8)}


def test_releases_that_reported_and_quiet_ones_are_counted():
    """8 of 21 before, six whose chance is over since; the seventh still runs. p = C(21, 8) / C(27, 8)."""
    found = releases_of(watch(), deployed(), REPORTED, NOW)

    assert Releases(21, 8, 6, pytest.approx(203_490 / 2_220_075), 8) == found
    assert 2 == found.more
    assert not found.enough


def test_enough_quiet_releases_say_so():
    """Eight are needed, and nine have run their course."""
    assert releases_of(watch(), deployed(since=10), REPORTED, NOW + 10 * WEEK).enough


def test_a_release_that_reported_while_the_old_one_drained_is_not_quiet():
    """Hours after the fix, under a name that has no order: it speaks not against the fix, but it did report."""
    named = [Deployed(one.project, one.environment, f"h{one.release}", one.at) for one in deployed()]
    seen = Seen(FIXED_AT + 3600, f"h{weekly(21)}", FIXED_AT + 3600)
    reported = {f"h{name}" for name in REPORTED}

    found = releases_of(watch(fix=None, back=(seen,)), named, {*reported, f"h{weekly(21)}"}, NOW)

    assert (21, 8, 5) == (found.before, found.reported, found.quiet)


def test_the_vector_of_the_facts():
    """8 of 20 before, none of 6 since: p 0.0806, and 8 are needed."""
    found = releases_of(watch(begun_at=FIXED_AT - 21 * WEEK), deployed(), REPORTED, NOW)

    assert (20, 8, 6, 8) == (found.before, found.reported, found.quiet, found.needed)
    assert pytest.approx(0.0806324110672, abs=1e-12) == found.p_value


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (watch(fix=None), (21, 6)),  # by time where no release was told
        (watch(gaps=((FIXED_AT, FIXED_AT + WEEK),)), (21, 5)),  # nothing could be recorded while it ran
        (watch(gaps=((FIXED_AT - WEEK, FIXED_AT),)), (20, 6)),
        (watch(gaps=((FIXED_AT, FIXED_AT + 3 * DAY),)), (21, 6)),  # less than half of its life
    ],
)
def test_which_releases_count(given: Watch, expected: tuple[int, int]):
    """Before and since; the rule is the same on both sides, whether a release reported or not."""
    found = there(releases_of(given, deployed(), REPORTED, NOW))

    assert expected == (found.before, found.quiet)


def test_an_old_release_deployed_after_the_fix_is_neither():
    """A patch of the old branch shows nothing of the fix."""
    patch = Deployed("server", "production", "server@2.3.9", FIXED_AT + 3 * DAY)

    found = releases_of(watch(), [*deployed(), patch], REPORTED, NOW)

    assert (21, 6) == (found.before, found.quiet)


def test_a_redeployment_is_no_new_release_and_two_environments_are_one():
    """The chance of a release is over once it was replaced everywhere."""
    again = Deployed("server", "production", weekly(22), FIXED_AT + 10 * DAY)
    both = [*deployed(), again, *deployed(environment="canary")[:-1]]

    found = releases_of(watch(), both, REPORTED, NOW - WEEK)

    assert (21, 5) == (found.before, found.quiet)


def test_a_release_that_runs_longer_than_any_before_has_had_its_chance():
    """Where hardly anything is deployed any more, the last one counts too."""
    assert 7 == releases_of(watch(), deployed(), REPORTED, NOW + 1).quiet


@pytest.mark.parametrize(
    ("releases", "expected"),
    [
        (None, True),
        (Releases(20, 2, 6, None, None), True),
        (Releases(20, 8, 6, 0.08, 8), False),
        (Releases(20, 8, 8, 0.04, 8), True),
    ],
)
def test_releases_contradict_the_days_only_where_they_can(releases: Releases | None, expected: bool):
    """Unknown or too few is no contradiction."""
    assert expected == agree(released(watch(), releases))


def test_after_a_recurrence_the_releases_say_nothing():
    """Nor do they where none of before is known. While it stays quiet they speak."""
    back = (Seen(FIXED_AT + 9 * DAY, weekly(22), FIXED_AT + 7 * DAY),)

    assert releases_of(watch(), deployed(), REPORTED, NOW) is not None
    assert releases_of(watch(back=back), deployed(), REPORTED, NOW) is None
    assert releases_of(watch(), deployed()[21:], REPORTED, NOW) is None
    assert releases_of(watch(), [], REPORTED, NOW) is None


def test_too_few_that_reported_prove_nothing():
    """Below three there is no p."""
    found = releases_of(watch(), deployed(), {weekly(1), weekly(3)}, NOW)

    assert (None, None, 2) == (found.p_value, found.needed, found.reported)
    assert "too few to count quiet ones" in "\n".join(quiet_sentences(TEXTS["en"], released(watch(), found), NOW))


@pytest.mark.parametrize(
    ("releases", "later", "says"),
    [
        (Releases(20, 8, 6, 0.0806, 8), 0, "none of 6 since (p 0.081).\n2 more quiet releases are needed"),
        (Releases(20, 8, 7, 0.06, 8), 0, "1 more quiet release is needed"),
        (Releases(20, 8, 0, 1.0, 8), 0, "none has run its course since"),
        (Releases(20, 8, 9, 0.03, 8), 0, "The releases are enough; the days are not yet"),
        (Releases(20, 8, 9, 0.03, 8), 400 * DAY, "Days and releases agree"),
        (Releases(20, 8, 6, 0.08, 8), 400 * DAY, "Days alone prove less here"),
    ],
)
def test_days_and_releases_stand_beside_each_other(releases: Releases, later: int, says: str):
    """Neither claims for the other."""
    said = "\n".join(quiet_sentences(TEXTS["en"], released(watch(), releases), NOW + later))

    assert says in said


def test_a_watch_without_known_deployments_says_nothing_of_releases():
    """It is the watch that it was."""
    assert watch() == released(watch(), None)
    assert "Per release" not in "\n".join(quiet_sentences(TEXTS["en"], watch(), NOW))


@pytest.mark.parametrize("language", languages())
def test_the_trend_and_the_arithmetic_tell_both(language: str):
    """`/leak trend` gives the sentence, `/leak why` the formula with its figures."""
    view = a_view(watch=watch(), state=State.WATCHING)
    spots = [Spot(at, "a", weekly(n), "simple") for n, at in enumerate(watch().before)]
    releases = releases_of(watch(), deployed(), REPORTED, NOW)
    found = outlook(Span(watch().before, FIXED_AT, releases=releases), spots)

    message = answer_trend.trend(view, found, texts=TEXTS[language], now=NOW)

    check(message, PEOPLE, URL)
    assert "21" in message.text
    assert {"ko": "21개 가운데 8개"}.get(language, "8 of 21") in message.text
    assert "C(m, k) / C(m + d, k)" in answer_trend.arithmetic(TEXTS[language], found).said
    assert name_of(view.leak) in message.text


EARLY = [Spot(NOW - days * DAY, "a", f"1.{days}", "simple") for days in range(700, 100, -50)]
LATE = [Spot(NOW - days * DAY, "a", f"2.{days // 20}", "simple") for days in range(100, 0, -5)]


def of(*known: Deployed):
    spots = EARLY + LATE
    return outlook(Span([spot.at for spot in spots], NOW, deployed=known), spots)


def test_deployments_stand_beside_a_change_by_release_environment_and_time():
    """Those inside the interval; a release that is known by them is not listed by its first report too."""
    plain = of()
    low, high = plain.since["low"], plain.since["high"]
    name, first_at = plain.candidates[0]
    inside = Deployed("server", "production", name, int(low) + 60)
    twice = Deployed("other", "production", name, int(low) + 60)
    outside = Deployed("server", "production", "0.9", int(low) - 60)

    found = of(inside, twice, outside)

    assert low <= first_at <= high
    assert (1, name) == (len(found.deployed), found.deployed[0].release)
    assert name not in [one for one, _ in found.candidates]
    text = answer_trend.trend(a_view(), found, texts=TEXTS["en"], now=NOW).text
    assert f"Deployed in that time: `{name}` to `production`" in text


def test_many_deployments_are_cut_and_counted():
    """Five, and how many more."""
    low = int(of().since["low"])
    text = answer_trend.trend(
        a_view(),
        of(*(Deployed("server", "production", f"3.{n}", low + 60 * (n + 1)) for n in range(9))),
        texts=TEXTS["en"],
        now=NOW,
    ).text

    assert "`3.4` to `production`" in text
    assert "`3.5`" not in text
    assert "4 more" in text
