"""Sentences about a watched fix: the quiet time so far, its evidence, and the remaining doubt."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bot.core.statistics.fix_watch import back_after_days, begins_at, draining, evidence
from bot.core.statistics.releases import ReleasedWatch
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import code, date
from bot.core.words.phrases import compare, counted, mention, name_of, number, p_value, rate, spoken_title
from storage.records import Fix, FixState, Leak, LeakView, State, Watch
from storage.records.spans import DAY_S

Evidence = Mapping[str, Any]
HALVED = 2
"""Twice the needed quiet time rules out half the old rate. Source: facts on trend statistics 1.4."""


def watch_sentences(texts: Texts, view: LeakView, now: int) -> list[str]:
    """Describe the progress of the leak's fix; empty if the leak's state does not come from a fix."""
    leak, watch = view.leak, view.watch
    if watch is None:
        return []
    if leak.state is State.WATCHING and watch.fix.state is FixState.WATCHING:
        return [_deployed(texts, "watch-state", watch.fix), *quiet_sentences(texts, watch, now)]
    if leak.state is State.FIXED and watch.fix.state is FixState.FIXED:
        said = _deployed(texts, "watch-fixed", watch.fix, since=date(leak.state_at))
        return [said, *quiet_sentences(texts, watch, now)]
    if leak.state is State.RETURNED and is_back(leak, watch.fix):
        days = _days(texts, back_after_days(watch.fix, watch.fix.returned_at or leak.state_at))
        return [
            texts.say(
                "watch-returned",
                since=date(leak.state_at),
                days=days,
                attempt=watch.fix.attempt,
                who=mention(texts, watch.fix.person),
            )
        ]
    return []


def is_back(leak: Leak, fix: Fix) -> bool:
    """Return True if this fix failed when the leak last came back."""
    return fix.state is FixState.RETURNED and leak.returned_at == fix.decided_at


def quiet_sentences(texts: Texts, watch: Watch, now: int) -> list[str]:
    """Describe the quiet time since a fix, in the words of the facts' table."""
    found = evidence(watch, now)
    if not found["recurred"] and found["n"] < found["needed"]:
        return [too_few(texts, found)]
    begins = begins_at(watch, now)
    said = [before_after(texts, found)]
    if begins > now:
        said += [texts.say("watch-draining", when=date(begins)), _needed(texts, found)]
    else:
        said += proof(texts, found, begins, now)
    said += release_sentences(texts, watch, found)
    old = draining(watch)
    return [*filter(None, said), texts.say("watch-old", n=old) if old else ""]


def release_sentences(texts: Texts, watch: Watch, found: Evidence) -> list[str]:
    """Describe the evidence from releases, if deployments are known. It never replaces the claim by days."""
    releases = watch.releases if isinstance(watch, ReleasedWatch) else None
    if releases is None:
        return []
    counts = {"reported": releases.reported, "before": releases.before}
    if releases.p_value is None:
        return [texts.say("watch-releases-few", **counts)]
    lines = [texts.say("watch-releases", quiet=releases.quiet, p=p_value(texts, releases.p_value), **counts)]
    if releases.enough:
        return [*lines, texts.say("watch-releases-both" if found["fixed95"] else "watch-releases-days")]
    lines.append(texts.say("watch-releases-more", more=releases.more))
    return [*lines, texts.say("watch-releases-only-days") if found["fixed95"] else ""]


def too_few(texts: Texts, found: Evidence) -> str:
    """Say that there are too few occurrences for any evidence."""
    missing = int(found["needed"]) - int(found["n"])
    return texts.say("watch-few", counted=counted(texts, found), needed=int(found["needed"]), missing=missing)


def before_after(texts: Texts, found: Evidence) -> str:
    """Compare the old rate and its data with the new rate."""
    n, days = int(found["n"]), float(found["days_before"])
    before = rate(texts, days / n if n else None)
    return texts.say("watch-before", rate=before, counted=counted(texts, found), days=_days(texts, days))


