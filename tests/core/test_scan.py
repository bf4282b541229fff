"""A stream of bytes → passages → reports → leaks: found in every logging set-up, whole, once, and in bounded memory."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.families.table import literals, recognise
from bot.core.reading.keys import owner_frame
from bot.core.reading.report import Report
from bot.core.scanning.passages import LOOK_BACK, Sift
from bot.core.scanning.report_end import PASSAGE_BYTES, Passage
from bot.core.scanning.report_start import GATE_FROM_BYTES, Sieve
from bot.core.scanning.scan import MAX_KEYS, LogLine, ScannedLeak, Tally

STORY = [
    json.loads(line)["text"]
    for line in (Path(__file__).parents[2] / "bot/story/reports.jsonl").read_text("utf-8").splitlines()
]
UPLOAD, IMAGE, TIMER = STORY[0], STORY[1], STORY[3]
LITERALS = list(literals())
LOGGED = "2026-11-22 14:51:12.029 ERROR 4711 --- [main] io.netty.util.ResourceLeakDetector : "
ORDINARY = "2026-11-22 14:51:12.030  INFO 4711 --- [main] com.acme.Main : all is well"
UNTRACED = (
    "LEAK: ByteBuf.release() was not called before it's garbage-collected. Enable advanced leak reporting to find out "
    "where the leak occurred. To enable advanced leak reporting, specify the JVM option "
    "'-Dio.netty.leakDetection.level=advanced' or call ResourceLeakDetector.setLevel()"
)
HIKARI = (
    "Connection leak detection triggered for conn7 on thread exec-3, stack trace follows\n"
    "java.lang.Exception: Apparent connection leak detected\n"
    "\tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:100)\n"
    "\tat com.acme.orders.OrderDao.count(OrderDao.java:12)"
)
C3P0 = (
    "WARN A checked-out resource is overdue, and will be destroyed: com.mchange.v2.c3p0.impl.NewPooledConnection@1f2e\n"
    "INFO Logging the stack trace by which the overdue resource was checked-out.\n"
    "java.lang.Exception: DEBUG ONLY: Overdue resource check-out stack trace.\n"
    "\tat com.mchange.v2.resourcepool.BasicResourcePool.checkoutResource(BasicResourcePool.java:506)\n"
    "\tat com.acme.orders.OrderDao.lock(OrderDao.java:40)"
)


def passages(log: str | bytes, size: int = 1 << 18) -> list[Passage]:
    data = log.encode("utf-8", "surrogatepass") if isinstance(log, str) else log
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    return list(Sift(chunks, Sieve(LITERALS), lambda offset: data.count(b"\n", 0, offset)))


def reports(log: str | bytes, size: int = 1 << 18) -> list[Report]:
    return [report for passage in passages(log, size) if (report := recognise(passage.text))]


def each(prefix: str) -> Callable[[str], str]:
    return lambda text: "\n".join(prefix + line for line in text.split("\n"))


def docker_files(text: str) -> str:
    """A JSON object for each line, as Go writes it."""
    lines = ({"log": f"{line}\n", "stream": "stderr", "time": "2026-11-22T14:51:12.029Z"} for line in text.split("\n"))
    written = "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
    return written.replace("<", "\\u003c").replace(">", "\\u003e")


SET_UPS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "docker compose": each("web-1    | "),
    "Cloud Foundry": each("2026-11-22T14:51:12.02+0000 [APP/PROC/WEB/0] OUT "),
    "Kubernetes": each("2026-11-22T14:51:12.029123456Z stdout F "),
    "ISO times": each("2026-11-22T14:51:12.029Z "),
    "journald": each("Nov 22 14:51:12 host7 app[712]: "),
    "sbt": each("[info] "),
    "files of Docker": docker_files,
    "quoted": each("> "),
    "a prefix that nobody knows": each("<11>1 node7 pod=web-5 14:51:12 # "),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no tabs": lambda text: text.replace("\t", ""),
    "blanks for tabs": lambda text: text.replace("\t", "    "),
    "JSON": lambda text: "\n".join(json.dumps({"level": "ERROR", "message": text}) for text in text.split("\0")),
}


@pytest.mark.parametrize("set_up", SET_UPS)
@pytest.mark.parametrize("between", [[], [ORDINARY]], ids=["directly behind one another", "ordinary lines between"])
def test_reports_are_found_in_every_logging_set_up(set_up: str, between: list[str]):
    """Each is what the reader makes of its text alone, whatever stands before, behind and between."""
    logged = [LOGGED + text for text in (UPLOAD, TIMER, UNTRACED, IMAGE, HIKARI)]
    shown = SET_UPS[set_up]

    found = reports("".join(shown(event) + "\n" for text in logged for event in [*between, text, *between]))

    # What the readers do not know how to strip is stripped before they see it.
    alone = logged if set_up.startswith("a prefix") else map(shown, logged)
    assert [recognise(text) for text in alone] == found


def test_an_ordinary_line_ends_a_report():
    """Frames of what is logged right behind are not the report's."""
    behind = f"{ORDINARY}\njava.lang.IllegalStateException: no\n\tat com.acme.other.Place.fail(Place.java:3)"

    [passage] = passages(f"{LOGGED}{UNTRACED}\n{behind}\n")

    assert LOGGED + UNTRACED == passage.text


