"""Import growth diaries from Markdown files, in one transaction, and export them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.diary.diary import Diary, Flaw, find_flaw
from bot.core.diary.import_plan import (
    ZONE,
    ImportPlan,
    ImportWishes,
    explain_flaw,
    find_owner,
    make_plan,
    summarize,
    tell_mended_end,
)
from bot.core.diary.markdown_lines import FileFormat
from bot.core.diary.reader import mend_end, read_diary
from bot.core.diary.stored_diary import StoredDiary, diary_of, whole_of
from bot.core.diary.writer import write_diary
from bot.core.texts.bundles import Texts, languages
from bot.group.erasure import take_back_entry
from bot.group.journal_posts import follow_entry
from bot.group.rounds import find_named
from storage import diaries, journal, programmes
from storage.engine import Engine
from storage.records import Programme
from storage.records.group_keys import EntryKey
from storage.records.spans import HOUR_S

GRACE_S, PASSES = HOUR_S, 1


class GroupRefusal(Exception):
    """Nothing was imported or exported. The sentence says why, and what to do.

    Attributes:
        is_doubt: the same can be done once the person says that it is meant so.
    """

    def __init__(self, sentence: str, is_doubt: bool = False) -> None:
        super().__init__(sentence)
        self.is_doubt = is_doubt


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Options of an import; None: as the file says.

    Attributes:
        member: a name or a Slack user id.
        end: the last day of the programme.
        replacing: the file also overwrites what was written or changed in Slack, or what has the same number.
        deleting: with `replacing`, weeks that the file no longer has are deleted, with their posts in Slack.
    """

    member: str | None = None
    programme: str | None = None
    end: date | None = None
    zone: str | None = None
    replacing: bool = False
    deleting: bool = False


def import_diary(store: Engine, source: str, options: ImportOptions, texts: Texts, now: int) -> list[str]:
    """Store a diary as programme, rounds and entries, which are drafts that only their author sees.

    Returns:
        Sentences that say what was done.

    Raises:
        GroupRefusal: the diary cannot be imported; nothing was changed.
    """
    spoken = [texts, *(Texts(one) for one in languages() if one != texts.language)]
    diary = read_diary(source, spoken)
    sentences = []
    if options.end is not None:
        mend = mend_end(source, diary, options.end)
        if mend is None or diary.dates is None:
            raise GroupRefusal(explain_flaw(Flaw("diary-no-end"), texts))
        if mend[0] != source:
            sentences = [tell_mended_end(diary.dates.line, mend[1], options.end.isoformat(), texts)]
        source = mend[0]
        diary = read_diary(source, spoken)
    zone = options.zone
    flaw = find_flaw(diary) or (Flaw("diary-zone-unknown", {"zone": zone}) if zone and not _is_zone(zone) else None)
    owner = flaw or find_owner(diary, options.member, options.programme)
    if isinstance(owner, Flaw):
        raise GroupRefusal(explain_flaw(owner, texts))
    name, person = owner
    wishes = ImportWishes(zone, options.replacing, options.deleting)
    with store.transaction():
        stored = _read(store, _programme(store, name, zone or ZONE, now), person)
        if stored.rounds and any(week.dates and week.dates.period is None for week in diary.weeks):
            diary = read_diary(source, spoken, whole_of(stored.rounds))
        own = next((one for one in spoken if one.language == diary.language), texts)
        plan = make_plan(source, diary, stored, wishes, now, own)
        if isinstance(plan, Flaw):
            raise GroupRefusal(explain_flaw(plan, texts), plan.doubtful)
        _write(store, stored, plan, person, diary, now)
        _follow(store, stored, plan, person, texts, now)
    return [*sentences, *summarize(plan, name, diary.author or person, texts)]


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _programme(store: Engine, name: str, zone: str, now: int) -> Programme:
    return find_named(store, name) or programmes.make(store, name, zone, None, GRACE_S, PASSES, now)


