"""The same door with the same server settings, which verifies the signature and then keeps nothing: the yardstick."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

from bot.app.clock import Clock
from bot.cli import server
from bot.config import load_settings
from bot.web.endpoints import Door, make_app
from storage.queues import Delivery
from tests.faults.alerts import SECRET


class KeepsNothing:
    """An intake that answers at once."""

    async def keep(self, delivery: Delivery) -> None:
        return None


def door() -> Door:
    """The door without a store, without a worker and without Slack."""
    nothing: Any = KeepsNothing()
    return Door(
        intake=nothing,
        client_secrets=(SECRET,),
        hook_secrets=(),
        legacy_path="",
        max_body_bytes=2 * 1024 * 1024,
        now_us=Clock().now_us,
        health=lambda: (True, {}),
        slack=nothing,
    )


def main() -> None:
    """Serve on any free port; prints the same ready line as the bot."""
    with TemporaryDirectory() as folder:
        settings = load_settings(port=0, database_url=f"sqlite:///{Path(folder)}/none.db")
        listener = server._listen(settings)
        config = server._config(make_app(door()), settings)
        print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    sys.argv = sys.argv[:1]
    main()
