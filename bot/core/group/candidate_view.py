"""The modal for one candidate: a problem, its cost, its effect, and the evidence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.group import modal_inputs
from bot.core.group.candidates import EFFECTS
from bot.core.group.journal_view import LEAK, ForeignView, leak_options
from bot.core.group.member_text import says_something
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Block
from storage.records import Candidate, Leak

VIEW = "journal_candidate_view"
PROBLEM_MAX, EFFECT_MAX, EVIDENCE_MAX = 150, 150, 500
DAYS_MAX = 1_000


def page(parent: str, memory: str, leaks: Sequence[Leak], *, texts: Texts) -> Block:
    """Build the modal.

    Args:
        parent: the id of the journal's modal below it.
        memory: what the journal's modal remembers.
    """
    scores = [modal_inputs.choice(texts.say("candidate-scored", n=n), str(n)) for n in EFFECTS]
    shown = [
        _words("problem", PROBLEM_MAX, texts, optional=False),
        modal_inputs.asked(
            "effort",
            texts.say("candidate-label-effort"),
            modal_inputs.number("number", texts.say("candidate-example-effort")),
            texts.say("candidate-hint-effort"),
            optional=False,
        ),
        _words("effect", EFFECT_MAX, texts),
        modal_inputs.asked(
            "score",
            texts.say("candidate-label-score"),
            modal_inputs.select("score", scores, None, texts.say("candidate-example-score")),
            texts.say("candidate-hint-score"),
            optional=False,
        ),
        _words("evidence", EVIDENCE_MAX, texts),
    ]
    if leaks:
        select = modal_inputs.select(LEAK, leak_options(leaks, texts), None, texts.say("journal-example-leak"))
        hint = texts.say("candidate-hint-leak")
        shown.append(modal_inputs.asked("leak", texts.say("journal-label-leak"), select, hint))
    return modal_inputs.modal(
        VIEW,
        texts.say("candidate-title"),
        texts.say("modal-cancel"),
        shown,
        texts.say("modal-add"),
        json.dumps([parent, memory]),
    )


def _words(name: str, limit: int, texts: Texts, *, optional: bool = True) -> Block:
    field = modal_inputs.words(
        "words", "", texts.say(f"candidate-example-{name}"), limit=limit, lines=name == "evidence"
    )
    return modal_inputs.asked(name, texts.say(f"candidate-label-{name}"), field, optional=optional)


def parent_of(view: Mapping[str, Any]) -> tuple[str, str]:
    """Read the id of the journal's modal below, and what it remembers.

    Raises:
        ForeignView: the view is not the bot's.
    """
    try:
        parent, memory = json.loads(str(view.get("private_metadata")))
    except (ValueError, TypeError, RecursionError) as error:
        raise ForeignView(f"private_metadata is not a candidate's: {type(error).__name__}") from error
    return str(parent), str(memory)


class InvalidCandidate(Exception):
    """A candidate cannot be stored. sentences: by block, the name of the text that says why."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(", ".join(sentences.values()))
        self.sentences = sentences


def read(view: Mapping[str, Any], position: int) -> Candidate:
    """Read the submitted candidate.

    Raises:
        InvalidCandidate: a needed field is empty or cannot be read.
    """
    values = view["state"]["values"]
    problem = _text(values, "problem", "words")
    days = _days(_text(values, "effort", "number"))
    errors = {} if says_something(problem) else {"problem": "candidate-needs-problem"}
    if days is None:
        errors["effort"] = "candidate-needs-days"
    if errors or days is None:
        raise InvalidCandidate(errors)
    score, leak = _chosen(values, "score", "score"), _chosen(values, "leak", LEAK)
    return Candidate(
        position,
        problem,
        days,
        _text(values, "effect", "words"),
        _text(values, "evidence", "words"),
        int(leak) if leak else None,
        None,
        int(score) if score else None,
    )


def _days(text: str) -> float | None:
    try:
        days = float(text.replace(",", "."))
    except ValueError:
        return None
    return days if math.isfinite(days) and 0 < days <= DAYS_MAX else None


def _text(values: Mapping[str, Any], block: str, action: str) -> str:
    return str(((values.get(block) or {}).get(action) or {}).get("value") or "").strip()


def _chosen(values: Mapping[str, Any], block: str, action: str) -> str | None:
    return (((values.get(block) or {}).get(action) or {}).get("selected_option") or {}).get("value")
