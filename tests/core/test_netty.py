"""Reading Netty's reports, of every version and after any damage."""

import html
import json
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.families.table import recognise
from bot.core.reading.report import Access, Kind, Level, Report

HEAD = "LEAK: ByteBuf.release() was not called before it's garbage-collected."
SEE = " See https://netty.io/wiki/reference-counted-objects.html for more information."
ENABLE = (
    " Enable advanced leak reporting to find out where the leak occurred. To enable advanced leak reporting, specify"
    " the JVM option '-Dio.netty.leakDetection.level=advanced' or call ResourceLeakDetector.setLevel()"
)
ALLOC = "io.netty.buffer.PooledByteBufAllocator.newDirectBuffer(PooledByteBufAllocator.java:402)"
WRITE = "io.netty.buffer.AdvancedLeakAwareByteBuf.writeInt(AdvancedLeakAwareByteBuf.java:563)"
READ = "io.netty.buffer.AdvancedLeakAwareByteBuf.getByte(AdvancedLeakAwareByteBuf.java:155)"
PUT = "com.acme.cache.SessionCache.put(SessionCache.java:4)"
MAIN = "com.acme.run.Main.<init>(Main.java:38)"
HINT = "session=s4725 owner=SessionCache"

NEWEST = Access((READ, PUT, MAIN))
OLDER = Access((WRITE, PUT, MAIN), HINT)
CREATION = Access((ALLOC, PUT, MAIN))


def block(*rows: str) -> str:
    return "\n".join(f"\t{row}" for row in rows)


UNCOUNTED = "\n".join(
    (
        HEAD + SEE,
        "Recent access records: ",
        "#1:",
        block(READ, PUT, MAIN),
        "#2:",
        block(f"Hint: {HINT}", WRITE, PUT, MAIN),
        "Created at:",
        block(ALLOC, PUT, MAIN),
        ": 7 leak records were discarded because they were duplicates",
        ": 65 leak records were discarded because the leak record count is targeted to 4. Use system property"
        " io.netty.leakDetection.targetRecords to increase the limit.",
    )
)
COUNTED = "\n".join(
    (
        HEAD,
        "WARNING: 4 leak records were discarded because the leak record count is limited to 4. Use system property"
        " io.netty.leakDetection.maxRecords to increase the limit.",
        "Recent access records: 2",
        "#2:",
        block(READ, PUT, MAIN),
        "#1:",
        block(WRITE, PUT, MAIN),
        "Created at:",
        block(ALLOC, PUT, MAIN),
    )
)
SIMPLE = f"{HEAD}{SEE}\nRecent access records: \nCreated at:\n{block(ALLOC, PUT, MAIN)}"
GCD = (
    "LEAK: ByteBuf was GC'd before being released correctly.  The following stack trace shows where the leaked object"
    " was created, rather than where you failed to release it.\n"
    "io.netty.util.ResourceLeakException: io.netty.buffer.PooledDirectByteBuf@5f9d02cb\n"
    f"\tat {ALLOC}\n\tat {PUT}\n\tat {MAIN}\n"
    'Exception in thread "main" java.lang.OutOfMemoryError: Cannot reserve 1 byte\n\tat com.acme.Other.run(O.java:1)'
)
TRACE = "io.netty5.buffer.internal.LifecycleTracer$Traceback"
NETTY5 = "\n".join(
    (
        'LEAK: Object "buffer (128 bytes)" was not property closed before it was garbage collected.'
        " A life-cycle back-trace (if any) is attached as suppressed exceptions." + SEE,
        "io.netty5.buffer.LoggingLeakCallback$LeakReport: Object life-cycle trace:",
        f"\tSuppressed: {TRACE}: ALLOCATE (current acquires = 0) T-27743us.",
        f"\t\tat {PUT}",
        f"\tSuppressed: {TRACE}: TOUCH (queued for shard 7) T-40814us.",
        f"\t\tat {MAIN}",
        f"\tSuppressed: {TRACE}: SPLIT (split into two) T-46389us.",
        f"\t\tat {PUT}",
        f"\t\tat {MAIN}",
        f"\t\tSuppressed: {TRACE}: SPLIT (split from other object) T-46388us.",
        "\t\t\t... 2 common frames omitted",
    )
)

