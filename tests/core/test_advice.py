"""What to try next: for each rule a report that it is for, and one that comes close and is not."""

import re
from urllib.parse import urlsplit

import pytest
from fluent.syntax import FluentParser, ast

from bot.core.explain.advice import advise, advise_on
from bot.core.families.table import families
from bot.core.reading.report import Access, Level, Report
from bot.core.texts.bundles import Texts, languages
from tests.core.situations import ADVANCED_TEXT, SIMPLE_TEXT, UNTRACED_TEXT
from tests.core.test_texts import FOLDER, SHIPPED

TOUCH = "io.netty.buffer.AdvancedLeakAwareByteBuf.getByte(A.java:155)"
ALLOC = "io.netty.buffer.PooledByteBufAllocator.newDirectBuffer(P.java:402)"
LOOP = "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:500)"
OURS = "com.acme.shop.Orders.place(Orders.java:7)"
TIMER = "io.netty.util.HashedWheelTimer.<init>(HashedWheelTimer.java:300)"
RULES = [rule for family in families() for rule in family.rules]


def netty(*last: str, created=(ALLOC, OURS), resource="ByteBuf", hint=None, level=Level.ADVANCED, cut=False) -> Report:
    accesses = (Access(last, hint),) if last else ()
    return Report("netty", resource, level, accesses, Access(created) if created else None, len(accesses), cut=cut)


def other(family: str, *frames: str) -> Report:
    return Report(family, None, Level.UNKNOWN, creation=Access(frames) if frames else None)


