"""What to try next, as a line for a terminal."""

from __future__ import annotations

from functools import cache
from html import unescape

from bot.core.explain.advice import advise_on
from bot.core.reading.report import Report
from bot.core.texts.bundles import Texts
from bot.core.words.message_parts import advice_sentence


def advise(report: Report) -> str | None:
    """The most fitting rule's sentence without Slack's marks; None where nothing is known.

    It sees the report only, so the few rules that look into the whole text do not fit here.
    """
    found = advise_on(report)
    return None if found.rule is None else unescape(advice_sentence(_texts(), found)).replace("`", "")


@cache
def _texts() -> Texts:
    return Texts("en")  # a log's annotations are read by tools and people of any language
