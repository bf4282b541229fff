"""Store rows with SQL, without any knowledge of Slack, Sentry or the meaning of a leak."""

from storage.engine import Engine, StoreDamaged, StoreError, StoreUnusable
from storage.opening import open_store

__all__ = ["Engine", "StoreDamaged", "StoreError", "StoreUnusable", "open_store"]
