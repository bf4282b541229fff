"""The `trend` command: test vectors for the statistics."""
