"""The answers of `/leak round` and `/leak pass`. Every word is in `texts/`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as civil
from zoneinfo import ZoneInfo

from bot.core.group.passes import MemberProgress
from bot.core.group.round_calendar import met, present
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, code, compose, date, plain, title
from bot.core.words.message_parts import said, share, small
from bot.core.words.phrases import span
from storage.records import Programme, Round

COMING_SHOWN = 3


def day_words(texts: Texts, day: str) -> str:
    """Format a civil date with its weekday, the same for every reader: "Sun 29 Nov 2026"."""
    date_ = civil.fromisoformat(day)
    # As text: Fluent would write the year with a separator.
    return texts.say("round-day", weekday=date_.weekday(), day=str(date_.day), month=date_.month, year=str(date_.year))


def meeting_words(programme: Programme, one: Round) -> str:
    """Format when a round meets, in each reader's own zone."""
    return date(one.meets_at, zone=ZoneInfo(programme.zone))


def round_(
    standing: MemberProgress,
    *,
    texts: Texts,
    now: int,
    coming: tuple[Programme, Round] | None = None,
    shared_by: str | None = None,
) -> Message:
    """Show the round that is on, and what is due for the reader; a shared answer says nothing about them.

    Args:
        coming: a later programme with its first round, shown when this one has ended.
    """
    parts = standing_parts(standing, coming, texts=texts, now=now, alone=shared_by is None)
    return compose([*parts, share(texts, "round", shared_by)])


def standing_parts(
    standing: MemberProgress, coming: tuple[Programme, Round] | None, *, texts: Texts, now: int, alone: bool = True
) -> list[Part]:
    """Build the same as parts of a larger message.

    Args:
        alone: only this person reads it, so it says what is due for them.
    """
    one = present(standing.rounds, now)
    if one is None:
        return [_no_round(standing, coming, texts, now, alone)]
    name = texts.say("round-title", number=one.number, count=len(standing.rounds), title=title(one.title, 100))
    parts = [Part(blocks.header(name), f"*{plain(name)}*"), *_about(standing, one, texts, now)]
    if alone:
        parts.append(said(_due(standing, one, texts, now)))
    return [*parts, small(_then(standing, one, texts))]


def _about(standing: MemberProgress, one: Round, texts: Texts, now: int) -> list[Part]:
    programme = standing.programme
    period = texts.say(
        "round-period",
        programme=plain(programme.name, 80),
        begins=day_words(texts, one.begins_on),
        meets=day_words(texts, one.meets_on),
        zone=programme.zone,
    )
    left = span(texts, one.meets_at - now)
    meets = texts.say("round-meets", when=meeting_words(programme, one), left=left)
    theme = plain(one.theme, 500) if one.theme else ""
    skipped = [
        str(other.number) for other in standing.rounds
        if other.skipped_at is not None and one.begins_at < other.meets_at <= one.meets_at
    ]  # fmt: skip
    gone = texts.say("round-skipped", count=len(skipped), numbers=", ".join(skipped)) if skipped else ""
    return [said([theme, period, meets, gone])]


def _due(standing: MemberProgress, one: Round, texts: Texts, now: int) -> list[str]:
    """Say what is due for one person, the round that has just met first."""
    if not standing.takes_part:
        return [texts.say("round-due-outside")]
    zone, grace_s = ZoneInfo(standing.programme.zone), standing.programme.grace_s
    lines = []
    if (just := standing.grace(now)) is not None:
        lines.append(texts.say("round-due-grace", number=just.number, when=date(just.meets_at + grace_s, zone=zone)))
    entry = standing.entries.get(one.number)
    if entry is not None and entry.shared_at is not None:
        lines.append(texts.say("round-due-shared", when=date(entry.shared_at, zone=zone)))
    elif one.number in standing.passed:
        lines.append(texts.say("round-due-pass"))
    else:
        name = "round-due-draft" if entry is not None else "round-due-missing"
        lines.append(texts.say(name, when=date(one.meets_at + grace_s, zone=zone)))
    if standing.programme.passes:
        lines.append(texts.say("round-passes", left=standing.left, total=standing.programme.passes))
    return lines


def _then(standing: MemberProgress, one: Round, texts: Texts) -> str:
    later = [other for other in standing.rounds if other.skipped_at is None and other.meets_at > one.meets_at]
    lines = [
        texts.say(
            "round-next",
            number=other.number,
            title=plain(other.title, 120),
            when=meeting_words(standing.programme, other),
        )
        for other in later[:COMING_SHOWN]
    ]
    return "\n".join(lines) or texts.say("round-last")


