"""The `scan` command: find leaks in logs."""
