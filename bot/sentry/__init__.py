"""Sentry's web API: what the bot reads there and writes back."""
