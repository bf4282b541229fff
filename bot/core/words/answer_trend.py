"""The answer to `/leak trend L3`, and the calculation that `/leak why L3` adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.statistics.outlook import Behind, Outlook
from bot.core.statistics.releases import Deployed, Releases, released
from bot.core.statistics.trend import SinceWhen
from bot.core.texts.bundles import Texts
from bot.core.words import blocks, issue_sentences
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.fix_sentences import share as percent
from bot.core.words.fix_sentences import watch_sentences
from bot.core.words.message_parts import SHARE, said, share, small
from bot.core.words.phrases import (
    compare,
    counted,
    day_counts,
    name_of,
    number,
    p_value,
    rate,
    span,
    spoken_title,
    trend_gloss,
    trend_sentence,
    week_counts,
)
from storage.records import LeakView, State

CHART = "leak_chart"
NEARLY_SURE = 0.99
"""A higher chance is shown as "over 99 %": a forecast is never certain."""
CANDIDATES_SHOWN = 5
MORE_PROCESSES = 1.5


def trend(view: LeakView, found: Outlook, *, texts: Texts, now: int, shared_by: str | None = None) -> Message:
    """Build the answer: windows, verdict, date of the change, process starts, forecast and caveats."""
    name, leak = name_of(view.leak), view.leak
    title = texts.say("trend-title", name=name)
    watch = view.watch
    if watch is not None and found.releases is not None:
        view = replace(view, watch=released(watch, found.releases))
    watched = watch_sentences(texts, view, now)
    has_fix = view.watch is not None and leak.state in (State.WATCHING, State.FIXED)
    until = texts.say("trend-until-fix", when=blocks.date(int(found.end))) if has_fix else ""
    return compose(
        [
            Part(blocks.header(title), f"*{title}*"),
            said([spoken_title(texts, leak)]),
            said(watched),
            said([until, trend_sentence(texts, found.trend, leak.first_seen), *_since(texts, found)]),
            said([day_counts(texts, view, now), week_counts(texts, view, now), _window(texts, found)]),
            said(_behind(texts, found)),
            said(["" if has_fix else _next(texts, found)]),
            small(" ".join(filter(None, [*_caveats(texts, found), *issue_sentences.caveats(texts, view)]))),
            _buttons(texts, name, shared_by),
        ]
    )


def _buttons(texts: Texts, name: str, shared_by: str | None) -> Part:
    if shared_by is not None:
        return share(texts, f"trend {name}", shared_by)
    spoken = texts.say("spoken-chart", name=name)
    return Part(
        blocks.actions(
            blocks.button(texts.say("button-chart"), CHART, name, spoken),
            blocks.button(texts.say("button-share"), SHARE, f"trend {name}", texts.say("spoken-share")),
        )
    )


def chart_comes(view: LeakView, *, texts: Texts) -> Message:
    """Say that the chart will follow."""
    return compose([said([texts.say("chart-comes", name=name_of(view.leak))])])


def _since(texts: Texts, found: Outlook) -> list[str]:
    return since_sentences(texts, found.since, found.deployed, found.candidates)


def since_sentences(
    texts: Texts, since: SinceWhen, deployed: Sequence[Deployed], candidates: Sequence[tuple[str, int]]
) -> list[str]:
    """Say since when the rate changed, and the deployments of that time; empty without a change.

    candidates: releases first seen in that time, whose deployments are unknown.
    """
    if since["time"] is None or since["low"] is None or since["high"] is None:
        return []
    if since["gradual"]:
        return [texts.say("trend-gradual")]
    before, after = since["rate_before"], since["rate_after"]
    lines = [
        texts.say(
            "trend-since",
            when=_day(since["time"]),
            low=_day(since["low"]),
            high=_day(since["high"]),
            before=rate(texts, 1 / before if before else None),
            after=rate(texts, 1 / after if after else None),
        )
    ]
    if deployed:
        lines.append(texts.say("trend-deployed", deploys=_some(texts, [_deployed(texts, one) for one in deployed])))
    if candidates:
        seen = [f"{blocks.code(name, 60)} ({_day(at)})" for name, at in candidates]
        lines.append(texts.say("trend-candidates", releases=_some(texts, seen)))
    return lines


def _deployed(texts: Texts, one: Deployed) -> str:
    release, environment = blocks.code(one.release, 60), blocks.code(one.environment, 40)
    return texts.say("trend-deployed-one", release=release, environment=environment, when=_day(one.at))


def _some(texts: Texts, shown: Sequence[str]) -> str:
    """List the first few, and the number of further ones."""
    rest = len(shown) - CANDIDATES_SHOWN
    return ", ".join([*shown[:CANDIDATES_SHOWN], *([texts.say("more", n=rest)] if rest > 0 else [])])


def _day(at: float) -> str:
    return blocks.date(int(at))


def _window(texts: Texts, found: Outlook) -> str:
    window = found.window
    if window is None:
        return texts.say("trend-window-few")
    how = compare(texts, window.ratio, window.low, window.high)
    unit = found.trend["unit"]
    return texts.say("trend-window", days=found.days, n=window.now, before=window.before, unit=unit, compare=how)


def _behind(texts: Texts, found: Outlook) -> list[str]:
    """Compare reports per process start, and name other reasons for more reports, such as more deployments."""
    now, before = found.behind, found.before
    if not found.known:
        return [texts.say("trend-starts-unknown")]
    if before is None:
        return []
    told = {"now": _per_start(texts, now), "before": _per_start(texts, before)}
    lines = [texts.say("trend-starts-change" if found.at_change else "trend-starts", days=found.days, **told)]
    if now.each_day(now.reports) <= before.each_day(before.reports):
        return lines
    if now.each_day(now.releases) > before.each_day(before.releases):
        often = [rate(texts, one.days / one.releases if one.releases else None) for one in (now, before)]
        lines.append(texts.say("trend-deploys", now=often[0], before=often[1]))
    if before.processes and now.processes > MORE_PROCESSES * before.processes:
        lines.append(texts.say("trend-replicas", now=number(now.processes), before=number(before.processes)))
    if before.reports and now.advanced * before.reports > before.advanced * now.reports:
        lines.append(texts.say("trend-raised", n=now.advanced, before=before.advanced))
    return lines


def _per_start(texts: Texts, one: Behind) -> str:
    told = texts.say("reports", n=one.reports)
    if not one.starts:
        return texts.say("trend-no-start", reports=told)
    often = rate(texts, one.days / one.starts)
    return texts.say(
        "trend-per-start", reports=told, starts=one.starts, each=number(one.reports / one.starts), often=often
    )


def _next(texts: Texts, found: Outlook) -> str:
    coming = found.next
    if coming["low"] is None or coming["high"] is None or coming["chance"] is None:
        return texts.say("trend-next-few")
    chance = texts.say("nearly-sure") if coming["chance"] > NEARLY_SURE else percent(coming["chance"])
    return texts.say("trend-next", low=coming["low"], high=coming["high"], chance=chance)


def _caveats(texts: Texts, found: Outlook) -> list[str]:
    lost = round(found.lost_s)
    return [
        trend_gloss(texts, found.trend),
        texts.say("trend-lost", lost=span(texts, lost)) if lost >= 60 else "",
        texts.say("trend-held-back"),
        texts.say("counts-are-reports"),
    ]


def arithmetic(texts: Texts, found: Outlook) -> Part:
    """Show how the verdict was computed, so that a reader can check it."""
    trend, title = found.trend, f"*{texts.say('why-sum')}*"
    told = texts.say("why-sum-n", counted=counted(texts, trend), days=number(trend["days"]), events=trend["events"])
    releases = _releases(texts, found.releases)
    if found.t is None or found.df is None or trend["p_value"] is None or trend["bin_days"] is None:
        return said([title, told, texts.say("why-sum-few"), releases])
    bins = texts.say("why-sum-bins", bins=trend["bins"], days=number(trend["bin_days"]), phi=number(trend["phi"]))
    test = texts.say("why-sum-t", t=f"{found.t:.2f}", df=found.df, p=p_value(texts, trend["p_value"]))
    return said([title, told, bins, test, texts.say("why-sum-formula"), releases])


def _releases(texts: Texts, found: Releases | None) -> str:
    if found is None:
        return ""
    return texts.say("why-sum-releases", before=found.before, reported=found.reported, quiet=found.quiet)
