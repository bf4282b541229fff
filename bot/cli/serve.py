"""`serve`: one process with the door, the worker and the jobs, from the first bind to a clean stop."""

from __future__ import annotations

import asyncio
import functools
import gc
import logging
import signal
import socket
import sys
import threading
from types import FrameType, ModuleType

import uvicorn

from bot.app import jobs, wiring
from bot.app.lock import hold_file
from bot.app.wiring import Bot
from bot.config import Settings
from bot.group import programme_file
from bot.web.protocol import GuardedProtocol
from storage import StoreUnusable
from storage.sqlite import version, version_is_safe

log = logging.getLogger("bot")
BACKLOG = 2048
STOP_WITHIN_S = 5


def serve(settings: Settings) -> None:
    """Run until SIGTERM or Ctrl-C. Raises StoreUnusable and SettingsProblem with what to do."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    sentry = _watch(settings)
    # uvicorn raises the signal again once the door is closed; it must end this function, not the process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    lock = hold_file(settings)
    listener = _listen(settings)
    port = listener.getsockname()[1]
    bot = wiring.build(settings, port)
    _seed(bot)
    url = f"http://{settings.listen_host}:{port}"
    if not version_is_safe():
        log.warning("SQLite %s can corrupt a file that two connections write: install pysqlite3", version())
    if sentry is not None:
        from sentry_sdk.crons import monitor

        bot.digesting.monitor = monitor
    ring = bot.desk.ring if bot.desk else None
    table = jobs.table(
        bot.store,
        bot.clock.now,
        settings.keep_bodies_days,
        lambda: bot.intake.refused,
        ring,
        bot.slack.channel,
        bot.digesting.look,
        functools.partial(bot.journaling.offer_by_message, proved=True),
    )
    scheduler = jobs.start(table)
    try:
        _Server(_config(bot), bot, url).run(sockets=[listener])
    finally:
        scheduler.shutdown(wait=False)
        bot.stop()
        if lock is not None:
            lock.close()


def _seed(bot: Bot) -> None:
    """The programme's file becomes rows when the bot first meets it; what the rows say holds from then on."""
    now, met = bot.clock.now(), 0
    if bot.slack.workspace is not None:
        from bot.story.narrator import begin

        now, met = begin(bot)
    found = programme_file.seed(bot.store, bot.settings, now, met=met)
    if found is not None and found.new and found.programme is not None:
        log.info("the programme %r was made of %s", found.programme.name, bot.settings.programme)
    elif found is not None and found.programme is None:
        log.info("%s has no start, so it is an example: set start and channel to begin", bot.settings.programme)


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


def _config(bot: Bot) -> uvicorn.Config:
    return uvicorn.Config(
        bot.app,
        http=GuardedProtocol,
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
    """Says when it accepts, and then tells the story if there is one to tell."""

    def __init__(self, config: uvicorn.Config, bot: Bot, url: str) -> None:
        super().__init__(config)
        self._bot = bot
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # After the first accept: the local workspace answers on this very port.
        if self._bot.slack.workspace is not None:
            from bot.story.narrator import hold_clock

            hold_clock(self._bot)
        self._bot.start()
        # What was made so far lives as long as the process: the collector need not look at it again.
        gc.freeze()
        gc.enable()
        print(f"ready {self._url}", flush=True)
        log.info("SQLite %s, %s", version(), self._bot.settings.database_url)
        if self._bot.slack.workspace is not None:
            threading.Thread(target=self._welcome, name="story", daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # First the worker: what it sends to the local workspace is answered by this very server.
        await asyncio.get_running_loop().run_in_executor(None, self._bot.worker.stop)
        if self._bot.slack.workspace is not None:
            # An open page holds its event stream for ever: the door would wait for it.
            self._bot.slack.workspace.end_streams()
        await super().shutdown(sockets)

    def _welcome(self) -> None:
        from bot.story.narrator import welcome

        try:
            welcome(self._bot, self._url)
        except Exception:
            # While the door closes, the story's own posts are refused; the next start goes on with it.
            if not self.should_exit:
                log.exception("the story broke off; the next start goes on with it")


def _watch(settings: Settings) -> ModuleType | None:
    """Report the bot's own errors to Sentry, if a DSN is set, without secrets and without texts."""
    if not settings.sentry_dsn:
        return None
    import sentry_sdk

    from bot.cli.error_reports import OPTIONS

    sentry_sdk.init(dsn=settings.sentry_dsn, **OPTIONS)
    return sentry_sdk
