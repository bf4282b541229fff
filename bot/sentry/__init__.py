"""Calls to Sentry's web API: read issues, events and releases, and write marks back."""
