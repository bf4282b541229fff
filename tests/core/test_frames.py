"""Frames as printed → what they mean whichever build, JDK or proxy printed them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reading import frames, log_text
from bot.core.reading.frames import Tier, read

SAME = {
    "line numbers": ("com.acme.A.run(A.java:12)", "com.acme.A.run(A.java:99)"),
    "no debug data": ("com.acme.A.run(A.java:12)", "com.acme.A.run(Unknown Source)"),
    "loader prefix": ("com.acme.A.run(A.java:12)", "app//com.acme.A.run(A.java:12)"),
    "module prefix": ("com.acme.A.run(A.java:12)", "shop@1.4/com.acme.A.run(A.java:12)"),
    "lambda number": ("com.acme.A.lambda$put$0(A.java:1)", "com.acme.A.lambda$put$12(A.java:1)"),
    "kotlin lambda": ("com.acme.A.put$lambda$3(A.kt:1)", "com.acme.A.put$lambda-4(A.kt:1)"),
    "scala lambda": ("com.acme.A.put(A.scala:1)", "com.acme.A.$anonfun$put$8(A.scala:1)"),
    "scala object": ("com.acme.A.put(A.scala:1)", "com.acme.A$.put(A.scala:1)"),
    "anonymous class": ("com.acme.A$1.run(A.java:1)", "com.acme.A$23.run(A.java:1)"),
    "anonymous in anonymous": ("com.acme.A.run(A.java:1)", "com.acme.A$1$1.run(A.java:1)"),
    "local class": ("com.acme.A$1Job.run(A.java:1)", "com.acme.A$2Job.run(A.java:1)"),
    "cglib": ("com.acme.A.put(A.java:1)", "com.acme.A$$EnhancerBySpringCGLIB$$8d1f3a2b.put(<generated>)"),
    "spring 6 cglib": ("com.acme.A.put(A.java:1)", "com.acme.A$$SpringCGLIB$$0.put(<generated>)"),
    "byte buddy": ("com.acme.A.put(A.java:1)", "com.acme.A$ByteBuddy$x7Yq.put(Unknown Source)"),
    "quarkus proxy": ("com.acme.A.put(A.java:1)", "com.acme.A_ClientProxy.put(Unknown Source)"),
    "quarkus subclass": ("com.acme.A.put(A.java:1)", "com.acme.A_Subclass.put(Unknown Source)"),
    "clojure number": ("acme.shop.fn(shop.clj:1)", "acme.shop.fn__1234(shop.clj:1)"),
    "clojure class": ("acme.shop.invoke(shop.clj:1)", "acme.shop__1234.invoke(shop.clj:1)"),
    "groovy closure": ("com.acme.A.doCall(A.groovy:1)", "com.acme.A_closure3.doCall(A.groovy:1)"),
    "accessor": ("com.acme.A.access$000(A.java:1)", "com.acme.A.access$200(A.java:1)"),
    "proxy": (
        "jdk.proxy1/jdk.proxy1.$Proxy5.get(Unknown Source)",
        "app/jdk.proxy1/jdk.proxy1.$Proxy2.get(Unknown Source)",
    ),
    "relocated netty": (
        "io.netty.buffer.PooledByteBufAllocator.newDirectBuffer(P.java:1)",
        "io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator.newDirectBuffer(P.java:1)",
    ),
}

TIERS = {
    "java.base/java.lang.Thread.run(Thread.java:840)": Tier.PLUMBING,
    "jdk.internal.reflect.GeneratedMethodAccessor1.invoke(Unknown Source)": Tier.PLUMBING,
    "sun.reflect.NativeMethodAccessorImpl.invoke0(Native Method)": Tier.PLUMBING,
    "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:500)": Tier.PLUMBING,
    "org.apache.pulsar.shade.io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:500)": Tier.PLUMBING,
    "io.netty5.buffer.Buffer.readSplit(Buffer.java:872)": Tier.PLUMBING,
    "reactor.netty.channel.FluxReceive.drainReceiver(FluxReceive.java:805)": Tier.PLUMBING,
    "kotlinx.coroutines.DispatchedTask.run(DispatchedTask.kt:106)": Tier.PLUMBING,
    "org.springframework.web.filter.OncePerRequestFilter.doFilter(O.java:1)": Tier.PLATFORM,
    "jdk.proxy2.$Proxy13.fetch(Unknown Source)": Tier.PLATFORM,
    "com.acme.A$$Lambda$32/0x00007f19e0018ca0.run(Unknown Source)": Tier.PLATFORM,
    "com.acme.A$$Lambda/0x00007f19e0018ca0.run(Unknown Source)": Tier.PLATFORM,
    "io.lettuce.core.RedisClient.connect(RedisClient.java:1)": Tier.LIBRARY,
    "io.vertx.core.buffer.impl.BufferImpl.getByte(BufferImpl.java:1)": Tier.LIBRARY,
    "com.foo.shaded.com.google.common.io.ByteStreams.copy(ByteStreams.java:1)": Tier.LIBRARY,
    "foo.shaded.io.vertx.core.Vertx.run(Vertx.java:1)": Tier.LIBRARY,
    "com.acme.Orders.place(Orders.java:4)": Tier.APPLICATION,
    "com.acme.Proxy1.place(Proxy1.java:4)": Tier.APPLICATION,
    "Example.lambda$null$1(Example.java:7)": Tier.APPLICATION,
    "io.netty.buffer.PoolLeakTest.allocate(PoolLeakTest.java:5)": Tier.APPLICATION,
    "io.netty.example.echo.EchoServerHandler.channelRead(EchoServerHandler.java:29)": Tier.APPLICATION,
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_one_place_has_one_name(one: str, other: str):
    """What varies between builds, JDKs and runs does not reach the name."""
    assert read(one).name == read(other).name


@pytest.mark.parametrize(("printed", "tier"), TIERS.items(), ids=[printed.partition("(")[0] for printed in TIERS])
def test_a_frame_belongs_to_a_tier(printed: str, tier: Tier):
    """The longest listed package decides; what is not listed is the application's."""
    assert tier == read(printed).tier


