"""Read the figures for messages about leaks from roll-ups, so that the cost does not grow with history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from storage.engine import Engine, Row
from storage.fixes import watch
from storage.issues import alerts_of
from storage.leaks import LEAK_COLUMNS, PLACES, find_leak, to_leak
from storage.marks import last_change, standing_marks
from storage.records import Change, Leak, LeakView, Mark, MarkKind, Merged, Places, Spot, State, Windows
from storage.records.spans import DAY_S, HOUR_S

SPARK_DAYS = 28
PLACE_NAMES = 10
EVENTS_MAX = 10_000
EDGES = ("day", "day2", "week", "week2")


def windows(store: Engine, leaks: Iterable[Leak], now: int) -> dict[int, Windows]:
    """Count each leak's reports in the last 24 h and 7 days and in the windows before, by number.

    Whole hours come from the roll-up. The hour cut by a window's edge is counted from the sightings.
    """
    wanted = {leak.number: leak for leak in leaks}
    if not wanted:
        return {}
    edges = {"day": now - DAY_S, "day2": now - 2 * DAY_S, "week": now - 7 * DAY_S, "week2": now - 14 * DAY_S}
    since = _since(store, edges, list(wanted))
    days = _per_day(store, now, list(wanted))
    return {
        number: Windows(
            day=since[number, "day"],
            day_before=since[number, "day2"] - since[number, "day"],
            week=since[number, "week"],
            week_before=since[number, "week2"] - since[number, "week"],
            total=leak.total,
            sightings_28d=tuple(days[number]),
        )
        for number, leak in wanted.items()
    }


def _of_leaks(numbers: Sequence[int]) -> tuple[str, dict[str, int]]:
    """Return a condition for these leaks and its parameters. Without it a query would read all leaks."""
    params = {f"leak{i}": number for i, number in enumerate(numbers)}
    return f"leak IN ({', '.join(f':{name}' for name in params)})", params


def _since(store: Engine, edges: dict[str, int], numbers: Sequence[int]) -> dict[tuple[int, str], int]:
    """Count the reports at or after each edge, by (leak, edge name)."""
    of_leaks, params = _of_leaks(numbers)
    whole, cut = [], []
    for name, at in edges.items():
        params |= {f"{name}_at": at, f"{name}_hour": at // HOUR_S, f"{name}_end": (at // HOUR_S + 1) * HOUR_S}
        whole.append(f"CAST(COALESCE(SUM(n) FILTER (WHERE bucket > :{name}_hour), 0) AS BIGINT) AS {name}")
        # One query for each edge: with OR, SQLite reads every sighting of the leak instead of one hour of them.
        cut.append(
            f"SELECT leak, '{name}' AS edge, COUNT(*) AS n FROM sightings "
            f"WHERE {of_leaks} AND at >= :{name}_at AND at < :{name}_end GROUP BY leak"
        )
    hours = store.query(
        f"SELECT leak, {', '.join(whole)} FROM hourly WHERE {of_leaks} AND bucket > :week2_hour GROUP BY leak", params
    )
    found: defaultdict[tuple[int, str], int] = defaultdict(int)
    for row in hours:
        for name in EDGES:
            found[row["leak"], name] += row[name]
    for row in store.query(" UNION ALL ".join(cut), params):
        found[row["leak"], row["edge"]] += row["n"]
    return found


def _per_day(store: Engine, now: int, numbers: Sequence[int]) -> dict[int, list[int]]:
    today = now // DAY_S
    of_leaks, params = _of_leaks(numbers)
    rows = store.query(
        f"SELECT leak, bucket, n FROM daily WHERE {of_leaks} AND bucket > :first AND bucket <= :today",
        {**params, "first": today - SPARK_DAYS, "today": today},
    )
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0] * SPARK_DAYS)
    for row in rows:
        found[row["leak"]][row["bucket"] - today + SPARK_DAYS - 1] = row["n"]
    return found


def places(store: Engine, leak: Leak) -> Places:
    """Return where a leak was seen in the last 28 days of its own history, latest first."""
    rows = store.query(
        """
        SELECT kind, name, n
        FROM places
        WHERE leak = :leak AND last_at >= :since
        ORDER BY last_at DESC, name
        """,
        {"leak": leak.number, "since": leak.last_seen - SPARK_DAYS * DAY_S},
    )
    return _to_places(rows)


def _to_places(rows: Sequence[Row]) -> Places:
    named: dict[str, list[tuple[str, int]]] = {kind: [] for kind in PLACES}
    for row in rows:
        named[row["kind"]].append((row["name"], row["n"]))
    return Places(
        projects=tuple(named["project"]),
        environments=tuple(named["environment"]),
        hosts=tuple(named["host"]),
        releases=tuple(named["release"]),
    )


def view(store: Engine, number: int, now: int) -> LeakView | None:
    """Return everything that a message about one leak may show; None if there is no such leak."""
    leak = find_leak(store, number)
    if leak is None:
        return None
    found = _view(store, leak, windows(store, [leak], now)[number])
    return replace(found, watch=watch(store, number, now), alerts=alerts_of(store, number, now))


def _view(store: Engine, leak: Leak, counted: Windows) -> LeakView:
    standing = standing_marks(store, leak.number)
    return LeakView(
        leak=leak,
        windows=counted,
        places=places(store, leak),
        marks=standing,
        last_investigated=_who_investigated(store, leak, standing),
        took_in=tuple(Merged(number, standing_marks(store, number)) for number in taken_in(store, leak.number)),
        parted=parted(store, leak.number),
    )


def taken_in(store: Engine, leak: int) -> list[int]:
    """Return the leaks that were merged into this one."""
    rows = store.query("SELECT number FROM leaks WHERE merged_into = :leak ORDER BY number", {"leak": leak})
    return [int(row["number"]) for row in rows]


def parted(store: Engine, leak: int) -> tuple[int, ...]:
    """Return the younger leaks that have this leak's creation site but another last use, by number."""
    rows = store.query("SELECT note FROM changes WHERE leak = :leak AND what = 'parted' ORDER BY id", {"leak": leak})
    return tuple(int(row["note"].removeprefix("L")) for row in rows)


