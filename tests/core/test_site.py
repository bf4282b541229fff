"""Which leak is it? One table of stories: reports in, who belongs together out, in whatever order they come."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reading.known_leaks import KnownLeaks
from bot.core.reading.match import Keys, KnownKey, MatchReason, keys, owner_frame, resolve
from bot.core.reading.report import Access, Level, Report
from bot.core.scanning.scan import scan_records

ALLOC = "io.netty.buffer.PooledByteBufAllocator.newDirectBuffer(P.java:402)"
TOUCH = "io.netty.buffer.AdvancedLeakAwareByteBuf.getByte(A.java:155)"
LOOP = "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:500)"
FIRE = "io.netty.channel.AbstractChannelHandlerContext.fireChannelRead(A.java:412)"
THREAD = "java.base/java.lang.Thread.run(Thread.java:840)"
SERVE = "com.acme.shop.Server.serve(Server.java:83)"


def frame(name: str, line: int = 1) -> str:
    return f"com.acme.shop.{name}({name.partition('.')[0]}.java:{line})"


def access(*names: str, hint: str | None = None, on_top: str = TOUCH) -> Access:
    return Access((on_top, *(frame(name) for name in names), SERVE, THREAD), hint)


def creation(*names: str) -> Access:
    return access(*names, on_top=ALLOC)


def whole(last: Access, created: Access | None) -> Report:
    return Report("netty", "ByteBuf", Level.ADVANCED, (last,), created, 1)


def simple(created: Access) -> Report:
    return Report("netty", "ByteBuf", Level.SIMPLE, (), created, 0)


def cut(last: Access) -> Report:
    return Report("netty", "ByteBuf", Level.ADVANCED, (last,), None, 1, cut=True)


HEADER = Report("netty", "ByteBuf", Level.UNKNOWN)
UNTRACED = Report("netty", "ByteBuf", Level.SIMPLE)
READ_BY_LOOP = Access((ALLOC, LOOP, THREAD))

# Each story: leaks, each a list of its reports. Reports of one list belong together, of two lists never.
STORIES: dict[str, list[list[Report]]] = {
    "a helper hands out buffers: several leaks": [
        [
            whole(access("Chunk.flush", "Chunk.write"), creation("Pieces.take", "Chunk.write")),
            simple(creation("Pieces.take", "Chunk.write")),
            cut(access("Chunk.flush", "Chunk.write")),
        ],
        [
            whole(access("Range.read"), creation("Pieces.take", "Range.read")),
            simple(creation("Pieces.take", "Range.read")),
            cut(access("Range.read")),
        ],
    ],
    "a helper that says so by its name": [
        [simple(creation("Buffers.newBuffer", "Buffers.allocate", "Chunk.write"))],
        [simple(creation("Buffers.newBuffer", "Buffers.allocate", "Range.read"))],
    ],
    "a method that makes and loses its own, from two callers": [
        [
            whole(access("Scaler.blur", "Scaler.scale", "Web.get"), creation("Scaler.scale", "Web.get")),
            whole(access("Scaler.blur", "Scaler.scale", "Cron.warm"), creation("Scaler.scale", "Cron.warm")),
            simple(creation("Scaler.scale", "Web.get")),
            simple(creation("Scaler.scale", "Cron.warm")),
            cut(access("Scaler.blur", "Scaler.scale", "Cron.warm")),
        ]
    ],
    "a method that loses its own on two paths": [
        [
            whole(access("Upload.valid", "Upload.receive"), creation("Upload.receive")),
            whole(access("Upload.append", "Upload.receive"), creation("Upload.receive")),
            simple(creation("Upload.receive")),
        ]
    ],
    "two that lend their buffer to one writer": [
        [whole(access("Json.write", "Orders.encode"), creation("Orders.encode")), simple(creation("Orders.encode"))],
        [whole(access("Json.write", "Prices.encode"), creation("Prices.encode")), simple(creation("Prices.encode"))],
    ],
    "two that lend a helper's buffer to one writer": [
        [
            whole(access("Json.write", "Orders.encode"), creation("Pieces.take", "Orders.encode")),
            simple(creation("Pieces.take", "Orders.encode")),
            cut(access("Json.write", "Orders.encode")),
        ],
        [
            whole(access("Json.write", "Prices.encode"), creation("Pieces.take", "Prices.encode")),
            whole(access("Json.write", "Prices.encode"), creation("Prices.encode")),
            simple(creation("Pieces.take", "Prices.encode")),
            cut(access("Json.write", "Prices.encode")),
        ],
    ],
    "one that gets a helper's buffer on two ways": [
        [
            whole(access("Json.write", "Orders.encode"), creation("Pieces.take", "Orders.small", "Orders.encode")),
            whole(access("Json.write", "Orders.encode"), creation("Pieces.take", "Orders.large", "Orders.encode")),
        ],
    ],
    "two handlers of one socket": [
        [whole(access("Front.forward", "Front.channelRead"), READ_BY_LOOP)],
        [whole(access("Back.channelRead"), READ_BY_LOOP)],
        [simple(READ_BY_LOOP)],
    ],
    "a handler passes a buffer to the next": [
        [
            whole(
                Access((TOUCH, frame("Store.append"), FIRE, frame("Decode.channelRead"), LOOP)),
                Access((ALLOC, frame("Decode.channelRead"), LOOP)),
            )
        ],
        [
            whole(
                Access((TOUCH, frame("Raw.keep"), FIRE, frame("Decode.channelRead"), LOOP)),
                Access((ALLOC, frame("Decode.channelRead"), LOOP)),
            )
        ],
    ],
    "a cache read or mirrored later": [
        [whole(access("Cache.read"), creation("Cache.load"))],
        [whole(access("Cache.mirror"), creation("Cache.load"))],
    ],
    "recursion and filter chains": [
        [
            whole(access("Walk.leaf", "Walk.step", "Walk.step"), creation("Walk.leaf", "Walk.step")),
            whole(access("Walk.leaf", "Walk.step"), creation("Walk.leaf", "Walk.step", "Walk.step", "Walk.step")),
            simple(creation("Walk.leaf", "Walk.step", "Walk.step", "Walk.step", "Walk.step")),
        ]
    ],
    "lambdas renumbered, hidden frames shown, lines moved": [
        [
            whole(access("Parts.lambda$parse$0"), creation("Parts.lambda$parse$0")),
            whole(access("Parts.lambda$parse$2", "Parts$$Lambda$56/0x00007fd6.run"), creation("Parts.lambda$parse$2")),
            simple(Access((ALLOC, "app//com.acme.shop.Parts.lambda$parse$7(Unknown Source)", THREAD))),
        ]
    ],
    "CGLIB and relocation": [
        [
            whole(access("Orders.place", "Orders$$EnhancerBySpringCGLIB$$8d1f3a2b.place"), creation("Orders.place")),
            whole(access("Orders.place", "Orders$$SpringCGLIB$$0.place"), creation("Orders.place")),
            simple(Access((f"io.grpc.netty.shaded.{ALLOC}", frame("Orders.place")))),
        ]
    ],
    "4.1.17 prints the oldest access as the creation": [
        [
            whole(access("Chunk.flush"), access("Pieces.fill", "Chunk.write")),
            whole(access("Chunk.flush"), creation("Pieces.take", "Chunk.write")),
        ],
        [whole(access("Range.read"), access("Pieces.fill", "Range.read"))],
    ],
    "nothing to tell but the resource": [
        [HEADER, UNTRACED],
        [Report("netty", "HashedWheelTimer", Level.SIMPLE)],
        [simple(creation("Orders.place"))],
    ],
    "a size in a resource's name is no difference": [
        [
            Report("netty", "buffer (128 bytes)", Level.ADVANCED, (access("A.a"),)),
            Report("netty", "buffer (64 bytes)", Level.ADVANCED, (access("A.a"),)),
        ]
    ],
}


def told(story: list[list[Report]]) -> list[tuple[int, Keys]]:
    return [(truth, keys(report, "shop")) for truth, reports in enumerate(story) for report in reports]


def partition(pairs: list[tuple[int, int]]) -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for position, leak in pairs:
        groups.setdefault(leak, set()).add(position)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_a_batch_finds_each_leak(story: list[list[Report]]):
    """Read at once, the reports fall into their leaks in every order."""
    for seed in range(20):
        shuffled = random.Random(seed).sample(told(story), k=len(told(story)))

        leaks = KnownLeaks().resolve_all([found for _, found in shuffled])

        truth = partition([(n, leak) for n, (leak, _) in enumerate(shuffled)])
        assert truth == partition(list(enumerate(leaks)))


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_a_stream_finds_each_leak_when_whole_reports_come_first(story: list[list[Report]]):
    """One at a time, reports find their leaks once each has been seen whole."""
    book = KnownLeaks()
    ordered = sorted(told(story), key=lambda pair: (pair[1].site is None) + (pair[1].origin is None))

    leaks = [book.resolve(found).leak or 0 for _, found in ordered]

    truth = partition([(n, leak) for n, (leak, _) in enumerate(ordered)])
    assert truth == partition(list(enumerate(book.current(leak) for leak in leaks)))


def test_advanced_after_simple_is_the_same_leak():
    """Somebody turns the level up: the leak learns its site and keeps its thread."""
    book = KnownLeaks()

    first = book.resolve(keys(simple(creation("Upload.receive")), "shop"))
    second = book.resolve(keys(whole(access("Upload.valid", "Upload.receive"), creation("Upload.receive")), "shop"))
    third = book.resolve(keys(cut(access("Upload.valid", "Upload.receive")), "shop"))

    assert (1, 1, 1) == (first.leak, second.leak, third.leak)
    assert (MatchReason.NEW, MatchReason.ORIGIN, MatchReason.SITE) == (first.reason, second.reason, third.reason)


def test_a_whole_report_joins_what_came_in_parts():
    """A creation alone and a cut report open two leaks; the whole report shows that they are one."""
    book = KnownLeaks()
    book.resolve(keys(simple(creation("Pieces.take", "Chunk.write")), "shop"))
    book.resolve(keys(cut(access("Chunk.flush", "Chunk.write")), "shop"))

    found = book.resolve(
        keys(whole(access("Chunk.flush", "Chunk.write"), creation("Pieces.take", "Chunk.write")), "shop")
    )

    assert (1, (2,), 1) == (found.leak, found.joins, book.current(2))


def test_ignoring_a_join_is_safe():
    """A store that keeps both leaks sends everything later to the older one."""
    parts = [
        keys(simple(creation("Chunk.write")), ""),
        keys(cut(access("Chunk.flush", "Chunk.write")), ""),
        keys(whole(access("Chunk.flush", "Chunk.write"), creation("Chunk.write")), ""),
    ]
    rows: list[KnownKey] = []
    for number, part in enumerate(parts[:2], start=1):
        rows += [KnownKey(kind, key, number, callers) for kind, key, callers in resolve(part, ()).learn]
    found = resolve(parts[2], rows)
    rows += [KnownKey(kind, key, 1, callers) for kind, key, callers in found.learn]

    later = [resolve(part, rows).leak for part in parts]

    assert (1, (2,), [1, 1, 1]) == (found.leak, found.joins, later)


def test_a_text_that_fits_two_leaks_goes_to_the_older_and_says_so():
    """Two consumers of one creation: its SIMPLE report cannot tell which."""
    book = KnownLeaks()
    for consumer in ("Cache.read", "Cache.mirror"):
        book.resolve(keys(whole(Access((TOUCH, frame(consumer))), creation("Cache.load")), "shop"))

    found = book.resolve(keys(simple(creation("Cache.load")), "shop"))

    assert (1, MatchReason.AMBIGUOUS) == (found.leak, found.reason)


def test_an_unknown_caller_of_a_helper_is_a_new_leak():
    """A helper's buffer that came through a caller nobody has seen belongs to no known leak."""
    book = KnownLeaks()
    book.resolve(keys(whole(access("Chunk.flush", "Chunk.write"), creation("Pieces.take", "Chunk.write")), ""))

    found = book.resolve(keys(simple(creation("Pieces.take", "Export.run")), ""))

    assert (2, MatchReason.NEW) == (found.leak, found.reason)


