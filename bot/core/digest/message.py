"""The digest of a round as a message: figures → blocks, and the same as text. People are named only for praise."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.digest.figures import LATE_S
from bot.core.digest.finale_message import finale_parts
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.message_parts import said, share, small
from bot.core.words.phrases import compare, counted, mention, p_value, rate, short_site, span

Figures = Mapping[str, Any]
NAMED, TRENDS, PEOPLE = 5, 4, 12
FEW, FEW_PEOPLE = 1, 5
"""Limits in the finale, which has more sections: the text beside the blocks must still include everything."""


def digest(found: Figures, *, texts: Texts, asked_by: str | None = None) -> Message:
    """Build the digest for the channel.

    Args:
        found: the figures.
        texts: the texts of the channel's language.
        asked_by: the person who had it posted again; None for the regular post.
    """
    return compose(_parts(found, texts, asked_by))


def preview(found: Figures, *, texts: Texts, shared_by: str | None = None) -> Message:
    """Build the answer to `/leak digest 3`."""
    return compose([*_parts(found, texts, None), share(texts, f"digest {found['round']['number']}", shared_by)])


def _parts(found: Figures, texts: Texts, asked_by: str | None) -> list[Part]:
    notes = _notes(found, texts, asked_by)
    if found["quiet"]:
        name = "digest-quiet-so-far" if found["so_far"] else "digest-quiet"
        line = texts.say(name, number=found["round"]["number"], of=found["round"]["of"], open=found["open"]["n"])
        return [said([" ".join(filter(None, [line, *notes, _next(found, texts)]))])]
    title, spoken = (
        texts.say("digest-title", **_place(found), title=form(found["round"]["title"], 80))
        for form in (blocks.title, blocks.plain)
    )
    return [
        Part(blocks.header(title), f"*{spoken}*"),
        small(" ".join([*_when(found, texts), *notes])),
        said(_leaks(found, texts)),
        said([_wait(found, texts, "taken"), _wait(found, texts, "done")]),
        said(_trends(found["trends"], found, texts)),
        said(_watches(found, texts)),
        said(_journals(found, texts)),
        *finale_parts(found, texts, lambda number: title_of(found, number)),
        said([_next(found, texts)]),
        small(f"{texts.say('digest-small')} {texts.say('counts-are-reports')}"),
    ]


def _place(found: Figures) -> dict[str, int]:
    return {"number": found["round"]["number"], "of": found["round"]["of"]}


def title_of(found: Figures, number: int) -> str:
    """Name a leak in a few words: "L3 `UploadService.receive`"."""
    known = found["names"].get(str(number)) or {}
    words = short_site(known["frame"]) if known.get("frame") else known.get("resource") or known.get("family")
    return f"L{number} {blocks.code(words, 40)}" if words else f"L{number}"


def _when(found: Figures, texts: Texts) -> list[str]:
    zone = ZoneInfo(found["programme"]["zone"])
    begins, ends = (blocks.date(at, zone=zone) for at in (found["round"]["begins_at"], found["ends"]))
    told = [texts.say("digest-span", begins=begins, ends=ends)]
    if not (theme := found["round"]["theme"]):
        return told
    line = texts.say("digest-theme", theme=blocks.plain(theme, 200))
    return [line if line.endswith((".", "!", "?", "…")) else f"{line}.", *told]


def _notes(found: Figures, texts: Texts, asked_by: str | None) -> list[str]:
    """List remarks on the digest: incomplete, posted again, late, or earlier rounds missed."""
    notes = []
    if found["so_far"] and not found["quiet"]:
        notes.append(texts.say("digest-so-far", when=blocks.date(found["round"]["meets_at"])))
    if asked_by is not None:
        notes.append(texts.say("digest-again", who=mention(texts, asked_by)))
    elif found["late_s"]:
        notes.append(texts.say("digest-late", late=span(texts, found["late_s"])))
    elif not found["so_far"] and found["built_at"] - found["round"]["meets_at"] > LATE_S:
        notes.append(texts.say("digest-untold"))
    if found["missed"] and asked_by is None:
        rounds = ", ".join(map(str, found["missed"]))
        first = found["missed"][0]
        notes.append(texts.say("digest-missed", n=len(found["missed"]), rounds=rounds, first=first))
    return notes


def _versus(texts: Texts, before: int | None) -> str:
    return "" if before is None else texts.say("digest-versus", n=before)


def _limit(found: Figures, usual: int) -> int:
    return usual if found["finale"] is None else FEW


def _some(texts: Texts, shown: Sequence[str], limit: int) -> str:
    rest = len(shown) - limit
    return ", ".join([*shown[:limit], *([texts.say("digest-more-listed", n=rest)] if rest > 0 else [])])


def _line(texts: Texts, told: str, before: int | None, names: Sequence[str], limit: int) -> str:
    head = f"{told} {_versus(texts, before)}".rstrip()
    return f"{head}: {_some(texts, names, limit)}" if names else head


def _leaks(found: Figures, texts: Texts) -> list[str]:
    def title(number: int) -> str:
        return title_of(found, number)

    def by(one: Figures) -> str:
        return texts.say("digest-by", title=title(one["leak"]), who=mention(texts, one["who"]))

    reports = found["reports"]
    told = texts.say("digest-reports", n=reports["now"], leaks=reports["leaks"])
    lines = [_line(texts, told, reports["before"], (), NAMED)]
    kinds: list[tuple[str, str, Callable[[Any], str]]] = [
        ("opened", "digest-opened", title),
        ("recurring", "digest-recurring", title),
        ("returned", "digest-returned", title),
        ("investigated", "digest-investigated", by),
        ("fixed", "digest-fixed", title),
    ]
    for name, sentence, words in kinds:
        one = found[name]
        if one["now"] or one["before"]:
            told = texts.say(sentence, n=len(one["now"]))
            shown = [words(leak) for leak in one["now"]]
            lines.append(_line(texts, told, one["before"], shown, _limit(found, NAMED)))
    return [*lines, _open(found, texts)]


def _open(found: Figures, texts: Texts) -> str:
    silent, told = found["open"]["silent"], texts.say("digest-open", n=found["open"]["n"])
    if silent is None:
        return told
    quiet = span(texts, max(0, found["ends"] - silent["last_seen"]))
    return f"{told}. {texts.say('digest-silent', title=title_of(found, silent['leak']), span=quiet)}"


def _wait(found: Figures, texts: Texts, name: str) -> str:
    one, before = found[name], found[name]["before"]
    if not one["of"]:
        return ""
    counts = {"n": one["n"], "of": one["of"], "waiting": one["waiting"]}
    if one["median_s"] is None:
        wait = texts.say("digest-wait-open", **counts)
    else:
        wait = texts.say("digest-wait", median=span(texts, one["median_s"]), **counts)
    if before and before["of"]:
        earlier = {"n": before["n"], "of": before["of"]}
        if before["median_s"] is None:
            wait += texts.say("digest-wait-before-open", **earlier)
        else:
            wait += texts.say("digest-wait-before", median=span(texts, before["median_s"]), **earlier)
    return texts.say("digest-taken" if name == "taken" else "digest-done", wait=wait)


def _trends(trends: Figures, found: Figures, texts: Texts) -> list[str]:
    if not trends["tested"]:
        return [texts.say("digest-trends-few")]
    n = len(trends["more"]) + len(trends["less"])
    verdict = texts.say("digest-trends-found", n=n) if n else texts.say("digest-trends-none")
    lines = [f"{texts.say('digest-trends', n=trends['tested'])} {verdict}"]
    for name, sentence in (("more", "digest-more-often"), ("less", "digest-less-often")):
        limit = _limit(found, TRENDS)
        lines += [_trend(sentence, one, found, texts) for one in trends[name][:limit]]
        rest = len(trends[name]) - limit
        lines += [texts.say("digest-more-listed", n=rest)] if rest > 0 else []
    return lines


def _trend(sentence: str, one: Figures, found: Figures, texts: Texts) -> str:
    facts = [counted(texts, one)]
    if one["ratio_low"] is not None:
        facts.append(compare(texts, one["ratio"], one["ratio_low"], one["ratio_high"]))
    facts.append(p_value(texts, one["p_value"]))
    first, last = (rate(texts, one[f"{name}_interval_days"]) for name in ("first", "last"))
    return texts.say(sentence, title=title_of(found, one["leak"]), first=first, last=last, facts=", ".join(facts))


def _watches(found: Figures, texts: Texts) -> list[str]:
    told = [_watch(one, found, texts) for one in found["watches"]]
    if not told:
        return []
    limit = _limit(found, NAMED)
    rest = [texts.say("digest-more-listed", n=len(told) - limit)] if len(told) > limit else []
    return [texts.say("digest-watches", n=len(told)), *(f"• {line}" for line in told[:limit]), *rest]


def _watch(one: Figures, found: Figures, texts: Texts) -> str:
    title, quiet = title_of(found, one["leak"]), math.floor(one["days_quiet"])
    if one["days_needed"] is None or one["n"] < one["needed"]:
        return texts.say("digest-watch-few", title=title, quiet=quiet)
    return texts.say("digest-watch", title=title, quiet=quiet, needed=math.ceil(one["days_needed"]))


def _journals(found: Figures, texts: Texts) -> list[str]:
    told = found["journals"]
    before = told["before"]
    name = "digest-journals-late" if told["late"] else "digest-journals"
    shared = texts.say(name, n=told["shared"], **({"late": told["late"]} if told["late"] else {}))
    lines = [f"{shared} {_versus(texts, before['shared'] if before else None)}".rstrip()]
    if told["passes"]:
        lines.append(texts.say("digest-passes", n=told["passes"]))
    if told["sharers"]:
        lines.append(texts.say("digest-thanks", who=_people(texts, found, told["sharers"])))
    if told["presents"] and not found["so_far"]:
        name = "digest-presents" if len(told["presents"]) > 1 else "digest-presents-one"
        lines.append(texts.say(name, who=_people(texts, found, told["presents"])))
    if told["asks"]:
        lines.append(texts.say("digest-asks", n=told["asks"]))
    if told["applause"] or (before and before["applause"]):
        said_ = texts.say("digest-applause", n=told["applause"])
        lines.append(f"{said_} {_versus(texts, before['applause'] if before else None)}".rstrip())
    return lines


def _people(texts: Texts, found: Figures, people: Sequence[str]) -> str:
    limit = PEOPLE if found["finale"] is None else FEW_PEOPLE
    rest = [texts.say("more", n=len(people) - limit)] if len(people) > limit else []
    return ", ".join([*(mention(texts, person) for person in people[:limit]), *rest])


def _next(found: Figures, texts: Texts) -> str:
    coming = found["next"]
    if coming is None or (not found["so_far"] and coming["meets_at"] <= found["built_at"]):
        return ""
    when = blocks.date(coming["meets_at"], zone=ZoneInfo(found["programme"]["zone"]))
    title = blocks.plain(coming["title"], 80)
    return texts.say("digest-next", when=when, number=coming["number"], title=title)
