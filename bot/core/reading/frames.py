"""Normalise printed stack frames, so that builds, JDKs and proxies do not change their names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from bot.core.reading import other_frames

# A text of 64 KiB has about 1,000 frames, and a service a few thousand. The cache fits them all in about 10 MB.
CACHED_FRAMES = 32_768
# Class and method names written by people are shorter than this.
MAX_FRAME_CHARS = 2_048

_HIDDEN_CLASS = re.compile(r"/0x[0-9a-fA-F]+")
_SHADED = re.compile(r"\.(?:shaded?|third_?party|repackaged|relocated|vendor(?:ed)?|deps|dependencies)\.")
_NETTY = re.compile(r"(?:^|\.)io\.netty5?\.")
_PROXY_CLASS = re.compile(r"(?:^|\.)\$Proxy\d+$")
_INVISIBLE = re.compile(r"\$\$(?:Lambda|FastClassBy|InjectedInvoker|ExternalSyntheticLambda)")
_TEST_CLASS = re.compile(r"\.[^.$]*(?:Tests?|IT|Benchmark)(?:\$[^.]*)?$")
_THREAD_FACTORY = re.compile(r"ThreadFactory|ThreadPoolExecutor")

_CLASS_NOISE = re.compile(
    r"\$\$.*$"  # CGLIB, Guice, Javassist, Android's desugaring: everything after the first $$ is generated
    r"|\$(?:MockitoMock|HibernateProxy|ByteBuddy|Proxy|auxiliary)\$.*$"
    r"|(?:_ClientProxy|_Subclass|_Interceptor)$"  # Quarkus ArC
    r"|_closure\d+"  # Groovy
    r"|__\d+"  # Clojure
    r"|(?<![_$])[_$]++(?=[0-9a-f]*\d)[0-9a-f]{6,}$"  # a hash at the end
)
_CLASS_SEGMENT = re.compile(r"\$(?:\d+|anon|anonfun|fn)?(?=\$|$)")
_LOCAL_CLASS = re.compile(r"\$\d+(?=[A-Za-z_])")
_METHOD_NOISE = re.compile(
    r"^\$anonfun\$(?=\D)"  # Scala
    r"|(?:\$|-|__)\d+(?=\$|$)"  # lambda$name$3, name$lambda-3, access$200, fn__1234
    r"|\$(?:default|suspendImpl)$"  # Kotlin
)


class Tier(IntEnum):
    """The owner of a frame's code; a higher tier is closer to the people who can fix the leak."""

    PLUMBING = 0
    PLATFORM = 1
    LIBRARY = 2
    APPLICATION = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """A normalised stack frame.

    Attributes:
        raw: class.method as printed, without the module prefix. Comparable only within one report, because lambda
            numbers differ between builds.
        owner: the class with its named inner classes, normalised.
        name: owner.method, normalised; the part that goes into a key.
        tier: the owner of the code.
    """

    raw: str
    owner: str
    name: str
    tier: Tier


@lru_cache(maxsize=CACHED_FRAMES)
def read(printed: str) -> Frame:
    """Read a frame such as `java.base/java.lang.Thread.run(Thread.java:840)`. Never raises.

    The name leaves out: module and loader prefixes; file and line; numbers of lambdas, proxies, accessors and
    anonymous classes; suffixes of generated subclasses; the relocation package of a Netty copy; all characters
    beyond MAX_FRAME_CHARS.

    Source: reports of one program on Netty 4.0 to 4.2 and JDK 17 and 25, compared in tests/core/test_frames.py.
    """
    printed = printed[:MAX_FRAME_CHARS]
    other = other_frames.read(printed)
    if other is not None:
        owner, name, tier = other
        return Frame(raw=name, owner=owner, name=name, tier=Tier[tier.upper()])
    body = printed.partition("(")[0].strip()
    if "/" in body:
        body = _HIDDEN_CLASS.sub("", body).rpartition("/")[2]
    printed_class, _, method = body.rpartition(".")
    class_ = _home_name(printed_class)
    owner = _class_name(class_)
    name = f"{owner}.{_method_name(method)}" if owner else _method_name(method)
    return Frame(raw=body, owner=owner, name=name, tier=_tier(class_))


def _home_name(class_: str) -> str:
    """Undo relocation: find Netty anywhere in the name, and other known packages after a shading word."""
    netty = _NETTY.search(class_)
    if netty:
        return class_[netty.start() :].lstrip(".")
    shaded = _SHADED.search(class_)
    if shaded and _listed(class_[shaded.end() :]) is not None:
        return class_[shaded.end() :]
    return class_


def _class_name(class_: str) -> str:
    package, dot, simple = class_.rpartition(".")
    if _PROXY_CLASS.search(class_):
        return f"{package}.$Proxy"
    if "$" in simple[1:] or "_" in simple:
        short = _CLASS_NOISE.sub("", simple) or simple
        short = _LOCAL_CLASS.sub("$", _CLASS_SEGMENT.sub("", short))
        simple = short or simple
    return f"{package}{dot}{simple}"


def _method_name(method: str) -> str:
    if "$" in method or "_" in method or "-" in method:
        return _METHOD_NOISE.sub("", method) or method
    return method


def _tier(class_: str) -> Tier:
    if _INVISIBLE.search(class_) or _PROXY_CLASS.search(class_):
        return Tier.PLATFORM
    listed = _listed(class_)
    if listed is None:
        return Tier.PLUMBING if _THREAD_FACTORY.search(class_) else Tier.APPLICATION
    # Other projects put tests and demos into Netty's package: those are application code.
    if listed is Tier.PLUMBING and _NETTY.match(class_) and _TEST_CLASS.search(class_):
        return Tier.APPLICATION
    return listed


def _listed(class_: str) -> Tier | None:
    """Return the tier of the longest listed package that holds the class; None if no package does."""
    packages = _packages()
    package = class_
    while package:
        tier = packages.get(package)
        if tier is not None:
            return tier
        package = package.rpartition(".")[0]
    return None


@lru_cache(maxsize=1)
def _packages() -> dict[str, Tier]:
    with Path(__file__).with_name("tiers.toml").open("rb") as file:
        lists = tomllib.load(file)
    return {package: Tier[word.upper()] for word, entry in lists.items() for package in entry["packages"]}
