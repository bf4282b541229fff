"""Query the figures of a round: one grouped query for each figure, however many leaks and members there are.

A round is [begins, meets). Reports are counted from the sightings: in zones with half-hour offsets a round does not
begin at a full hour of UTC.
"""

from __future__ import annotations

from storage.engine import Engine
from storage.leaks import LEAK_COLUMNS, to_leak
from storage.records import Change, Counted, Fix, FixState, Leak, NewLeak, Share
from storage.records.group_keys import programme_prefix
from storage.records.spans import WEEK_S

# ---- leaks


def known_leaks(store: Engine, until: int) -> list[Leak]:
    """Return every leak first seen before a moment, except merged ones."""
    rows = store.query(
        f"SELECT {LEAK_COLUMNS} FROM leaks WHERE merged_into IS NULL AND first_seen < :until ORDER BY number",
        {"until": until},
    )
    return [to_leak(row) for row in rows]


def counted(store: Engine, before: int, begins: int, ends: int) -> dict[int, Counted]:
    """Count the reports of [begins, ends) and of [before, begins), by leak. Leaks without any are left out."""
    rows = store.query(
        """
        SELECT leak, COUNT(*) FILTER (WHERE at >= :begins) AS now, COUNT(*) FILTER (WHERE at < :begins) AS before
        FROM sightings
        WHERE at >= :before AND at < :ends
        GROUP BY leak
        """,
        {"before": before, "begins": begins, "ends": ends},
    )
    return {row["leak"]: Counted(row["now"], row["before"]) for row in rows}


def counted_apart(store: Engine, first: int, last: int, length: int) -> dict[int, Counted]:
    """Count, by leak, the reports of `length` seconds before `last` and of as many before `first`."""
    rows = store.query(
        """
        SELECT leak, COUNT(*) FILTER (WHERE at >= :last_begins) AS now, COUNT(*) FILTER (WHERE at < :first) AS before
        FROM sightings
        WHERE at >= :first_begins AND at < :first OR at >= :last_begins AND at < :last
        GROUP BY leak
        """,
        {"first": first, "first_begins": first - length, "last": last, "last_begins": last - length},
    )
    return {row["leak"]: Counted(row["now"], row["before"]) for row in rows}


def weekly(store: Engine, ends: int, weeks: int) -> list[tuple[int, int, int]]:
    """Return (leak, weeks back, reports) of the last weeks. Week 0 ends at `ends`."""
    rows = store.query(
        """
        SELECT leak, (:ends - 1 - at) / :week AS back, COUNT(*) AS n
        FROM sightings
        WHERE at >= :begins AND at < :ends
        GROUP BY leak, (:ends - 1 - at) / :week
        """,
        {"ends": ends, "begins": ends - weeks * WEEK_S, "week": WEEK_S},
    )
    return [(row["leak"], row["back"], row["n"]) for row in rows]


def opened(store: Engine, begins: int, ends: int) -> list[NewLeak]:
    """Return the leaks first seen in [begins, ends), with the times of their first marks."""
    rows = store.query(
        """
        SELECT leaks.number AS leak, leaks.first_seen, MIN(changes.at) AS taken_at,
            MIN(changes.at) FILTER (WHERE changes.what = 'investigated') AS done_at
        FROM leaks LEFT JOIN changes ON changes.leak = leaks.number AND changes.at < :ends
            AND changes.what IN ('investigating', 'investigated')
        WHERE leaks.merged_into IS NULL AND leaks.first_seen >= :begins AND leaks.first_seen < :ends
        GROUP BY leaks.number, leaks.first_seen
        ORDER BY leaks.number
        """,
        {"begins": begins, "ends": ends},
    )
    return [NewLeak(**row) for row in rows]


def changes(store: Engine, begins: int, ends: int) -> list[Change]:
    """Return all changes in [begins, ends), in order. Changes of a merged leak carry its present number."""
    rows = store.query(
        """
        SELECT COALESCE(leaks.merged_into, leaks.number) AS leak, changes.at, changes.who, changes.what,
            changes.surface, NULL AS note
        FROM changes JOIN leaks ON leaks.number = changes.leak
        WHERE changes.at >= :begins AND changes.at < :ends
        ORDER BY changes.id
        """,
        {"begins": begins, "ends": ends},
    )
    return [Change(**row) for row in rows]


def fixes(store: Engine) -> dict[int, list[Fix]]:
    """Return each leak's attempts that were neither withdrawn nor replaced, ordered by deployment."""
    rows = store.query(
        """
        SELECT leak, attempt, registered_at, fixed_at, release, person, state, decided_at, returned_at
        FROM fixes
        WHERE state IN ('watching', 'fixed', 'returned')
        ORDER BY leak, fixed_at, registered_at, attempt
        """
    )
    found: dict[int, list[Fix]] = {}
    for row in rows:
        found.setdefault(row["leak"], []).append(Fix(**{**row, "state": FixState(row["state"])}))
    return found


def surroundings(store: Engine) -> tuple[int, ...]:
    """Return figures that change whenever a verdict's inputs other than reports and fixes change."""
    row = store.query(
        """
        SELECT (SELECT COUNT(*) FROM issue_states) AS states,
            (SELECT CAST(COALESCE(SUM(every_s), 0) AS BIGINT) FROM issues) AS every_s,
            (SELECT COUNT(*) FROM leak_issues) AS issues,
            (SELECT CAST(COALESCE(SUM(end_at - begin_at), 0) AS BIGINT) FROM read_spans) AS read_s,
            (SELECT COUNT(*) FROM gaps) AS gaps,
            (SELECT CAST(COALESCE(SUM(end_at - begin_at), 0) AS BIGINT) FROM gaps) AS lost_s,
            (SELECT COUNT(*) FROM gaps WHERE filled_at IS NOT NULL) AS filled
        """
    )[0]
    return tuple(int(value) for value in row.values())


# ---- people


def shares(store: Engine, programme: int) -> list[Share]:
    """Return every shared journal of a programme without its text, in order of sharing."""
    rows = store.query(
        """
        SELECT entries.round, entries.person, entries.shared_at, CASE WHEN EXISTS (
            SELECT 1
            FROM sections
            WHERE sections.programme = entries.programme AND sections.person = entries.person
              AND sections.round = entries.round AND sections.kind = 'help' AND sections.text <> ''
        ) THEN 1 ELSE 0 END AS asks
        FROM entries
        WHERE entries.programme = :programme AND entries.shared_at IS NOT NULL AND entries.round > 0
        ORDER BY entries.shared_at, entries.person
        """,
        {"programme": programme},
    )
    return [Share(**{**row, "asks": bool(row["asks"])}) for row in rows]


def applauded(store: Engine, programme: int, begins: int, ends: int) -> int:
    """Count the reactions of [begins, ends) to a programme's journals. Other programmes may share the channel."""
    mine = programme_prefix(programme)
    rows = store.query(
        """
        SELECT COUNT(*) AS n
        FROM applause JOIN outbox ON outbox.channel = applause.channel AND outbox.ts = applause.ts
        WHERE applause.at >= :begins AND applause.at < :ends
          AND outbox.kind IN ('journal', 'journal-text') AND SUBSTR(outbox.detail, 1, :length) = :mine
        """,
        {"begins": begins, "ends": ends, "mine": mine, "length": len(mine)},
    )
    return int(rows[0]["n"])
