"""The numbers: everything that `bot.core.trend` and `/leak trend` compute, in plain Python."""
