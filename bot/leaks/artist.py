"""Have charts drawn by a child process, within a time limit."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WITHIN_S = 20.0
ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
"""All that the child sees of the environment: no secrets."""
DRAWING = Path(__file__).with_name("drawing.py")


class DrawingFailed(Exception):
    """A chart could not be drawn. The sentence says why."""


def loads_something(spec: Any) -> bool:
    """Say whether a specification names an address to load data or a picture from. Inline data may hold any text.

    vl-convert refuses http addresses, but reads files from file:// whatever it is told.
    """
    if isinstance(spec, dict):
        return "url" in spec or any(loads_something(part) for name, part in spec.items() if name != "values")
    return isinstance(spec, list) and any(map(loads_something, spec))


@dataclass
class Artist:
    """Draws one chart after the other. A drawing that takes too long is ended, and the next has a new process.

    drawing: the file of the child's program.
    """

    within_s: float = WITHIN_S
    drawing: Path = DRAWING
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _child: subprocess.Popen[bytes] | None = None

    def draw(self, spec: dict[str, Any]) -> bytes:
        """Return a PNG of a Vega-Lite specification whose data stand in itself. Raises DrawingFailed."""
        if loads_something(spec):
            raise DrawingFailed("the chart's specification would load something from an address")
        with self._lock:
            if self._child is not None and self._child.poll() is not None:
                self._end()
            child = self._child = self._child or self._begin()
            watchdog = threading.Timer(self.within_s, child.kill)
            watchdog.start()
            try:
                return self._ask(child, json.dumps(spec).encode())
            except (OSError, ValueError):
                self._end()
                raise DrawingFailed(f"the chart was not drawn within {self.within_s:g} s") from None
            finally:
                watchdog.cancel()

    def close(self) -> None:
        """End the child. The next drawing begins another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            with contextlib.suppress(OSError):
                self._child.communicate()
            self._child = None

    def _begin(self) -> subprocess.Popen[bytes]:
        # -P: the modules beside the program must not stand in for the standard library's.
        env = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        command = [sys.executable, "-P", str(self.drawing)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)  # noqa: S603

    @staticmethod
    def _ask(child: subprocess.Popen[bytes], spec: bytes) -> bytes:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(spec + b"\n")
        child.stdin.flush()
        answer = json.loads(child.stdout.readline())
        picture = child.stdout.read(answer["size"])
        if answer["error"] is not None:
            raise DrawingFailed(answer["error"])
        if len(picture) < answer["size"]:
            raise ValueError("the picture is cut")
        return picture