def test_lines_of_other_services_do_not_end_a_report():
    """docker compose mixes what services say at the same time."""
    mine = each("web-1  | ")(LOGGED + UPLOAD).split("\n")
    mixed = "\n".join(f"{line}\ndb-1   | checkpoint complete" for line in mine)

    assert reports("\n".join(mine)) == reports(mixed)


def test_two_services_may_report_at_once():
    """Line by line in turn, each report is whole."""
    one, two = (each(f"{name}  | ")(LOGGED + text).split("\n") for name, text in (("web-1", UPLOAD), ("api-1", IMAGE)))
    longest = max(len(one), len(two))
    mixed = [lines[n] for n in range(longest) for lines in (one, two) if n < len(lines)]

    expected = {owner_frame(report) for report in reports(f"{LOGGED}{UPLOAD}\n{LOGGED}{IMAGE}\n")}
    assert expected == {owner_frame(report) for report in reports("\n".join(mixed))}
    assert 2 == len(expected)


def test_a_report_of_two_events_is_one():
    """c3p0 logs the sentence, then the trace; the trace's own line begins no other report."""
    [report] = reports(f"{C3P0}\n{ORDINARY}\n")

    assert report.creation is not None
    assert "com.acme.orders.OrderDao.lock(OrderDao.java:40)" == report.creation.frames[-1]


def test_one_escaped_line_may_hold_several_reports():
    """As where a test's output was escaped as a whole."""
    line = json.dumps({"output": f"{LOGGED}{UPLOAD}\n{LOGGED}{TIMER}\n{LOGGED}{IMAGE}\n"})

    assert ["ByteBuf", "HashedWheelTimer", "ByteBuf"] == [report.resource for report in reports(line)]


def test_lines_are_numbered_from_one():
    """The number is that of the report's first words, however far back the chunk begins."""
    log = f"{ORDINARY}\n" * 10_000 + f"{LOGGED}{UPLOAD}\n" + f"{ORDINARY}\n" * 20_000 + f"{LOGGED}{TIMER}\n"

    assert [10_001, 30_001 + 1 + UPLOAD.count("\n")] == [passage.line for passage in passages(log, 4_096)]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9_000), st.lists(st.sampled_from([UPLOAD, TIMER, UNTRACED, HIKARI, C3P0, ORDINARY]), max_size=6))
def test_it_does_not_matter_where_chunks_end(size: int, texts: list[str]):
    """A literal, a line and a report may lie across any border."""
    log = "".join(f"{LOGGED}{text}\n{ORDINARY}\n" for text in texts)

    assert passages(log) == passages(log, size)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=80), st.sampled_from([text.encode() for text in [*LITERALS, *STORY]]))))
def test_no_bytes_break_it(parts: list[bytes]):
    """Noise, NUL bytes and broken UTF-8 give passages or none, and no exception."""
    for passage in passages(b"".join(parts), 997):
        recognise(passage.text)
        assert len(passage.text) <= PASSAGE_BYTES


def test_a_long_line_is_cut_and_counted():
    """100 MB in one line: what begins in it is read for 64 KiB, and the next line as ever."""
    chunk = b"x" * (1 << 18)
    report = f"{LOGGED}{UPLOAD}".encode().replace(b"\n", b"\\n").replace(b"\t", b"\\t")
    sift = Sift([*[chunk] * 200, report, *[chunk] * 200, b"\n" + f"{LOGGED}{TIMER}\n".encode()], Sieve(LITERALS), _zero)

    [long_, short] = list(sift)

    assert (True, False) == (long_.cut, short.cut)
    assert len(long_.text) <= PASSAGE_BYTES
    assert ["ByteBuf", "HashedWheelTimer"] == [found and found.resource for found in map(read, (long_, short))]
    assert 1 == sift.long_lines


def test_memory_is_bounded_by_the_window():
    """However long the lines and however many the chunks, the window is two of them and what may be looked back at."""
    chunk = b"x" * 100_000
    sift = Sift(
        _watched(lambda: sift, [chunk] * 50 + [LOGGED.encode() + UPLOAD.encode()] + [chunk] * 50),
        Sieve(LITERALS),
        _zero,
    )

    assert 1 == len(list(sift))


