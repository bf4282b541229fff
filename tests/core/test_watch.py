"""Watching a fix: what speaks against it, when its quiet counts, and how people say when it was deployed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.statistics.fix_watch import begins_at, evidence, order_of, recurrences, speaks_against
from bot.core.texts.bundles import Texts, languages
from bot.core.when import StatedDeployment, full_release, read_deployed
from bot.core.words import fix_messages, messages
from bot.core.words.fix_sentences import quiet_sentences, share
from storage.records import FixState, Seen, State, Watch
from tests.core.situations import BEFORE, DAY, DEPLOYED, FIX, HOSTILE, HOUR, NOW, PEOPLE, URL, a_view, a_watch
from tests.core.slack_rules import check

OLD, FIXED, NEWER, HASH = "server@2.14.0", "server@2.14.1", "server@2.15", "0f3c9a1"
WITH_RELEASE = replace(FIX, release=FIXED)
BY_DATE = replace(FIX, release=None)


@pytest.mark.parametrize(
    ("release", "other", "expected"),
    [
        ("2.14.0", "2.14.1", -1),
        ("2.9.9", "2.14.0", -1),
        ("v2.14", "2.14.0", None),  # the same numbers said differently: nobody knows
        ("2.14.1+build7", "2.14.1", None),
        ("server@2.15.0", "server@2.14.9", 1),
        ("server@2.15.0", "client@2.14.9", None),
        ("server@2.15.0", "2.14.9", None),
        ("2.14.1", "2.14.1", 0),
        ("0f3c9a1", "2.14.1", None),
        ("0f3c9a1", "0f3c9a1", 0),
        ("7", "8", None),
        ("2026.9.1", "2026.10.1", -1),
    ],
)
def test_releases_are_ordered_where_their_names_tell(release: str, other: str, expected: int | None):
    """A guess would call a leak fixed that is not, or back that is not."""
    assert expected == order_of(release, other)


@pytest.mark.parametrize(
    ("fix", "seen", "expected"),
    [
        (WITH_RELEASE, Seen(DEPLOYED + HOUR, FIXED, DEPLOYED), True),
        (WITH_RELEASE, Seen(DEPLOYED - HOUR, FIXED, DEPLOYED - HOUR), True),
        (WITH_RELEASE, Seen(DEPLOYED + HOUR, NEWER, DEPLOYED + HOUR), True),
        (WITH_RELEASE, Seen(DEPLOYED + 90 * DAY, OLD, DEPLOYED - DAY), False),
        (WITH_RELEASE, Seen(DEPLOYED + 90 * DAY, HASH, DEPLOYED - DAY), False),
        (WITH_RELEASE, Seen(DEPLOYED + 90 * DAY, HASH, DEPLOYED + DAY), True),
        (WITH_RELEASE, Seen(DEPLOYED + HOUR, HASH, DEPLOYED + HOUR), False),
        (WITH_RELEASE, Seen(DEPLOYED + DAY), False),
        (WITH_RELEASE, Seen(DEPLOYED + DAY + 1), True),
        (BY_DATE, Seen(DEPLOYED + HOUR, OLD, DEPLOYED - DAY), False),
        (BY_DATE, Seen(DEPLOYED + DAY + 1, OLD, DEPLOYED - DAY), True),
        (BY_DATE, Seen(DEPLOYED - HOUR), False),
    ],
)
def test_only_a_process_that_ran_the_fix_speaks_against_it(fix, seen: Seen, expected: bool):
    """The release tells; where it does not, a day must have passed."""
    assert expected is speaks_against(fix, seen)


def test_the_quiet_begins_with_the_last_old_process():
    """A day after the fix, or with the last report of an older release."""
    quiet = Watch(WITH_RELEASE, BEFORE)
    straggling = replace(quiet, since=(Seen(DEPLOYED + 4 * DAY, OLD, 0),))

    assert DEPLOYED + DAY == begins_at(quiet, NOW)
    assert DEPLOYED + 4 * DAY == begins_at(straggling, NOW)
    assert evidence(straggling, NOW)["days_quiet"] == pytest.approx(9)


def test_evidence_at_any_moment_is_the_formula_of_the_facts():
    """p = (T / (T + t))^n on the whole baseline, the larger of two where the rate had changed."""
    found = evidence(a_watch(13), NOW)

    whole = (301 / (301 + 12)) ** found["n"]
    assert found["p_value"] >= whole - 0.01
    assert not found["fixed95"]
    assert evidence(a_watch(48), NOW)["fixed95"]


def test_before_the_old_processes_are_gone_nothing_is_claimed():
    """The quiet is none yet, and the days that it will take are known."""
    found = evidence(a_watch(0), NOW)

    assert (0, False) == (found["days_quiet"], found["fixed95"])
    assert found["days_needed"] == pytest.approx(evidence(a_watch(13), NOW)["days_needed"])


def test_a_later_attempt_is_measured_from_the_one_before():
    """begun_at is the moment of the earlier fix; what was before it does not count."""
    watch = replace(a_watch(13), before=BEFORE[-5:], begun_at=BEFORE[-6], again=True)

    assert 5 == evidence(watch, NOW)["n"]


def test_what_was_decided_by_its_arrival_stays_a_recurrence():
    """Its own clock was wrong, so the row does not say so."""
    fix = replace(BY_DATE, state=FixState.RETURNED, returned_at=DEPLOYED + 5 * DAY)

    assert [DEPLOYED + 5 * DAY] == recurrences(Watch(fix, BEFORE, (Seen(DEPLOYED - DAY),)))


@pytest.mark.parametrize("language", languages())
def test_every_stage_of_a_watch_has_its_words(language: str):
    """From the first hour to the tenth halving, and with a baseline that can prove nothing."""
    for days in (0, 1, 2, 20, 43, 44, 45, 86, 88, 400):
        assert all(quiet_sentences(Texts(language), a_watch(days, since=(Seen(NOW - days * DAY + 1),)), NOW))


@pytest.mark.parametrize(
    ("p", "expected"), [(1, "100 %"), (0.379, "38 %"), (0.048, "4.8 %"), (0.0996, "10 %"), (1e-9, "0.1 %")]
)
def test_a_share_has_as_many_digits_as_a_reader_can_use(p: float, expected: str):
    """Never 0 %: absence is not proven."""
    assert expected == share(p)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", StatedDeployment(None, NOW)),
        ("now", StatedDeployment(None, NOW)),
        ("지금", StatedDeployment(None, NOW)),
        ("yesterday", StatedDeployment(None, NOW // DAY * DAY - DAY)),
        ("어제", StatedDeployment(None, NOW // DAY * DAY - DAY)),
        ("3 days ago", StatedDeployment(None, NOW - 3 * DAY)),
        ("a week ago", StatedDeployment(None, NOW - 7 * DAY)),
        ("3일 전", StatedDeployment(None, NOW - 3 * DAY)),
        ("2주 전", StatedDeployment(None, NOW - 14 * DAY)),
        ("2026-09-01", StatedDeployment(None, 1_788_220_800)),
        ("2026-09-01 13:30", StatedDeployment(None, 1_788_269_400)),
        ("2026-09-01T13:30Z", StatedDeployment(None, 1_788_269_400)),
        ("2.14.1", StatedDeployment("2.14.1", None)),
        ("2026.09.1", StatedDeployment("2026.09.1", None)),
        ("0f3c9a1", StatedDeployment("0f3c9a1", None)),
        ("main", StatedDeployment("main", None)),
        ("2.14.1  yesterday", StatedDeployment("2.14.1", NOW // DAY * DAY - DAY)),
        ("2.14.1 2026-09-01", StatedDeployment("2.14.1", 1_788_220_800)),
        ("tomorrow", None),
        ("2026-02-30", None),
        ("01.09.2026", None),
        ("9/1/2026", None),
        ("7d", None),
        ("3 fortnights ago", None),
        ("2.14.1 on some day", None),
        ("please", None),
        ("9" * 300, None),
    ],
)
def test_what_people_type_is_read_or_refused(typed: str, expected: StatedDeployment | None):
    """A date, a distance, a release, both, or nothing; never a guess."""
    assert expected == read_deployed(typed, NOW, {"main"}.__contains__)


@pytest.mark.parametrize(
    ("release", "seen", "expected"),
    [
        ("2.15.0", ("server@2.14.0", "server@2.13.2"), "server@2.15.0"),
        ("2.15.0", ("server@2.14.0", "client@1.0"), "2.15.0"),
        ("2.15.0", ("2.14.0",), "2.15.0"),
        ("2.15.0", (), "2.15.0"),
        ("client@2.15.0", ("server@2.14.0",), "client@2.15.0"),
    ],
)
def test_a_release_gets_the_package_that_sentry_names(release: str, seen: tuple[str, ...], expected: str):
    """Only where there is one."""
    assert expected == full_release(release, seen)


RELEASES = st.sampled_from([None, OLD, FIXED, NEWER, HASH, HOSTILE, "x" * 5_000])
SEEN = st.builds(Seen, st.integers(DEPLOYED - DAY, NOW + DAY), RELEASES, st.none() | st.integers(0, NOW))


@settings(max_examples=60, deadline=None)
@given(
    before=st.lists(st.integers(DEPLOYED - 700 * DAY, DEPLOYED), max_size=40).map(sorted),
    since=st.lists(SEEN, max_size=8).map(lambda seen: tuple(sorted(seen, key=lambda one: one.at))),
    release=RELEASES,
    days=st.integers(0, 800),
    language=st.sampled_from(languages()),
)
def test_any_watch_becomes_messages_that_slack_takes(before, since, release, days: int, language: str):
    """No history, no name and no quiet breaks a limit or forges anything, in whatever state the fix is."""
    texts = Texts(language)
    watch = Watch(replace(FIX, release=release, person=HOSTILE), tuple(before), since)
    now = NOW + days * DAY
    found = evidence(watch, now)
    for fix_state, state in (("watching", State.WATCHING), ("fixed", State.FIXED), ("returned", State.RETURNED)):
        fix = replace(watch.fix, state=FixState(fix_state), decided_at=now, returned_at=now)
        view = a_view(state=state, state_at=now, returned_at=now, watch=replace(watch, fix=fix))

        check(messages.root(view, None, texts=texts, now=now), PEOPLE, URL)
        check(fix_messages.begun(view, texts=texts, now=now), PEOPLE, URL)
        check(fix_messages.fixed(view, fix, found, texts=texts), PEOPLE, URL)
        check(fix_messages.back(view, fix, found, texts=texts), PEOPLE, URL)
