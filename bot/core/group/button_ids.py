"""Action ids of the study group's buttons, shared by the messages and the listeners."""

JOURNAL_OPEN = "journal_open"
"""Opens the journal's modal. value: a RoundKey."""
PASS = "round_pass"  # noqa: S105 - a week off, no secret
"""Takes a pass. value: a RoundKey."""
REMIND_OFF = "remind_off"
FORGET = "journal_forget"
