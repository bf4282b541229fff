"""Deployments read from Sentry, as the statistics of a leak take them."""

from __future__ import annotations

from dataclasses import replace

from bot.core.statistics.outlook import Span
from bot.core.statistics.releases import Deployed, Releases, agree, released, releases_of
from storage import deploys
from storage.engine import Engine
from storage.records import LeakView, Watch
from storage.records.spans import HISTORY_S


def deployed_of(store: Engine, leak: int, since: int) -> tuple[Deployed, ...]:
    """List the deployments that concern a leak, oldest first."""
    return tuple(Deployed(*one) for one in deploys.of_leak(store, leak, since))


def with_releases(store: Engine, view: LeakView, now: int) -> LeakView:
    """Add to a view what the releases prove about its fix, as far as deployments are known."""
    watch = view.watch
    return view if watch is None else replace(view, watch=released(watch, proof(store, watch, now)))


def with_deploys(store: Engine, view: LeakView, span: Span, now: int) -> Span:
    """Add to a span the deployments of its time, and what the releases prove about the leak's fix."""
    begin = int(min([span.end, *span.times[:1]] if span.start is None else [span.start]))
    found = tuple(one for one in deployed_of(store, view.leak.number, begin) if one.at <= span.end)
    return replace(span, deployed=found, releases=proof(store, view.watch, now) if view.watch else None)


def proof(store: Engine, watch: Watch, now: int) -> Releases | None:
    """Compute what the releases prove about a fix; None if no deployments are known."""
    leak = watch.fix.leak
    known = deployed_of(store, leak, watch.fix.fixed_at - HISTORY_S)
    return releases_of(watch, known, deploys.reported(store, leak), now) if known else None


def releases_agree(store: Engine, watch: Watch, now: int) -> bool:
    """Say whether the releases allow the verdict "fixed". True if no deployments are known."""
    return agree(released(watch, proof(store, watch, now)))
