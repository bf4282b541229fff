"""Parts of several messages: sentences, small print, the share button, advice and how to reproduce a leak."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.core.explain.advice import Advice
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Part
from bot.core.words.phrases import mention, name_of
from storage.records import Leak

SHARE = "leak_share"
SCAN = "python -m bot scan build/app.log"


def said(sentences: Iterable[str]) -> Part:
    """Build a section of sentences, one a line. Empty sentences and empty sections are left out."""
    text = "\n".join(filter(None, sentences))
    return Part(blocks.section(text), text) if text else Part(None)


def small(text: str) -> Part:
    """Build small print."""
    return Part(blocks.context(text), text)


def share(texts: Texts, command: str, shared_by: str | None) -> Part:
    """Build the share button; in a shared answer, name the person who shared it."""
    if shared_by is not None:
        return small(texts.say("shared-by", who=mention(texts, shared_by), command=command))
    return Part(blocks.actions(blocks.button(texts.say("button-share"), SHARE, command, texts.say("spoken-share"))))


def advice_line(texts: Texts, advice: Advice | None) -> str:
    """Say the advice in one line; "" without a report."""
    return "" if advice is None else texts.say("advice", advice=advice_sentence(texts, advice))


def advice_sentence(texts: Texts, advice: Advice) -> str:
    """Say the advice without its label, for surfaces that have their own."""
    return _advice(texts, advice, "")


def advice_full(texts: Texts, advice: Advice | None, leak: Leak) -> list[Part]:
    """Say the advice with its reason and source."""
    if advice is None:
        return []
    more = _advice(texts, advice, "-more", name=name_of(leak))
    host = urlsplit(advice.source or "").hostname or ""
    source = texts.say("advice-source", link=blocks.link(advice.source, host)) if advice.source else ""
    return [said([advice_line(texts, advice), more, source])]


def _advice(texts: Texts, advice: Advice, ending: str, **args: str) -> str:
    rule = advice.rule or "none"
    return texts.say(f"advice-{rule}{ending}", option=blocks.code(advice.kit.level_option or "-", 200), **args)


def reproduction(texts: Texts, advice: Advice | None, leak: Leak) -> list[Part]:
    """Say how to reproduce the leak: the start options, and the command that checks the log."""
    if advice is None:
        return []
    options = advice.kit.options
    how = "kit-none" if not options else "kit-netty" if leak.family == "netty" else "kit-other"
    return [
        said(
            [
                f"*{texts.say('kit-title')}*",
                texts.say(how),
                blocks.code_block("\n".join(options), 600) if options else "",
                texts.say("kit-scan", command=blocks.code(SCAN)),
            ]
        )
    ]
