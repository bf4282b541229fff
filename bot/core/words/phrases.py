"""Phrases for messages and answers: numbers with their n, trends, places, people and states."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.statistics.trend import delta
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import code, date, plain, title
from storage.records import Leak, LeakView, Windows
from storage.records.spans import DAY_S, HOUR_S

Trend = Mapping[str, Any]
Places = Sequence[tuple[str, int]]

SHOWN_PLACES = 3
NOTE_MAX = 300
SPARKS = "▁▂▃▄▅▆▇█"

# "java.base/java.lang.Thread.run(Thread.java:840)", also "app//com.acme.A$B.<init>(A.java:3)"
_JAVA_FRAME = re.compile(r"(?:[^\s()]*/)?(?P<path>[\w$.]+)\.(?P<method>[\w$<>-]+)\([^()]*\).*")
_LAMBDA = re.compile(r"lambda\$(\w+)\$\d+")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")


def name_of(leak: Leak) -> str:
    """Name a leak as people do: "L3"."""
    return f"L{leak.number}"


def short_site(frame: str) -> str:
    """Shorten a Java frame to "UploadService.receive"; return any other frame unchanged."""
    java = _JAVA_FRAME.fullmatch(frame.strip())
    if not java:
        return frame
    method = _LAMBDA.sub(r"\1", java["method"])
    return f"{java['path'].rpartition('.')[2]}.{method}"


def title_of(texts: Texts, leak: Leak) -> str:
    """Describe the leak for plain_text, without markup, in at most 150 characters."""
    resource = title(leak.resource, 40) if leak.resource else texts.say("resource-unsaid")
    if not leak.frame:
        return texts.say("leak-title-no-site", name=name_of(leak), resource=resource)
    return texts.say("leak-title", name=name_of(leak), resource=resource, site=title(short_site(leak.frame), 60))


def spoken_title(texts: Texts, leak: Leak) -> str:
    """Describe the leak for mrkdwn, with text from outside as inline code."""
    resource = code(leak.resource, 40) if leak.resource else texts.say("resource-unsaid")
    if not leak.frame:
        return texts.say("leak-title-no-site", name=name_of(leak), resource=resource)
    return texts.say("leak-title", name=name_of(leak), resource=resource, site=code(short_site(leak.frame), 80))


def mention(texts: Texts, person: str | None) -> str:
    """Mention a person as Slack does; show a name that is not a user id as code."""
    if not person:
        return texts.say("somebody")
    return f"<@{person}>" if _PERSON.fullmatch(person) else code(person, 40)


def note_of(texts: Texts, note: str | None) -> str | None:
    """Say a person's note as a sentence; None without a note."""
    return texts.say("note", note=plain(note, NOTE_MAX)) if note and note.strip() else None


def places(texts: Texts, pairs: Places) -> str:
    """List places with their counts: "`api-1` (7), `api-2` (3), + 4 more"; empty for no places."""
    shown = [f"{code(name, 60)} ({n})" for name, n in pairs[:SHOWN_PLACES]]
    if len(pairs) > SHOWN_PLACES:
        shown.append(texts.say("more", n=len(pairs) - SHOWN_PLACES))
    return ", ".join(shown)


def number(value: float) -> str:
    """Format a rate, a ratio or a number of days, with the digits that a reader needs."""
    if not math.isfinite(value):
        return "∞"
    if abs(value) < 0.005:
        return "0"
    # Rounding must not hide on which side of 1 a limit lies.
    if 0.0005 <= abs(value - 1) < 0.05:
        return f"{value:.2f}" if abs(value - 1) >= 0.005 else f"{value:.3f}"
    if abs(value) < 0.095:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < 9.95 else f"{value:,.0f}"


