"""The numbers: everything that `bot.core.statistics.trend` and `/leak trend` compute, in plain Python."""
