"""Families of leak reports, one file each."""
