"""Several connections that post a pile of alerts and note which were answered, the moment they are."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Iterable

from tests.faults.alerts import Alert
from tests.faults.wire import Wire, request


class Posting:
    """Begins at once. acked: ids of the events answered 200. left: what was not answered, to be posted again."""

    def __init__(self, port: int, alerts: Iterable[Alert], connections: int = 8, timeout_s: float = 60.0) -> None:
        self.left = deque(alerts)
        self.acked: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.slowest_s = 0.0
        self._port = port
        self._timeout_s = timeout_s
        self._moved = threading.Condition()
        self._threads = [threading.Thread(target=self._post, daemon=True) for _ in range(connections)]
        for thread in self._threads:
            thread.start()

    def wait_acked(self, count: int, within_s: float = 60.0) -> None:
        """Until so many are answered 200, or nothing more is coming."""
        with self._moved:
            self._moved.wait_for(lambda: len(self.acked) >= count or not self._alive(), within_s)

    def join(self) -> None:
        """Until every connection has ended."""
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive(), "a connection hangs"

    def _alive(self) -> bool:
        return any(thread.is_alive() for thread in self._threads if thread is not threading.current_thread())

    def _post(self) -> None:
        try:
            with Wire(self._port, self._timeout_s) as wire:
                while self._post_next(wire):
                    pass
        except OSError:  # nobody listens any more
            pass
        with self._moved:
            self._moved.notify_all()

    def _post_next(self, wire: Wire) -> bool:
        try:
            one = self.left.popleft()
        except IndexError:
            return False
        begun, status = time.monotonic(), 0
        try:
            status = wire.ask(request(one.body, one.signature)).status
        finally:
            with self._moved:
                self.statuses[status] += 1
                self.slowest_s = max(self.slowest_s, time.monotonic() - begun)
                if status == 200:
                    self.acked.add(one.event_id)
                else:
                    self.left.append(one)
                self._moved.notify_all()
        return status in (200, 503)  # 503: try again, as the answer says
