"""The figures of a round, as plain values: events of the leaks and shared entries, compared with the round before.

The figures are stored, printed as JSON and shown by `bot.core.digest.message`; docs/study-group.md documents their
keys. A leak reported in a round has one of three kinds: opened (first seen in it), returned (came back after it was
settled) or recurring.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.digest.finale import finale
from bot.core.digest.material import LeakVerdict, Material
from bot.core.digest.versions import VERSION, Figures
from bot.core.group.round_calendar import is_late
from bot.core.statistics.compare import benjamini_hochberg
from storage.records import Change, Leak, Round, Share, State
from storage.records.spans import WEEK_S

FALSE_DISCOVERIES = 0.10
"""The expected share of steady leaks among those named as changed. Source: facts on trend statistics, 1.6."""
PRESENTERS = 5
LATE_S = 900
WEEKS = 8
CHARTED = 6
STILL_OPEN = (State.OPEN, State.INVESTIGATING, State.RETURNED)


def meeting(rounds: Iterable[Round]) -> list[Round]:
    """Sort the rounds that meet by time."""
    return sorted((one for one in rounds if one.skipped_at is None), key=lambda one: (one.meets_at, one.number))


def round_before(rounds: Iterable[Round], one: Round) -> Round | None:
    """Return the previous round that met; None for the first."""
    earlier = [other for other in meeting(rounds) if other.meets_at < one.meets_at]
    return earlier[-1] if earlier else None


def is_finale(rounds: Iterable[Round], one: Round) -> bool:
    """Return True if no round meets after this one."""
    return not any(other.meets_at > one.meets_at for other in meeting(rounds))


def figures(given: Material) -> Figures:
    """Compute the figures of the digest as plain values."""
    before = round_before(given.rounds, given.round)
    held = meeting(given.rounds)
    coming = [one for one in held if one.meets_at > given.ends]
    late_s = given.built_at - given.round.meets_at
    found: Figures = {
        "version": VERSION,
        "programme": {"id": given.programme.id, "name": given.programme.name, "zone": given.programme.zone},
        "round": {**_round(given.round), "theme": given.round.theme, "of": len(given.rounds)},
        "before": _round(before) if before else None,
        "ends": given.ends,
        "built_at": given.built_at,
        "so_far": given.ends < given.round.meets_at,
        "late_s": late_s if late_s > LATE_S else 0,
        "missed": list(given.missed),
        **_leaks(given, before),
        "trends": trends(given.standings),
        "watches": watches(given.standings),
        "weekly": weekly(given.weekly, given.ends),
        "journals": journals(given, before),
        "next": _round(coming[0]) if coming else None,
        "finale": None if coming or given.ends < given.round.meets_at else finale(given, held),
    }
    found["quiet"] = _is_quiet(found)
    found["names"] = names(given.leaks, found)
    return found


def _round(one: Round) -> Figures:
    return {"number": one.number, "title": one.title, "begins_at": one.begins_at, "meets_at": one.meets_at}


def _is_quiet(found: Figures) -> bool:
    told = ("opened", "recurring", "returned", "investigated", "fixed")
    nothing = not found["reports"]["now"] and not any(found[name]["now"] for name in told)
    nothing = nothing and found["finale"] is None
    return nothing and not found["journals"]["shared"] and not found["journals"]["passes"]


def _leaks(given: Material, before: Round | None) -> Figures:
    opened = [one.leak for one in given.opened]
    opened_before = [one.leak for one in given.opened_before]
    seen = {number: one.now for number, one in given.counted.items() if one.now}
    seen_before = [number for number, one in given.counted.items() if one.before]
    returned, returned_before = came_back(given.changes), came_back(given.changes_before)
    done, fixed = investigated(given.changes), proved(given.changes)
    recurring = sorted(set(seen) - {*opened, *returned}, key=lambda number: (-seen[number], number))
    open_ = [leak for leak in given.leaks if leak.state in STILL_OPEN]
    silent = min(open_, key=lambda leak: (leak.last_seen, leak.number), default=None)

    def both(now: Sequence[Any], earlier: Sequence[Any]) -> Figures:
        return {"now": list(now), "before": len(earlier) if before else None}

    counts = given.counted.values()
    return {
        "reports": {
            "now": sum(seen.values()),
            "before": sum(one.before for one in counts) if before else None,
            "leaks": len(seen),
        },
        "opened": both(opened, opened_before),
        "recurring": both(recurring, sorted({*seen_before} - {*opened_before, *returned_before})),
        "returned": both(returned, returned_before),
        "investigated": both(
            [{"leak": leak, "who": who} for leak, who in done.items()], [*investigated(given.changes_before)]
        ),
        "fixed": both(fixed, proved(given.changes_before)),
        "open": {
            "n": len(open_),
            "silent": None
            if silent is None
            else {"leak": silent.number, "last_seen": min(silent.last_seen, given.ends)},
        },
        "taken": waited([(one.first_seen, one.taken_at) for one in given.opened], given.ends)
        | _earlier(given, before, "taken_at"),
        "done": waited([(one.first_seen, one.done_at) for one in given.opened], given.ends)
        | _earlier(given, before, "done_at"),
    }


def _earlier(given: Material, before: Round | None, what: str) -> Figures:
    if before is None:
        return {"before": None}
    waits = [(one.first_seen, getattr(one, what)) for one in given.opened_before]
    return {"before": waited(waits, before.meets_at)}


def came_back(changes: Iterable[Change]) -> list[int]:
    """List the leaks that came back after ✅ or after a fix."""
    return sorted({one.leak for one in changes if one.what.partition(" ")[0] in ("returned", "back")})


def proved(changes: Iterable[Change]) -> list[int]:
    """List the leaks whose fix was proved and that did not come back since."""
    found: dict[int, bool] = {}
    for one in changes:
        word = one.what.partition(" ")[0]
        if word in ("fixed", "back", "returned"):
            found[one.leak] = word == "fixed"
    return sorted(leak for leak, stands in found.items() if stands)


def investigated(changes: Iterable[Change]) -> dict[int, str]:
    """Map each leak with a ✅ that was not undone to the person who gave the last one."""
    found: dict[tuple[int, str], bool] = {}
    for one in changes:
        if one.what in ("investigated", "undo"):
            found.pop((one.leak, one.who), None)
            found[one.leak, one.who] = one.what == "investigated"
    return dict(sorted({leak: who for (leak, who), stands in found.items() if stands}.items()))


def waited(waits: Iterable[tuple[int, int | None]], ends: int) -> Figures:
    """Compute the median time from a leak's first report to a person's answer. Unanswered leaks count, too.

    The median is the Kaplan-Meier estimate: a leak that has waited for an hour counts as longer than an hour.

    Args:
        waits: (first seen, answered at) pairs; None if not yet answered.
        ends: the end of the round.

    Returns:
        of: leaks; n: answered; waiting: unanswered; median_s: seconds, or None while more than half are unanswered.
    """
    spans = sorted((max(0, (said if said is not None else ends) - seen), said is None) for seen, said in waits)
    median, surviving = None, 1.0
    for place, (seconds, waits_still) in enumerate(spans):
        if waits_still:
            continue
        surviving *= 1 - 1 / (len(spans) - place)
        if median is None and surviving <= 0.5 + 1e-9:
            median = seconds
    n = sum(not waits_still for _, waits_still in spans)
    return {"of": len(spans), "n": n, "waiting": len(spans) - n, "median_s": median}


def trends(standings: Mapping[int, LeakVerdict]) -> Figures:
    """List the leaks whose rate changed, most certain first, each with its Assessment.

    All leaks with enough data are tested together, with one false discovery rate.
    """
    tested = [(number, one.trend) for number, one in sorted(standings.items()) if one.trend["p_value"] is not None]
    _, passed = benjamini_hochberg([trend["p_value"] for _, trend in tested], FALSE_DISCOVERIES)
    found = sorted((tested[index] for index in passed), key=lambda one: (one[1]["p_value"], one[0]))
    return {
        "tested": len(tested),
        "q": FALSE_DISCOVERIES,
        "more": [{"leak": number, **trend} for number, trend in found if trend["direction"] == "up"],
        "less": [{"leak": number, **trend} for number, trend in found if trend["direction"] == "down"],
    }


def watches(standings: Mapping[int, LeakVerdict]) -> list[Figures]:
    """List the watched fixes, the fewest remaining days first."""
    told = [(number, one.watch) for number, one in standings.items() if one.watch]
    found = [{"leak": number, **watch} for number, watch in told if watch["state"] == State.WATCHING.value]
    return sorted(found, key=lambda one: (one["days_more"] is None, one["days_more"] or 0.0, one["leak"]))


def weekly(counts: Iterable[tuple[int, int, int]], ends: int) -> Figures:
    """Count the reports per week of the most reported leaks, and of all others together, oldest week first."""
    rows: dict[int, list[int]] = {}
    for leak, back, n in counts:
        rows.setdefault(leak, [0] * WEEKS)[WEEKS - 1 - back] += n
    order = sorted(rows, key=lambda leak: (-sum(rows[leak]), leak))
    others = [sum(rows[leak][week] for leak in order[CHARTED:]) for week in range(WEEKS)]
    return {
        "ends": [ends - (WEEKS - 1 - week) * WEEK_S for week in range(WEEKS)],
        "leaks": [{"leak": leak, "counts": rows[leak]} for leak in order[:CHARTED]],
        "others": {"leaks": len(order[CHARTED:]), "counts": others},
    }


def journals(given: Material, before: Round | None) -> Figures:
    """Count the shared entries and passes, and name the people who shared. Other people are not named.

    A person who left the programme is thanked, and not called to present.
    """
    people = given.people
    here = _shared(given, given.round)
    mine = _shares(given, given.round)
    sharers = list(dict.fromkeys(one.person for one in mine))
    shared_at = {one.person: one.shared_at for one in reversed(mine)}
    present = [person for person in sharers if person not in people.left]
    present.sort(key=lambda person: (people.presented.get(person, 0), shared_at[person], person))
    return {
        **here,
        "members": len(people.members),
        "sharers": sharers,
        "presents": present[:PRESENTERS],
        "asks": sum(one.asks for one in mine),
        "applause": people.applause,
        "before": {**_shared(given, before), "applause": people.applause_before} if before else None,
    }


def _shares(given: Material, one: Round) -> list[Share]:
    """Return the journals of a round, and of the skipped rounds whose time belongs to it."""
    is_last, earlier = is_finale(given.rounds, one), round_before(given.rounds, one)
    numbers = {one.number} | {
        other.number
        for other in given.rounds
        if other.skipped_at is not None
        and (earlier is None or other.meets_at > earlier.meets_at)
        and (is_last or other.meets_at <= one.meets_at)
    }
    return [share for share in given.people.shares if share.round in numbers]


def _shared(given: Material, one: Round) -> Figures:
    shared = _shares(given, one)
    late = sum(is_late(one, given.programme, share.shared_at) for share in shared)
    passes = sum(number == one.number for number, _ in given.people.passes)
    return {"shared": len(shared), "on_time": len(shared) - late, "late": late, "passes": passes}


def names(leaks: Iterable[Leak], found: Figures) -> dict[str, Figures]:
    """Return the data needed to name the leaks in the figures, by number."""
    wanted = _numbers(found)
    return {
        str(leak.number): {"family": leak.family, "resource": leak.resource, "frame": leak.frame}
        for leak in leaks
        if leak.number in wanted
    }


def _numbers(found: Any) -> set[int]:
    if isinstance(found, Mapping):
        own = {found["leak"]} if isinstance(found.get("leak"), int) else set()
        lists = [found.get("now")] if isinstance(found.get("now"), list) else []
        told = {number for one in lists for number in one or () if isinstance(number, int)}
        return own | told | {number for value in found.values() for number in _numbers(value)}
    if isinstance(found, list):
        return {number for value in found for number in _numbers(value)}
    return set()
