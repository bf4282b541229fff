"""Simulated fleets with known leaks, and the accuracy of the bot's verdicts on them."""
