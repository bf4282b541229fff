"""The bot as a process of its own, as `make run` starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import requests

from tests.walks.stage import WITHIN_S, until

CHECKOUT = Path(__file__).parents[2]
STORY_WITHIN_S = 240


class Process:
    """`python -m bot serve --port 0` in a folder, with nothing of this machine's settings."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.lines: list[str] = []
        self._log = (folder / "stderr.txt").open("a")
        self.log_path = folder / "stderr.txt"
        self._child = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", "0", "--db", "sqlite:///data/walk.db", *options],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(CHECKOUT), **environment},
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, start: str, within_s: float = STORY_WITHIN_S) -> str:
        """The first line that begins so, once it is printed."""

        def found() -> str | None:
            line = next((line for line in list(self.lines) if line.startswith(start)), None)
            assert line or self._child.poll() is None, f"it ended before: {self.log_path.read_text()}"
            return line

        line: str = until(found, f"a line that begins with {start!r}", within_s)
        return line

    @property
    def url(self) -> str:
        """The address in the ready line."""
        return self.wait_for("ready ").removeprefix("ready ")

    @property
    def printed(self) -> str:
        """All that it printed so far."""
        return "\n".join(self.lines)

    def get(self, path: str) -> Any:
        """JSON from one of its addresses."""
        return requests.get(f"{self.url}{path}", timeout=WITHIN_S).json()

    def messages(self) -> list[dict[str, Any]]:
        """What stands in the channel and its threads, answers to one person left out."""
        found = self.get("/workspace/_control/state")["messages"].get("C0LEAKS0001", [])
        return [one for one in found if "only_for" not in one]

    def keep_calls(self, record: Path) -> None:
        """Add the calls of its bot to the record of this test session."""
        with record.open("a", encoding="utf-8") as lines:
            for call in self.get("/workspace/_control/calls"):
                lines.write(json.dumps(call, ensure_ascii=False) + "\n")

    def wait(self) -> int:
        """The exit code of a process that ends by itself."""
        return self._child.wait(WITHIN_S)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        if self._child.poll() is None:
            self._child.send_signal(number)
        code = self._child.wait(WITHIN_S)
        self._reader.join(WITHIN_S)
        self._log.close()
        return code
