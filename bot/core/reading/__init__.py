"""From what Sentry sends to the leak that it is of: event, text, report, keys, site."""