BY_FRAMES = {
    "r2dbc-rows": (
        "io.r2dbc.postgresql.client.ReactorNettyClient.exchange(R.java:1)",
        "com.acme.r2dbc.Rows.read(R.java:1)",
    ),
    "gateway-body": (
        "org.springframework.cloud.gateway.support.ServerWebExchangeUtils.cacheRequestBody(S.java:1)",
        "org.springframework.cloud.stream.Sink.input(S.java:1)",
    ),
    "webclient-body": (
        "org.springframework.web.reactive.function.client.DefaultWebClient.exchange(D.java:1)",
        "org.springframework.web.reactive.function.server.RouterFunctions.route(R.java:1)",
    ),
    "databuffer-join": (
        "org.springframework.core.io.buffer.NettyDataBufferFactory.join(N.java:1)",
        "org.springframework.util.StringJoiner.join(S.java:1)",
    ),
    "databuffer": (
        "org.springframework.core.io.buffer.NettyDataBuffer.write(N.java:1)",
        "org.springframework.core.io.ClassPathResource.getInputStream(C.java:1)",
    ),
    "rsocket-payload": (
        "io.rsocket.util.ByteBufPayload.create(B.java:1)",
        "com.acme.io.rsocket.Payload.create(B.java:1)",
    ),
    "grpc-message": ("io.grpc.netty.NettyReadableBuffer.readBytes(N.java:1)", "com.acme.grpc.Stub.call(S.java:1)"),
    "multipart": (
        "io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder.offer(H.java:1)",
        "io.netty.handler.codec.http.HttpObjectAggregator.decode(H.java:1)",
    ),
    "simple-handler": (
        "io.netty.channel.SimpleChannelInboundHandler.channelRead(S.java:99)",
        "io.netty.channel.ChannelInboundHandlerAdapter.channelRead(C.java:93)",
    ),
}
CASES: dict[str, tuple[Report | str, Report | str]] = {
    **{rule: (netty(TOUCH, hit, OURS), netty(TOUCH, miss, OURS)) for rule, (hit, miss) in BY_FRAMES.items()},
    "timer-lettuce": (
        netty(created=(TIMER, "io.lettuce.core.RedisClient.<init>(R.java:1)"), resource="HashedWheelTimer"),
        netty(created=(ALLOC, "io.lettuce.core.RedisClient.<init>(R.java:1)")),
    ),
    "timer-redisson": (
        netty(created=(TIMER, "org.redisson.Redisson.create(R.java:1)"), resource="HashedWheelTimer"),
        netty(created=(TIMER, OURS), resource="HashedWheelTimer"),
    ),
    "timer-reuse": (netty(created=(TIMER, OURS), resource="HashedWheelTimer"), netty(TOUCH, TIMER, OURS)),
    "tls-engine": (
        netty(resource="ReferenceCountedOpenSslEngine"),
        netty("io.netty.handler.ssl.SslHandler.unwrap(S.java:1)"),
    ),
    "dns-message": (netty(resource="DnsMessage"), netty(resource="Message")),
    "retained-slice": (
        netty("io.netty.buffer.AdvancedLeakAwareByteBuf.readRetainedSlice(A.java:102)", OURS),
        netty(TOUCH, "io.netty.buffer.AbstractByteBuf.readSlice(A.java:1)", OURS),
    ),
    "retain": (
        netty("io.netty.buffer.AdvancedLeakAwareByteBuf.retain(A.java:40)", OURS),
        netty(TOUCH, "com.acme.shop.Cache.retain(Cache.java:9)"),
    ),
    "tail": (
        netty(TOUCH, LOOP, hint="'DefaultChannelPipeline$TailContext#0' will handle the message from this point."),
        netty(TOUCH, LOOP, hint="'upload#0' will handle the message from this point."),
    ),
    "composite": (
        netty(TOUCH, OURS, created=("io.netty.buffer.AbstractByteBufAllocator.compositeBuffer(A.java:1)", OURS)),
        netty(TOUCH, OURS, created=("com.acme.shop.CompositeByteBufs.make(C.java:1)",)),
    ),
    "slice": (
        netty(TOUCH, OURS, created=("io.netty.buffer.AdvancedLeakAwareByteBuf.slice(A.java:73)", OURS)),
        netty(TOUCH, "com.acme.shop.Bread.slice(Bread.java:3)"),
    ),
    "reactor-body": (
        netty(TOUCH, LOOP, hint="'reactor.right.reactiveBridge' will handle the message from this point."),
        netty(TOUCH, LOOP, hint="'reactor' will handle the message from this point."),
    ),
    "netty5-close": (
        'LEAK: Object "buffer (8 bytes)" was not property closed before it was garbage collected. A life-cycle',
        ADVANCED_TEXT,
    ),
    "raise-level": (UNTRACED_TEXT, SIMPLE_TEXT),
    "raise-origin": (SIMPLE_TEXT, ADVANCED_TEXT),
    "cut": (netty(TOUCH, LOOP, created=(), cut=True), netty(TOUCH, LOOP)),
    "handler": (
        netty(TOUCH, LOOP, hint="'upload#0' will handle the message from this point."),
        netty(TOUCH, LOOP, hint="part 2 of upload"),
    ),
    "touch": (netty(TOUCH, LOOP, created=(ALLOC, LOOP)), netty(TOUCH, LOOP)),
    "last-user": (ADVANCED_TEXT, SIMPLE_TEXT),
    "es-release": (other("elasticsearch", OURS), other("opensearch", OURS)),
    "hikari-open-in-view": (
        other("hikari", "org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor.preHandle(O.java:1)"),
        other("hikari", OURS),
    ),
    "hikari-close": (other("hikari", OURS), other("c3p0", OURS)),
    "dbcp-abandoned": (other("dbcp"), other("tomcat")),
    "druid-abandoned": (other("druid"), other("dbcp")),
    "c3p0-unreturned": (other("c3p0"), other("druid")),
    "agroal-leak": (other("agroal"), other("hikari")),
    "okhttp-body": (other("okhttp"), other("grpc")),
    "grpc-channel": (other("grpc", OURS), netty(TOUCH, OURS)),
    "lettuce-shutdown": (other("lettuce"), other("grpc")),
    "node-listeners": (other("node"), other("python")),
    "python-with": (other("python"), other("node")),
    "android-close": (other("android"), other("python")),
    "goleak-test": (other("goleak"), other("android")),
}
# Rules that look into the text of a family that has no module of its own here: the text, and one that comes close.
BY_TEXT = {
    "tomcat-driver": (
        "tomcat",
        "The web application [shop] registered the JDBC driver [org.h2.Driver] but failed",
        "JDBC driver",
    ),
    "tomcat-threadlocal": (
        "tomcat",
        "created a ThreadLocal with key of type [java.lang.ThreadLocal]",
        "a local thread",
    ),
    "tomcat-thread": (
        "tomcat",
        "appears to have started a thread named [poller] but has failed to stop it.",
        "failed to start",
    ),
    "tomcat-pool": ("dbcp", "Connection has been abandoned PooledConnection[conn1]", "Connection has been abandoned"),
    "agroal-resources": ("agroal", "JDBC resources leaked: 1 ResultSet(s) and 0 Statement(s)", "connection leaked"),
    "aiohttp-session": ("python", "Unclosed client session", "unclosed file"),
    "python-asyncio": (
        "python",
        "ResourceWarning: unclosed transport <_SelectorSocketTransport fd=7>",
        "unclosed file",
    ),
    "android-cursor": (
        "android",
        "Finalizing a Cursor that has not been deactivated or closed.",
        "A resource was acquired",
    ),
    "goleak-http": ("goleak", "net/http.(*persistConn).readLoop(0xc0)", "net/http.Get"),
    "goleak-channel": ("goleak", "[Goroutine 7 in state chan receive, with main.wait on top", "in state select"),
}


def rule_for(case: Report | str) -> str | None:
    found = advise(case) if isinstance(case, str) else advise_on(case)
    return found.rule if found else None


