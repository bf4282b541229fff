"""What to try next, as a line for a terminal."""

from __future__ import annotations

from functools import cache
from html import unescape

from bot.core.explain.advice import advise_on
from bot.core.reading.report import Report
from bot.core.texts.bundles import Texts
from bot.core.words.message_parts import advice_sentence


def advise(report: Report) -> str | None:
    """Return the best rule's sentence without Slack's markup; None if no rule fits.

    Only the report is known here, so the few rules that need the whole text do not apply.
    """
    advice = advise_on(report)
    return None if advice.rule is None else unescape(advice_sentence(_texts(), advice)).replace("`", "")


@cache
def _texts() -> Texts:
    return Texts("en")  # people of any language, and tools, read a log's annotations