def test_what_is_learnt_is_bounded():
    """However many ways lead to a leak, its rows stay few and no row is learnt twice."""
    book = KnownLeaks()
    for n in range(300):
        book.resolve(
            keys(whole(access(f"Upload.m{n}", "Upload.receive"), creation("Upload.receive", f"Caller.m{n}")), "")
        )
        book.resolve(keys(whole(access("Sink.take"), creation(f"Maker.m{n}")), ""))

    rows = book.rows()

    assert len(rows) == len(set(rows)) < 80


def test_header_only_reports_group_per_project_and_resource():
    """A report that names no code is known by where it came from, and by nothing else."""
    headers = [keys(HEADER, "shop").header, keys(UNTRACED, "shop").header, keys(HEADER, "bank").header]

    assert headers[0] == headers[1] != headers[2]


def test_keys_name_their_version():
    """A later rule can stand beside this one without orphaning a thread."""
    found = keys(whole(access("Chunk.flush"), creation("Chunk.write")), "shop")

    assert ("v1:netty|ByteBuf|com.acme.shop.Chunk.flush", "v1:netty|ByteBuf|com.acme.shop.Chunk.write") == (
        found.site,
        found.origin,
    )


def test_a_cut_within_a_helper_tells_no_origin():
    """The caller of the helper was cut off: what is left would merge all its leaks. Such reports are grouped apart."""
    torn = Report("netty", "ByteBuf", Level.SIMPLE, (), Access((ALLOC, frame("Buffers.allocate"))), 0, cut=True)
    complete = replace(torn, cut=False)

    assert Keys(None, None, "", "v1:netty|ByteBuf|shop|") == keys(torn, "shop")
    assert "v1:netty|ByteBuf|com.acme.shop.Buffers.allocate" == keys(complete, "shop").origin


