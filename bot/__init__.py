"""Leak Diary: resource-leak alerts from Sentry as readable Slack threads, with numbers that hold."""
