"""Messages about a leak for the channel and the threads. The words are in `texts/`.

The text of each message contains everything in its blocks: screen readers and notifications use only the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.explain.advice import Advice
from bot.core.texts.bundles import Texts
from bot.core.words import blocks, issue_sentences, merges
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.merges import MERGED, PARTED
from bot.core.words.message_parts import advice_line
from bot.core.words.message_parts import said as _section
from bot.core.words.phrases import (
    Places,
    Trend,
    day_counts,
    mention,
    name_of,
    note_of,
    places,
    sparkline,
    sparkline_words,
    spoken_title,
    title_of,
    total_counts,
    trend_gloss,
    trend_sentence,
    week_counts,
)
from bot.core.words.state_sentences import change_sentence, state_sentences
from storage.records import Change, Leak, LeakView, State

__all__ = ["ACCESS_LINES", "Message", "buttons", "details", "marked", "reply", "returned", "root"]

TAKE, DONE, MORE, FIX = "leak_take", "leak_done", "leak_more", "leak_fix"
ACCESS_LINES = 8
ACCESS_LINE_MAX = 160


def root(view: LeakView, trend: Trend | None, advice: Advice | None = None, *, texts: Texts, now: int) -> Message:
    """Build the first message about a leak. It is edited with every change.

    Args:
        view: the leak.
        trend: the verdict of `assess` in bot.core.statistics.trend; None leaves the trend out.
        advice: the advice; None leaves it out.
        texts: the texts of the channel's language.
        now: epoch seconds.
    """
    if view.leak.merged_into is not None:
        return merges.root(view, texts=texts)
    tried = _section([advice_line(texts, advice)])
    return compose([*details(view, trend, [tried], texts=texts, now=now), Part(buttons(view, texts=texts))])


def details(view: LeakView, trend: Trend | None, advice: Iterable[Part], *, texts: Texts, now: int) -> list[Part]:
    """Build all parts about one leak except its buttons. advice: the parts to insert below the code."""
    leak = view.leak
    return [
        Part(blocks.header(title_of(texts, leak)), f"*{spoken_title(texts, leak)}*"),
        _section([*state_sentences(texts, view, now), merges.taken_in(texts, view), merges.parted(texts, view)]),
        _section(issue_sentences.silence(texts, view)),
        _section(_code_first(texts, leak)),
        *advice,
        *_places(texts, view),
        *_counts(texts, view, trend, now),
        *_access(texts, leak),
        *_link(texts, leak),
    ]


def buttons(view: LeakView, *, texts: Texts) -> blocks.Block:
    """Build 👀, ✅ and the menu. Each value is the leak's name; the button of the next step is the primary one."""
    leak, name = view.leak, name_of(view.leak)
    settled = leak.state in (State.INVESTIGATED, State.FIXED, State.WATCHING)
    taken = leak.state is State.INVESTIGATING
    take = "button-take-too" if taken else "button-take-again" if settled else "button-take"
    choices = [
        blocks.option(texts.say("option-undo"), f"undo:{name}"),
        blocks.option(texts.say("option-show"), f"show:{name}"),
    ]
    if blocks.safe_url(leak.last_url):
        choices.append(blocks.option(texts.say("option-sentry"), f"sentry:{name}", leak.last_url))
    done = leak.state is State.INVESTIGATED
    fix = blocks.button(texts.say("button-fix"), FIX, name, texts.say("spoken-fix", name=name), primary=True)
    return blocks.actions(
        blocks.button(
            texts.say(take), TAKE, name, texts.say("spoken-take", name=name), primary=not taken and not settled
        ),
        blocks.button(texts.say("button-done"), DONE, name, texts.say("spoken-done", name=name), primary=taken),
        *([fix] if done else []),
        blocks.overflow(MORE, *choices),
    )


def reply(
    view: LeakView,
    count: int,
    since: int,
    hosts: Places,
    releases: Places,
    trend: Trend | None,
    *,
    texts: Texts,
    now: int,
) -> Message:
    """Build a reply in the thread for `count` reports since the time `since`.

    hosts, releases: (name, reports) pairs of these reports only, most reports first.
    """
    told = texts.say("reply", n=count, name=name_of(view.leak), since=blocks.date(since))
    where = _labelled(texts, [("hosts", places(texts, hosts)), ("releases", places(texts, releases))])
    return compose(
        [
            _section([told, *where]),
            _section([week_counts(texts, view, now), trend_sentence(texts, trend, view.leak.first_seen)]),
            *_link(texts, view.leak),
        ]
    )