def _no_round(
    standing: MemberProgress, coming: tuple[Programme, Round] | None, texts: Texts, now: int, alone: bool
) -> Part:
    programme, held = standing.programme, met(standing.rounds, now)
    name = plain(programme.name, 80)
    first = next((one for one in standing.rounds if one.skipped_at is None and one.meets_at > now), None)
    lines = []
    if first is not None:
        lines.append(
            texts.say(
                "round-before",
                programme=name,
                begins=day_words(texts, first.begins_on),
                left=span(texts, first.begins_at - now),
                number=first.number,
                count=len(standing.rounds),
                title=plain(first.title, 120),
                when=meeting_words(programme, first),
            )
        )
    elif held:
        lines.append(texts.say("round-over", programme=name, rounds=len(held), when=meeting_words(programme, held[-1])))
    else:
        lines.append(texts.say("round-over-none", programme=name))
    if first is None and coming is not None:
        begins = day_words(texts, coming[1].begins_on)
        lines.append(texts.say("round-coming", programme=plain(coming[0].name, 80), begins=begins))
    if first is not None and not standing.takes_part and alone:
        lines.append(texts.say("round-due-outside"))
    if (just := standing.grace(now)) is not None and alone:
        until = date(just.meets_at + programme.grace_s, zone=ZoneInfo(programme.zone))
        lines.append(texts.say("round-due-grace", number=just.number, when=until))
    return said(lines)


def no_programme(*, texts: Texts) -> Message:
    """Say that there is no programme."""
    return compose([said([texts.say("round-none")])])


def unknown(typed: str, *, texts: Texts) -> Message:
    """Say that the word after `/leak round` is unknown."""
    return compose([said([texts.say("round-unknown", typed=code(typed, 80))])])


def joined(programme: Programme, new: bool, *, texts: Texts) -> Message:
    """Say that the person takes part now, or did before."""
    return _named("round-joined" if new else "round-joined-already", programme, texts)


def left(programme: Programme, new: bool, *, texts: Texts) -> Message:
    """Say that the person takes part no more, or did not before."""
    return _named("round-left" if new else "round-left-already", programme, texts)


def nothing_on(programme: Programme, *, texts: Texts) -> Message:
    """Say that there is no round to pass."""
    return _named("pass-nothing-on", programme, texts)


def no_round(programme: Programme, rounds: Sequence[Round], number: int, *, texts: Texts) -> Message:
    """Say that there is no round of that number."""
    name = plain(programme.name, 80)
    return compose([said([texts.say("pass-no-round", programme=name, number=number, last=rounds[-1].number)])])


def not_a_round(typed: str, *, texts: Texts) -> Message:
    """Say that the text after `/leak pass` cannot be read."""
    return compose([said([texts.say("pass-unknown", typed=code(typed, 80), number=3)])])


def refused(name: str, standing: MemberProgress, one: Round, *, texts: Texts) -> Message:
    """Say why a pass cannot be taken or given back. name: of the text, from `find_refusal`."""
    if name in ("pass-outside", "pass-none-ever"):
        return _named(name, standing.programme, texts)
    if name == "pass-too-late":
        when = meeting_words(standing.programme, one)
        return compose([said([texts.say("pass-too-late", number=one.number, when=when)])])
    if name == "pass-none-left":
        used = [str(number) for number in standing.used]
        rounds, total = ", ".join(used), standing.programme.passes
        sentence = texts.say("pass-none-left", total=total, count=len(used), rounds=rounds, example=used[-1])
        return compose([said([sentence])])
    return compose([said([texts.say(name, number=one.number)])])


def passed(standing: MemberProgress, one: Round, back: bool, new: bool, *, texts: Texts) -> Message:
    """Say that a pass was taken or given back. standing: after that. new: something changed."""
    if not new:
        name = "pass-back-already" if back else "pass-taken-already"
        return compose([said([texts.say(name, number=one.number)])])
    name = "pass-back" if back else "pass-taken"
    sentence = texts.say(name, number=one.number, title=plain(one.title, 120))
    return compose([said([sentence, texts.say("round-passes-left", left=standing.left)])])


def _named(name: str, programme: Programme, texts: Texts) -> Message:
    return compose([said([texts.say(name, programme=plain(programme.name, 80))])])
