"""Effects of Sentry's issues and alert rules on a leak's numbers: quiet without meaning, counts that are too low."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import date, plain
from bot.core.words.phrases import span
from storage.records import LeakView

NAMES_SHOWN = 5
ARCHIVED, OPEN = "archived", "open"


def silence(texts: Texts, view: LeakView) -> list[str]:
    """Warn that quiet is no good news while Sentry sends no alerts; empty otherwise."""
    alerts = view.alerts
    if alerts is None or alerts.silent_since is None:
        return []
    named = _listed(texts, [plain(issue.name, 60) for issue in alerts.issues if issue.status == ARCHIVED])
    return [texts.say("issue-silent", names=named, since=date(alerts.silent_since))]


def standing(texts: Texts, view: LeakView) -> list[str]:
    """Describe the state of the leak's Sentry issues: closed ones that hide it, and the people assigned."""
    alerts = view.alerts
    if alerts is None:
        return []
    said = []
    opened = [issue for issue in alerts.issues if issue.status == OPEN]
    for issue in [one for one in alerts.issues if one.status != OPEN][:NAMES_SHOWN]:
        name, since = plain(issue.name, 60), issue.since or 0
        if issue.status == ARCHIVED and alerts.silent_since is None:
            which = "issue-archived-read" if alerts.is_read else "issue-archived"
            said.append(texts.say(which, name=name, since=date(since)))
        if issue.status == "release":
            said.append(texts.say("issue-release", name=name, since=date(since)))
        lives = [one for one in opened if one.last_at > since]
        if lives:
            other = plain(lives[0].name, 60)
            said.append(texts.say("issue-lives-on", name=name, other=other, last=date(lives[0].last_at)))
    return [*said, *_assigned(texts, view)]


def _assigned(texts: Texts, view: LeakView) -> list[str]:
    issues = [(one.assignee, one.name) for one in view.alerts.issues if one.assignee] if view.alerts else []
    named = [texts.say("issue-of", who=plain(who or "", 60), name=plain(name, 60)) for who, name in issues]
    return [texts.say("issue-assigned", whom=_listed(texts, named))] if named else []


def caveats(texts: Texts, view: LeakView) -> list[str]:
    """List caveats for the figures of /leak trend and /leak why."""
    alerts = view.alerts
    if alerts is None or not alerts.every_s:
        return silence(texts, view)
    name = "issue-throttled-stated" if alerts.is_stated else "issue-throttled"
    return [*silence(texts, view), texts.say(name, every=span(texts, alerts.every_s))]


def _listed(texts: Texts, named: Sequence[str]) -> str:
    rest = len(named) - NAMES_SHOWN
    return ", ".join([*named[:NAMES_SHOWN], *([texts.say("more", n=rest)] if rest > 0 else [])])