def returned(
    view: LeakView, investigated_by: str, investigated_at: int, note: str | None, *, texts: Texts, now: int
) -> Message:
    """Build the reply for the whole channel: a leak marked as investigated was reported again."""
    leak = view.leak
    # The time of a replayed event, or of one with a wrong clock, is before the mark. Then use its arrival.
    seen = leak.last_seen if leak.last_seen > investigated_at else leak.returned_at or leak.last_seen
    when = blocks.date(seen)
    by = texts.say("returned-by", who=mention(texts, investigated_by), when=blocks.date(investigated_at))
    where = _labelled(
        texts, [("hosts", places(texts, view.places.hosts)), ("releases", places(texts, view.places.releases))]
    )
    return compose(
        [
            _section(
                [texts.say("returned", title=spoken_title(texts, leak), when=when), by, note_of(texts, note) or ""]
            ),
            _section([*where, week_counts(texts, view, now)]),
            _section([texts.say("returned-next")]),
            *_link(texts, leak),
            Part(buttons(view, texts=texts)),
        ]
    )


def marked(view: LeakView, change: Change, *, texts: Texts, now: int) -> Message:
    """Build the thread's line for one change: the person, the action and the note; for an undo also the new state."""
    if change.what == MERGED:
        return compose([_section(merges.sentences(texts, view, change))])
    if change.what == PARTED:
        return compose([_section([change_sentence(texts, change)])])
    said = [change_sentence(texts, change), note_of(texts, change.note) or ""]
    if change.what.partition(" ")[0] in ("undo", "fix", "unfix"):
        said += state_sentences(texts, view, now)
    return compose([_section(said)])


def _labelled(texts: Texts, pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [texts.say("pair", label=texts.say(f"label-{name}"), value=value) for name, value in pairs if value]


def _code_first(texts: Texts, leak: Leak) -> list[str]:
    """Say the code to look at first."""
    if leak.frame:
        name = "code-created" if leak.level == "simple" else "code-first"
        return [texts.say(name, frame=blocks.code(leak.frame, 400))]
    return [texts.say("no-stack")]


def _places(texts: Texts, view: LeakView) -> list[Part]:
    seen = view.places
    pairs = [
        ("projects", places(texts, seen.projects)),
        ("environments", places(texts, seen.environments)),
        ("hosts", places(texts, seen.hosts)),
        ("releases", places(texts, seen.releases)),
        ("first", blocks.date(view.leak.first_seen)),
        ("last", blocks.date(view.leak.last_seen)),
    ]
    fields = [f"*{texts.say(f'label-{name}')}*\n{value}" for name, value in pairs if value]
    return [Part(blocks.section("", fields), "\n".join(_labelled(texts, pairs)))]


def _counts(texts: Texts, view: LeakView, trend: Trend | None, now: int) -> list[Part]:
    seen = view.windows
    lines = [day_counts(texts, view, now), week_counts(texts, view, now), total_counts(texts, seen)]
    words = sparkline_words(texts, seen.sightings_28d)
    drawn = sparkline(seen.sightings_28d)
    label = f"*{texts.say('label-reports')}*"
    shown = [label, *(f"• {line}" for line in lines), f"`{drawn}`" if drawn else "", words]
    parts = [Part(blocks.section("\n".join(filter(None, shown))), "\n".join(filter(None, [*lines, words])))]
    # While a fix is watched, its sentences are above. A trend of the time before it would read as today's.
    has_fix = view.leak.state in (State.WATCHING, State.FIXED) and view.watch is not None
    verdict = "" if has_fix else trend_sentence(texts, trend, view.leak.first_seen)
    if verdict:
        parts.append(Part(blocks.section(f"*{texts.say('label-trend')}*\n{verdict}"), verdict))
        gloss = trend_gloss(texts, trend)
        parts += [Part(blocks.context(gloss), gloss)] if gloss else []
    return parts


def _access(texts: Texts, leak: Leak) -> list[Part]:
    """Show the newest access record's first lines, and the number of further ones."""
    lines = [line for line in blocks.clean(leak.access_text).split("\n") if line.strip()]
    if not lines:
        return []
    # Cut before escaping, so that a line of 100,000 characters costs nothing.
    shown = "\n".join(blocks.cut(line, ACCESS_LINE_MAX) for line in lines[:ACCESS_LINES])
    hidden = len(lines) - ACCESS_LINES
    rest = texts.say("access-more", n=hidden) if hidden > 0 else ""
    label = texts.say("access-created" if leak.level == "simple" else "access-newest")
    text = "\n".join(filter(None, [f"*{label}*", blocks.code_block(shown), rest]))
    return [Part(blocks.section(text), text)]


def _link(texts: Texts, leak: Leak) -> list[Part]:
    if not blocks.safe_url(leak.last_url):
        return []
    text = blocks.link(leak.last_url, texts.say("open-sentry"))
    return [Part(blocks.context(text), text)]
