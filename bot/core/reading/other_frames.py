"""Normalise the stack frames of Python, Node and Go, and find the owner of their code."""

from __future__ import annotations

import re

PLUMBING, PLATFORM, LIBRARY, APPLICATION = "plumbing", "platform", "library", "application"

# `/app/feed.py:9(main)`: file, line, and the function or, where none was recorded, the line of code.
_PYTHON = re.compile(r"(?P<path>[^()]+):\d+\((?P<what>.*)\)", re.S)
# `subscribeAll (/app/src/bus.js:4:53)`, or a location alone.
_NODE = re.compile(
    r"(?:(?P<call>[^()]+) \()?(?P<path>.+?):\d+:\d+\)?|(?P<builtin>[^()]+) \((?:<anonymous>|native|index \d+)\)"
)
# `example.org/shop/cart.(*Store).sweep(/src/cart/store.go:88)`
_GO = re.compile(r"(?P<call>.+)\((?P<path>[^()]*\.go)(?::\d+)?\)")

_PYTHON_OWN = re.compile(
    r"/lib(?:64)?/python\d[\w.]*/(?!site-packages/|dist-packages/)"
    r"|/[Pp]ython\d{2,4}(?:-\d\d)?/[Ll]ib/(?!site-packages/)"
    r"|conda\d?(?:/envs/[^/]+)?/[Ll]ib/(?!site-packages/|python)"
    r"|^<|^sys$"
)
_PYTHON_PLATFORM = re.compile(
    r"^(?:_pytest|pytest|pluggy|nose2?|gunicorn|uvicorn|gevent|sentry_sdk|ddtrace|newrelic)[/.]"
)
_NODE_PLATFORM = re.compile(
    r"^(?:@sentry|@opentelemetry|@jest|jest|mocha|jasmine|ava|tap|vitest|dd-trace|newrelic|ts-node|tsx|pirates)[/-]"
)
_GO_PLATFORM = re.compile(r"^(?:go\.uber\.org/goleak|github\.com/(?:stretchr/testify|onsi/(?:ginkgo|gomega)))\b")
_GO_LIBRARY = re.compile(
    r"^(?:google\.golang\.org|golang\.org/x|go\.uber\.org|go\.opentelemetry\.io|go\.opencensus\.io|go\.mongodb\.org"
    r"|go\.etcd\.io|gopkg\.in|k8s\.io|sigs\.k8s\.io|cloud\.google\.com)/"
)
_GO_STANDARD = re.compile(
    r"(?:archive|bufio|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|fmt"
    r"|go|hash|html|image|index|internal|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort"
    r"|strconv|strings|structs|sync|syscall|testing|text|time|unicode|unique|unsafe|vendor|weak)(?:/|\.[^/]*$)"
)
_GO_VERSION = re.compile(r"/v\d+(?=[/.]|$)")
_GO_NOISE = re.compile(r"(?:\.func\d+(?:\.\d+)*|\.gowrap\d+|\.deferwrap\d+|-range\d+|-fm|\[\.\.\.\])")
_NODE_NOISE = re.compile(r"^(?:async |new )+| \[as [^\]]{0,200}\]$")

_PACKAGES = re.compile(r"^.*(?:/site-packages/|/dist-packages/|/node_modules/|\.yarn/cache/)")
_SCHEME = re.compile(r"^[a-z][a-z+-]{1,20}:/{0,4}(?=[^/])|\?.*$")
# Releases, builds and content hashes: the parts of folder and bundle names that change with every deployment.
_CHANGING = re.compile(r"(?<![0-9a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,}|\d{4,}")
_STEADY_SEGMENTS = 3


def read(printed: str) -> tuple[str, str, str] | None:
    """Return the owner, name and tier of a frame; None if it is a JVM frame or no frame at all.

    The owner is the file, or the type in Go. The name adds the function and goes into a key. An application's path is
    cut to its last three segments, because machines deploy it to different places. A library's path starts below its
    packages folder.
    """
    if ".go" in printed:
        go = _GO.fullmatch(printed)
        if go:
            return _go(go["call"], go["path"])
    python = _PYTHON.fullmatch(printed)
    if python:
        return _python(python["path"].replace("\\", "/"), python["what"])
    node = _NODE.fullmatch(printed) if printed.endswith((")", *"0123456789")) else None
    if node:
        return _node(node["call"] or node["builtin"] or "", (node["path"] or "").replace("\\", "/"))
    return None


def _python(path: str, what: str) -> tuple[str, str, str]:
    own = _PYTHON_OWN.search(path)
    package = _PACKAGES.match(path)
    if own:
        return _named(path[own.end() :] or path, what, PLUMBING)
    if package is None:
        return _named(_steady(path), what, APPLICATION)
    inside = path[package.end() :]
    return _named(inside, what, PLATFORM if _PYTHON_PLATFORM.match(inside) else LIBRARY)


def _node(call: str, path: str) -> tuple[str, str, str]:
    call = _NODE_NOISE.sub("", call) or "<anonymous>"
    path = path.removeprefix("(")
    if not path or path.startswith(("node:", "internal/")) or "/" not in path:
        return _named(path or "node", call, PLUMBING)
    package = _PACKAGES.match(path)
    if package is None:
        return _named(_steady(_SCHEME.sub("", path)), call, APPLICATION)
    inside = path[package.end() :]
    return _named(inside, call, PLATFORM if _NODE_PLATFORM.match(inside) else LIBRARY)


def _go(call: str, path: str) -> tuple[str, str, str]:
    call = _GO_VERSION.sub("", call.rpartition("/vendor/")[2])
    call = _GO_NOISE.sub("", call).replace("(*", "").replace(")", "")
    owner = call.rpartition(".")[0]
    if _GO_STANDARD.match(call):
        return owner, call, PLUMBING
    if _GO_PLATFORM.match(call):
        return owner, call, PLATFORM
    # A dependency lies in the module cache, whose folders carry a version, or in vendor.
    is_dependency = "@v" in path or "/vendor/" in path or _GO_LIBRARY.match(call)
    return owner, call, LIBRARY if is_dependency else APPLICATION


def _named(path: str, what: str, tier: str) -> tuple[str, str, str]:
    what = " ".join(what.split())
    return path, f"{path}:{what}" if what else path, tier


def _steady(path: str) -> str:
    return _CHANGING.sub("#", "/".join(path.split("/")[-_STEADY_SEGMENTS:]).lstrip("/"))
