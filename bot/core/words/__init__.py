"""Turn values into Slack messages, within Slack's limits."""
