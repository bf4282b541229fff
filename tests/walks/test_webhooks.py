"""Every shape of webhook, posted by `python -m bot replay`: a leak site is one root, anything else is no message."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.reading.webhook import signature
from bot.sentry.replay import as_sent
from tests.beside import SHARED, needs
from tests.walks.events import event
from tests.walks.stage import CLIENT_SECRET, HOOK_SECRET, LEGACY_PATH, NOON, Stage, texts_of, until

CHECKOUT = Path(__file__).parents[2]
PAYLOADS = CHECKOUT / "tests" / "payloads"
WIRE = SHARED / "sentry-payloads" / "wire"
WIRE_SAMPLE = CHECKOUT / "tests" / "samples" / "sentry" / "wire"
WIRE_SECRET, WIRE_HOOK_SECRET = "test-client-secret-5f2c0e9a7b1d4c83", "test-servicehook-secret-71b0c2"
# The leak sites of the two folders, by reading them: one was reported by five files of the first.
WIRE_ROOTS = (
    "ByteBuf leaks in BlobStoreWriter.write",
    "ByteBuf leaks in ChunkAssembler.append",
    "ByteBuf leaks in RetryOnRedirectHandler.channelRead",
    "ByteBuf leaks, which code is not told",
)
WIRE_SAMPLE_ROOTS = ("ByteBuf leaks in RetryOnRedirectHandler.channelRead", "ByteBuf leaks, which code is not told")


def replay(source: Path, url: str, secret: str, *options: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot replay` as a process."""
    command = [sys.executable, "-m", "bot", "replay", str(source), "--to", url, "--secret", secret, *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=CHECKOUT)


@pytest.mark.parametrize("name", ["REPLAY_SECRET", "SENTRY_CLIENT_SECRETS"])
def test_replay_takes_its_secret_from_the_environment(stage: Stage, tmp_path: Path, name: str):
    """An option can be read by every user of the machine in its list of processes."""
    file = tmp_path / "one.body"
    file.write_bytes(as_sent({"action": "triggered", "data": {"event": event()}}))
    command = [sys.executable, "-m", "bot", "replay", str(file), "--to", stage.url]
    env = {"PYTHONPATH": str(CHECKOUT)}

    done, without = (
        subprocess.run(command, env=one, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        for one in ({**env, name: CLIENT_SECRET}, env)
    )

    assert 0 == done.returncode, done.stderr
    assert (2, "no secret to sign with: set REPLAY_SECRET") == (without.returncode, without.stderr[:41])


def titles(stage: Stage) -> list[str]:
    """What the roots are headed, without their numbers, in the order of the alphabet."""
    return sorted(root["blocks"][0]["text"]["text"].partition(" · ")[2] for root in stage.roots())


def expectations() -> dict[str, dict[str, Any]]:
    """What stands beside each payload: the leak it shows and where it was seen, or why it shows none."""
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(PAYLOADS.glob("*.toml"))}


@pytest.mark.parametrize(
    ("told", "of_it"),
    [
        ({"event": {"event_id": "a", "project": 7}}, True),
        ({"error": {"event_id": "a", "project": "7"}}, True),
        ({"issue": {"id": "9", "project": {"id": "7", "slug": "leak-diary"}}}, True),
        ({"event": {"event_id": "a", "project": 8, "contexts": {"build": {"project": 7}}}}, False),
        ({"issue": {"id": "7", "project": {"id": "8"}}}, False),
    ],
)
def test_only_webhooks_of_the_bots_own_project_are_refused(
    open_stage: Callable[..., Stage], told: dict[str, Any], of_it: bool
):
    """Its issues too; but not an event of another project that holds the same number elsewhere."""
    stage = open_stage(sentry_dsn="https://key@localhost/7")

    answer = stage.webhook(as_sent({"action": "triggered", "data": told})).json()

    assert of_it == ("dropped" in answer)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, slack_calls: Path) -> Iterator[Stage]:
    """A stage to which every payload of this project was posted."""
    stage = Stage(tmp_path_factory.mktemp("replayed"), slack_calls).start()
    options = ("--hook-secret", HOOK_SECRET, "--legacy-path", LEGACY_PATH)
    found = replay(PAYLOADS, stage.url, CLIENT_SECRET, *options)
    assert found.returncode == 0, found.stdout + found.stderr
    stage.settle()
    yield stage
    stage.stop()


def test_every_payload_has_its_expected_result_beside_it():
    """A payload that expects nothing tests nothing."""
    payloads = {file.stem for file in PAYLOADS.glob("*.json")}

    assert payloads == set(expectations())


def test_each_leak_site_is_one_root(replayed: Stage):
    """Nine payloads of every shape show five sites, whatever channel they came through."""
    leaks = {expected["leak"] for expected in expectations().values() if expected["leak"]}

    assert sorted(leaks) == titles(replayed)
    assert [] == [one for one in replayed.messages() if one.get("thread_ts", one["ts"]) != one["ts"]]


