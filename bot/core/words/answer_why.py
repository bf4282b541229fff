"""The answer to `/leak why L3`: how its reports were parsed, which frames made the keys, and which rules matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.explain.why import KeyFrame, Why
from bot.core.families.netty_layout import Layout
from bot.core.reading.frames import Tier
from bot.core.reading.match import MatchReason
from bot.core.texts.bundles import Texts
from bot.core.words import blocks, issue_sentences
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.merges import names
from bot.core.words.message_parts import said, share, small
from bot.core.words.phrases import name_of
from storage.records import LeakView

KEYS_SHOWN = 8
KEY_CHARS = 160
# The rule that opened the leak comes first.
_RULES = (MatchReason.NEW, *(reason for reason in MatchReason if reason is not MatchReason.NEW))
_LAYOUTS = {layout: f"layout-{layout}" for layout in Layout}


def why(
    view: LeakView,
    found: Why | None,
    counts: Mapping[str, int],
    keys: Sequence[tuple[str, str]],
    *,
    texts: Texts,
    shared_by: str | None = None,
    sums: Part | None = None,
) -> Message:
    """Build the answer to `/leak why L3`.

    Args:
        view: the leak.
        found: how the report that describes the leak was parsed; None if it cannot be parsed any more.
        counts: reports by the rule that matched them to the leak.
        keys: (kind, key) rows as stored.
        texts: the texts of the channel's language.
        shared_by: the person who shared the answer; None for a private answer.
        sums: the calculation of the trend.
    """
    title = texts.say("why-title", name=name_of(view.leak))
    read = [said(_read(texts, found)), said(_places(texts, found))] if found else [said([texts.say("why-unread")])]
    return compose(
        [
            Part(blocks.header(title), f"*{title}*"),
            *read,
            said(_joined(texts, view, counts)),
            sums or Part(None),
            _keys(texts, keys),
            small(" ".join([texts.say("why-note"), *issue_sentences.caveats(texts, view)])),
            share(texts, f"why {name_of(view.leak)}", shared_by),
        ]
    )


def _read(texts: Texts, found: Why) -> list[str]:
    layout = texts.say(_LAYOUTS[found.layout])
    read = texts.say("why-read", family=blocks.plain(found.family, 40), layout=layout, level=found.level)
    return [read, texts.say("why-cut") if found.cut else ""]


def _places(texts: Texts, found: Why) -> list[str]:
    if found.is_header:
        passed = texts.say("why-passed", skipped=_tiers(texts, found.passed)) if found.passed else ""
        return [texts.say("why-header"), passed]
    return [*_place(texts, "site", found.site), *_place(texts, "origin", found.origin)]


def _place(texts: Texts, name: str, place: KeyFrame | None) -> list[str]:
    if place is None:
        return [texts.say(f"why-no-{name}")]
    record = texts.say(f"record-{place.record}")
    told = texts.say(f"why-{name}", record=record, frame=blocks.code(place.frame, 300))
    return [told, texts.say("why-skipped", skipped=_tiers(texts, place.skipped)) if place.skipped else ""]


def _tiers(texts: Texts, skipped: Sequence[tuple[Tier, int]]) -> str:
    """List the tiers in the order in which frames are skipped: JDK and Netty, frameworks, libraries, own code."""
    return " → ".join(texts.say(f"tier-{tier.name.lower()}", n=n) for tier, n in skipped)


def _joined(texts: Texts, view: LeakView, counts: Mapping[str, int]) -> list[str]:
    lines = [f"• {texts.say(f'joined-{reason}', n=counts[reason])}" for reason in _RULES if counts.get(reason)]
    merged = texts.say("why-merged", names=names(view)) if view.took_in else ""
    return [f"*{texts.say('why-joined')}*", *lines, merged]


def _keys(texts: Texts, keys: Sequence[tuple[str, str]]) -> Part:
    if not keys:
        return Part(None)
    lines = [blocks.cut(f"{kind} {key}", KEY_CHARS) for kind, key in keys[:KEYS_SHOWN]]
    more = texts.say("more", n=len(keys) - KEYS_SHOWN) if len(keys) > KEYS_SHOWN else ""
    return said([f"*{texts.say('why-keys')}*", blocks.code_block("\n".join(lines), 1_600), more])
