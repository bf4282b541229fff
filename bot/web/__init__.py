"""HTTP in: endpoints, intake, protocol limits."""
