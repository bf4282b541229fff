"""The schema's steps, one file each. A released step is never edited."""