def proof(texts: Texts, found: Evidence, begins: int, now: int) -> list[str]:
    """Say how much the quiet time proves so far. begins: when quiet began to count."""
    p, needed = found["p_value"], found["days_needed"]
    if p is None:
        return []
    if needed is None:
        return [texts.say("watch-never")]
    quiet = float(found["days_quiet"])
    if found["fixed95"]:
        claimed = texts.say("watch-claimed", quiet=_days(texts, quiet), chance=share(p))
        return [claimed, _residual(texts, found, now)]
    waiting = texts.say("watch-waiting", quiet=math.floor(quiet), needed=math.ceil(needed), chance=share(p))
    return [waiting, texts.say("watch-open", when=date(now + round(float(found["days_more"]) * DAY_S)))]


def _needed(texts: Texts, found: Evidence) -> str:
    if found["days_needed"] is None:
        return texts.say("watch-never")
    return texts.say("watch-needed", n=math.ceil(found["days_needed"]))


def _residual(texts: Texts, found: Evidence, now: int) -> str:
    """Say the rate that is still possible, because "95 % sure" only means that the rate went down."""
    quiet, needed = float(found["days_quiet"]), float(found["days_needed"])
    left = share(min(1.0, float(found["residual_ratio"] or 1.0)))
    if quiet >= HALVED * needed:
        return texts.say("watch-residual-low", share=left)
    at = now + round((HALVED * needed - quiet) * DAY_S)
    return texts.say("watch-residual", share=left, needed=math.ceil(HALVED * needed), when=date(at))


def fixed_sentences(texts: Texts, leak: Leak, fix: Fix, found: Evidence) -> list[str]:
    """Tell the channel that the evidence has reached 95 %. found: the figures of that time."""
    decided = fix.decided_at or 0
    quiet = _days(texts, float(found["days_quiet"]))
    return [
        texts.say("fixed", title=spoken_title(texts, leak), quiet=quiet),
        _deployed(texts, "fixed-by", fix),
        before_after(texts, found),
        *proof(texts, found, fix.fixed_at, decided),
    ]


def back_sentences(texts: Texts, leak: Leak, fix: Fix, found: Evidence) -> list[str]:
    """Tell the channel that a process with the fix leaked. found: the figures of that time."""
    at = fix.returned_at or fix.decided_at or 0
    days = _days(texts, back_after_days(fix, at))
    return [
        texts.say("back", title=spoken_title(texts, leak), days=days, attempt=fix.attempt, when=date(at)),
        _deployed(texts, "fixed-by", fix),
        before_after(texts, found) if found.get("n") else "",
        rarer(texts, found),
        texts.say("back-next", name=name_of(leak)),
    ]


def rarer(texts: Texts, found: Evidence) -> str:
    """Say after a recurrence whether the leak became rarer. The e-value is valid at every look."""
    if found.get("evalue") is None or found.get("ratio_low") is None:
        return ""
    ratio = compare(texts, found.get("ratio"), found["ratio_low"], found.get("ratio_high"))
    name = "back-rarer" if found["went_down"] else "back-no-rarer"
    return texts.say(name, ratio=ratio, evalue=number(float(found["evalue"])))


def share(p: float) -> str:
    """Format a probability or a share as a percentage of at least 0.1, with the digits that a reader needs."""
    percent = max(100 * p, 0.1)
    return f"{percent:.1f} %" if percent < 9.95 else f"{percent:.0f} %"


def _deployed(texts: Texts, name: str, fix: Fix, **more: str) -> str:
    """Say a sentence about an attempt, in its form with or without a release."""
    args: dict[str, str | int] = {"attempt": fix.attempt, "deployed": date(fix.fixed_at), **more}
    who = mention(texts, fix.person)
    if fix.release is None:
        return texts.say(name, who=who, **args)
    return texts.say(f"{name}-release", who=who, release=code(fix.release, 60), **args)


def _days(texts: Texts, days: float) -> str:
    if days < 2:
        return texts.say("span-hours", n=round(days * 24))
    return texts.say("span-days", n=math.floor(days))
