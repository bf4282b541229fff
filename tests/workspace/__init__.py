"""The local workspace, tested over real HTTP with the real Slack client."""
