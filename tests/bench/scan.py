"""`python -m bot scan`: bytes a second of a log without leaks, beside grep on the same file, and peak memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.table import Figure

HOME = Path(__file__).parents[2]
LOG_BYTES = 300_000_000
LEAKY_BYTES = 20_000_000
BLOCK_BYTES = 10_000_000
SEED = 7
STAMP = "2026-11-22 14:51:{:02}.{:03} "
LOGGERS = (
    "c.a.orders.OrderService",
    "o.s.web.servlet.DispatcherServlet",
    "c.z.hikari.HikariPool",
    "i.n.h.ssl.SslHandler",
)
MESSAGES = (
    "Order {} accepted for customer {} in {} ms",
    "HikariPool-1 - Pool stats (total={}, active={}, idle={}, waiting=0)",
    "Connection to node {} could not be established. Broker {} was not available for {} ms",
    "Session {} was released by {} after {} accesses",
    'payload={{"id":{},"status":"created","total":{},"items":{}}}',
)
FRAMES = (
    "\tat com.acme.orders.OrderService.place(OrderService.java:{})",
    "\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:{})",
    "\tat io.netty.channel.AbstractChannelHandlerContext.invokeChannelRead(AbstractChannelHandlerContext.java:{})",
)
PLAIN = """
from bot.__main__ import main
from bot.cli.scan import gate
gate.build = lambda literals: None
main()
"""
STARTER = """
import json, os, sys, time
begun = time.perf_counter()
nothing = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nothing)
_, status, usage = os.wait4(pid, 0)
took = time.perf_counter() - begun
print(json.dumps([os.waitstatus_to_exitcode(status), took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""


class Run(NamedTuple):
    """What one command took. peak_kb: resident memory at its highest."""

    wall_s: float
    cpu_s: float
    peak_kb: int


def measure(rounds: int) -> Iterator[Figure]:
    """scan and grep in turn in every round, so that a noisy moment meets both."""
    with TemporaryDirectory() as folder:
        clean, leaky = write_clean(Path(folder) / "clean.log", LOG_BYTES), write_leaky(Path(folder) / "leaky.log")
        size = clean.stat().st_size / 1e6
        scans, greps = [], []
        for _ in range(rounds):
            scans.append(run([sys.executable, "-m", "bot", "scan", str(clean)]))
            greps.append(run(["grep", "-c", "LEAK: ", str(clean)]))
        plain = [run([sys.executable, "-c", PLAIN, "scan", str(clean)]) for _ in range(rounds)]
        found = [run([sys.executable, "-m", "bot", "scan", str(leaky)]) for _ in range(rounds)]
        ratios = [one.wall_s / other.wall_s for one, other in zip(scans, greps, strict=True)]
        cpu_ratios = [one.cpu_s / other.cpu_s for one, other in zip(scans, greps, strict=True)]
        yield Figure("scan, no leaks: MB/s", [size / one.wall_s for one in scans], at_least=300)
        yield Figure("scan, no leaks: MB/s of processor time", [size / one.cpu_s for one in scans])
        yield Figure("scan, no leaks, without the gate: MB/s of processor time", [size / one.cpu_s for one in plain])
        yield Figure("scan, no leaks: times as long as grep", ratios, at_most=3)
        yield Figure("scan, no leaks: times the processor time of grep", cpu_ratios)
        yield Figure("scan, no leaks: peak memory, MB", [one.peak_kb / 1000 for one in scans], at_most=60)
        yield Figure("scan, nothing but leaks: MB/s", [leaky.stat().st_size / 1e6 / one.wall_s for one in found])
        yield Figure("scan, nothing but leaks: peak memory, MB", [one.peak_kb / 1000 for one in found], at_most=60)


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, whatever it finds, from a small process: what starts another lends it its peak."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", STARTER, *command], cwd=HOME, capture_output=True, text=True, check=True
    )
    code, wall_s, cpu_s, peak_kb = json.loads(done.stdout.splitlines()[-1])
    assert code in {0, 1}, f"{command} ended with {code}: {done.stderr}"
    return Run(wall_s, cpu_s, peak_kb)


def write_clean(path: Path, size: int) -> Path:
    """An ordinary log of a service, with stack traces and without leaks."""
    chance = random.Random(SEED)
    rows: list[str] = []
    written = 0
    while written < BLOCK_BYTES:
        number = chance.randrange(1000, 10**6)
        said = chance.choice(MESSAGES).format(number, number % 977, number % 53)
        stamp = STAMP.format(number % 60, number % 1000)
        rows.append(f"{stamp} INFO {number % 9999} --- [nio-{number % 20}] {chance.choice(LOGGERS):<40} : {said}")
        if number % 60 == 0:
            rows += [chance.choice(FRAMES).format(chance.randrange(900)) for _ in range(chance.randrange(5, 25))]
        written = written + len(rows[-1]) + 1
    block = ("\n".join(rows) + "\n").encode()
    with path.open("wb") as file:
        for _ in range(max(1, size // len(block))):
            file.write(block)
    return path


def write_leaky(path: Path, size: int = LEAKY_BYTES) -> Path:
    """The story's reports, one directly behind the other."""
    lines = (HOME / "bot/story/reports.jsonl").read_text("utf-8").splitlines()
    logger = " ERROR 4711 --- [main] io.netty.util.ResourceLeakDetector : "
    block = "".join(STAMP.format(n, 0) + logger + json.loads(line)["text"] + "\n" for n, line in enumerate(lines))
    path.write_text(block * max(1, size // len(block)), "utf-8")
    return path