def _watched(get: Callable[[], Sift], chunks: list[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        assert len(get()._data) <= 2 * 100_000 + LOOK_BACK + PASSAGE_BYTES


def _zero(offset: int) -> int:
    return 0


def read(passage: Passage) -> Report | None:
    return recognise(passage.text)


def test_nul_bytes_and_broken_text_are_told():
    """A log that was cut while being written is full of NUL bytes; the report in it is read."""
    log = b"\0" * 70_000 + f"{LOGGED}{TIMER}".encode().replace(b"TimerCache.arm", b"Timer\xffCache.arm") + b"\n"
    sift = Sift([log], Sieve(LITERALS), _zero)

    [passage] = list(sift)

    assert sift.has_nul
    assert passage.damaged
    assert recognise(passage.text) is not None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=50), st.sampled_from([text.encode() for text in LITERALS])), max_size=30))
def test_the_sieve_finds_what_a_plain_search_finds(parts: list[bytes]):
    """With a gate and without one, also in the halves of a long stretch."""
    data = (b"-" * 3_000).join(parts)
    gated = Sieve(LITERALS, lambda literals: lambda data: any(literal in data for literal in literals))
    gated.find(b"." * (GATE_FROM_BYTES + 1))

    expected = sorted(
        (found.start(), literal.encode())
        for literal in set(LITERALS)
        for found in re.finditer(b"(?=%s)" % re.escape(literal.encode()), data)
    )
    assert expected == Sieve(LITERALS).find(data) == gated.find(data)


def leaks_of(*texts: str, baseline: tuple[str, ...] = ()) -> list[ScannedLeak]:
    tally = Tally()
    for in_baseline, side in ((True, baseline), (False, texts)):
        for line, text in enumerate(side, start=1):
            report = recognise(text)
            assert report is not None
            tally.add(report, LogLine("before.log" if in_baseline else "app.log", line), in_baseline)
    return tally.leaks()


def test_a_leak_says_how_often_and_where():
    """Reports of one site are one leak, whatever came between them."""
    upload, image = leaks_of(UPLOAD, IMAGE, STORY[5], STORY[6])

    assert (3, LogLine("app.log", 1), LogLine("app.log", 4)) == (upload.reports, upload.first, upload.last)
    assert "com.acme.resource.upload.UploadService.valid(UploadService.java:43)" == upload.owner_frame
    assert (2, 1) == (image.number, image.reports)


def test_the_order_of_reports_does_not_matter():
    """All are resolved at once: the same sites come out, with the same counts."""
    there = {(leak.site, leak.origin, leak.reports) for leak in leaks_of(*STORY)}
    back = {(leak.site, leak.origin, leak.reports) for leak in leaks_of(*reversed(STORY))}

    assert there == back


def test_a_baseline_tells_gone_new_and_remaining():
    """A site in both logs is one leak, counted on either side."""
    found = leaks_of(UPLOAD, TIMER, TIMER, baseline=(IMAGE, UPLOAD, UPLOAD))

    assert [("gone", 1, 0), ("remains", 2, 1), ("new", 0, 2)] == [
        (leak.change, leak.before, leak.reports) for leak in found
    ]
    assert "before.log" == found[0].first.file


def test_a_report_that_is_taken_back_is_no_leak():
    """HikariCP's borrower was only slow; another one stays."""
    taken_back = "Previously reported leaked connection conn7 on thread exec-3 was returned to the pool (unleaked)"
    other = HIKARI.replace("conn7", "conn8").replace("OrderDao.count", "OrderDao.lose")

    [leak] = leaks_of(HIKARI, other, taken_back)

    assert "com.acme.orders.OrderDao.lose(OrderDao.java:12)" == leak.owner_frame


def test_advice_is_asked_once_for_each_distinct_report():
    """The seam for what to try next: it sees the report, and its sentence goes with the leak."""
    asked: list[Report] = []
    tally = Tally(lambda report: asked.append(report) or f"release the {report.resource}")
    for line in range(5):
        report = recognise(UPLOAD)
        assert report is not None
        tally.add(report, LogLine("app.log", line))

    assert ["release the ByteBuf"] == [leak.advice for leak in tally.leaks()]
    assert 1 == len(asked)


def test_memory_grows_with_keys_and_ends():
    """More distinct sites than any service has are counted, not kept."""
    tally = Tally()
    for n in range(MAX_KEYS + 3):
        report = recognise(TIMER.replace("TimerCache", f"Timer{n}x"))
        assert report is not None
        tally.add(report, LogLine("app.log", n))

    assert 3 == tally.uncounted
