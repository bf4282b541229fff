"""A person's page in the Home tab: leaks that nobody took, their own leaks, and the round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.group.button_ids import JOURNAL_OPEN
from bot.core.group.passes import MemberProgress
from bot.core.group.round_words import standing_parts
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.answers import Health, health_line, line, next_step, state_counts
from bot.core.words.blocks import Block, Part, compose
from bot.core.words.message_parts import said, small
from storage.records import LeakView, Programme, Round, State
from storage.records.group_keys import RoundKey

SHOWN = 5
"""Leaks shown of each list."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The content of a page.

    Attributes:
        waiting, mine: the first of `waiting_total` and `mine_total` leaks, in order.
        standing: the reader's progress in the present programme; None if there is none.
    """

    counts: Mapping[State, int]
    waiting: Sequence[LeakView]
    waiting_total: int
    mine: Sequence[LeakView]
    mine_total: int
    standing: MemberProgress | None
    coming: tuple[Programme, Round] | None
    health: Health


def view(home: HomePage, *, texts: Texts, now: int) -> Block:
    """Build the view for Slack. It is true at `now` and says so."""
    parts = [*_waiting(home, texts, now), *_mine(home, texts, now), *_round(home, texts, now)]
    as_of = texts.say("home-as-of", when=blocks.date(now))
    parts.append(small(f"{health_line(texts, home.health, now)}\n{as_of}"))
    # A home may hold twice the blocks of a message; this one stays far below both limits.
    return {"type": "home", "blocks": list(compose(parts).blocks)}


def _waiting(home: HomePage, texts: Texts, now: int) -> list[Part]:
    total = sum(home.counts.values())
    parts = [_heading(texts.say("status-title"))]
    if not total:
        return [*parts, said([texts.say("empty")])]
    parts.append(said([state_counts(texts, home.counts, total)]))
    parts += _lines(home.waiting, home.waiting_total, texts, now)
    return [*parts, said([next_step(texts, home.waiting, now)])]


def _mine(home: HomePage, texts: Texts, now: int) -> list[Part]:
    parts = [_heading(texts.say("home-mine"))]
    if not home.mine_total:
        return [*parts, said([texts.say("home-mine-none")])]
    return [*parts, *_lines(home.mine, home.mine_total, texts, now)]


def _round(home: HomePage, texts: Texts, now: int) -> list[Part]:
    if home.standing is None:
        return []
    parts = standing_parts(home.standing, home.coming, texts=texts, now=now)
    if parts[0].block is not None and parts[0].block["type"] != "header":
        parts.insert(0, _heading(texts.say("home-group")))
    begun = [one for one in home.standing.rounds if one.begins_at <= now]
    if begun:
        value = str(RoundKey(home.standing.programme.id, begun[-1].number))
        write = texts.say("home-write")
        parts.append(Part(blocks.actions(blocks.button(write, JOURNAL_OPEN, value, texts.say("home-write-spoken")))))
    return parts


def _lines(shown: Sequence[LeakView], total: int, texts: Texts, now: int) -> list[Part]:
    parts = [line(texts, one, now) for one in shown[:SHOWN]]
    more = total - len(parts)
    return [*parts, small(texts.say("status-more", n=more))] if more > 0 else parts


def _heading(words: str) -> Part:
    return Part(blocks.header(words), f"*{words}*")
