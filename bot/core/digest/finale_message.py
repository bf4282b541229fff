"""The extra part of the last digest: before → after for every leak, entries by member, and thanks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Part
from bot.core.words.message_parts import said
from bot.core.words.phrases import compare, mention, number
from storage.records import State

Figures = Mapping[str, Any]
LEAKS = 4
SAME = 6


def finale_parts(found: Figures, texts: Texts, title: Callable[[int], str]) -> list[Part]:
    """Build the finale; empty before the last round. title: names a leak."""
    told = found["finale"]
    if told is None:
        return []
    name = texts.say("finale-title", name=blocks.title(found["programme"]["name"], 100))
    total = texts.say(
        "finale-total", days=number(told["days"]), **{key: told[key] for key in ("before", "after", "fixed")}
    )
    lines = [f"• {_leak(one, texts, title)}" for one in told["leaks"][:LEAKS]]
    rest = len(told["leaks"]) - LEAKS
    lines += [texts.say("digest-more-listed", n=rest)] if rest > 0 else []
    parts = [Part(blocks.header(name), f"*{name}*"), said([total, *lines])]
    if told["members"]:
        parts.append(said([texts.say("finale-shared-title"), *_members(told, texts)]))
    return [*parts, said([texts.say("finale-thanks")])]


def _leak(one: Figures, texts: Texts, title: Callable[[int], str]) -> str:
    how = compare(texts, one["ratio"], one["low"], one["high"]) if one["enough"] else texts.say("compare-few")
    told = texts.say("finale-leak", title=title(one["leak"]), before=one["before"], after=one["after"], compare=how)
    return "; ".join([told, *filter(None, [_verdict(one, texts)])])


def _verdict(one: Figures, texts: Texts) -> str:
    """Say the evidence for the leak's fix, else its trend. Both together would mix two different times."""
    watch = one["watch"]
    if watch is not None and watch["days_needed"] is not None:
        fixed = one["state"] == State.FIXED.value
        days = {"quiet": math.floor(watch["days_quiet"]), "needed": math.ceil(watch["days_needed"])}
        return texts.say("finale-fixed" if fixed else "finale-watch", **days)
    verdict = one["verdict"]
    if verdict is None:
        return ""
    if verdict["level"] == "none":
        return texts.say("finale-none")
    return texts.say("finale-strong" if verdict["level"] == "strong" else "finale-weak", direction=verdict["direction"])


def _members(told: Figures, texts: Texts) -> list[str]:
    lines = []
    for n, group in groupby(told["members"], key=lambda one: one["shared"]):
        who = [_member(one, texts) for one in group]
        rest = [texts.say("more", n=len(who) - SAME)] if len(who) > SAME else []
        lines.append(texts.say("finale-shared", n=n, rounds=told["rounds"], who=", ".join([*who[:SAME], *rest])))
    return lines


def _member(one: Figures, texts: Texts) -> str:
    who = mention(texts, one["person"])
    return texts.say("finale-pass", who=who, n=one["passes"]) if one["passes"] else who