FORMATS = {
    "uncounted": (UNCOUNTED, Report("netty", "ByteBuf", Level.ADVANCED, (NEWEST, OLDER), CREATION, 2, 72)),
    "counted, newest first": (
        COUNTED,
        Report("netty", "ByteBuf", Level.ADVANCED, (NEWEST, Access(OLDER.frames)), CREATION, 2, 4),
    ),
    "counted none": (
        f"{HEAD}\nRecent access records: 0\nCreated at:\n{block(ALLOC, PUT, MAIN)}",
        Report("netty", "ByteBuf", Level.ADVANCED, (), CREATION, 0),
    ),
    "simple, traced": (SIMPLE, Report("netty", "ByteBuf", Level.SIMPLE, (), CREATION, 0)),
    "simple, empty list": (
        f"{HEAD}{SEE}\nRecent access records: ",
        Report("netty", "ByteBuf", Level.SIMPLE, records=0),
    ),
    "untraced": (HEAD + ENABLE + SEE, Report("netty", "ByteBuf", Level.SIMPLE)),
    "untraced, 4.0.14": (HEAD + ENABLE, Report("netty", "ByteBuf", Level.SIMPLE)),
    "header only": (HEAD + SEE, Report("netty", "ByteBuf", Level.UNKNOWN)),
    "first access for creation": (
        f"{HEAD}{SEE}\nRecent access records: \nCreated at:\n{block('Hint: x', PUT)}",
        Report("netty", "ByteBuf", Level.ADVANCED, (), Access((PUT,), "x"), 0),
    ),
    "no creation": (
        f"{HEAD}{SEE}\nRecent access records: \n#1:\n{block(READ, PUT)}\n"
        ": 0 leak records were discarded because they were duplicates",
        Report("netty", "ByteBuf", Level.ADVANCED, (Access((READ, PUT)),), None, 1, 0),
    ),
    "before 4.0.14": (GCD, Report("netty", "ByteBuf", Level.SIMPLE, (), CREATION)),
    "somebody's resource": (
        SIMPLE.replace("ByteBuf.release", "DataRow.release"),
        Report("netty", "DataRow", Level.SIMPLE, (), CREATION, 0),
    ),
    "netty 5": (
        NETTY5,
        Report(
            "netty",
            "buffer (128 bytes)",
            Level.ADVANCED,
            (Access((PUT, MAIN)), Access((MAIN,), "queued for shard 7")),
            Access((PUT,)),
            3,
        ),
    ),
    "too many instances": (
        "LEAK: You are creating too many HashedWheelTimer instances.  HashedWheelTimer is a shared resource that must"
        " be reused across the JVM,so that only a few instances are created.",
        Report("netty", "HashedWheelTimer", Level.UNKNOWN, kind=Kind.SYMPTOM),
    ),
}


def each_line(prefix: str) -> Callable[[str], str]:
    return lambda text: "\n".join(prefix + line for line in text.split("\n"))


def docker_files(text: str) -> str:
    """A JSON object for each line, as Go writes it."""
    lines = ({"log": f"{line}\n", "stream": "stderr", "time": "2026-11-22T14:51:12.029Z"} for line in text.split("\n"))
    written = "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
    return written.replace("<", "\\u003c").replace(">", "\\u003e")


