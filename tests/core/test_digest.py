"""The numbers of a round, worked out by hand, and the rules of fairness."""

from dataclasses import replace

import pytest

from bot.core.digest.figures import came_back, figures, investigated, proved, trends, waited, weekly
from bot.core.digest.finale import window
from bot.core.digest.material import LeakVerdict, Participants
from storage.records import Change, Counted, State
from tests.core.digests import BEGINS, CHANGED, DAY, FEW, HOUR, MEETS, ROUNDS, a_leak, material, opened, shared


def test_a_leak_that_was_reported_is_one_of_three():
    """Opened, returned or recurring, and never two of them; a quiet one is none."""
    leaks = [a_leak(1), a_leak(2, first_seen=BEGINS + HOUR), a_leak(3, state=State.RETURNED), a_leak(4)]
    counted = {1: Counted(5, 2), 2: Counted(1, 0), 3: Counted(2, 0), 4: Counted(0, 3)}
    changes = [Change(3, BEGINS + DAY, "", "returned", "sentry")]

    found = figures(material(leaks=leaks, counted=counted, opened=[opened(2)], changes=changes))

    assert ([2], [1], [3]) == tuple(found[name]["now"] for name in ("opened", "recurring", "returned"))
    assert {"now": 8, "before": 5, "leaks": 3} == found["reports"]
    assert 2 == found["recurring"]["before"]


def test_a_skipped_round_keeps_its_number():
    """The others keep theirs too, so the last of five is round 5 of 5, as `/leak round` says."""
    rounds = [replace(one, skipped_at=BEGINS) if one.number == 2 else one for one in ROUNDS]

    found = figures(material(round=rounds[-1], rounds=rounds, ends=rounds[-1].meets_at))

    assert (len(ROUNDS), len(ROUNDS)) == (found["round"]["number"], found["round"]["of"])


def test_the_first_round_is_compared_with_nothing():
    """There is no round before it, so there is no figure of one."""
    found = figures(material(round=ROUNDS[0], ends=ROUNDS[0].meets_at))

    assert found["before"] is None
    assert [None] * 5 == [found[name]["before"] for name in ("opened", "recurring", "returned", "fixed", "taken")]
    assert found["journals"]["before"] is None


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([], {"of": 0, "n": 0, "waiting": 0, "median_s": None}),
        ([(0, 10), (0, 20), (0, 90)], {"of": 3, "n": 3, "waiting": 0, "median_s": 20}),
        ([(0, 10), (0, 20)], {"of": 2, "n": 2, "waiting": 0, "median_s": 10}),
        # One waits for 100 and may wait for ever: the middle one of three is still known.
        ([(0, 10), (0, 20), (0, None)], {"of": 3, "n": 2, "waiting": 1, "median_s": 20}),
        ([(0, 10), (0, None), (0, None)], {"of": 3, "n": 1, "waiting": 2, "median_s": None}),
        # One that came a moment ago says nothing yet of how long it will wait.
        ([(0, 10), (95, None)], {"of": 2, "n": 1, "waiting": 1, "median_s": 10}),
        ([(50, 40)], {"of": 1, "n": 1, "waiting": 0, "median_s": 0}),
    ],
)
def test_who_still_waits_is_not_forgotten(waits: list, expected: dict):
    """The median after Kaplan and Meier; a mark of before the first report waited for nothing."""
    found = waited(waits, 100)

    assert expected == found


def test_a_mark_that_was_taken_back_is_no_mark():
    """And of two people, the other one's stands."""
    told = [("U1", "investigated"), ("U2", "investigated"), ("U1", "undo"), ("U3", "investigating")]
    changes = [Change(7, at, who, what, "command") for at, (who, what) in enumerate(told)]

    assert {7: "U2"} == investigated(changes)


def test_a_fix_that_did_not_hold_is_not_praised():
    """Proved and back in the same round is back."""
    changes = [Change(1, 1, "", "fixed 1", "job"), Change(2, 2, "", "fixed 2", "job"), Change(1, 3, "", "back 1", "x")]

    assert ([2], [1]) == (proved(changes), came_back(changes))


def test_the_changes_named_are_those_that_hold_for_all_tests_together():
    """Benjamini and Hochberg at 0.10 over those with a p; the number tested is said, the others are not tested."""
    p_values = (0.001, 0.04, 0.2, 0.9, None)
    standings = {n: LeakVerdict({**CHANGED, "p_value": p}) for n, p in enumerate(p_values, 1)}
    standings[2] = LeakVerdict({**CHANGED, "p_value": 0.04, "direction": "down"})

    found = trends(standings)

    assert (4, [1], [2]) == (
        found["tested"],
        [one["leak"] for one in found["more"]],
        [o["leak"] for o in found["less"]],
    )


