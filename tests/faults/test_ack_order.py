"""The write is on the disk before the answer (F3). A kill cannot show this: the page cache outlives the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.core.reading.webhook import signature
from tests.faults.alerts import SECRET
from tests.faults.conftest import Serve
from tests.faults.tracing import missing
from tests.faults.wire import Wire, request

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))
CALLS = "pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg"
GROUP = 8
COUNT = 30
RESUMED = re.compile(r"<\.\.\. (\w+) resumed>")
PEER = re.compile(r"->127\.0\.0\.1:(\d+)\]")


@dataclass
class Order:
    """What the trace tells, line by line. safe: marks that were in the write-ahead log when it was synced."""

    written: set[str] = field(default_factory=set)
    safe: set[str] = field(default_factory=set)
    answered: dict[int, int] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)

    def read(self, line: str, expected: dict[int, list[str]]) -> None:
        task, _, call = line.partition(" ")
        call = call.lstrip()
        if call.endswith("<unfinished ...>"):
            self.begun[task] = call
            if not call.startswith(("fdatasync", "fsync")):
                self._call(call, expected)
        elif RESUMED.match(call):
            if self.begun[task].startswith(("fdatasync", "fsync")):
                self._call(self.begun[task].replace("<unfinished ...>", call), expected)
        else:
            self._call(call, expected)

    def _call(self, call: str, expected: dict[int, list[str]]) -> None:
        if call.startswith("pwrite64") and "-wal>" in call:
            self.written |= set(re.findall(r"audit-\d{4}", call))
        elif call.startswith(("fdatasync", "fsync")) and "-wal>" in call and call.endswith("= 0"):
            self.safe |= self.written
        elif "HTTP/1.1 200" in call and (peer := PEER.search(call)) and int(peer[1]) in expected:
            port = int(peer[1])
            mark = expected[port][self.answered.get(port, 0)]
            self.answered[port] = self.answered.get(port, 0) + 1
            if mark not in self.safe:
                self.early.append(mark)


def marked(number: int) -> tuple[str, bytes]:
    """A small body whose mark stands in one page of the file."""
    mark = f"audit-{number:04d}"
    body = b'{"action":"created","data":{"comment":"%s"}}' % mark.encode()
    return mark, request(body, signature(SECRET, body))


def post_all(port: int, together: int) -> Iterator[tuple[int, str]]:
    """COUNT bodies over `together` connections, each round of them at once; (own port, mark) in order."""
    wires = [Wire(port) for _ in range(together)]
    for first in range(0, COUNT, together):
        pairs = list(zip(wires, map(marked, range(first, min(COUNT, first + together))), strict=False))
        for wire, (_, raw) in pairs:
            wire.send(raw)
        for wire, (mark, _) in pairs:
            assert 200 == wire.answer().status
            yield wire.own_port, mark
    for wire in wires:
        wire.__exit__(None, None, None)


def audit(serve: Serve, trace: Path, together: int, launcher: tuple[str, ...] = ("-m", "bot")) -> Order:
    """Post under strace and read what came first."""
    wrap = ("strace", "-f", "-q", "--seccomp-bpf", "-yy", "-s", "9000", "-e", f"trace={CALLS}", "-o", str(trace))
    bot = serve(wrap=wrap, launcher=launcher)
    expected: dict[int, list[str]] = {}
    for port, mark in post_all(bot.port, together):
        expected.setdefault(port, []).append(mark)
    bot.stop()
    order = Order()
    for line in trace.read_text(errors="replace").splitlines():
        order.read(line, expected)
    return order


@pytest.mark.parametrize("together", [1, GROUP])
def test_every_answer_comes_after_its_write_and_sync(serve: Serve, tmp_path: Path, together: int) -> None:
    """30 of 30 deliveries are in the write-ahead log, and that is synced, before their 200 leaves."""
    order = audit(serve, tmp_path / "trace", together)

    assert COUNT == sum(order.answered.values())
    assert [] == order.early


def test_the_audit_catches_a_bot_that_does_not_sync(serve: Serve, tmp_path: Path) -> None:
    """The same bot with `synchronous = OFF` fails the audit, so the audit can fail."""
    order = audit(serve, tmp_path / "trace", 1, ("-m", "tests.faults.unsynced"))

    assert COUNT == sum(order.answered.values())
    assert COUNT == len(order.early)
