"""Runs tests in forks of one process that has imported what never changes: a run costs the tests and no more.

Started in a copy of the checkout, so it imports nothing of this project itself. Each line of standard input is a JSON
list: seconds, whether compiled tests are kept, test files. Each answer is a line: true if all tests passed.
"""

import contextlib
import importlib
import json
import os
import signal
import sys
import time

# Not found in this project's lock any more: left out, the run is only slower.
BEFOREHAND = (
    *("pytest", "_pytest.assertion.rewrite", "hypothesis.strategies", "scipy.stats", "scipy.integrate", "requests"),
    *("slack_bolt", "slack_sdk", "starlette.applications", "uvicorn", "apscheduler.schedulers.background", "orjson"),
    *("fluent.runtime", "sqlite_utils", "pydantic_settings", "click.testing", "sentry_sdk", "yaml", "rich.console"),
)
WAIT_S = 0.01


def main() -> None:
    """Answer each line until there are none."""
    sys.path[0] = os.getcwd()
    for name in BEFOREHAND:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for line in sys.stdin:
        within_s, keeps, *files = json.loads(line)
        print(json.dumps(passes(within_s, keeps, files)), flush=True)


def passes(within_s: float, keeps: bool, files: list[str]) -> bool:
    """Run the files in a fork until the first failure; False also for tests that do not end."""
    child = os.fork()
    if child == 0:
        run(keeps, files)
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(WAIT_S)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def run(keeps: bool, files: list[str]) -> None:
    """Run the files and end this process. keeps: what the tests compile to is written for the next run."""
    import pytest

    os.setsid()
    sys.dont_write_bytecode = not keeps
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1) if keeps else (0, 1, 2):
        os.dup2(silent, stream)
    if keeps:
        os.dup2(2, 1)
    code = 1
    try:
        code = int(pytest.main(["-x", "-q", "--no-header", "-W", "ignore::pytest.PytestAssertRewriteWarning", *files]))
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
