"""The bot with a lease of two seconds on what it works and sends, so that a test need not wait a minute for its end."""

from __future__ import annotations

from bot.__main__ import main
from bot.app import worker
from bot.slack import sender

LEASE_S = 2

if __name__ == "__main__":
    sender.LEASE_S = worker.LEASE_S = LEASE_S
    main(prog_name="python -m bot")
