"""Settings -> one running bot: wiring, Slack, Sentry, worker, jobs, health, clock, lock."""
