"""A leak's figures in plain words for a journal: rates before and after, the verdict, the evidence of the fix."""

from __future__ import annotations

import math
import re

from bot.core.statistics.fix_watch import evidence, recurrences
from bot.core.texts.bundles import Texts
from bot.core.words.fix_sentences import quiet_sentences
from bot.core.words.phrases import Trend, counted, rate, title_of, trend_sentence, week_counts
from storage.records import FixState, LeakView, State

_TOKEN = re.compile(r"<[^<>|]*\|([^<>|]*)>|<([^<>|]*)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def as_plain(text: str) -> str:
    """Remove Slack's markup: tokens, entities, bold."""
    bare = _TOKEN.sub(lambda match: match[1] or match[2], text).replace("*", "")
    for entity, character in _ENTITIES:
        bare = bare.replace(entity, character)
    return bare


def numbers(view: LeakView, trend: Trend | None, *, texts: Texts, now: int) -> str:
    """Write the lines for the field "numbers before → after". Each rate names its evidence."""
    lines = [title_of(texts, view.leak), *_before_after(view, trend, texts, now), week_counts(texts, view, now)]
    return "\n".join(as_plain(line) for line in lines if line)


def in_short(view: LeakView, trend: Trend | None, *, texts: Texts, now: int) -> str:
    """Write the leak's name and rates in one line, or its count where it has too few reports."""
    lines = _before_after(view, trend, texts, now)
    return as_plain(texts.say("journal-evidence", name=f"L{view.leak.number}", numbers=lines[0]))


def _before_after(view: LeakView, trend: Trend | None, texts: Texts, now: int) -> list[str]:
    watch = view.watch
    if watch is not None and watch.fix.state in (FixState.WATCHING, FixState.FIXED):
        return [*_around_fix(view, texts, now), *quiet_sentences(texts, watch, now)[1:]]
    verdict = trend_sentence(texts, trend, view.leak.first_seen)
    if trend is None or trend["level"] == "too_few" or view.leak.state is State.FIXED:
        return [verdict or texts.say("reports", n=view.leak.total)]
    rates = {key: rate(texts, trend.get(f"{key}_interval_days")) for key in ("first", "last")}
    return [texts.say("journal-thirds", counted=counted(texts, trend), **rates), verdict]


def _around_fix(view: LeakView, texts: Texts, now: int) -> list[str]:
    watch = view.watch
    if watch is None:
        return []
    figures = evidence(watch, now)
    n, days = int(figures["n"]), float(figures["days_before"])
    if not n or figures["n"] < figures["needed"]:
        return quiet_sentences(texts, watch, now)[:1]
    return [
        texts.say(
            "journal-fix",
            before=rate(texts, days / n),
            counted=counted(texts, figures),
            days=texts.say("span-days", n=math.floor(days)),
            after=texts.say("reports", n=len(recurrences(watch))),
            quiet=texts.say("span-days", n=math.floor(float(figures["days_quiet"] or 0))),
        )
    ]