@pytest.mark.parametrize(("rule", "case"), CASES.items(), ids=CASES.keys())
def test_a_rule_fits_its_shape_and_not_the_one_beside_it(rule: str, case: tuple[Report | str, Report | str]):
    """The special rule wins over the general one, and a near miss gets other advice."""
    hit, miss = case

    assert rule == rule_for(hit)
    assert rule != rule_for(miss)


@pytest.mark.parametrize(("rule", "case"), BY_TEXT.items(), ids=BY_TEXT.keys())
def test_a_rule_fits_the_words_of_its_report(rule: str, case: tuple[str, str, str]):
    """Where frames do not tell, the sentence does."""
    family, hit, miss = case

    assert rule == advise_on(other(family), hit).rule
    assert rule != advise_on(other(family), miss).rule


def test_every_rule_has_its_cases():
    """No rule goes untried."""
    assert [rule.id for rule in RULES if rule.id not in {**CASES, **BY_TEXT}] == []


def test_nothing_known_is_no_rule():
    """A family that nobody wrote a rule for gets none, and no options."""
    found = advise_on(Report("gadgets", "Widget", Level.UNKNOWN))

    assert (None, None, ()) == (found.rule, found.source, found.kit.options)


def test_a_text_that_is_no_report_gets_no_advice():
    assert advise("all is well") is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_an_address_and_names_nobody_elses_code(rule):
    """A source is a page that anybody can open; conditions name public libraries only."""
    address = urlsplit(rule.source)

    assert ("https", True) == (address.scheme, bool(address.hostname))
    assert not any("acme" in pattern or "umbrella" in pattern for pattern in rule.patterns.values())


@pytest.mark.parametrize("language", languages())
def test_every_rule_can_be_said_and_nothing_else_is(language: str):
    """Two texts a rule, in every language, and no text without its rule; the root's line stays a line."""
    entries = FluentParser().parse((FOLDER / f"{language}.ftl").read_text(encoding="utf-8")).body
    texts = {
        entry.id.name for entry in entries if isinstance(entry, ast.Message) and entry.id.name.startswith("advice-")
    }
    ids = [*(rule.id for rule in RULES), "none"]
    expected = {f"advice-{id_}{ending}" for id_ in ids for ending in ("", "-more")} | {"advice-source"}

    assert set() == texts - expected
    assert language not in SHIPPED or expected == texts
    said = {id_: Texts(language).say(f"advice-{id_}", option="`-D`") for id_ in ids}
    assert [] == [id_ for id_, text in said.items() if len(text) > 150]


def test_every_family_has_its_kit_or_needs_none():
    """A family without options has no way to bring its report about that is known."""
    bare = [family.name for family in families() if not family.kit_for(other(family.name), "").options]

    assert ["lettuce", "r2dbc"] == bare


OLD = "LEAK: ByteBuf.release() was not called before it's garbage-collected. See http://netty.io/wiki/x for more.\n"
KITS = {
    "uncounted": (
        ADVANCED_TEXT,
        ("-Dio.netty.leakDetection.level=paranoid", "-Dio.netty.leakDetection.targetRecords=32"),
    ),
    "counted": (
        f"{OLD}Recent access records: 1\n#1:\n\t{TOUCH}\n\t{OURS}\nCreated at:\n\t{ALLOC}\n\t{OURS}",
        ("-Dio.netty.leakDetection.level=paranoid", "-Dio.netty.leakDetection.maxRecords=32"),
    ),
    "untraced": (UNTRACED_TEXT, ("-Dio.netty.leakDetection.level=paranoid",)),
    "untraced, old name": (
        UNTRACED_TEXT.replace("leakDetection.level", "leakDetectionLevel"),
        ("-Dio.netty.leakDetectionLevel=paranoid",),
    ),
    "before levels": ("LEAK: ByteBuf was GC'd before being released correctly.", ()),
    "relocated": (
        re.sub(r"(?<=\t)io\.netty", "com.acme.shaded.io.netty", ADVANCED_TEXT),
        (
            "-Dcom.acme.shaded.io.netty.leakDetection.level=paranoid",
            "-Dcom.acme.shaded.io.netty.leakDetection.targetRecords=32",
        ),
    ),
    "Netty 5": (
        CASES["netty5-close"][0],
        ("-Dio.netty5.buffer.leakDetectionEnabled=true", "-Dio.netty5.buffer.lifecycleTracingEnabled=true"),
    ),
}


@pytest.mark.parametrize(("text", "options"), KITS.values(), ids=KITS.keys())
def test_the_options_are_those_of_the_version(text: str, options: tuple[str, ...]):
    """Names that changed from version to version, and move with a relocated Netty."""
    found = advise(text)

    assert found is not None
    assert options == found.kit.options