def _who_investigated(store: Engine, leak: Leak, standing: Sequence[Mark]) -> Change | None:
    """Return the change of the current ✅; after a return, the one before it."""
    done = [mark for mark in standing if mark.kind is MarkKind.INVESTIGATED]
    if done:
        return Change(leak.number, done[-1].at, done[-1].person, done[-1].kind.value, "", done[-1].note)
    returned = last_change(store, leak.number, "returned")
    by = returned.who if returned and returned.who else None
    return last_change(store, leak.number, MarkKind.INVESTIGATED.value, by)


def unattended(store: Engine, limit: int, now: int) -> tuple[list[LeakView], int]:
    """Return leaks that are neither taken nor snoozed, returned ones first, at most `limit`; and their total."""
    rows = store.query(
        f"""
        SELECT {LEAK_COLUMNS}
        FROM leaks
        WHERE merged_into IS NULL AND state IN ('returned', 'open')
          AND (snoozed_until IS NULL OR snoozed_until <= :now)
        ORDER BY CASE state WHEN 'returned' THEN 0 ELSE 1 END, last_seen DESC, number DESC
        """,
        {"now": now},
    )
    return _first(store, rows, limit, now), len(rows)


def investigated_by(store: Engine, person: str, limit: int, now: int) -> tuple[list[LeakView], int]:
    """Return the unsettled leaks that a person marked 👀, latest seen first, at most `limit`; and their total."""
    rows = store.query(
        f"""
        SELECT {LEAK_COLUMNS}
        FROM leaks
        WHERE merged_into IS NULL AND state NOT IN ('investigated', 'fixed')
          AND number IN (SELECT leak FROM marks WHERE person = :person AND kind = :kind)
        ORDER BY last_seen DESC, number DESC
        """,
        {"person": person, "kind": MarkKind.INVESTIGATING.value},
    )
    return _first(store, rows, limit, now), len(rows)


