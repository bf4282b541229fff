"""Run the bot as one process: web server, worker and jobs, from the first bind to a clean stop."""

from __future__ import annotations

import asyncio
import functools
import gc
import logging
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from bot.app import jobs, wiring
from bot.app.damage import SpoolingBot
from bot.app.lock import hold_file
from bot.app.programme_source import programme_source
from bot.app.wiring import Bot
from bot.cli.shipped import shipped
from bot.config import Settings
from bot.group import programme_file
from bot.group.digest_publisher import Monitor, unmonitored
from bot.web.gate import OnceAMinute, make_gate
from bot.web.protocol import guard
from storage import StoreDamaged, StoreUnusable
from storage.sqlite import version, version_is_safe

if TYPE_CHECKING:
    from bot.story.narrator import Demo

log = logging.getLogger("bot")
BACKLOG = 2048
STOP_WITHIN_S = 5


def run(settings: Settings) -> None:
    """Run until SIGTERM or Ctrl-C.

    Raises:
        StoreUnusable: the database or the port cannot be used. The sentence says what to do.
        ProgrammeFileProblem: the study group's file is wrong.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    # Anybody can cause the warnings of these two.
    for name in ("uvicorn.error", "bot.web.gate"):
        logging.getLogger(name).addFilter(OnceAMinute())
    monitor = _report_errors(settings)
    # uvicorn raises the signal again once the server has stopped; it must end this function, not the process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    lock = hold_file(settings)
    listener = _listen(settings)
    if not version_is_safe():
        log.warning("SQLite %s can corrupt a file that two connections write: install pysqlite3", version())
    try:
        _serve(settings, listener, monitor)
    finally:
        if lock is not None:
            lock.close()


def _serve(settings: Settings, listener: socket.socket, monitor: Monitor) -> None:
    port = listener.getsockname()[1]
    url = f"http://{settings.listen_host}:{port}"
    try:
        bot = wiring.build(settings, port, monitor)
    except StoreDamaged as damage:
        if settings.sqlite_on_damage == "stop":
            raise
        log.error("%s; alerts are kept in a spool beside it", damage)
        _spool(settings, listener, str(damage))
        return
    demo = _demo(bot, url)
    _seed(bot, demo)
    _say_spooled(bot)
    scheduler = jobs.start(_jobs(bot))
    try:
        _Server(_config(bot.app, settings), bot, url, demo).run(sockets=[listener])
    finally:
        scheduler.shutdown(wait=False)
        bot.stop()


def _spool(settings: Settings, listener: socket.socket, damage: str) -> None:
    """Keep alerts, and nothing else, until somebody mends the database and starts the bot again."""
    port = listener.getsockname()[1]
    bot = wiring.build_spooling(settings, port, damage)
    try:
        _Server(_config(bot.app, settings), bot, f"http://{settings.listen_host}:{port}", None).run(sockets=[listener])
    finally:
        bot.stop()


def _say_spooled(bot: Bot) -> None:
    if bot.notice is not None and (waiting := bot.notice.spool.waiting()):
        log.warning("%d alerts wait in %s: python -m bot restore", waiting, bot.notice.spool.path)


def _jobs(bot: Bot) -> list[jobs.Job]:
    return jobs.table(
        store=bot.store,
        now=bot.clock.now,
        keep_bodies_days=bot.settings.keep_bodies_days,
        refused=lambda: bot.intake.refused,
        ring=bot.desk.ring if bot.desk else None,
        channel=bot.slack.channel,
        digest=bot.digest_publisher.look,
        proved=functools.partial(bot.journal_editor.offer_by_message, proved=True),
        owners=bot.settings.leak_owners,
        notice=bot.notice.look if bot.notice else lambda: None,
    )


def _demo(bot: Bot, url: str) -> Demo | None:
    """Return the demo; None outside the local workspace."""
    if bot.slack.workspace is None:
        return None
    # A bot with Slack tokens does not pay for its imports.
    from bot.story.narrator import Demo

    return Demo(
        store=bot.store,
        clock=bot.clock,
        workspace=bot.slack.workspace,
        channel=bot.slack.channel,
        client_secret=bot.client_secrets[0],
        data_dir=bot.settings.data_dir,
        post_digests=bot.digest_publisher.look,
        is_wanted=bot.settings.leak_story,
        url=url,
    )


def _seed(bot: Bot, demo: Demo | None) -> None:
    """Make the programme of the study group's file, unless the store has it."""
    now, met = demo.begin() if demo is not None else (bot.clock.now(), 0)
    source = programme_source(bot.settings, _story_programme(bot.settings) if demo is not None else None)
    seeded = programme_file.seed(bot.store, source, now, met=met)
    if seeded is not None and seeded.new and seeded.programme is not None:
        log.info("the programme %r was made of %s", seeded.programme.name, bot.settings.programme)
    elif seeded is not None and seeded.joined and seeded.programme is not None:
        log.info("the programme %r of an imported diary joined %s", seeded.programme.name, bot.settings.programme)
    elif seeded is not None and seeded.programme is None:
        log.info("%s has no start, so it is an example: set start and channel to begin", bot.settings.programme)


def _story_programme(settings: Settings) -> Path | None:
    """Return the shipped example for a story told in a folder without a programme.toml; None otherwise."""
    is_default = "programme" not in settings.model_fields_set
    is_wanted = settings.leak_story and is_default and not Path(settings.programme).exists()
    return shipped("programme.toml") if is_wanted else None


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.listen_host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.listen_host, settings.port))
    except OSError as error:
        listener.close()
        raise StoreUnusable(
            f"{settings.listen_host}:{settings.port} cannot be listened on ({error.strerror}): set PORT to a free one"
        ) from None
    return listener


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=guard(make_gate(settings.proxies)),
        ws="none",
        loop="uvloop",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )


class _Server(uvicorn.Server):
    """uvicorn's server, which also starts and stops the worker, and tells the demo if there is one."""

    def __init__(self, config: uvicorn.Config, bot: Bot | SpoolingBot, url: str, demo: Demo | None) -> None:
        super().__init__(config)
        self._bot = bot
        self._url = url
        self._demo = demo

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then start the worker: the local workspace answers on this same port."""
        await super().startup(sockets)
        if self._demo is not None:
            self._demo.hold_clock()
        self._bot.start()
        # All objects made so far live as long as the process: the collector need not look at them again.
        gc.freeze()
        gc.enable()
        print(f"ready {self._url}", flush=True)
        log.info("SQLite %s, %s", version(), self._bot.settings.database_url)
        if self._demo is not None:
            threading.Thread(target=self._welcome, args=(self._demo,), name="story", daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the worker first: this server answers what the worker sends to the local workspace."""
        await asyncio.get_running_loop().run_in_executor(None, self._bot.stop_working)
        if self._bot.slack.workspace is not None:
            # An open page never ends its event stream: the server would wait for it.
            self._bot.slack.workspace.end_streams()
        await super().shutdown(sockets)

    def _welcome(self, demo: Demo) -> None:
        try:
            demo.welcome()
        except Exception:
            # While the server stops, the story's own posts are refused; the next start continues the story.
            if not self.should_exit:
                log.exception("the story broke off; the next start goes on with it")


def _report_errors(settings: Settings) -> Monitor:
    """Report the bot's own errors to Sentry, without secrets and texts. Return what reports scheduled runs there."""
    if not settings.sentry_dsn:
        return unmonitored
    import sentry_sdk
    from sentry_sdk.crons import monitor

    from bot.cli.error_reports import OPTIONS

    sentry_sdk.init(dsn=settings.sentry_dsn.get_secret_value(), **OPTIONS)
    return monitor