def _read(store: Engine, programme: Programme, person: str) -> StoredDiary:
    form = diaries.form_of(store, programme.id, person)
    member = programmes.member(store, programme.id, person)
    return StoredDiary(
        programme,
        programmes.rounds(store, programme.id),
        all(one.person == person for one in programmes.members(store, programme.id)),
        member.name if member else None,
        {
            one.round: (one, journal.actions(store, programme.id, one.round, person))
            for one in journal.of_person(store, programme.id, person)
        },
        journal.candidates(store, programme.id, person),
        FileFormat(form["bom"], form["eol"], form["closed"]) if form else FileFormat(),
        tuple((number, count) for number, count in form.get("order", ())),
        form.get("language"),
        form.get("prints", {}),
        _files(form),
    )


def _files(form: Mapping[str, Any]) -> tuple[frozenset[int], ...]:
    """Return the weeks of every imported file; forms of earlier versions know one file only."""
    numbers = [int(number) for number in form.get("prints", {}) if number.isdigit()]
    files = form.get("files", [numbers])
    return tuple(frozenset(one) for one in files if one)


def _write(store: Engine, stored: StoredDiary, plan: ImportPlan, person: str, diary: Diary, now: int) -> None:
    if stored.programme is None:
        raise ValueError("a plan needs a programme")
    programme = stored.programme.id
    for one in plan.rounds:
        programmes.put_round(store, one)
    if programmes.member(store, programme, person) is None:
        programmes.join(store, programme, person, min([now, *(one.begins_at for one in plan.rounds)]), diary.author)
    for entry in plan.entries:
        leak = stored.written[entry.round][0].leak if entry.round in stored.written else None
        journal.save(store, programme, entry.round, person, entry.sections, leak, now)
        journal.put_actions(store, programme, entry.round, person, entry.actions)
    for number in plan.deleted:
        take_back_entry(store, EntryKey(programme, number, person), now)
        diaries.drop_entry(store, programme, number, person)
    if plan.candidates is not None:
        journal.put_candidates(store, programme, person, plan.candidates)
    diaries.keep(store, programme, person, plan.form, now)


def _follow(store: Engine, stored: StoredDiary, plan: ImportPlan, person: str, texts: Texts, now: int) -> None:
    """Queue edits of the posts of shared entries that the import changed. Needs a transaction."""
    if stored.programme is None:
        return
    for one in plan.entries:
        if (entry := journal.find(store, stored.programme.id, one.round, person)) is not None:
            follow_entry(store, entry, texts, now)


def export_markdown(store: Engine, programme_id: int, person: str, texts: Texts) -> str:
    """Write a member's whole diary of a programme as Markdown, drafts included.

    Parts that were imported and not changed since have their old bytes.

    Args:
        person: as in Member.
        texts: of the member's language; the bot's headings in an imported file keep the language of the file.

    Raises:
        LookupError: the programme does not exist.
    """
    programme = programmes.find(store, programme_id)
    if programme is None:
        raise LookupError(f"no programme {programme_id}")
    stored = _read(store, programme, person)
    own = texts if stored.language in (None, texts.language) else Texts(stored.language)
    return write_diary(diary_of(stored, stored.name or person), own)


def find_diary(store: Engine, member: str, programme: str | None, texts: Texts) -> tuple[int, str]:
    """Find the (programme's id, person) of a member's diary, by name or id. Raises GroupRefusal unless it is one."""
    names = {one.id: one.name for one in programmes.every(store)}
    diaries_found = [(id_, who) for id_, who in diaries.of_member(store, member) if programme in (None, names[id_])]
    if len(diaries_found) == 1:
        return diaries_found[0]
    if diaries_found:
        known = ", ".join(f'"{names[id_]}"' if not programme else who for id_, who in diaries_found)
        raise GroupRefusal(explain_flaw(Flaw("diary-which-programme", {"member": member, "known": known}), texts))
    every = {one.name or one.person for id_ in names for one in programmes.members(store, id_)}
    known = ", ".join(sorted(every)[:20])
    flaw = Flaw("diary-no-member", {"member": member, "known": known}) if every else Flaw("diary-nobody")
    raise GroupRefusal(explain_flaw(flaw, texts))
