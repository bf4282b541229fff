"""Find leak reports in logs of any size."""