def test_different_methods_keep_different_names():
    """Normalising merges numbers, never methods, classes or named inner classes."""
    printed = [
        "com.acme.A.put(A.java:1)",
        "com.acme.A.get(A.java:1)",
        "com.acme.B.put(B.java:1)",
        "com.acme.A$In.put(A.java:1)",
    ]

    names = {read(frame).name for frame in printed}

    assert len(printed) == len(names)


def test_raw_keeps_the_numbers_of_lambdas():
    """Within one report two lambdas of a method are two places."""
    assert read("com.acme.A.lambda$put$0(A.java:1)").raw != read("com.acme.A.lambda$put$1(A.java:1)").raw


@given(st.text(max_size=200))
def test_any_text_reads_as_a_frame(printed: str):
    """Reading a frame never raises, whatever stands there."""
    assert read(printed).tier in Tier


def test_every_listed_package_stands_once():
    """No package is in two tiers, and none ends with a dot."""
    lists = tomllib.loads(Path(frames.__file__).with_name("tiers.toml").read_text(encoding="utf-8"))

    packages = [package for entry in lists.values() for package in entry["packages"]]

    assert [] == [package for package in packages if package.endswith(".") or packages.count(package) > 1]


LINES = {
    "tab": "\tcom.acme.A.run(A.java:1)",
    "docker compose": "web-1  | \tcom.acme.A.run(A.java:1)",
    "cloud foundry": "2024-09-01T17:19:42.42-0400 [APP/PROC/WEB/0] OUT \tcom.acme.A.run(A.java:1)",
    "kubernetes": "2024-09-01T17:19:42.424242424Z stdout F \tcom.acme.A.run(A.java:1)",
    "sbt": "[info]  com.acme.A.run(A.java:1)",
    "quoted": "> \tat com.acme.A.run(A.java:1)",
    "jar": "\tat com.acme.A.run(A.java:1) ~[shop.jar:1.4]",
    "comma": "com.acme.A.run(A.java:1),",
    "json's end": 'com.acme.A.run(A.java:1)"}',
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_frame_is_found_whatever_logged_it(line: str):
    """Prefixes, "at ", jars, commas and quotes are not part of the frame."""
    assert ["com.acme.A.run(A.java:1)"] == log_text.frames(log_text.bare(line))


@pytest.mark.parametrize("prefix", ["", "> ", "web-1  | ", "[info] ", "2026-11-22 14:51:12.029 ", "! ", "\t"])
def test_bare_is_what_the_library_printed(prefix: str):
    """A marker line is the same under every logging set-up."""
    assert log_text.bare(prefix + "Created at:") == "Created at:"


def test_a_windows_path_is_no_line_break():
    """Only a text that is escaped is unescaped."""
    assert "Hint: C:\\new\\table" == log_text.unescape("Hint: C:\\new\\table")


@pytest.mark.parametrize(
    "escaped", ["a\\nCreated at:\\n\\tb", "a\\\\nCreated at:\\\\n\\\\tb", "a\\r\\nCreated at:\\r\\n\\tb"]
)
def test_escaped_breaks_come_back(escaped: str):
    """JSON in a log, and JSON in JSON, has line breaks again."""
    assert log_text.unescape(escaped) == "a\nCreated at:\n\tb"