DAMAGE: dict[str, Callable[[str], str]] = {
    "none": lambda text: text,
    "a log line's start": lambda text: f"14:51:12.029 [main] ERROR io.netty.util.ResourceLeakDetector - {text}",
    "another log line after": lambda text: f"{text}\n14:51:13.000 [main] INFO com.acme.Shop - Started in 3.2 seconds",
    "another report after": lambda text: (
        f"{text}\n2026-11-22 14:51:13.000 ERROR {HEAD}{SEE}\nRecent access records: \n#1:\n\t{MAIN}"
    ),
    "joined reports": lambda text: f"but: <[{text}, {HEAD}{SEE}\nRecent access records: \n#1:\n\t{MAIN}]>",
    "docker compose": each_line("web-1   | "),
    "kubernetes": each_line("2024-09-01T17:19:42.424242424Z stderr F "),
    "cloud foundry": each_line("2024-09-01T17:19:42.42-0400 [APP/PROC/WEB/0] OUT "),
    "journald": each_line("Mar 11 12:00:00 host-1 app[123]: "),
    "sbt": each_line("[info] "),
    "files of Docker": docker_files,
    "quoted": each_line("> "),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no tabs": lambda text: text.replace("\t", ""),
    "blanks for tabs": lambda text: text.replace("\t", "    "),
    "at": lambda text: re.sub(r"^\t(?=\w+\.)", "\tat ", text, flags=re.MULTILINE),
    "jars": lambda text: re.sub(r"\)$", ") ~[shop.jar:1.4]", text, flags=re.MULTILINE),
    "commas": lambda text: re.sub(r"\)$", "),", text, flags=re.MULTILINE),
    "escaped": lambda text: '{"level":"ERROR","message":"' + text.replace("\n", "\\n").replace("\t", "\\t") + '"}',
    "escaped twice": lambda text: text.replace("\n", "\\\\n").replace("\t", "\\\\t"),
    "raw breaks in JSON": lambda text: '{"message":"' + text + '"}',
    "one line": lambda text: re.sub(r"\s+", " ", text),
    "curly apostrophe": lambda text: text.replace("it's", "it’s"),
    "HTML": lambda text: text.replace("it's", "it&#39;s"),
    "HTML in full": html.escape,
    "a prefix that nobody knows": each_line("2024-09-01T17:19:42.424242+00:00 app[web.1]: "),
    "another such": each_line("[pod/web-7c9d4f-abcde/app] "),
    "header on two lines": lambda text: text.replace("ByteBuf.release", "ByteBuf.\nrelease", 1),
    "fenced": lambda text: text.replace("#1:\n", "#1:\n\n```\n") + "\n```",
}


@pytest.mark.parametrize(("text", "report"), FORMATS.values(), ids=FORMATS.keys())
def test_every_layout_is_read(text: str, report: Report):
    """Each layout that a version prints gives all it says, the newest access first."""
    assert report == recognise(text)