def span(texts: Texts, seconds: int) -> str:
    """Say a duration in one unit: "12 min"."""
    for unit, length in (("days", 2 * DAY_S), ("hours", 7_200), ("minutes", 120)):
        if seconds >= length:
            return texts.say(f"span-{unit}", n=seconds // {"days": DAY_S, "hours": HOUR_S, "minutes": 60}[unit])
    return texts.say("span-seconds", n=max(seconds, 0))


def compare(texts: Texts, ratio: float | None, low: float | None, high: float | None) -> str:
    """Say the ratio with its 95 % range; only the lower limit if there was nothing before."""
    if ratio is None or high is None or not math.isfinite(high):
        return texts.say("compare-least", low=number(low or 0.0))
    return texts.say("compare-ratio", ratio=number(ratio), low=number(low or 0.0), high=number(high))


def _window(texts: Texts, span_name: str, counts: tuple[int, int], comparable: bool) -> str:
    now_count = texts.say("reports", n=counts[0])
    if not comparable:
        return texts.say(f"{span_name}-counts-new", now=now_count)
    if not any(counts):
        return texts.say(f"{span_name}-counts-none")
    change = delta(*counts)
    how = compare(texts, change.ratio, change.low, change.high) if change.enough else texts.say("compare-few")
    return texts.say(f"{span_name}-counts", now=now_count, before=counts[1], compare=how)


def day_counts(texts: Texts, view: LeakView, now: int) -> str:
    """Compare reports of 24 h with the 24 h before; no comparison if the leak was not yet known then."""
    seen = view.windows
    return _window(texts, "day", (seen.day, seen.day_before), view.leak.first_seen <= now - 2 * DAY_S)


def week_counts(texts: Texts, view: LeakView, now: int) -> str:
    """Compare reports of 7 days with the 7 days before, as `day_counts`."""
    seen = view.windows
    return _window(texts, "week", (seen.week, seen.week_before), view.leak.first_seen <= now - 14 * DAY_S)


def total_counts(texts: Texts, windows: Windows) -> str:
    """Say the total number of reports."""
    return texts.say("total-counts", now=texts.say("reports", n=windows.total))


def sparkline(days: Sequence[int]) -> str:
    """Draw one block character a day; the lowest is zero. Empty if all days are zero."""
    most = max(days, default=0)
    return "".join(SPARKS[math.ceil(n / most * 7) if n > 0 else 0] for n in days) if most > 0 else ""


def sparkline_words(texts: Texts, days: Sequence[int]) -> str:
    """Describe the sparkline in words, for screen readers."""
    if not days:
        return ""
    if max(days) <= 0:
        return texts.say("daily-none", days=len(days))
    active = sum(n > 0 for n in days)
    return texts.say("daily", days=len(days), active=active, most=max(days), last=days[-1])


def rate(texts: Texts, interval_days: float | None) -> str:
    """Say the rate for an interval between occurrences, in hours below two days."""
    if interval_days is None or not math.isfinite(interval_days) or interval_days <= 0:
        return texts.say("rate-none")
    if interval_days < 2:
        return texts.say("rate-hours", n=number(interval_days * 24))
    return texts.say("rate-days", n=number(interval_days))


def p_value(texts: Texts, p: float) -> str:
    """Say a p-value with two significant digits."""
    if p < 0.0001:
        return texts.say("trend-p-tiny")
    return texts.say("trend-p", p=f"{float(f'{p:.2g}'):.5f}".rstrip("0").rstrip("."))


def counted(texts: Texts, trend: Trend) -> str:
    """Count occurrences with their unit: "24 episodes", or "24 reports" if reports are counted."""
    return texts.say("counted", n=int(trend["n"]), unit=str(trend.get("unit", "episodes")))


def _trend_facts(texts: Texts, trend: Trend) -> str:
    """List n, the ratio with its range, and p."""
    days = texts.say("span-days", n=round(trend["days"]))
    facts = [texts.say("trend-n", counted=counted(texts, trend), days=days)]
    if trend.get("ratio_low") is not None:
        facts.append(compare(texts, trend.get("ratio"), trend.get("ratio_low"), trend.get("ratio_high")))
    if trend.get("p_value") is not None:
        facts.append(p_value(texts, trend["p_value"]))
    return ", ".join(facts)


def trend_sentence(texts: Texts, trend: Trend | None, first_seen: int) -> str:
    """Say the verdict in the words of the facts' table; empty without one."""
    if not trend:
        return ""
    level = trend["level"]
    if level == "too_few":
        return _too_few(texts, trend, first_seen)
    rates = {key: rate(texts, trend.get(f"{key}_interval_days")) for key in ("first", "last")}
    facts = _trend_facts(texts, trend)
    if level == "none":
        said = [texts.say("trend-none", facts=facts, **rates), _power(texts, trend)]
    else:
        direction = str(trend.get("direction", "flat"))
        said = [texts.say(f"trend-{level}", direction=direction, facts=facts, **rates)]
    if (trend.get("phi") or 1) > 1.5:
        said.append(texts.say("trend-bunched", phi=number(trend["phi"])))
    return " ".join(filter(None, said))


def _too_few(texts: Texts, trend: Trend, first_seen: int) -> str:
    if not trend["n"]:
        return texts.say("trend-first", when=date(first_seen), needed=int(trend.get("needed") or 6))
    told, days = counted(texts, trend), texts.say("span-days", n=round(trend["days"]))
    needed, least_days = int(trend.get("needed") or 6), trend.get("days_needed")
    if trend["n"] < needed:
        return texts.say("trend-few", counted=told, days=days, needed=needed)
    if least_days and trend["days"] < least_days:
        return texts.say("trend-short-needed", counted=told, days=days, needed=int(least_days))
    return texts.say("trend-short", counted=told, days=days)


def trend_gloss(texts: Texts, trend: Trend | None) -> str:
    """Explain the word episode, if the verdict uses it."""
    return texts.say("trend-episode") if trend and trend.get("unit", "episodes") == "episodes" else ""


def _power(texts: Texts, trend: Trend) -> str:
    """Say which change so few episodes could show. Source: facts on trend statistics 1.2 and 3.1, simulated."""
    n = int(trend["n"])
    step = "more" if n < 15 else "three" if n < 45 else "two"
    return texts.say("trend-power", counted=counted(texts, trend), step=step) if n <= 110 else ""
