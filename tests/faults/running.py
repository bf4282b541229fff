"""The bot as a process of its own: started, asked, killed, ended by its pid."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.faults.alerts import SECRET

HOME = Path(__file__).parents[2]
OPS_TOKEN = "ops-token-of-the-tests"
ANY_WAIT_S = 180.0
"""How long a test waits for what must come to pass, on a busy machine too. What must be quick is asserted instead."""


class Running:
    """A started `serve`. launcher: what Python runs. wrap: a command before it, such as strace. took_s: until ready."""

    def __init__(
        self,
        database: Path,
        launcher: Sequence[str] = ("-m", "bot"),
        wrap: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        self.database = database
        command = [
            *wrap,
            sys.executable,
            *launcher,
            "serve",
            "--port",
            "0",
            "--no-story",
            "--db",
            f"sqlite:///{database}",
        ]
        self.begun = time.monotonic()
        self._log_path = database.with_name("serve.log")
        self._log_path.parent.mkdir(parents=True, exist_ok=True)
        with self._log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *arguments],
                cwd=database.parent if database.parent.exists() else HOME,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HOME), **self._secrets(), **(env or {})},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.url = self._wait_ready()
        self.took_s = time.monotonic() - self.begun
        self.port = int(self.url.rpartition(":")[2])

    @staticmethod
    def _secrets() -> dict[str, str]:
        return {"SENTRY_CLIENT_SECRETS": SECRET, "OPS_TOKEN": OPS_TOKEN}

    @property
    def log(self) -> str:
        """What it wrote to standard error."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        """The bot's own pid, also under a tracer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        name = Path(f"/proc/{self.process.pid}/comm").read_text().strip()
        return int(children.read_text().split()[0]) if name == "strace" else self.process.pid

    def health(self) -> tuple[int, dict[str, Any]]:
        """Status and content of /healthz, with its details."""
        return self._get("/healthz")

    def channel(self) -> list[dict[str, Any]]:
        """Every message of the local workspace's first channel, replies among them."""
        messages: dict[str, list[dict[str, Any]]] = self._get("/workspace/_control/state")[1]["messages"]
        return messages.get("C0LEAKS0001", [])

    def ask_faults(self, faults: list[dict[str, Any]]) -> None:
        """The local workspace's next calls go wrong like this."""
        body = json.dumps({"faults": faults}).encode()
        asked = urllib.request.Request(self.url + "/workspace/_control/faults", body)
        with urllib.request.urlopen(asked, timeout=ANY_WAIT_S) as answer:
            assert answer.status == 200

    def wait_drained(self, within_s: float = ANY_WAIT_S) -> None:
        """Until nothing waits to be worked or sent, a reply that waits for its second included."""

        def is_drained() -> bool:
            shown = self.health()[1]
            return not any((shown["deliveries"]["waiting"], shown["messages"]["waiting"], shown["messages"]["later"]))

        wait_until(is_drained, within_s)

    def kill(self) -> None:
        """kill -9, at once."""
        self._signal(signal.SIGKILL)
        self.process.wait(ANY_WAIT_S)

    def stop(self, within_s: float = ANY_WAIT_S) -> int:
        """SIGTERM; the exit status."""
        self._signal(signal.SIGTERM)
        return self.process.wait(within_s)

    def _signal(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.kill(self.pid, number)

    def _get(self, path: str) -> tuple[int, dict[str, Any]]:
        try:
            asked = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {OPS_TOKEN}"})
            with urllib.request.urlopen(asked, timeout=ANY_WAIT_S) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def _wait_ready(self) -> str:
        line = self._lines.get(timeout=ANY_WAIT_S)
        if line is None or not line.startswith("ready "):
            self.process.wait(ANY_WAIT_S)
            raise NotReady(self.process.returncode, self.log)
        return line.split()[1]


class NotReady(Exception):
    """The process ended instead of serving."""

    def __init__(self, status: int, log: str) -> None:
        super().__init__(f"exit {status}: {log[-2000:]}")
        self.status = status
        self.log = log


def wait_until(is_so: Callable[[], bool], within_s: float) -> float:
    """Ask again and again until it is so; the seconds it took. Raises TimeoutError."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > within_s:
            raise TimeoutError(f"not so within {within_s} s")
        time.sleep(0.01)
    return time.monotonic() - begun
