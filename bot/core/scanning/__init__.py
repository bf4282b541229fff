"""Leak reports in a stream of log lines of any size."""
