"""Rows and SQL. Knows nothing of Slack, of Sentry, or of what a leak means."""
