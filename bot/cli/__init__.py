"""The terminal commands: one command a module."""
