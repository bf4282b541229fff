"""Growth diaries between files and the store: one transaction for an import, one reading for an export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.diary.diary import Diary, Flaw, flaw_of
from bot.core.diary.import_plan import MEETS_TIME, ZONE, ImportPlan, mended, named, plan, refusal, told
from bot.core.diary.markdown_lines import FileFormat
from bot.core.diary.read import mend_end, read_diary
from bot.core.diary.stored import Kept, diary_of
from bot.core.diary.write import write_diary
from bot.core.texts.bundles import Texts, languages
from storage import diaries, journal, programmes
from storage.engine import Engine
from storage.records import Programme
from storage.records.spans import HOUR_S

__all__ = ["MEETS_TIME", "GroupRefusal", "Wishes", "export_markdown", "find_diary", "import_diary"]

GRACE_S, PASSES = HOUR_S, 1


class GroupRefusal(Exception):
    """Nothing was imported or exported; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked besides the file. member: a name or Slack user id. end: of the programme. None: as the file says.

    replacing: what was written or changed in Slack gives way to the file.
    """

    member: str | None = None
    programme: str | None = None
    end: date | None = None
    zone: str | None = None
    replacing: bool = False


def import_diary(store: Engine, source: str, wishes: Wishes, texts: Texts, now: int) -> list[str]:
    """Keep a diary as programme, rounds and entries, drafts that only their author sees; what was done, in sentences.

    Raises GroupRefusal, with nothing changed.
    """
    spoken = [texts, *(Texts(one) for one in languages() if one != texts.language)]
    diary = read_diary(source, spoken)
    said = []
    if wishes.end is not None:
        mend = mend_end(source, diary, wishes.end)
        if mend is None or diary.dates is None:
            raise GroupRefusal(refusal(Flaw("diary-no-end"), texts))
        if mend[0] != source:
            said = [mended(diary.dates.line, mend[1], wishes.end.isoformat(), texts)]
        source = mend[0]
        diary = read_diary(source, spoken)
    zone = wishes.zone
    flaw = flaw_of(diary) or (Flaw("diary-zone-unknown", {"zone": zone}) if zone and not _is_zone(zone) else None)
    whose = flaw or named(diary, wishes.member, wishes.programme)
    if isinstance(whose, Flaw):
        raise GroupRefusal(refusal(whose, texts))
    name, person = whose
    with store.transaction():
        kept = _kept(store, _programme(store, name, zone or ZONE, now), person)
        own = next((one for one in spoken if one.language == diary.language), texts)
        done = plan(source, diary, kept, zone, wishes.replacing, now, own)
        if isinstance(done, Flaw):
            raise GroupRefusal(refusal(done, texts))
        _keep(store, kept, done, person, diary, wishes.replacing, now)
    return [*said, *told(done, name, diary.author or person, texts)]


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _programme(store: Engine, name: str, zone: str, now: int) -> Programme:
    return programmes.named(store, name) or programmes.make(store, name, zone, None, GRACE_S, PASSES, now)


def _kept(store: Engine, programme: Programme, person: str) -> Kept:
    form = diaries.form_of(store, programme.id, person)
    member = programmes.member(store, programme.id, person)
    return Kept(
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
    )


def _keep(store: Engine, kept: Kept, done: ImportPlan, person: str, diary: Diary, replacing: bool, now: int) -> None:
    if kept.programme is None:
        raise ValueError("a plan needs a programme")
    programme = kept.programme.id
    for one in done.rounds:
        programmes.put_round(store, one)
    if programmes.member(store, programme, person) is None:
        programmes.join(store, programme, person, min([now, *(one.begins_at for one in done.rounds)]), diary.author)
    for entry in done.entries:
        leak = kept.written[entry.round][0].leak if entry.round in kept.written else None
        journal.save(store, programme, entry.round, person, entry.sections, leak, now)
        journal.put_actions(store, programme, entry.round, person, entry.actions)
    for number in done.gone if replacing else ():
        diaries.drop_entry(store, programme, number, person)
    if done.candidates is not None:
        journal.put_candidates(store, programme, person, done.candidates)
    diaries.keep(store, programme, person, done.form, now)


def export_markdown(store: Engine, programme_id: int, person: str, texts: Texts) -> str:
    """A member's whole diary of a programme as a Markdown file, drafts included: it is for them alone.

    What was imported and not changed since has its old bytes. person: as in Member. texts: of the member's language;
    the bot's own headings in an imported file stay in that of the file.
    Raises LookupError for a programme that does not exist.
    """
    programme = programmes.find(store, programme_id)
    if programme is None:
        raise LookupError(f"no programme {programme_id}")
    kept = _kept(store, programme, person)
    own = texts if kept.language in (None, texts.language) else Texts(kept.language)
    return write_diary(diary_of(kept, kept.name or person), own)


def find_diary(store: Engine, member: str, programme: str | None, texts: Texts) -> tuple[int, str]:
    """Find the (programme's id, person) of a member's diary, by name or id. Raises GroupRefusal unless it is one."""
    names = {one.id: one.name for one in programmes.every(store)}
    found = [(id_, who) for id_, who in diaries.of_member(store, member) if programme in (None, names[id_])]
    if len(found) == 1:
        return found[0]
    if found:
        known = ", ".join(f'"{names[id_]}"' if not programme else who for id_, who in found)
        raise GroupRefusal(refusal(Flaw("diary-which-programme", {"member": member, "known": known}), texts))
    every = {one.name or one.person for id_ in names for one in programmes.members(store, id_)}
    known = ", ".join(sorted(every)[:20])
    flaw = Flaw("diary-no-member", {"member": member, "known": known}) if every else Flaw("diary-nobody")
    raise GroupRefusal(refusal(flaw, texts))