@pytest.mark.parametrize("layout", ["uncounted", "counted, newest first", "simple, traced"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_does_not_change_what_is_read(damage: Callable[[str], str], layout: str):
    """A report reads the same whatever logged, escaped or pasted it."""
    text, report = FORMATS[layout]

    assert report == recognise(damage(text))


@pytest.mark.parametrize("prefix", ["", "14:51:12.029 ERROR io.netty.util.ResourceLeakDetector - ", '  "message": "'])
@pytest.mark.parametrize("end", ["", "\n", '"}'])
def test_a_header_that_ends_its_line_is_a_report(prefix: str, end: str):
    """Pasted alone, with what a log puts around it, it still says that something leaks."""
    assert Report("netty", "ByteBuf", Level.UNKNOWN) == recognise(f"{prefix}{HEAD}{end}")


NEAR_MISSES = {
    "settings": "-Dio.netty.leakDetection.level: simple",
    "a command": 'grep -c "LEAK: ByteBuf.release()" app.log  -> 0',
    "a template": 'logger.error("LEAK: {}.release() was not called before it\'s garbage-collected. See https://x {}")',
    "prose": f"Since the upgrade we get {HEAD[:-1]} now and then.",
    "a quotation": f'Fixed: "{HEAD}"',
    "use after release": f"io.netty.util.IllegalReferenceCountException: refCnt: 0\n\tat {PUT}",
    "another leak": "ERROR sensor-hub water leak detected in zone B2, valve closed",
    "nothing": "",
}


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_a_near_miss_is_no_report(text: str):
    """What only resembles a report is None, never a guess."""
    assert recognise(text) is None


@pytest.mark.parametrize("tail", ["...", "…", ""])
def test_a_cut_report_keeps_its_newest_access(tail: str):
    """Cut within a frame: what is whole is read, and the report says that it is cut."""
    text = UNCOUNTED[: UNCOUNTED.index("PooledByteBufAllocator.java")] + tail

    report = recognise(text)

    assert report is not None
    assert (NEWEST, True, Access(())) == (report.newest, report.cut, report.creation)


def test_a_whole_report_is_not_cut():
    """The end of the text is the end of the report, in every layout."""
    reports = {name: recognise(text) for name, (text, _) in FORMATS.items()}

    assert [] == [name for name, report in reports.items() if report is None or report.cut]


def test_at_most_32_accesses_are_kept():
    """A report of a thousand records is bounded; the newest are kept, the count is the printed one."""
    records = "\n".join(f"#{n}:\n\tcom.acme.A.m{n}(A.java:{n})" for n in range(1, 1001))

    report = recognise(f"{HEAD}{SEE}\nRecent access records: \n{records}")

    assert report is not None
    assert (32, "com.acme.A.m1(A.java:1)", 1000) == (len(report.accesses), report.accesses[0].frames[0], report.records)


FRAGMENTS = st.sampled_from(
    [
        HEAD,
        SEE,
        ENABLE,
        "\n",
        "\r\n",
        "\\n\\t",
        "Recent access records: ",
        "2",
        "#1:\n",
        "#2:",
        "Created at:\n",
        "\tHint: ",
        "LEAK: ",
        READ,
        PUT,
        "\t",
        ": 3 leak records were discarded because",
        "...",
        '"',
        NETTY5[:90],
        TRACE,
        GCD[:60],
        "(",
        ")",
        ".",
        " ",
    ]
)


@given(st.lists(FRAGMENTS | st.text(max_size=8), max_size=40).map("".join))
def test_no_text_makes_it_raise(text: str):
    """Any mixture of what reports are made of is a report or None."""
    report = recognise(text)

    assert report is None or (report.family == "netty" and len(report.accesses) <= 32)


HOSTILE: dict[str, Callable[[int], str]] = {
    "headers": lambda n: HEAD[:40] * n,
    "header, dots": lambda n: HEAD + SEE + "\n#1:\n\t" + "a." * n,
    "header, one name": lambda n: HEAD + SEE + "\n#1:\n\ta." + "b" * 2 * n,
    "open brackets": lambda n: HEAD + SEE + "\n#1:\n" + "\ta.b(" * n,
    "blanks": lambda n: HEAD + SEE + "\n#1:" + " " * 4 * n + "x",
    "blanks before": lambda n: "- " + " " * 4 * n + HEAD,
    "backslashes": lambda n: HEAD + SEE + "\\" * 4 * n,
    "escaped breaks": lambda n: HEAD + SEE + "\\n\\t" * n,
    "records": lambda n: HEAD + SEE + "\nRecent access records: \n" + "#1:\n" * n,
    "records on a line": lambda n: HEAD + SEE + "\nRecent access records: " + " #1: " * n,
    "hints": lambda n: HEAD + SEE + "\n#1:\n" + "\tHint: a.b(c.java:1) \n" * n,
    "tracebacks": lambda n: NETTY5[:250] + f"Suppressed: {TRACE}: TOUCH (" * n,
    "prefixes": lambda n: HEAD + SEE + "\n" + "> " * n + "\n" + "a-" * n + "|",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_is_linear_in_the_text(hostile: Callable[[int], str]):
    """Eight times the text takes at most some twenty times the time; a quadratic reader takes sixty-four."""
    small, large = hostile(500)[:8_000], hostile(4_000)[:64_000]

    assert fastest(large) < 20 * fastest(small) + 0.02


def fastest(text: str) -> float:
    """The least of five runs, in seconds of this process."""
    runs = []
    for _ in range(5):
        start = time.process_time()
        recognise(text)
        runs.append(time.process_time() - start)
    return min(runs)


def test_more_than_64_kib_is_not_looked_at():
    """A log file in an event costs no more than its first 64 Ki characters."""
    assert recognise("x" * (65_535 - len(HEAD + SEE)) + "\n" + HEAD + SEE) is not None
    assert recognise("x" * 65_535 + "\n" + HEAD + SEE) is None
