"""Sentry's web API, asked over real HTTP from a small server that answers as it is documented."""
