"""Walks through the whole bot: real HTTP, real signatures, the local workspace as Slack."""