def test_a_p_below_a_twentieth_is_not_enough_among_many():
    """One of forty steady leaks looks like that by chance; alone it is named."""
    standings = {n: LeakVerdict({**CHANGED, "p_value": 0.03 if n == 1 else n / 41}) for n in range(1, 41)}

    assert not trends(standings)["more"]
    assert [1] == [one["leak"] for one in trends({1: standings[1]})["more"]]
    assert FEW["p_value"] is None


def test_those_who_presented_longest_ago_present_first():
    """Who never did comes first of all, then by who shared first; whoever did not share is not there."""
    shares = [shared(3, "U1", 1), shared(3, "U2", 2), shared(3, "U3", 3), shared(3, "U4", 4), shared(2, "U9", 0)]
    people = Participants(shares=shares, presented={"U1": 2, "U3": 1})

    found = figures(material(people=people))

    assert ["U2", "U4", "U3", "U1"] == found["journals"]["presents"]


def test_a_skipped_round_keeps_what_was_shared_for_it():
    """It counts with the round that has its time: not with the one before, nor twice; the finale counts it, too."""
    skipped = [replace(one, skipped_at=1) if one.number in (2, 4, 5) else one for one in ROUNDS]
    shares = [shared(2, "U1", -9), shared(3, "U1", 1), shared(2, "U2", -8, asks=True), shared(1, "U3", -99)]

    found = figures(material(rounds=skipped, people=Participants(shares=[*shares, shared(5, "U4", 2)])))

    assert (4, 4, 1) == tuple(found["journals"][name] for name in ("shared", "on_time", "asks"))
    assert ["U1", "U2", "U4"] == found["journals"]["sharers"]
    assert 1 == found["journals"]["before"]["shared"]
    assert {"U1": 2, "U2": 1, "U3": 1, "U4": 1} == {one["person"]: one["shared"] for one in found["finale"]["members"]}


def test_a_member_who_left_is_not_called_to_present():
    """What they shared still counts, and they are thanked."""
    people = Participants(shares=[shared(3, "U1", 1), shared(3, "U2", 2)], left=frozenset({"U1"}))

    found = figures(material(people=people))["journals"]

    assert (2, ["U1", "U2"], ["U2"]) == (found["shared"], found["sharers"], found["presents"])


def test_late_is_after_the_grace_and_drafts_do_not_exist():
    """Shared at the very end of the grace is on time."""
    grace = material().programme.grace_s
    shares = [shared(3, "U1", MEETS + grace - BEGINS), shared(3, "U2", MEETS + grace + 1 - BEGINS)]

    found = figures(material(people=Participants(shares=shares, passes=[(3, "U5"), (2, "U6")])))["journals"]

    assert (2, 1, 1, 1) == tuple(found[name] for name in ("shared", "on_time", "late", "passes"))
    assert "U5" not in str(found)


def test_the_weeks_of_the_chart_end_with_the_meeting():
    """Six leaks by name, the others together, the sum kept."""
    counts = [(leak, back, leak + back) for leak in range(1, 10) for back in range(8)]

    found = weekly(counts, MEETS)

    assert [9, 8, 7, 6, 5, 4] == [one["leak"] for one in found["leaks"]]
    assert 3 == found["others"]["leaks"]
    assert MEETS == found["ends"][-1]
    total = sum(sum(one["counts"]) for one in found["leaks"]) + sum(found["others"]["counts"])
    assert sum(n for _, _, n in counts) == total


def test_a_week_without_anything_is_quiet():
    """One report, one journal or one pass is something."""
    quiet = figures(material())
    reported = figures(material(counted={1: Counted(1, 0)}))
    written = figures(material(people=Participants(shares=[shared(3, "U1", 1)])))

    assert (True, False, False) == (quiet["quiet"], reported["quiet"], written["quiet"])


def test_the_last_round_that_meets_is_the_finale():
    """Also where the ones after it are skipped; never before its meeting."""
    last = [replace(one, skipped_at=1) if one.number > 3 else one for one in ROUNDS]

    assert figures(material())["finale"] is None
    assert figures(material(rounds=last))["finale"] is not None
    assert figures(material(rounds=last, ends=MEETS - 1))["finale"] is None


def test_the_finale_names_who_shared_and_nobody_else():
    """Passes stand beside what was shared; whoever shared nothing is not shown."""
    last = [replace(one, skipped_at=1) if one.number > 3 else one for one in ROUNDS]
    people = Participants(
        shares=[shared(1, "U1", 1), shared(2, "U1", 2), shared(3, "U2", 3)], passes=[(3, "U1"), (1, "U3")]
    )

    given = material(leaks=[a_leak(1)], rounds=last, people=people, apart={1: Counted(2, 12)}, apart_s=21 * DAY)

    found = figures(given)["finale"]

    assert [("U1", 2, 1), ("U2", 1, 0)] == [tuple(one.values()) for one in found["members"]]
    assert (12, 2, True) == tuple(found["leaks"][0][name] for name in ("before", "after", "enough"))
    assert 21 * DAY == window([one for one in last if one.skipped_at is None])
