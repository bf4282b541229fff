"""The schema's steps, a file each. Append only: a released step is never edited."""
