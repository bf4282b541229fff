"""`python -m bot scan` as a person or a workflow calls it: what it prints, what it says, how it ends."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.scan import gate
from bot.core.families.table import literals as literals_of_families
from tests.bench.scan import LEAKY_BYTES, run, write_clean, write_leaky

HOME = Path(__file__).parents[1]
STORY = [json.loads(line)["text"] for line in (HOME / "bot/story/reports.jsonl").read_text("utf-8").splitlines()]
UPLOAD, IMAGE, TIMER = STORY[0], STORY[1], STORY[3]
LOGGED = "2026-11-22 14:51:12.029 ERROR 4711 --- [main] io.netty.util.ResourceLeakDetector : "
ORDINARY = "2026-11-22 14:51:12.030  INFO 4711 --- [main] com.acme.Main : all is well\n"
VALID = "com.acme.resource.upload.UploadService.valid(UploadService.java:43)"


def scan(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "scan", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, check=False, env=environment, timeout=60
    )
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def log(path: Path, *texts: str) -> Path:
    path.write_text("".join(f"{ORDINARY}{LOGGED}{text}\n" for text in texts) or ORDINARY, "utf-8")
    return path


def leaks(done: subprocess.CompletedProcess[str]) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_log_without_leaks_ends_with_0(tmp_path: Path):
    """Nothing on standard output; how much was read on standard error."""
    log(tmp_path / "app.log")

    done = scan(tmp_path, "app.log")

    assert (0, "") == (done.returncode, done.stdout)
    assert "no leak in 1 log" in done.stderr


def test_the_table_names_site_count_first_and_last_line(tmp_path: Path):
    """One line a leak, and 1 for the workflow."""
    log(tmp_path / "a.log", UPLOAD, TIMER)
    log(tmp_path / "b.log", UPLOAD)

    done = scan(tmp_path, "a.log", "b.log")

    head, upload, advice, timer, other = (line.split() for line in done.stdout.splitlines())
    assert ["LEAK", "FAMILY", "RESOURCE", "LEVEL", "REPORTS", "FIRST", "LAST", "SITE"] == head
    assert ["L1", "netty", "ByteBuf", "advanced", "2", "a.log:2", "b.log:2", VALID] == upload
    assert ["L2", "netty", "HashedWheelTimer", "simple", "1"] == timer[:5]
    assert ["call", "release()"] == advice[:2]
    assert "stop()" in other
    assert 1 == done.returncode


def test_json_is_one_object_a_leak(tmp_path: Path):
    """The fields that a program needs; the advice is null where nothing is known."""
    log(tmp_path / "app.log", UPLOAD, UPLOAD)

    done = scan(tmp_path, "--json", "app.log")

    [found] = leaks(done)
    assert found.pop("advice").startswith("call release() in finally")
    site = "v1:netty|ByteBuf|com.acme.resource.upload.UploadService."
    assert {
        "leak": 1,
        "family": "netty",
        "resource": "ByteBuf",
        "level": "advanced",
        "owner_frame": VALID,
        "site": f"{site}valid",
        "origin": f"{site}receive",
        "reports": 2,
        "first": {"file": "app.log", "line": 2},
        "last": {"file": "app.log", "line": 2 + UPLOAD.count("\n") + 2},
    } == found


@pytest.mark.parametrize("how", ["gzip", "gzip in parts", "gzip on standard input", "standard input", "UTF-16"])
def test_a_log_comes_in_many_ways(tmp_path: Path, how: str):
    """By its bytes and not by its name: gzip is gzip."""
    data = log(tmp_path / "app.log", UPLOAD, TIMER).read_bytes()
    half = len(data) // 2
    shapes = {
        "gzip": gzip.compress(data),
        "gzip in parts": gzip.compress(data[:half]) + gzip.compress(data[half:]) + b"\0" * 512,
        "gzip on standard input": gzip.compress(data),
        "standard input": data,
        "UTF-16": b"\xff\xfe" + data.replace(b"\n", b"\r\n").decode().encode("utf-16-le"),
    }
    (tmp_path / "app.txt").write_bytes(shapes[how])

    name = "-" if "standard" in how else "app.txt"
    done = scan(tmp_path, "--json", name, stdin=shapes[how] if name == "-" else b"")

    assert 1 == done.returncode
    file = "<stdin>" if name == "-" else name
    expected = [{"file": file, "line": 2}, {"file": file, "line": 4 + UPLOAD.count("\n")}]
    assert expected == [found["first"] for found in leaks(done)]


def test_a_baseline_says_what_a_patch_changed(tmp_path: Path):
    """Gone, new, remains; gone alone is a success."""
    log(tmp_path / "before.log", UPLOAD, IMAGE)
    log(tmp_path / "after.log", UPLOAD, TIMER)
    log(tmp_path / "quiet.log")

    done = scan(tmp_path, "--json", "--baseline", "before.log", "after.log")
    quiet = scan(tmp_path, "--baseline", "before.log", "quiet.log")

    assert ["remains", "gone", "new"] == [found["change"] for found in leaks(done)]
    assert [(1, 1), (1, 0), (0, 1)] == [(found["before"], found["reports"]) for found in leaks(done)]
    assert (1, 0) == (done.returncode, quiet.returncode)
    assert 2 == quiet.stdout.count("gone")


def test_annotations_are_escaped(tmp_path: Path):
    """A name of a file may hold what a workflow command is made of; nothing of it begins another command."""
    name = "a,b:c%\n::error::x.log"
    log(tmp_path / name, UPLOAD)

    done = scan(tmp_path, "--format", "github", name)

    [line] = done.stdout.splitlines()
    assert line.startswith("::warning file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.log,line=2,title=Leak L1::netty: ByteBuf")
    assert f"leaks at {VALID} (1 report)%0Acall release()" in line


def test_gone_leaks_are_notices(tmp_path: Path):
    """They are good news, and there is no line to point at."""
    log(tmp_path / "before.log", UPLOAD)
    log(tmp_path / "after.log")

    done = scan(tmp_path, "--format", "github", "--baseline", "before.log", "after.log")

    assert done.stdout.startswith("::notice title=L1 gone::netty: ByteBuf leaks at ")
    assert 0 == done.returncode


def test_a_hostile_log_cannot_steer_the_terminal(tmp_path: Path):
    """An escape sequence in a frame is shown as a sign, not sent."""
    log(tmp_path / "app.log", UPLOAD.replace("UploadService.java:43", "\x1b]0;x\x07Upload.java:43"))

    done = scan(tmp_path, "app.log")

    assert "\x1b" not in done.stdout
    assert "Upload.java:43" in done.stdout


def broken(folder: Path) -> dict[str, str]:
    """What cannot be read to its end → what is said of it."""
    packed = gzip.compress((folder / "good.log").read_bytes())
    (folder / "cut.gz").write_bytes(packed[:-12])
    (folder / "damaged.gz").write_bytes(packed[:-6] + b"\xff" + packed[-5:])
    (folder / "tail.gz").write_bytes(packed + b"no gzip")
    (folder / "app.log.zst").write_bytes(b"\x28\xb5\x2f\xfd" + b"\0" * 20)
    (folder / "folder").mkdir()
    return {
        "cut.gz": "ends too early",
        "damaged.gz": "damaged gzip",
        "tail.gz": "something else follows",
        "app.log.zst": "zstd -dc app.log.zst | python -m bot scan -",
        "folder": "is a directory",
        "vanished.log": "No such file",
        "x" * 300: "too long",
    }


def test_what_cannot_be_read_is_said_and_the_rest_is_read(tmp_path: Path):
    """2, each with its reason on standard error; the leaks of the others, and of what was readable, are there."""
    log(tmp_path / "good.log", UPLOAD)
    reasons = broken(tmp_path)

    done = scan(tmp_path, "--json", *reasons, "good.log")

    said = dict(line.removeprefix("scan: ").split(": ", 1) for line in done.stderr.splitlines() if ": " in line[6:])
    assert [] == [name for name, reason in reasons.items() if reason not in said.get(name, "")]
    assert (2, [VALID]) == (done.returncode, [found["owner_frame"] for found in leaks(done)])
    assert "good.log" == leaks(done)[0]["last"]["file"]


def test_an_empty_log_is_no_error(tmp_path: Path):
    """It is said all the same: a path may be wrong."""
    (tmp_path / "empty.log").touch()

    done = scan(tmp_path, "empty.log")

    assert 0 == done.returncode
    assert "empty.log: is empty" in done.stderr


def test_odd_bytes_are_said_and_read_past(tmp_path: Path):
    """NUL bytes, a very long line, broken UTF-8: the report behind them is found."""
    torn = f"{LOGGED}{UPLOAD}\n".encode().replace(b"Upload", b"Up\xffload")
    (tmp_path / "app.log").write_bytes(b"\0\xff\xfe" * 40_000 + b"\n" + torn)

    done = scan(tmp_path, "--json", "app.log")

    assert 1 == len(leaks(done))
    for said in ("NUL bytes", "1 line longer than 64 KiB", "1 report with bytes that are not UTF-8"):
        assert said in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--nonsense", "app.log"],
        ["--format", "xml", "app.log"],
        ["--json", "--format", "github", "app.log"],
        ["-", "-"],
        ["--baseline", "-", "-"],
        ["--records", "records.jsonl", "app.log"],
    ],
)
def test_bad_usage_ends_with_2(tmp_path: Path, arguments: list[str]):
    """With a sentence on standard error and nothing on standard output."""
    log(tmp_path / "app.log")
    (tmp_path / "records.jsonl").touch()

    done = scan(tmp_path, *arguments)

    assert (2, "") == (done.returncode, done.stdout)
    assert "Error: " in done.stderr


def test_records_keep_their_seam(tmp_path: Path):
    """One object a line in the same order, and 0 also where there are leaks; broken lines are bad usage."""
    (tmp_path / "good.jsonl").write_text('{"id": 1, "text": "fine"}\n' + json.dumps({"id": 2, "text": UPLOAD}) + "\n")
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n')

    done, bad = scan(tmp_path, "--records", "good.jsonl"), scan(tmp_path, "--records", "bad.jsonl")

    assert [(1, None), (2, 1)] == [(found["id"], found["leak"]) for found in leaks(done)]
    assert (0, 2) == (done.returncode, bad.returncode)


def test_the_gate_of_this_machine_says_what_a_plain_search_says():
    """Without it a scan is ten times as slow, so its loss must not pass unseen."""
    literals = [literal.encode() for literal in literals_of_families()]
    holds = gate.build(literals)

    assert holds is not None
    assert all(holds(b"\xff\0" + literal + b"\n") for literal in literals)
    assert not any(holds(literal[:-1] + b"\0" + literal[-1:]) for literal in literals if not _covers(literals, literal))
    assert not holds(b"all is well\n" * 1_000)


def _covers(literals: list[bytes], literal: bytes) -> bool:
    return any(other in literal[:-1] for other in literals)


def test_no_database_is_loaded_for_a_scan(tmp_path: Path):
    """It would cost as much time and memory as the scan of a small log."""
    (tmp_path / "app.log").write_text("fine\n")

    command = [sys.executable, "-X", "importtime", "-m", "bot", "scan", str(tmp_path / "app.log")]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stderr

    assert "bot.core.families.table" in loaded
    assert "sqlite_utils" not in loaded


def test_memory_stays_small_whatever_the_size(tmp_path: Path):
    """300 MB without leaks, and 20 MB of nothing but leaks."""
    clean, leaky = write_clean(tmp_path / "clean.log", 300_000_000), write_leaky(tmp_path / "leaky.log", LEAKY_BYTES)

    peaks = [run([sys.executable, "-m", "bot", "scan", str(path)]).peak_kb for path in (clean, leaky)]

    assert max(peaks) < 60_000
