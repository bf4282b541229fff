"""What happens to a leak, from one delivery to what Slack shows."""
