"""Keep known leaks and their keys in memory, for reports that come from a file instead of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.reading.keys import CreationRole, Keys
from bot.core.reading.match import KnownKey, Resolution, resolve

_MARKS = {mark: position for position, mark in enumerate(CreationRole)}


class KnownLeaks:
    """The known keys, extended by each report. Leaks are numbered from 1 in the order of their first report."""

    def __init__(self, known: Iterable[KnownKey] = ()) -> None:
        self._by_key: dict[str, set[int]] = {}
        self._by_leak: dict[int, list[KnownKey]] = {}
        self._joined: dict[int, int] = {}
        for row in known:
            self._store(row)

    def resolve(self, keys: Keys) -> Resolution:
        """Resolve one report and store its keys. A new leak gets a number: the resolution's leak is never None."""
        found = resolve(keys, self._known(keys))
        leak = found.leak if found.leak is not None else max(self._by_leak, default=0) + 1
        for other in found.joins:
            self._join(other, leak)
        for kind, key, callers in found.learn:
            self._store(KnownKey(kind, key, leak, callers))
        return Resolution(leak, found.learn, found.reason, found.joins)

    def resolve_all(self, batch: Sequence[Keys]) -> list[int]:
        """Resolve many reports, the most complete ones first, so that their order does not matter.

        Returns:
            A leak number for each report, in the given order. New leaks are numbered by their first report.
        """
        numbers: dict[int, int] = {}
        before = max(self._by_leak, default=0)
        order = sorted(range(len(batch)), key=lambda position: _told_by(batch[position]))
        found: dict[int, int] = {}
        for position in order:
            found[position] = self.resolve(batch[position]).leak or 0
        leaks = [self.current(found[position]) for position in range(len(batch))]
        for leak in leaks:
            if leak > before:
                numbers.setdefault(leak, before + len(numbers) + 1)
        self._renumber(numbers)
        return [numbers.get(leak, leak) for leak in leaks]

    def current(self, leak: int) -> int:
        """Return the leak that this one was joined into, or the leak itself."""
        while leak in self._joined:
            leak = self._joined[leak]
        return leak

    def rows(self) -> list[KnownKey]:
        """Return all known keys, ordered by leak."""
        return [row for leak in sorted(self._by_leak) for row in self._by_leak[leak]]

    def _known(self, keys: Keys) -> list[KnownKey]:
        leaks: set[int] = set()
        for key in (keys.site, keys.origin, keys.header):
            if key is not None:
                leaks |= self._by_key.get(key, set())
        return [row for leak in leaks for row in self._by_leak[leak]]

    def _store(self, row: KnownKey) -> None:
        self._by_key.setdefault(row.key, set()).add(row.leak)
        self._by_leak.setdefault(row.leak, []).append(row)

    def _join(self, other: int, leak: int) -> None:
        rows = self._by_leak.pop(other)
        self._joined[other] = leak
        for row in rows:
            self._by_key[row.key].discard(other)
            self._store(KnownKey(row.kind, row.key, leak, row.callers))

    def _renumber(self, numbers: dict[int, int]) -> None:
        rows = self.rows()
        joined = {old: self.current(old) for old in self._joined}
        self._by_key, self._by_leak, self._joined = {}, {}, {}
        self._joined = {old: leak for old, leak in joined.items() if old not in numbers and leak not in numbers}
        for row in rows:
            self._store(KnownKey(row.kind, row.key, numbers.get(row.leak, row.leak), row.callers))


def _told_by(keys: Keys) -> tuple[int, int, str, str, str]:
    """Return the sort key of a report in a batch.

    Whole reports come first, then accesses without a creation, creations without an access, and headers.
    """
    mark = keys.callers.partition(":")[0]
    stage = 2 * (keys.site is None) + (keys.origin is None)
    return stage, _MARKS.get(CreationRole(mark), 0) if mark else 0, keys.site or "", keys.origin or "", keys.callers
