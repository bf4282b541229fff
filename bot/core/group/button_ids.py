"""The action ids of the study group's buttons: who draws one and who listens for it name the same."""

JOURNAL_OPEN = "journal_open"
"""Opens the journal's modal. value: which round, such as "P1:R2"."""
PASS = "round_pass"  # noqa: S105 - a week off, no secret
"""Takes a pass. value: which round."""
REMIND_OFF = "remind_off"
FORGET = "journal_forget"


def value_of(programme: int, round_: int) -> str:
    """A round as the value of a button: "P1:R2"."""
    return f"P{programme}:R{round_}"


def read_value(value: str) -> tuple[int, int] | None:
    """(programme, round) of such a value; None for anything else."""
    programme, found, round_ = value.partition(":")
    numbers = (programme.removeprefix("P"), round_.removeprefix("R"))
    if not found or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
        return None
    return int(numbers[0]), int(numbers[1])
