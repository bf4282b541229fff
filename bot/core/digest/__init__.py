"""The digest of a study-group round: its figures, its message and its chart."""