def views(store: Engine, states: Sequence[State], limit: int, now: int) -> list[LeakView]:
    """Return at most `limit` leaks in these states: snoozed ones last, then by state, latest seen first."""
    names = {f"s{i}": state.value for i, state in enumerate(states)}
    ranks = " ".join(f"WHEN :{name} THEN {rank}" for rank, name in enumerate(names))
    rows = store.query(
        f"""
        SELECT {LEAK_COLUMNS}
        FROM leaks
        WHERE merged_into IS NULL AND state IN ({", ".join(f":{name}" for name in names)})
        ORDER BY CASE WHEN snoozed_until > :now THEN 1 ELSE 0 END, CASE state {ranks} END, last_seen DESC, number DESC
        LIMIT :limit
        """,
        {**names, "limit": limit, "now": now},
    )
    return _first(store, rows, limit, now)


def _first(store: Engine, rows: Sequence[Row], limit: int, now: int) -> list[LeakView]:
    found = [to_leak(row) for row in rows[:limit]]
    counted = windows(store, found, now)
    return [_view(store, leak, counted[leak.number]) for leak in found]


def counts_by_state(store: Engine) -> dict[State, int]:
    """Count the unmerged leaks by state. States without leaks are left out."""
    rows = store.query("SELECT state, COUNT(*) AS n FROM leaks WHERE merged_into IS NULL GROUP BY state")
    return {State(row["state"]): row["n"] for row in rows}


def event_times(store: Engine, leak: int, since: int, limit: int = EVENTS_MAX) -> list[int]:
    """Return the times of a leak's latest sightings, oldest first: at most `limit`, none before `since`."""
    rows = store.query(
        """
        SELECT at
        FROM sightings
        WHERE leak = :leak AND at >= :since
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"leak": leak, "since": since, "limit": limit},
    )
    return [row["at"] for row in reversed(rows)]


def spots(store: Engine, leak: int, since: int, until: int, limit: int = EVENTS_MAX) -> list[Spot]:
    """Return the places of a leak's latest sightings in a span, oldest first: at most `limit`."""
    rows = store.query(
        """
        SELECT at, host, release, level
        FROM sightings
        WHERE leak = :leak AND at >= :since AND at <= :until
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"leak": leak, "since": since, "until": until, "limit": limit},
    )
    return [Spot(**row) for row in reversed(rows)]


def places_since(store: Engine, leak: int, counted: int) -> Places:
    """Return where a leak's reports after its first `counted` came from, most reports first."""
    found: list[Row] = []
    for kind in PLACES:
        found += store.query(
            f"""
            SELECT '{kind}' AS kind, {kind} AS name, COUNT(*) AS n
            FROM sightings
            WHERE leak = :leak AND nth > :counted AND {kind} IS NOT NULL
            GROUP BY {kind}
            ORDER BY n DESC, {kind}
            LIMIT :limit
            """,
            {"leak": leak, "counted": counted, "limit": PLACE_NAMES},
        )
    return _to_places(found)


def with_roots(store: Engine, seen_since: int) -> list[tuple[int, str]]:
    """Return (number, channel) of the leaks that have a root and were seen since a moment."""
    rows = store.query(
        """
        SELECT leaks.number, posts.channel
        FROM leaks JOIN posts ON posts.leak = leaks.number AND posts.kind = 'root' AND posts.dead_at IS NULL
        WHERE leaks.last_seen >= :since
        ORDER BY leaks.number
        """,
        {"since": seen_since},
    )
    return [(row["number"], row["channel"]) for row in rows]
