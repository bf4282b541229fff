"""Values → what people read in Slack, within Slack's limits."""
