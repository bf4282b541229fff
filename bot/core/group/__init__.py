"""The study group's values and messages: programme, rounds, journals, reminders."""
