"""Rows and SQL. Knows nothing of Slack, of Sentry, or of what a leak means."""

from storage.engine import Engine, StoreError, StoreUnusable
from storage.opening import open_store

__all__ = ["Engine", "StoreError", "StoreUnusable", "open_store"]