def test_a_cut_within_a_helper_still_tells_its_site():
    """The newest access names the code; it needs no key of the header beside it."""
    creation_ = Access((ALLOC, frame("Buffers.allocate")))
    torn = Report("netty", "ByteBuf", Level.ADVANCED, (access("Chunk.flush"),), creation_, 1, cut=True)

    assert Keys("v1:netty|ByteBuf|com.acme.shop.Chunk.flush", None, "", None) == keys(torn, "shop")


PLATFORM = "org.springframework.web.filter.OncePerRequestFilter.doFilter"
CODEC = "io.netty.handler.codec.http.HttpObjectAggregator.decode"


@pytest.mark.parametrize(
    ("frames", "hint", "detail"),
    [
        ((TOUCH, LOOP, THREAD), None, ""),
        ((TOUCH, f"{PLATFORM}(O.java:1)", LOOP), None, PLATFORM),
        ((TOUCH, f"{CODEC}(H.java:1)", LOOP), None, CODEC),
        ((TOUCH, f"{CODEC}(H.java:1)", f"{PLATFORM}(O.java:1)"), None, PLATFORM),
        ((TOUCH, "jdk.proxy2.$Proxy13.fetch(Unknown Source)", f"{CODEC}(H.java:1)"), None, CODEC),
        ((TOUCH, LOOP), "'decoder#0' will handle the message from this point", "decoder"),
    ],
)
def test_reports_without_code_of_ours_are_told_apart(frames: tuple[str, ...], hint: str | None, detail: str):
    """By the handler that a hint names, else by a framework's frame, else by a codec's; generated classes are none."""
    found = keys(Report("netty", "ByteBuf", Level.ADVANCED, (Access(frames, hint),), None, 1), "shop")

    assert Keys(None, None, "", f"v1:netty|ByteBuf|shop|{detail}") == found


