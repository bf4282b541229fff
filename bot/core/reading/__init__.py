"""Read Sentry's payloads and find the leak of each report: event, text, report, keys, leak."""
