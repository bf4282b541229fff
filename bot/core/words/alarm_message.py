"""The alarm's message: a leak occurs more often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.statistics.releases import Deployed
from bot.core.texts.bundles import Texts
from bot.core.words.answer_trend import since_sentences
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.message_parts import said, small
from bot.core.words.messages import buttons
from bot.core.words.phrases import name_of, spoken_title, trend_gloss, trend_sentence
from storage.records import LeakView, State


def raised(view: LeakView, told: Mapping[str, Any], *, texts: Texts) -> Message:
    """Build the message for the thread and the channel. told: see `bot.core.alarm.figures`."""
    trend, name = told["trend"], name_of(view.leak)
    deployed = [Deployed(*one) for one in told["deployed"]]
    candidates = [(str(release), int(at)) for release, at in told["candidates"]]
    taken = view.leak.state is State.INVESTIGATING
    return compose(
        [
            said([texts.say("alarm", title=spoken_title(texts, view.leak))]),
            said([trend_sentence(texts, trend, view.leak.first_seen)]),
            said(since_sentences(texts, told["since"], deployed, candidates)),
            said([texts.say("alarm-next-taken" if taken else "alarm-next", name=name)]),
            small(" ".join(filter(None, [texts.say("alarm-odds"), trend_gloss(texts, trend)]))),
            Part(buttons(view, texts=texts)),
        ]
    )
