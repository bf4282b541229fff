"""All Bolt listeners: what people do in Slack."""
