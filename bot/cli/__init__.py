"""The terminal commands: one module for each command, loaded by bot/__main__.py."""
