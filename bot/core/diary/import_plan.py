"""Decide what an import changes in the store, given what is there; bot/group/diaries.py then does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from bot.core.diary.date_ranges import Period
from bot.core.diary.diary import Diary, Flaw, Option, Week, schedule
from bot.core.diary.planned_entries import (
    PlannedEntry,
    SortedEntries,
    hash_of,
    plan_entry,
    print_of_entry,
    sort_entries,
)
from bot.core.diary.stored_diary import BEFORE, StoredDiary, period_of_round, shell_of
from bot.core.diary.week_conflicts import find_conflict, title_of_stored
from bot.core.diary.week_files import FileScope, merged_order, options_of, scope_of, within_scope
from bot.core.diary.writer import without_heads
from bot.core.group.programme_file import name_of
from bot.core.group.round_calendar import moment
from bot.core.texts.bundles import Texts
from storage.records import Candidate, Programme, Round
from storage.records.spans import DAY_S

ZONE, MEETS_TIME, CANDIDATES = "Asia/Seoul", "21:00", "candidates"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The changes of an import.

    Attributes:
        entries: to be written.
        new, changed, same: how many entries there are of each.
        stay: rounds that were written or changed in Slack and stay as they are.
        gone: rounds of an earlier state of the file that it no longer has, and that are kept.
        deleted: such rounds that are deleted.
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
    deleted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportWishes:
    """What the person who imports a diary wants.

    Attributes:
        zone: of the programme; None if not said.
        replacing: also overwrite what was written or changed in Slack, or stands under the same number by mistake.
        deleting: with `replacing`, also delete the weeks that the file no longer has.
    """

    zone: str | None = None
    replacing: bool = False
    deleting: bool = False


def find_owner(diary: Diary, member: str | None, programme: str | None) -> tuple[str, str] | Flaw:
    """Return (programme's name, person) of the diary: as the options say, else as the file says."""
    name, person = name_of(programme or diary.programme or ""), (member or diary.author or "").strip()
    if not person:
        return Flaw("diary-no-author")
    return (name, person) if name else Flaw("diary-no-programme")


def make_plan(
    source: str, diary: Diary, kept: StoredDiary, wishes: ImportWishes, now: int, texts: Texts
) -> ImportPlan | Flaw:
    """Plan the whole import; a Flaw if it cannot be done.

    Args:
        kept: what is stored; kept.programme is the one that the diary goes into.
        texts: of diary.language.
    """
    programme = kept.programme
    if programme is None:
        return Flaw("diary-no-programme")
    if wishes.zone and wishes.zone != programme.zone:
        return Flaw("diary-zone-differs", {"programme": programme.name, "zone": programme.zone})
    periods = schedule(diary, {one.number: period_of_round(one) for one in kept.rounds})
    if isinstance(periods, Flaw):
        return periods
    rounds = _rounds(diary, periods, kept, programme)
    known = rounds if isinstance(rounds, tuple) else ()
    every = {**{one.number: one for one in kept.rounds}, **{one.number: one for one in known}}
    shell = shell_of(programme, list(every.values()), kept.name or diary.author or "")
    mine = without_heads(source, diary, shell, texts) or diary
    scope = scope_of(mine, kept)
    mine = within_scope(mine, kept, scope.held)
    entries = sort_entries(_entries(mine, kept, every, now), kept, wishes.replacing)
    conflict = None if wishes.replacing else find_conflict(mine, kept, entries.changed, periods)
    if conflict:
        return conflict
    if isinstance(rounds, Flaw):
        return rounds
    if scope.gone and wishes.replacing and not wishes.deleting:
        return _would_delete(scope.gone, kept)
    return _decide(mine, kept, scope, entries, rounds, every, wishes, now)


def _entries(diary: Diary, kept: StoredDiary, every: Mapping[int, Round], now: int) -> list[PlannedEntry]:
    times = {number: one.meets_at for number, one in every.items()}
    entries = [
        plan_entry(week.number, week.sections, week.tasks, kept, times.get(week.number, now)) for week in diary.weeks
    ]
    if diary.before or diary.after:
        entries.insert(0, plan_entry(BEFORE, (*diary.before, *diary.after), (), kept, now))
    return [one for one in entries if one.sections or one.actions]


def _would_delete(gone: Sequence[int], kept: StoredDiary) -> Flaw:
    shared = sum(kept.written[number][0].shared_at is not None for number in gone)
    return Flaw("diary-would-delete", {"rounds": _listed(gone, kept), "shared": shared}, doubtful=True)


def _listed(rounds: Sequence[int], kept: StoredDiary) -> str:
    titles = {number: title_of_stored(number, kept) if number else "" for number in rounds}
    return ", ".join(f'{number} "{title}"' if title else str(number) for number, title in titles.items())


def _decide(
    diary: Diary,
    kept: StoredDiary,
    scope: FileScope,
    entries: SortedEntries,
    rounds: tuple[Round, ...],
    every: Mapping[int, Round],
    wishes: ImportWishes,
    now: int,
) -> ImportPlan:
    deleted = scope.gone if wishes.replacing else ()
    options, begin = options_of(diary, kept, deleted), min((one.meets_at for one in every.values()), default=now)
    # A file without candidates never replaces those that were changed in Slack.
    replacing = wishes.replacing and bool(diary.options)
    candidates = None if options is None else _candidates(options, kept, begin, replacing)
    order = merged_order(kept, diary.order, scope.held, deleted)
    return ImportPlan(
        rounds,
        (*entries.new, *entries.changed),
        candidates,
        {
            **asdict(diary.form),
            "closed": diary.form.closed or len(scope.files) > 1,
            "language": diary.language or (kept.language if len(scope.files) > 1 else None),
            "order": [list(run) for run in order],
            "prints": _prints(entries, kept, candidates, deleted),
            "files": sorted(sorted(one - set(deleted)) for one in scope.files),
        },
        new=len(entries.new),
        changed=len(entries.changed),
        same=len(entries.same),
        stay=tuple(one.round for one in entries.stay),
        gone=() if wishes.replacing else scope.gone,
        deleted=deleted,
    )


def _prints(
    entries: SortedEntries, kept: StoredDiary, candidates: Sequence[Candidate] | None, deleted: Sequence[int]
) -> dict[str, str]:
    """Return the hashes of what came from files, by round, and that of the candidates."""
    prints = {number: value for number, value in kept.prints.items() if number not in map(str, deleted)}
    prints |= {str(one.round): kept.prints.get(str(one.round), "") for one in entries.stay}
    prints |= {str(one.round): print_of_entry(one) for one in (*entries.new, *entries.changed, *entries.same)}
    present = _print(kept.candidates if candidates is None else candidates)
    is_theirs = candidates is None and kept.prints.get(CANDIDATES) != present
    prints[CANDIDATES] = kept.prints.get(CANDIDATES, "") if is_theirs else present
    return prints


def _print(candidates: Sequence[Candidate]) -> str:
    return hash_of([[*asdict(replace(one, chosen_at=None)).values(), one.chosen_at is not None] for one in candidates])


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
    if plan.deleted:
        lines.append(texts.say("diary-deleted", rounds=", ".join(str(one) for one in plan.deleted)))
    return lines


def tell_mended_end(line: int, was: str, end: str, texts: Texts) -> str:
    """Say that a date of the file was read as another one."""
    return texts.say("diary-mended", line=line, was=was, end=end)


def explain_flaw(flaw: Flaw, texts: Texts) -> str:
    """Say why nothing was imported, and what to do."""
    return texts.say(flaw.name, **flaw.args)
