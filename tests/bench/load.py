"""A load generator in a process of its own: a closed loop over kept-alive connections, every body distinct and signed.

    python -m tests.bench.load --port P --connections 64 --seconds 4

prints one JSON line. The id of the event stands at the end of the body: the signature of what is before it is computed
once a leak site, before the clock starts, and only continued for each request.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import itertools
import json
import time
from array import array
from collections import Counter
from collections.abc import Iterator

import uvloop

from tests.faults.alerts import SECRET, UNIQUE, template

BODY_BYTES = 8192
SITES = 200
WARM_S = 0.4
LAST_ANSWER_S = 20
HEAD = (
    "POST /sentry/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Sentry-Hook-Resource: event_alert\r\nSentry-Hook-Signature: {}\r\nContent-Length: {}\r\n\r\n"
)
Request = tuple[bytes, bytes, bytes]


def requests(first: int, bytes_: int) -> Iterator[Request]:
    """(head, body before the id, body from the id on) of one request after the other; their ids begin at `first`."""
    now = b'"timestamp":%d.0' % time.time()
    parts = []
    for site in range(SITES):
        # The id is moved to the end of the event; an object's order of names means nothing.
        body = template(site, bytes_).replace(b'"event_id":"%s",' % UNIQUE, b"").replace(b'"timestamp":0.0', now)
        cut = body.index(b'},"triggered_rule"')
        before = body[:cut] + b',"event_id":"'
        parts.append((before, body[cut:], hmac.new(SECRET.encode(), before, hashlib.sha256)))
    for number in itertools.count(first):
        before, after, mac = parts[number % SITES]
        tail = b'%032x"%s' % (number, after)
        signed = mac.copy()
        signed.update(tail)
        yield HEAD.format(signed.hexdigest(), len(before) + len(tail)).encode(), before, tail


class Run:
    """What all connections share: the requests to come and what was seen. Times count after the warm-up only."""

    def __init__(self, todo: Iterator[Request], seconds: float) -> None:
        self.todo = todo
        self.begun = time.perf_counter() + WARM_S
        self.until = self.begun + seconds
        self.times = array("d")
        self.statuses: Counter[int] = Counter()
        self.warm = 0

    def seen(self, status: int, sent_at: float, now: float) -> None:
        self.statuses[status] += 1
        if sent_at >= self.begun:
            self.times.append(now - sent_at)
        else:
            self.warm += 1

    def summary(self) -> dict[str, object]:
        """Rates per second, times in ms."""
        ordered = sorted(self.times)
        if not ordered:
            return {"statuses": dict(self.statuses), "answers": 0}
        share = lambda part: round(1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 2)  # noqa: E731
        return {
            "answers": len(ordered),
            "rate": round(len(ordered) / (self.until - self.begun)),
            "p50_ms": share(0.5),
            "p99_ms": share(0.99),
            "max_ms": share(1),
            "over_1s": sum(took > 1 for took in ordered),
            "statuses": dict(self.statuses),
        }


class Connection(asyncio.Protocol):
    """One request after the other; done when the time is up and the last answer is there."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._buffer = b""
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._send(time.perf_counter())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        at = self._buffer.lower().find(b"content-length: ")
        length = int(self._buffer[at + 16 : self._buffer.index(b"\r", at)])
        if len(self._buffer) < end + 4 + length:
            return
        now = time.perf_counter()
        self._run.seen(int(self._buffer[9:12]), self._sent_at, now)
        self._buffer = b""
        self._send(now)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._run.statuses[0] += 1
            self.done.set_result(None)

    def _send(self, now: float) -> None:
        if now < self._run.until:
            self._sent_at = now
            self._transport.writelines(next(self._run.todo))
            return
        if not self.done.done():
            self.done.set_result(None)
        self._transport.close()


async def load(port: int, connections: int, seconds: float, first: int, bytes_: int) -> dict[str, object]:
    """Run the load and tell what was seen. Status 0: a connection that was closed on us."""
    loop = asyncio.get_running_loop()
    run = Run(requests(first, bytes_), seconds)
    opened = [
        (await loop.create_connection(lambda: Connection(run), "127.0.0.1", port))[1]
        for _ in itertools.repeat(None, connections)
    ]
    async with asyncio.timeout(WARM_S + seconds + LAST_ANSWER_S):
        await asyncio.gather(*(connection.done for connection in opened))
    return run.summary()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--first", type=int, default=0, help="number of the first event, so that rounds differ")
    parser.add_argument("--bytes", type=int, default=BODY_BYTES)
    asked = parser.parse_args()
    found = uvloop.run(load(asked.port, asked.connections, asked.seconds, asked.first, asked.bytes))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