OWNERS: dict[str, tuple[Report, str | None]] = {
    "newest access": (whole(access("Chunk.flush"), creation("Chunk.write")), frame("Chunk.flush")),
    "creation": (whole(Access((TOUCH, LOOP)), creation("Chunk.write")), frame("Chunk.write")),
    "library above the application": (
        simple(Access((ALLOC, "io.lettuce.core.RedisClient.connect(RedisClient.java:1)", frame("Chunk.write")))),
        "io.lettuce.core.RedisClient.connect(RedisClient.java:1)",
    ),
    "framework above the application": (
        simple(Access((ALLOC, "org.springframework.core.codec.StringDecoder.decode(S.java:1)", frame("Chunk.write")))),
        frame("Chunk.write"),
    ),
    "plumbing only": (simple(READ_BY_LOOP), None),
    "a library that reports on itself": (
        Report(
            "grpc", None, Level.SIMPLE, creation=Access(("io.grpc.internal.X.<init>(X.java:1)", frame("Rpc.<init>")))
        ),
        frame("Rpc.<init>"),
    ),
}


@pytest.mark.parametrize(("report", "owner"), OWNERS.values(), ids=OWNERS.keys())
def test_the_owner_is_named_as_printed(report: Report, owner: str | None):
    """The owner is the first frame that is neither plumbing nor a framework's: newest access first, then creation."""
    assert owner == owner_frame(report)


