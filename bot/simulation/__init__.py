"""Fleets with a known truth, and how often the verdicts are right."""