@pytest.mark.parametrize("name", [name for name, expected in expectations().items() if expected["leak"]])
def test_a_root_says_where_its_payload_was_seen(replayed: Stage, name: str):
    """Project, environment, host and release of each payload stand on the root of its leak."""
    expected = expectations()[name]

    (root,) = [one for one in replayed.roots() if one["blocks"][0]["text"]["text"].endswith(expected["leak"])]
    shown = texts_of(root)
    for place in ("project", "environment", "host", "release"):
        assert f"`{expected[place]}`" in shown, place


def test_a_root_counts_the_payloads_of_its_leak(replayed: Stage):
    """Each payload is one report."""
    counted = Counter(expected["leak"] for expected in expectations().values() if expected["leak"])

    for root in replayed.roots():
        n = counted[root["blocks"][0]["text"]["text"].partition(" · ")[2]]
        assert f"{n} report{'s' if n > 1 else ''} in all" in texts_of(root)


@pytest.mark.parametrize("name", [name for name, expected in expectations().items() if not expected["leak"]])
def test_what_shows_no_leak_is_dropped_with_its_reason(replayed: Stage, name: str):
    """It was accepted and read, and the store says why nothing came of it."""
    reasons = [row["reason"] for row in replayed.bot.store.query("SELECT reason FROM deliveries")]

    assert any(reason.startswith(expectations()[name]["reason"]) for reason in reasons), reasons


def test_the_same_folder_posted_again_says_nothing_new(replayed: Stage):
    """Every body and every event is known."""
    before = [(one["ts"], one["text"]) for one in replayed.messages()]
    options = ("--hook-secret", HOOK_SECRET, "--legacy-path", LEGACY_PATH)
    found = replay(PAYLOADS, replayed.url, CLIENT_SECRET, *options)
    replayed.settle()

    assert 0 == found.returncode
    assert before == [(one["ts"], one["text"]) for one in replayed.messages()]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        pytest.param(WIRE_SAMPLE, WIRE_SAMPLE_ROOTS, id="sample"),
        pytest.param(WIRE, WIRE_ROOTS, id="all", marks=[pytest.mark.corpus, needs("sentry-payloads/wire")]),
    ],
)
def test_the_exact_bodies_of_sentry_give_one_root_per_leak_site(
    tmp_path: Path, slack_calls: Path, folder: Path, expected: tuple[str, ...]
):
    """Four bodies, or eighteen, as they go over the wire: a root for each site, no message for the others."""
    stage = Stage(
        tmp_path,
        slack_calls,
        sentry_client_secrets=(WIRE_SECRET,),
        sentry_service_hook_secrets=(WIRE_HOOK_SECRET,),
    ).start()
    try:
        options = ("--hook-secret", WIRE_HOOK_SECRET, "--legacy-path", LEGACY_PATH)
        found = replay(folder, stage.url, WIRE_SECRET, *options)
        stage.settle()

        assert 0 == found.returncode, found.stdout
        assert sorted(expected) == titles(stage)
        assert len(expected) == len(stage.messages())
    finally:
        stage.stop()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sentry-Hook-Signature": "0" * 64}, 401),
        ({"Sentry-Hook-Signature": signature(HOOK_SECRET, b"{}")}, 401),
        ({"Sentry-Hook-Signature": ""}, 401),
        ({"Sentry-Hook-Signature": b"\xc3\xa4" * 32}, 401),
    ],
    ids=["wrong", "of another secret", "none", "no ASCII"],
)
def test_a_webhook_that_is_not_sentrys_is_refused(replayed: Stage, headers: dict[str, Any], status: int):
    """Nothing of it is kept."""
    before = replayed.bot.store.query("SELECT COUNT(*) AS n FROM deliveries")
    answer = replayed.webhook(b"{}", headers)

    assert status == answer.status_code
    assert before == replayed.bot.store.query("SELECT COUNT(*) AS n FROM deliveries")


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"null", b'{"data": 1}', b'{"data": {"event": {}}}', b"\x00\xff", b"[" * 10_000, b'"\\ud800"'],
)
def test_a_signed_body_that_cannot_be_read_is_kept_and_shown(stage: Stage, body: bytes):
    """Sentry is answered 200; `dead` in /healthz tells that somebody should look."""
    answer = stage.webhook(body)
    stage.settle()

    assert 200 == answer.status_code
    assert [] == stage.messages()
    assert 1 == stage.health()["deliveries"]["dead"]


def test_an_event_of_a_shape_that_nobody_foresaw_does_not_stop_the_others(stage: Stage):
    """Odd types in every place, then a real report."""
    odd = {name: [{"x": 1}] for name in ("tags", "release", "environment", "timestamp", "logentry", "url", "exception")}
    stage.report({"event_id": "odd", **odd})
    stage.report(event())

    until(lambda: len(stage.roots()) == 1, "the real report is told")
    assert f"<!date^{NOON}^" in texts_of(stage.root())
