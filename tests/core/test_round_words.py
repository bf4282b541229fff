"""What `/leak round` and `/leak pass` say, within Slack's rules, whatever a programme is called."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.group import round_words
from bot.core.group.date_changes import Meeting, planned, skip
from bot.core.group.passes import MemberProgress, PassRequest, find_passed_round, find_refusal, read_pass_request
from bot.core.group.round_calendar import days_later
from bot.core.texts.bundles import Texts, languages
from bot.core.words.blocks import Message
from storage.records import Entry, Programme, Round
from tests.core.slack_rules import check

SEASON = Programme(1, "season", "Asia/Seoul", "C1", 3600, 1, 0)
TEXTS = {language: Texts(language) for language in languages()}
PERSON = "U0LOCAL02"
HOUR, DAY = 3600, 86_400
HOSTILE = "<!channel> *bold* `code` <https://evil.example|here> & 하루\n둘 " * 3


def rounds_of(programme: Programme, title: str = "Candidates", theme: str = "Look around") -> list[Round]:
    meetings = [Meeting(title, theme, days_later("2026-01-04", 7 * n), "21:00") for n in (1, 2, 3, 4)]
    return planned(programme, "2026-01-05", meetings)


ROUNDS = rounds_of(SEASON)
NOW = ROUNDS[1].begins_at + 2 * DAY


def standing(passed=(), shared=(), drafts=(), takes_part=True, rounds=ROUNDS, programme=SEASON) -> MemberProgress:
    entries = {n: Entry(1, n, PERSON, None, NOW, NOW, NOW if n in shared else None) for n in (*shared, *drafts)}
    return MemberProgress(programme, rounds, takes_part, entries, passed)


def everything(found: MemberProgress, texts: Texts, now: int) -> list[Message]:
    """Every answer that there is about a standing."""
    one, programme = found.rounds[0], found.programme
    names = ("pass-outside", "pass-none-ever", "pass-too-late", "pass-shared", "pass-skipped", "pass-taken-already")
    coming = (programme, one)
    return [
        round_words.round_(found, texts=texts, now=now, coming=coming),
        round_words.round_(found, texts=texts, now=now, coming=coming, shared_by=PERSON),
        *(round_words.refused(name, found, one, texts=texts) for name in names),
        *(round_words.passed(found, one, back, new, texts=texts) for back in (True, False) for new in (True, False)),
        *(round_words.joined(programme, new, texts=texts) for new in (True, False)),
        *(round_words.left(programme, new, texts=texts) for new in (True, False)),
        round_words.no_round(programme, found.rounds, 9, texts=texts),
        round_words.nothing_on(programme, texts=texts),
        round_words.no_programme(texts=texts),
        round_words.unknown(programme.name, texts=texts),
        round_words.not_a_round(programme.name, texts=texts),
    ]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("day", [-30, -1, 3, 6.9, 7.01, 13, 27.99, 28.5, 300])
@pytest.mark.parametrize("name", ["season", HOSTILE[:80]])
def test_slack_takes_every_answer(language: str, day: float, name: str):
    """Before, during and after a programme; what its names hold is shown and never obeyed."""
    programme = replace(SEASON, name=name)
    rounds = rounds_of(programme, HOSTILE[:120], HOSTILE)
    at = ROUNDS[0].begins_at + int(day * DAY)

    for found in (standing(), standing(passed=(1, 2)), standing(shared=(1, 2)), standing(takes_part=False)):
        here = replace(found, programme=programme, rounds=rounds)
        for message in everything(here, TEXTS[language], at):
            check(message, frozenset({PERSON}))
    used = standing(passed=(2,), programme=programme, rounds=rounds)
    check(round_words.refused("pass-none-left", used, rounds[0], texts=TEXTS[language]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", PassRequest(False, None)),
        ("  3 ", PassRequest(False, 3)),
        ("3회차", PassRequest(False, 3)),
        ("back", PassRequest(True, None)),
        ("BACK 3", PassRequest(True, 3)),
        ("취소 2회차", PassRequest(True, 2)),
        ("back back", None),
        ("three", None),
        ("-1", None),
        ("99999", None),
    ],
)
def test_what_follows_pass_is_read_or_not(text: str, expected: PassRequest | None):
    """A number, a word that takes back, both, or nothing."""
    assert expected == read_pass_request(text)


@pytest.mark.parametrize(
    ("found", "wish", "at", "number", "why"),
    [
        (standing(), PassRequest(False, None), NOW, 2, None),
        (standing(), PassRequest(False, 3), NOW, 3, None),
        (standing(), PassRequest(False, 1), NOW, 1, "pass-too-late"),
        (standing(), PassRequest(False, None), ROUNDS[0].begins_at - DAY, 1, None),
        (standing(), PassRequest(False, None), ROUNDS[0].meets_at + HOUR, 1, None),
        (standing(), PassRequest(False, None), ROUNDS[0].meets_at + HOUR + 1, 2, None),
        (standing(shared=(1,)), PassRequest(False, None), ROUNDS[0].meets_at, 2, None),
        (standing(drafts=(1,)), PassRequest(False, None), ROUNDS[0].meets_at, 1, None),
        (standing(passed=(1,)), PassRequest(False, None), ROUNDS[0].meets_at, 2, "pass-none-left"),
        (standing(passed=(1,)), PassRequest(True, None), ROUNDS[0].meets_at + HOUR, 1, None),
        (standing(passed=(2,)), PassRequest(True, None), ROUNDS[0].meets_at + HOUR, 2, None),
        (standing(passed=(1,)), PassRequest(True, 1), NOW, 1, "pass-too-late"),
        (standing(passed=(2,)), PassRequest(False, None), NOW, 2, "pass-taken-already"),
        (standing(passed=(1,)), PassRequest(False, None), NOW, 2, "pass-none-left"),
        (standing(passed=(1,), shared=(1,)), PassRequest(False, None), NOW, 2, None),
        (standing(shared=(2,)), PassRequest(False, None), NOW, 2, "pass-shared"),
        (standing(takes_part=False), PassRequest(False, None), NOW, 2, "pass-outside"),
        (standing(programme=replace(SEASON, passes=0)), PassRequest(False, None), NOW, 2, "pass-none-ever"),
        (standing(rounds=skip(ROUNDS, 3, NOW)), PassRequest(False, 3), NOW, 3, "pass-skipped"),
        (standing(rounds=skip(ROUNDS, 3, NOW), passed=(3,)), PassRequest(False, None), NOW, 2, None),
    ],
)
def test_a_pass_is_for_a_round_or_refused(
    found: MemberProgress, wish: PassRequest, at: int, number: int, why: str | None
):
    """Which round is meant, and what speaks against it."""
    one = find_passed_round(found, wish, at)

    assert one is not None
    assert number == one.number
    assert why == find_refusal(found, one, wish, at)


def test_after_the_last_round_no_pass_is_meant():
    """Once its grace is over."""
    assert find_passed_round(standing(), PassRequest(False, None), ROUNDS[3].meets_at + HOUR + 1) is None
    assert find_passed_round(standing(), PassRequest(False, 9), NOW) is None


@settings(max_examples=100, deadline=None)
@given(
    name=st.text(min_size=1, max_size=80),
    title=st.text(max_size=120),
    theme=st.text(max_size=500),
    day=st.integers(-5, 40),
)
def test_no_text_of_a_programme_breaks_an_answer(name: str, title: str, theme: str, day: int):
    """Whatever characters stand in it."""
    programme = replace(SEASON, name=name)
    found = standing(programme=programme, rounds=rounds_of(programme, title, theme))

    for texts in TEXTS.values():
        check(round_words.round_(found, texts=texts, now=ROUNDS[0].begins_at + day * DAY))
