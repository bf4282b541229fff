"""The study group on the rim: rounds, journals, reminders, and the weekly digest."""
