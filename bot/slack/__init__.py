"""What goes out to Slack, and how a request of Slack's is answered."""
