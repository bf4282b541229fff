"""`python -m tests.mutants`: change the code in a copy, a little at a time, and see whether its tests notice.

The sample is fixed by a seed. A mutant is killed when one of its module's tests fails, or does not end. Those that no
test can notice are listed in equivalents.toml, each with its reason; they are run like all others, and one that a
test notices after all is named.
"""

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.changes import Mutant, sample

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SEED = "2026-11"
EACH = 12
WITHIN_S = 240
GOAL = 0.95
COPIED = (
    "bot",
    "storage",
    "tests",
    "pyproject.toml",
    "manifest.yaml",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs",
    ".env.example",
)


def main() -> int:
    """Run the sample and print each survivor as it is found; 1 if too few were killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("modules", nargs="*", help="parts of the modules' paths; all if there is none")
    parser.add_argument("--each", type=int, default=EACH, help="mutants a module")
    parser.add_argument("--seed", default=SEED)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    tests: dict[str, list[str]] = tomllib.loads((HERE / "modules.toml").read_text("utf-8"))["tests"]
    chosen = {path: files for path, files in tests.items() if _is_wanted(path, wanted.modules)}
    begun = time.monotonic()
    texts = {path: (ROOT / path).read_text("utf-8") for path in chosen}
    mutants = [one for path in chosen for one in sample(path, texts[path], wanted.each, wanted.seed)]
    with copies(wanted.jobs) as free:
        _check_baseline(free, chosen)
        with ThreadPoolExecutor(wanted.jobs) as pool:
            killed = list(pool.map(lambda one: _is_killed(free, one, chosen[one.path]), mutants))
    return _report(list(zip(mutants, killed, strict=True)), time.monotonic() - begun)


def _is_wanted(path: str, parts: list[str]) -> bool:
    return not parts or any(part in path for part in parts)


@contextmanager
def copies(count: int) -> Iterator["queue.Queue[Path]"]:
    """Copies of the checkout, compiled once; what is compiled is checked against the text, not against its time."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        free: queue.Queue[Path] = queue.Queue()
        for number in range(count):
            copy = Path(folder) / str(number) / "checkout"
            copy.mkdir(parents=True)
            for name in COPIED:
                if (ROOT / name).is_dir():
                    shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / name, copy / name)
            compiled = [
                sys.executable,
                "-m",
                "compileall",
                "-q",
                "--invalidation-mode",
                "checked-hash",
                "bot",
                "storage",
            ]
            subprocess.run(compiled, cwd=copy, check=True)
            free.put(copy)
        yield free


def _check_baseline(free: "queue.Queue[Path]", tests: dict[str, list[str]]) -> None:
    """Every test passes without a change, or each change would seem to be noticed."""
    copy = free.get()
    files = sorted({file for files in tests.values() for file in files})
    if not _passes(copy, files, 4 * WITHIN_S, show=True):
        raise SystemExit("the tests fail without any change: run them first")
    free.put(copy)


def _is_killed(free: "queue.Queue[Path]", mutant: Mutant, files: list[str]) -> bool:
    copy = free.get()
    file = copy / mutant.path
    text = file.read_text("utf-8")
    try:
        file.write_text(mutant.applied(text), "utf-8")
        killed = not all(_passes(copy, [one], WITHIN_S) for one in files)
    finally:
        file.write_text(text, "utf-8")
        free.put(copy)
    if not killed:
        print(_shown(mutant), flush=True)
    return killed


def _passes(copy: Path, files: list[str], within_s: float, show: bool = False) -> bool:
    asked = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *files]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(asked, cwd=copy, env=environment, capture_output=True, timeout=within_s, check=False)
    except subprocess.TimeoutExpired:
        return False
    if show and ended.returncode:
        print(ended.stdout.decode())
    return ended.returncode == 0


def _shown(mutant: Mutant) -> str:
    return f"{mutant.path}:{mutant.line} {mutant.function}\n  - {mutant.was.strip()}\n  + {mutant.becomes.strip()}"


def _report(results: list[tuple[Mutant, bool]], seconds: float) -> int:
    """Print a table of the modules and which survivors are equivalent; the exit code."""
    listed = tomllib.loads((HERE / "equivalents.toml").read_text("utf-8"))["mutant"]
    equivalent = {(one["path"], one["function"], one["was"], one["becomes"]): one["reason"] for one in listed}
    print(f"\n\n{'module':45} killed survived equivalent")
    for path in dict.fromkeys(mutant.path for mutant, _ in results):
        mine = [(mutant.key in equivalent, killed) for mutant, killed in results if mutant.path == path]
        counts = (sum(k for _, k in mine), sum(not (k or e) for e, k in mine), sum(e and not k for e, k in mine))
        print(f"{path:45} {counts[0]:6} {counts[1]:8} {counts[2]:10}")
    for mutant, killed in results:
        if killed and mutant.key in equivalent:
            print(f"\nkilled, though listed as equivalent: {mutant.path}:{mutant.line}")
        if not killed and mutant.key in equivalent:
            print(f"\nequivalent ({equivalent[mutant.key]}):\n{_shown(mutant)}")
    counted = [killed for mutant, killed in results if killed or mutant.key not in equivalent]
    share = sum(counted) / len(counted) if counted else 1.0
    print(f"\n{sum(counted)} of {len(counted)} mutants were noticed ({share:.3f}), in {seconds:.0f} s")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
