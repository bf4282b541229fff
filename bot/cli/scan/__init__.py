"""`leak-diary scan`: find the leaks in logs."""
