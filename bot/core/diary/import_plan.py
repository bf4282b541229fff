"""Decide what an import changes in the store, given what is there; bot/group/diaries.py then does it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from bot.core.diary.bot_sections import same_words
from bot.core.diary.date_ranges import Period
from bot.core.diary.diary import Diary, Flaw, Option, Task, Week, schedule
from bot.core.diary.stored_diary import BEFORE, StoredDiary, period_of_round, shell_of
from bot.core.diary.writer import without_heads
from bot.core.group.round_calendar import moment
from bot.core.texts.bundles import Texts
from storage.records import Action, Candidate, Programme, Round, Section
from storage.records.spans import DAY_S

ZONE, MEETS_TIME, CANDIDATES = "Asia/Seoul", "21:00", "candidates"


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry to be written."""

    round: int
    sections: tuple[Section, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The changes of an import.

    Attributes:
        entries: to be written.
        new, changed, same: how many entries there are of each.
        stay: rounds that were written or changed in Slack and stay as they are.
        gone: rounds of the last import that the file no longer has.
        candidates: None if they stay.
    """

    rounds: tuple[Round, ...]
    entries: tuple[PlannedEntry, ...]
    candidates: tuple[Candidate, ...] | None
    form: dict[str, object]
    new: int
    changed: int
    same: int
    stay: tuple[int, ...]
    gone: tuple[int, ...]


def find_owner(diary: Diary, member: str | None, programme: str | None) -> tuple[str, str] | Flaw:
    """Return (programme's name, person) of the diary: as the options say, else as the file says."""
    name, person = (programme or diary.programme or "").strip(), (member or diary.author or "").strip()
    if not person:
        return Flaw("diary-no-author")
    return (name, person) if name else Flaw("diary-no-programme")


def make_plan(
    source: str, diary: Diary, kept: StoredDiary, zone: str | None, replacing: bool, now: int, texts: Texts
) -> ImportPlan | Flaw:
    """Plan the whole import; a Flaw if it cannot be done.

    Args:
        kept: what is stored; kept.programme is the one that the diary goes into.
        zone: as the options say; None if they do not.
        texts: of diary.language.
    """
    programme = kept.programme
    if programme is None:
        return Flaw("diary-no-programme")
    if zone and zone != programme.zone:
        return Flaw("diary-zone-differs", {"programme": programme.name, "zone": programme.zone})
    periods = schedule(diary, {one.number: period_of_round(one) for one in kept.rounds})
    rounds = periods if isinstance(periods, Flaw) else _rounds(diary, periods, kept, programme)
    if isinstance(rounds, Flaw):
        return rounds
    every = {**{one.number: one for one in kept.rounds}, **{one.number: one for one in rounds}}
    shell = shell_of(programme, list(every.values()), kept.name or diary.author or "")
    bare = without_heads(source, diary, shell, texts)
    return _decide(bare or diary, kept, rounds, every, replacing, now)


def _decide(
    diary: Diary, kept: StoredDiary, rounds: tuple[Round, ...], every: Mapping[int, Round], replacing: bool, now: int
) -> ImportPlan:
    times = {number: one.meets_at for number, one in every.items()}
    saved = [_saved(week.number, week.sections, week.tasks, kept, times.get(week.number, now)) for week in diary.weeks]
    if diary.before or diary.after:
        saved.insert(0, _saved(BEFORE, (*diary.before, *diary.after), (), kept, now))
    saved = [one for one in saved if one.sections or one.actions]
    sorted_ = _sorted(saved, kept, replacing)
    prints = {str(one.round): kept.prints.get(str(one.round), "") for one in sorted_.stay}
    prints |= {str(one.round): _print_of(one) for one in saved if one not in sorted_.stay}
    gone = [number for number in _imported(kept) if number not in {one.round for one in saved}]
    if not replacing:
        prints |= {str(number): kept.prints[str(number)] for number in gone}
    candidates = _candidates(diary.options, kept, min(times.values(), default=now), replacing)
    prints[CANDIDATES] = _print(kept.candidates if candidates is None else candidates)
    if candidates is None and kept.prints.get(CANDIDATES) != prints[CANDIDATES]:
        prints[CANDIDATES] = kept.prints.get(CANDIDATES, "")
    return ImportPlan(
        rounds,
        (*sorted_.new, *sorted_.changed),
        candidates,
        {
            **asdict(diary.form),
            "language": diary.language,
            "order": [list(run) for run in diary.order],
            "prints": prints,
        },
        new=len(sorted_.new),
        changed=len(sorted_.changed),
        same=len(sorted_.same),
        stay=tuple(one.round for one in sorted_.stay),
        gone=tuple(gone),
    )


@dataclass(slots=True)
class _Sorted:
    new: list[PlannedEntry] = field(default_factory=list)
    changed: list[PlannedEntry] = field(default_factory=list)
    same: list[PlannedEntry] = field(default_factory=list)
    stay: list[PlannedEntry] = field(default_factory=list)


def _sorted(saved: Sequence[PlannedEntry], kept: StoredDiary, replacing: bool) -> _Sorted:
    """Sort entries by what happens to them. What was written or changed in Slack stays, unless it is to be replaced."""
    groups = _Sorted()
    for one in saved:
        entry = kept.written.get(one.round)
        stored = print_of(entry[0].sections, entry[1]) if entry else None
        if stored is None:
            groups.new.append(one)
        elif stored == _print_of(one):
            groups.same.append(one)
        elif replacing or stored == kept.prints.get(str(one.round)):
            groups.changed.append(one)
        else:
            groups.stay.append(one)
    return groups


def _imported(kept: StoredDiary) -> list[int]:
    return sorted(number for number in kept.written if str(number) in kept.prints)


def _print_of(one: PlannedEntry) -> str:
    return print_of(one.sections, one.actions)


def _saved(
    number: int, sections: tuple[Section, ...], tasks: Sequence[Task], kept: StoredDiary, at: int
) -> PlannedEntry:
    """Build an entry with its tasks. A task that was ticked before keeps its time; others get that of the meeting."""
    entry = kept.written.get(number)
    done = {one.text: one.done_at for one in entry[1] if one.done_at is not None} if entry else {}
    actions = (
        Action(position, task.text, done.get(task.text, at) if task.done else None)
        for position, task in enumerate(tasks)
    )
    return PlannedEntry(number, sections, tuple(actions))


def print_of(sections: Sequence[Section], actions: Sequence[Action]) -> str:
    """Return a hash of an entry's words: equal for equal texts."""
    tasks = [Task(one.text, one.done_at is not None) for one in actions]
    return _hash([same_words(sections, tasks), sorted((one.text, one.done) for one in tasks)])


def _print(candidates: Sequence[Candidate]) -> str:
    return _hash([[*asdict(replace(one, chosen_at=None)).values(), one.chosen_at is not None] for one in candidates])


def _hash(value: object) -> str:
    said = json.dumps(value, ensure_ascii=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _candidates(
    options: Sequence[Option], kept: StoredDiary, chosen_at: int, replacing: bool
) -> tuple[Candidate, ...] | None:
    """Return the candidates to be written; None if the stored ones stay."""
    chosen = {one.problem: one.chosen_at for one in kept.candidates if one.chosen_at is not None}
    candidates = tuple(
        Candidate(
            position,
            one.problem,
            one.effort_days,
            one.effect,
            one.evidence,
            one.leak,
            chosen.get(one.problem, chosen_at) if one.chosen else None,
            one.score,
        )
        for position, one in enumerate(options)
    )
    was = _print(kept.candidates)
    if was == _print(candidates) or (kept.candidates and not replacing and was != kept.prints.get(CANDIDATES)):
        return None if kept.candidates or not candidates else candidates
    return candidates


def _rounds(
    diary: Diary, periods: Mapping[int, Period], kept: StoredDiary, programme: Programme
) -> tuple[Round, ...] | Flaw:
    """Return the rounds to be written. A programme that lives in Slack, or has other members, never changes."""
    known = {one.number: one for one in kept.rounds}
    free = programme.channel is None and kept.alone
    changed: list[Round] = []
    before: Round | None = None
    for week in diary.weeks:
        period = periods[week.number]
        there = known.get(week.number)
        if there is None and programme.channel is not None:
            return Flaw("diary-no-round", {"programme": programme.name, "number": week.number})
        if there and not free and week.dates and there.meets_on != period.end.isoformat():
            args: dict[str, str | int] = {"programme": programme.name, "number": week.number, "theirs": there.meets_on}
            return Flaw("diary-dates-differ", {**args, "ours": period.end.isoformat(), "line": week.dates.line})
        one = there if there and not free else _round(programme, week, period, there, before)
        if one != there:
            changed.append(one)
        before = one
    return tuple(changed)


def _round(programme: Programme, week: Week, period: Period, there: Round | None, before: Round | None) -> Round:
    begins_on, meets_on = period.begin.isoformat(), period.end.isoformat()
    time = there.meets_time if there else MEETS_TIME
    begins_at = moment(programme.zone, begins_on, "00:00")
    if before and 0 < begins_at - before.meets_at <= DAY_S:
        begins_at = before.meets_at  # what is seen after a meeting belongs to the next round
    theme = there.theme if there else ""
    meets_at = moment(programme.zone, meets_on, time)
    return Round(programme.id, week.number, week.title, theme, begins_on, meets_on, time, begins_at, meets_at)


def summarize(plan: ImportPlan, programme: str, author: str, texts: Texts) -> list[str]:
    """Say what an import did, in one sentence a line."""
    counts = {"new": plan.new, "changed": plan.changed, "same": plan.same}
    lines = [texts.say("diary-imported", programme=programme, author=author, **counts)]
    if plan.stay:
        lines.append(texts.say("diary-stay", rounds=", ".join(str(one) for one in plan.stay)))
    if plan.gone:
        lines.append(texts.say("diary-gone", rounds=", ".join(str(one) for one in plan.gone)))
    return lines


def tell_mended_end(line: int, was: str, end: str, texts: Texts) -> str:
    """Say that a date of the file was read as another one."""
    return texts.say("diary-mended", line=line, was=was, end=end)


def explain_flaw(flaw: Flaw, texts: Texts) -> str:
    """Say why nothing was imported, and what to do."""
    return texts.say(flaw.name, **flaw.args)