NAMES = st.sampled_from(["A.a", "A.b", "B.a", "B.lambda$x$1", "Pool.allocate", "C.c"])
ACCESSES = st.lists(NAMES, max_size=4).map(lambda names: access(*names))
CREATIONS = st.none() | st.lists(NAMES, max_size=4).map(lambda names: creation(*names))
REPORTS = st.builds(
    lambda accesses, created, is_cut: Report("netty", "ByteBuf", Level.ADVANCED, tuple(accesses), created, cut=is_cut),
    st.lists(ACCESSES, max_size=2),
    CREATIONS,
    st.booleans(),
)


@given(st.lists(REPORTS, max_size=12), st.randoms())
def test_a_batch_does_not_depend_on_its_order(reports: list[Report], chance: random.Random):
    """The same reports in another order are the same groups."""
    found = list(enumerate(keys(report, "") for report in reports))
    shuffled = chance.sample(found, k=len(found))

    one = KnownLeaks().resolve_all([key for _, key in found])
    other = KnownLeaks().resolve_all([key for _, key in shuffled])

    assert partition(list(enumerate(one))) == partition(
        [(n, leak) for (n, _), leak in zip(shuffled, other, strict=True)]
    )


@given(st.lists(REPORTS, max_size=12))
def test_a_report_seen_again_is_the_same_leak(reports: list[Report]):
    """What a report was resolved to is found again, and learns nothing new."""
    book = KnownLeaks()
    for report in reports:
        book.resolve(keys(report, ""))
        rows = book.rows()

        again = book.resolve(keys(report, ""))

        assert rows == book.rows()
        assert again.reason is not MatchReason.NEW


def test_the_seam_keeps_the_order_and_its_fields():
    """One object a line, in the order given; null where it is no leak report."""
    header = "LEAK: ByteBuf.release() was not called before it's garbage-collected."
    text = f"{header}\nRecent access records: \n#1:\n\t{TOUCH}\n\t{SERVE}"

    rows = list(scan_records([{"id": 7, "text": "all is well"}, {"id": "b", "text": text}, {"id": "c", "text": text}]))

    site = "v1:netty|ByteBuf|com.acme.shop.Server.serve"
    said = {"family": "netty", "resource": "ByteBuf", "level": "advanced", "records": 1, "owner_frame": SERVE}
    assert rows == [
        {"id": 7, **dict.fromkeys(said), "site": None, "origin": None, "leak": None},
        {"id": "b", **said, "site": site, "origin": None, "leak": 1},
        {"id": "c", **said, "site": site, "origin": None, "leak": 1},
    ]
